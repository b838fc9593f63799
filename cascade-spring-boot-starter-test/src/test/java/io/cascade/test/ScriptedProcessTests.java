package io.cascade.test;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The server as a process of its own, with what the recipe for a container image in
 * {@code docs/testing.md} puts into it, and started as the image starts it.
 */
class ScriptedProcessTests {

	private static final Pattern GROUPS = Pattern.compile("-DincludeGroupIds=(\\S+)");

	private static final Pattern ENTRYPOINT = Pattern
		.compile("ENTRYPOINT \\[\"java\", \"-cp\", \"[^\"]+\", \"([^\"]+)\", \"8089\", \"0\\.0\\.0\\.0\"]");

	private static final Pattern STARTED = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/api/v1");

	@Test
	@DisplayName("docs/testing.md the image has all that the server needs, reaches beyond loopback, and ends when it is told to")
	void runsWithWhatTheImageHas() throws Exception {
		String document = Files.readString(Path.of("..", "docs", "testing.md"));
		Process process = start(found(ENTRYPOINT, document), Arrays.asList(found(GROUPS, document).split(",")));
		try (BufferedReader output = process.inputReader()) {
			int port = Integer.parseInt(found(STARTED, started(output)));
			try (ScriptedOpenRouter elsewhere = ScriptedOpenRouter.start()) {
				StubClient client = new StubClient(elsewhere);
				HttpResponse<String> answer = client.post("http://127.0.0.1:" + port + "/api/v1/chat/completions",
						StubClient.body(false, "any/model"));
				assertThat(answer.body()).contains("Hello from any/model.");
				assertThat(client.get("http://127.0.0.1:" + port + "/requests").body()).contains("any/model");
				assertThat(
						client.get(URI.create("http://127.0.0.2:" + port + "/api/v1/models").toString()).statusCode())
					.isEqualTo(200);
			}
			process.destroy();
			assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static Process start(String main, List<String> groups) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", classPath(groups), main, "0", "0.0.0.0"));
		return new ProcessBuilder(command).redirectErrorStream(true).start();
	}

	/** The jars of these groups, and this module. */
	private static String classPath(List<String> groups) {
		List<String> folders = groups.stream().map((group) -> "/" + group.replace('.', '/') + "/").toList();
		String jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> folders.stream().anyMatch((folder) -> entry.replace('\\', '/').contains(folder)))
			.filter((entry) -> entry.endsWith(".jar"))
			.collect(Collectors.joining(File.pathSeparator));
		return jars + File.pathSeparator + Path
			.of(URI.create(ScriptedOpenRouter.class.getProtectionDomain().getCodeSource().getLocation().toString()));
	}

	private static String started(BufferedReader output) throws IOException {
		StringBuilder seen = new StringBuilder();
		String line = output.readLine();
		while (line != null && !STARTED.matcher(line).find()) {
			seen.append(line).append('\n');
			line = output.readLine();
		}
		assertThat(line).as("a line that tells the port, after%n%s", seen).isNotNull();
		return String.valueOf(line);
	}

	private static String found(Pattern pattern, String text) {
		Matcher matcher = pattern.matcher(text);
		assertThat(matcher.find()).as("%s in the text", pattern).isTrue();
		return matcher.group(1);
	}

}
