package io.cascade.langchain4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import io.cascade.exchange.Forgetful;
import io.cascade.test.ScriptedOpenRouter;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application with the models of LangChain4j, and a scripted OpenRouter behind it.
 */
final class ModelsFixture implements AutoCloseable {

	static final String PRIMARY = "p/primary";

	static final String FALLBACK = "f/fallback";

	private final ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel();

	private final ConfigurableApplicationContext context;

	private ModelsFixture(Map<String, Object> properties, Class<?>... sources) {
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("cascade.base-url", this.openRouter.baseUrl().toString());
		all.put("cascade.api-key", this.openRouter.apiKey());
		all.put("cascade.default-chain", "assistant");
		all.put("cascade.chains.assistant.models[0]", PRIMARY);
		all.put("cascade.chains.assistant.models[1]", FALLBACK);
		all.put("cascade.chains.other.models[0].id", "o/other");
		all.put("cascade.chains.other.models[0].price.prompt", "3");
		all.put("cascade.chains.other.models[0].price.completion", "15");
		all.putAll(properties);
		Class<?>[] classes = new Class<?>[sources.length + 1];
		classes[0] = Application.class;
		System.arraycopy(sources, 0, classes, 1, sources.length);
		this.context = new SpringApplicationBuilder(classes).web(WebApplicationType.NONE)
			.properties(all)
			.logStartupInfo(false)
			.run();
	}

	static ModelsFixture start() {
		return start(Map.of());
	}

	static ModelsFixture start(Map<String, Object> properties, Class<?>... sources) {
		return new ModelsFixture(properties, sources);
	}

	ScriptedOpenRouter openRouter() {
		return this.openRouter;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	ChatModel chat() {
		return bean(ChatModel.class);
	}

	StreamingChatModel streaming() {
		return bean(StreamingChatModel.class);
	}

	/** The messages of the last request, as they were sent. */
	@SuppressWarnings("unchecked")
	List<Map<String, Object>> lastMessages() {
		return (List<Map<String, Object>>) Objects.requireNonNull(this.openRouter.lastRequest().body().get("messages"));
	}

	/** As if nothing had been asked yet. */
	void reset() {
		this.openRouter.reset();
		this.openRouter.acceptAnyModel();
		this.context.getBeansOfType(Forgetful.class).values().forEach(Forgetful::forget);
	}

	@Override
	public void close() {
		this.context.close();
		this.openRouter.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
