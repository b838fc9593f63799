package io.cascade.openrouter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.cascade.CascadeRequest;
import io.cascade.Hop;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.ResponseFormat;
import io.cascade.Tool;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The order of {@code Map.of} and {@code Set.of} differs from one JVM to the next; the
 * bytes of a request do not.
 */
class EqualBytesTests {

	private static final int JVMS = 3;

	@Test
	@DisplayName("L07 equal requests are equal bytes in every JVM")
	void areTheSameInEveryJvm(@TempDir Path directory) throws Exception {
		Set<String> bodies = new HashSet<>(Set.of(body()));
		for (int i = 0; i < JVMS; i++) {
			bodies.add(bodyOfAnotherJvm(directory.resolve(i + ".json")));
		}
		assertThat(bodies).hasSize(1);
	}

	private static String bodyOfAnotherJvm(Path file) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				EqualBytesTests.class.getName(), file.toString())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		assertThat(process.waitFor()).isZero();
		return Files.readString(file);
	}

	/**
	 * Writes a body to a file.
	 * @param arguments the file
	 */
	public static void main(String[] arguments) throws IOException {
		Files.writeString(Path.of(arguments[0]), body());
	}

	private static String body() {
		Map<String, Object> schema = Map.of("type", "object", "properties",
				Map.of("a", Map.of("type", "string"), "b", Map.of("type", "number"), "c", Map.of("type", "null")),
				"required", Set.of("a", "b", "c"), "additionalProperties", false);
		CascadeRequest request = CascadeRequest.of("Why?")
			.tools(Tool.of("f", "does f", schema), Tool.onServer("openrouter:x", Map.of("p", 1, "q", 2, "r", 3)))
			.responseFormat(ResponseFormat.jsonSchema("s", Map.copyOf(schema)))
			.provider(ProviderPreferences.none().maxPrice(Map.of("prompt", 1, "completion", 2, "image", 3)))
			.options(Options.none()
				.metadata(Map.of("x", "1", "y", "2", "z", "3"))
				.logitBias(Map.of("11", 1.0, "22", 2.0, "33", 3.0))
				.plugins(List.of(Map.of("id", "web", "max_results", 3, "engine", "exa"))))
			.extraBody(Map.of("k", new HashMap<>(schema), "l", List.of(schema), "m", Set.of("1", "2", "3", "4")));
		Hop hop = new Hop(0, List.of(Fixtures.target("a/one")), request.options(), request.provider());
		return new String(new ChatRequestEncoder(Fitting.NONE).encode(Fixtures.call(request, hop), true),
				StandardCharsets.UTF_8);
	}

}
