package io.cascade.langchain4j;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import io.cascade.CascadeTemplate;
import io.cascade.test.Fault;
import org.junit.jupiter.api.Test;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of LangChain4j: what it shows is what runs here.
 */
class PageTests {

	private static final Path PAGE = Path.of("..", "docs", "langchain4j.md");

	private static final Path HERE = Path.of("src", "test", "java", "io", "cascade", "langchain4j", "PageTests.java");

	private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);

	@Test
	void anApplicationGoesFromOneModelToChains() throws IOException {
		try (ModelsFixture models = ModelsFixture.start(properties())) {
			models.openRouter().model("openai/gpt-4.1-mini").fails(Fault.status(503).always());
			models.openRouter()
				.model("google/gemini-2.5-flash")
				.answersWithToolCall("call_a", "rain", "{\"city\":\"Paris\"}")
				.then()
				.answers("Yes, it rains.");
			assertThat(answer(models.chat())).isEqualTo("Yes, it rains.");
			assertThat(models.lastMessages()).hasSize(3);
		}
	}

	private static String answer(ChatModel chatModel) {
		Concierge concierge = AiServices.builder(Concierge.class)
			.chatModel(chatModel)
			.chatMemory(MessageWindowChatMemory.withMaxMessages(20))
			.tools(new Weather())
			.build();
		String answer = concierge.answer("Do I need an umbrella in Paris?");
		return answer;
	}

	@Test
	void aRequestHasParametersOfItsOwn() throws IOException {
		try (ModelsFixture models = ModelsFixture.start(properties(), Chains.class)) {
			ChatModel chatModel = models.chat();
			assertThat(chatModel).hasToString("CascadeChatModel[%s]".formatted(chatModel.defaultRequestParameters()));
			ChatResponse response = chatModel.chat(ChatRequest.builder()
				.messages(UserMessage.from("Sum up the contract."))
				.parameters(CascadeChatRequestParameters.builder()
					.chain("assistant")
					.startWith("anthropic/claude-sonnet-4.5")
					.maxCost("0.05")
					.deadline(Duration.ofSeconds(20))
					.tag("tenant", "acme")
					.maxOutputTokens(300)
					.build())
				.build());
			CascadeChatResponseMetadata metadata = (CascadeChatResponseMetadata) response.metadata();
			assertThat(metadata.modelName()).isEqualTo("anthropic/claude-sonnet-4.5");
			assertThat(models.openRouter().lastRequest().body()).containsEntry("max_tokens", 300);
		}
	}

	@Test
	void whatThePageShowsIsHere() throws IOException {
		String source = squeezed(Files.readString(HERE));
		List<String> shown = blocks("java");
		assertThat(shown).hasSizeGreaterThan(2).allSatisfy((code) -> assertThat(source).contains(squeezed(code)));
	}

	private static String squeezed(String code) {
		return code.replaceAll("\\s+", "");
	}

	private static List<String> blocks(String language) throws IOException {
		List<String> found = new ArrayList<>();
		Matcher matcher = BLOCK.matcher(Files.readString(PAGE));
		while (matcher.find()) {
			if (matcher.group(1).equals(language)) {
				found.add(matcher.group(2));
			}
		}
		return found;
	}

	private static Map<String, Object> properties() throws IOException {
		Map<String, Object> properties = new LinkedHashMap<>();
		for (String yaml : blocks("yaml")) {
			new YamlPropertySourceLoader().load("page", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
				.forEach((source) -> {
					EnumerablePropertySource<?> values = (EnumerablePropertySource<?>) source;
					for (String name : values.getPropertyNames()) {
						properties.put(name, String.valueOf(values.getProperty(name)));
					}
				});
		}
		properties.remove("cascade.api-key");
		return properties;
	}

	interface Concierge {

		String answer(String question);

	}

	static final class Weather {

		@Tool
		String rain(String city) {
			return "rain in " + city;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Chains {

		@Bean
		CascadeChatModel chains(CascadeTemplate cascade) {
			return CascadeChatModel.over(cascade)
				.withDefaults(CascadeChatRequestParameters.builder().chain("assistant").build());
		}

	}

}
