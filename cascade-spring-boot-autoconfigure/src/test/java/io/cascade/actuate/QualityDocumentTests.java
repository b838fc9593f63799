package io.cascade.actuate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.actuate.RunningApplication.Answer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The newcomer's path in {@code docs/quality.md}: from prose in place of JSON to a gate,
 * and what is seen of it.
 */
class QualityDocumentTests {

	private static final Path DOCUMENT = Path.of("..", "docs", "quality.md");

	private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

	private static final String CHEAP = "qwen/qwen3-30b-a3b";

	private static final String MINI = "openai/gpt-4.1-mini";

	private static String document() throws IOException {
		return Files.readString(DOCUMENT);
	}

	private static String[] firstYaml() throws IOException {
		Matcher yaml = YAML.matcher(document());
		assertThat(yaml.find()).isTrue();
		assertThat(yaml.group(1).lines().count()).isLessThanOrEqualTo(10);
		return new YamlPropertySourceLoader()
			.load("document", new ByteArrayResource(yaml.group(1).getBytes(StandardCharsets.UTF_8)))
			.stream()
			.flatMap(QualityDocumentTests::properties)
			.toArray(String[]::new);
	}

	private static Stream<String> properties(Object source) {
		EnumerablePropertySource<?> properties = (EnumerablePropertySource<?>) source;
		return Stream.of(properties.getPropertyNames()).map((name) -> name + "=" + properties.getProperty(name));
	}

	@Test
	@DisplayName("ten lines of YAML turn prose into the next model's JSON, and the actuator shows how often")
	void turnsProseIntoJson() throws IOException {
		try (RunningApplication application = RunningApplication.start(firstYaml())) {
			application.server().model(CHEAP).answers("{\"total\": 12}");
			application.ask("extract", 24);
			application.clock().move(Duration.ofHours(2));
			application.server().model(CHEAP).answers("Sure! Here is the JSON: {\"total\": 12}");
			application.server().model(MINI).answers("{\"total\": 12}");
			CascadeResponse response = Objects.requireNonNull(
					application.cascade().exchange(CascadeRequest.of("Extract the total.").chain("extract")).block());
			assertThat(response.text()).isEqualTo("{\"total\": 12}");
			assertThat(response.attempts()).extracting(Attempt::target).containsExactly(CHEAP, MINI);
			assertThat(document()).contains("\"reason\": \"" + response.attempts().get(0).reason() + "\"")
				.contains("\"outcome\": \"rejected\"");
			application.ask("extract", 4);
			Answer endpoint = application.get("/cascade");
			JsonNode acceptance = endpoint.at("/targets").path(CHEAP).path("acceptance");
			assertThat(acceptance.path("before").asDouble()).isEqualTo(100);
			assertThat(acceptance.path("lastHour").asDouble()).isLessThan(50);
			assertThat(acceptance.at("/gates/json").propertyNames())
				.containsExactlyElementsOf(List.of("accepted", "rejected", "undecided"));
			assertThat(fields(acceptance)).allSatisfy((field) -> assertThat(document()).contains("\"" + field + "\""));
			assertThat(application.get("/health/cascade").at("/components/qwen/status").asString())
				.isEqualTo("DEGRADED");
		}
	}

	private static List<String> fields(JsonNode acceptance) {
		return acceptance.properties().stream().map(Map.Entry::getKey).toList();
	}

}
