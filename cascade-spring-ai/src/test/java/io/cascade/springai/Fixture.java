package io.cascade.springai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cascade.autoconfigure.CascadeAutoConfiguration;
import io.cascade.test.ScriptedOpenRouter;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application with chains and Spring AI, and a scripted OpenRouter behind it.
 */
final class Fixture implements AutoCloseable {

	static final String FIRST = "a/first";

	static final String SECOND = "b/second";

	private final ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel();

	private final ConfigurableApplicationContext context;

	private Fixture(Map<String, String> properties, Class<?>... sources) {
		this.context = new org.springframework.boot.builder.SpringApplicationBuilder(with(sources))
			.web(org.springframework.boot.WebApplicationType.NONE)
			.properties(all(this.openRouter, properties))
			.logStartupInfo(false)
			.run();
	}

	static Fixture start(Map<String, String> properties, Class<?>... sources) {
		return new Fixture(properties, sources);
	}

	private static Class<?>[] with(Class<?>... sources) {
		List<Class<?>> all = new ArrayList<>(List.of(sources));
		all.add(Application.class);
		return all.toArray(Class<?>[]::new);
	}

	private static Map<String, Object> all(ScriptedOpenRouter openRouter, Map<String, String> properties) {
		Map<String, Object> all = new java.util.LinkedHashMap<>();
		all.put("cascade.base-url", openRouter.baseUrl().toString());
		all.put("cascade.api-key", openRouter.apiKey());
		all.put("cascade.default-chain", "assistant");
		all.put("cascade.max-models-per-request", "1");
		all.put("cascade.chains.assistant.models[0]", FIRST);
		all.put("cascade.chains.assistant.models[1]", SECOND);
		all.put("cascade.chains.assistant.retry.max-attempts", "1");
		all.put("cascade.chains.other.models[0]", "c/third");
		all.put("spring.ai.model.chat", "cascade");
		all.put("spring.ai.model.embedding", "none");
		all.put("spring.ai.model.image", "none");
		all.put("spring.ai.model.moderation", "none");
		all.put("spring.ai.model.audio.speech", "none");
		all.put("spring.ai.model.audio.transcription", "none");
		all.putAll(properties);
		return all;
	}

	static ApplicationContextRunner runner(ScriptedOpenRouter openRouter) {
		ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(CascadeAutoConfiguration.class, CascadeSpringAiAutoConfiguration.class,
						ChatClientAutoConfiguration.class, ToolCallingAutoConfiguration.class));
		return runner.withPropertyValues("cascade.base-url=" + openRouter.baseUrl(),
				"cascade.api-key=" + openRouter.apiKey(), "cascade.default-chain=assistant",
				"cascade.chains.assistant.models[0]=" + FIRST);
	}

	ScriptedOpenRouter openRouter() {
		return this.openRouter;
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	CascadeChatModel model() {
		return this.context.getBean(CascadeChatModel.class);
	}

	ChatClient client() {
		return this.context.getBean(ChatClient.Builder.class).build();
	}

	void reset() {
		this.openRouter.reset();
		this.openRouter.acceptAnyModel();
		this.context.getBeansOfType(io.cascade.exchange.Forgetful.class)
			.values()
			.forEach(io.cascade.exchange.Forgetful::forget);
	}

	@Override
	public void close() {
		this.context.close();
		this.openRouter.close();
	}

	@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
	@org.springframework.boot.autoconfigure.EnableAutoConfiguration
	static class Application {

	}

}
