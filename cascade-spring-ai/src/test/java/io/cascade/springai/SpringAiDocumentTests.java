package io.cascade.springai;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page about Spring AI: its YAML starts an application that has another starter too,
 * and its Java is what is run here.
 */
class SpringAiDocumentTests {

	private static final Path PAGE = Path.of("..", "docs", "spring-ai.md");

	private static final Path SOURCE = Path.of("src", "test", "java", "io", "cascade", "springai",
			"SpringAiDocumentTests.java");

	@Test
	void theYamlOfThePageMakesAChainTheModel() throws IOException {
		String yaml = blocks("yaml").get(0);
		assertThat(yaml.lines().count()).isLessThanOrEqualTo(10);
		try (ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel();
				ConfigurableApplicationContext context = started(yaml, openRouter)) {
			openRouter.model("google/gemini-2.5-flash").answers("They fall.");
			assertThat(context.getBeansOfType(ChatModel.class)).containsOnlyKeys("cascadeChatModel");
			assertThat(asked(context.getBean(ChatClient.Builder.class).build())).isEqualTo("They fall.");
			assertThat(openRouter.lastRequest().models()).startsWith("google/gemini-2.5-flash");
		}
	}

	private static String asked(ChatClient chatClient) {
		String answer = chatClient.prompt("Why do cascades matter?")
			.options(CascadeChatOptions.builder()
				.chain("assistant")
				.startWith("google/gemini-2.5-flash")
				.maxCost(new BigDecimal("0.05"))
				.deadline(Duration.ofSeconds(20))
				.tag("tenant", "acme"))
			.call()
			.content();
		return Objects.requireNonNull(answer);
	}

	@Test
	void theJavaOfThePageIsThatOfThisTest() throws IOException {
		String source = squeezed(Files.readString(SOURCE))
				+ squeezed(Files.readString(SOURCE.resolveSibling("ParallelToolsTests.java")));
		assertThat(blocks("java")).isNotEmpty().allSatisfy((block) -> assertThat(source).contains(squeezed(block)));
	}

	private static ConfigurableApplicationContext started(String yaml, ScriptedOpenRouter openRouter)
			throws IOException {
		Map<String, Object> properties = new LinkedHashMap<>();
		new YamlPropertySourceLoader().load("page", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
			.forEach((source) -> {
				EnumerablePropertySource<?> values = (EnumerablePropertySource<?>) source;
				for (String name : values.getPropertyNames()) {
					properties.put(name, String.valueOf(values.getProperty(name)));
				}
			});
		properties.put("cascade.base-url", openRouter.baseUrl().toString());
		properties.put("cascade.api-key", openRouter.apiKey());
		properties.put("cascade.unknown-keys", "fail");
		properties.put("spring.ai.openai.api-key", "none");
		return new SpringApplicationBuilder(Fixture.Application.class).web(WebApplicationType.NONE)
			.properties(properties)
			.logStartupInfo(false)
			.run();
	}

	private static List<String> blocks(String language) throws IOException {
		List<String> found = new ArrayList<>();
		Matcher matcher = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(PAGE));
		while (matcher.find()) {
			found.add(matcher.group(1));
		}
		return found;
	}

	private static String squeezed(String text) {
		return text.replaceAll("\\s+", "");
	}

}
