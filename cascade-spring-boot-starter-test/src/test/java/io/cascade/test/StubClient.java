package io.cascade.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The plainest client there is, so that tests see what is really on the wire.
 */
final class StubClient {

	static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ScriptedOpenRouter stub;

	StubClient(ScriptedOpenRouter stub) {
		this.stub = stub;
	}

	HttpResponse<String> ask(String... models) throws IOException, InterruptedException {
		return chat(body(false, models));
	}

	HttpResponse<String> stream(String... models) throws IOException, InterruptedException {
		return chat(body(true, models));
	}

	HttpResponse<String> chat(String body) throws IOException, InterruptedException {
		return post(this.stub.baseUrl() + "/chat/completions", body);
	}

	HttpResponse<String> post(String url, String body) throws IOException, InterruptedException {
		return send(request(url).POST(BodyPublishers.ofString(body)));
	}

	HttpResponse<String> get(String url) throws IOException, InterruptedException {
		return send(request(url).GET());
	}

	HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	HttpResponse<byte[]> sendForBytes(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), BodyHandlers.ofByteArray());
	}

	static HttpRequest.Builder request(String url) {
		return HttpRequest.newBuilder(URI.create(url))
			.timeout(TIMEOUT)
			.header("Content-Type", "application/json")
			.header("X-OpenRouter-Metadata", "enabled");
	}

	static String body(boolean stream, String... models) {
		Object named = (models.length == 1) ? Map.of("model", models[0]) : Map.of("models", models);
		Map<String, Object> body = Maps.plus(Maps.keyed((Map<?, ?>) named), "stream", stream);
		return MAPPER.writeValueAsString(
				Maps.plus(body, "messages", List.of(Map.of("role", "user", "content", "Why do cascades matter?"))));
	}

	static JsonNode json(HttpResponse<String> response) {
		return MAPPER.readTree(response.body());
	}

	static JsonNode json(String text) {
		return MAPPER.readTree(text);
	}

	static List<String> data(HttpResponse<String> response) {
		return Arrays.stream(response.body().split("\r?\n\r?\n"))
			.filter((event) -> event.startsWith("data: "))
			.map((event) -> event.substring(6))
			.toList();
	}

	static List<JsonNode> chunks(HttpResponse<String> response) {
		return data(response).stream().filter((data) -> !data.equals("[DONE]")).map(StubClient::json).toList();
	}

	static String content(HttpResponse<String> response) {
		return chunks(response).stream()
			.map((chunk) -> chunk.at("/choices/0/delta/content").asString(""))
			.collect(Collectors.joining());
	}

}
