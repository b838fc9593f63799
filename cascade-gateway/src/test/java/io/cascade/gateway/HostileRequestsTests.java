package io.cascade.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.cascade.test.RecordedRequest;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that nobody means well with: none is an error of the service, none is told a
 * name that its key may not know, and none gets to another model.
 */
@NullUnmarked
@Tag("any-jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestsTests {

	/** 100,000 with {@code -Dstress.hostile=100000}. */
	private static final int REQUESTS = Integer.getInteger("stress.hostile", 5_000);

	private static final int AT_ONCE = 32;

	private static final Set<Integer> EXPECTED = Set.of(200, 400, 401, 404, 405, 413, 429);

	private static final List<String> HIDDEN = List.of("hidden/model", "team-a", "team-b", "sk-or", "openrouter",
			"tools.jackson", "io.cascade", "Exception");

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private GatewayFixture gateway;

	@BeforeAll
	void start() {
		this.gateway = GatewayFixture.start(Map.of("cascade.gateway.max-request-size", "256KB",
				"cascade.gateway.body-timeout", "1s", "cascade.gateway.keys.team-a.chains[0]", "assistant"));
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@ParameterizedTest
	@SuppressWarnings("FutureReturnValueIgnored")
	@ValueSource(longs = { 20261130L })
	void noneIsAnErrorOfTheServiceOrTellsANameOrReachesAnotherModel(long seed) throws Exception {
		Random random = new Random(seed);
		Semaphore room = new Semaphore(AT_ONCE);
		Queue<String> wrong = new ConcurrentLinkedQueue<>();
		for (int i = 0; i < REQUESTS; i++) {
			Hostile hostile = Hostile.from(random);
			assertThat(room.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
			this.client.sendAsync(request(hostile), HttpResponse.BodyHandlers.ofString())
				.whenComplete((response, ex) -> {
					if (ex != null) {
						wrong.add(hostile + ": " + ex);
					}
					else if (!EXPECTED.contains(response.statusCode())
							|| HIDDEN.stream().anyMatch(response.body()::contains)) {
						wrong.add(hostile + ": " + response.statusCode() + " " + shortened(response.body()));
					}
					room.release();
				});
			if (i % 5_000 == 0) {
				reachesNobodyElse();
			}
		}
		assertThat(room.tryAcquire(AT_ONCE, 60, TimeUnit.SECONDS)).isTrue();
		assertThat(wrong).isEmpty();
		reachesNobodyElse();
	}

	private static String shortened(String body) {
		return body.substring(0, Math.min(300, body.length()));
	}

	private void reachesNobodyElse() {
		List<RecordedRequest> requests = this.gateway.openRouter().requests();
		assertThat(requests).allSatisfy((request) -> assertThat(request.models()).isSubsetOf("a/first", "b/second"));
		this.gateway.reset();
	}

	private HttpRequest request(Hostile hostile) {
		HttpRequest.Builder request = this.gateway.request(hostile.path());
		hostile.headers().forEach((header) -> request.header(header.getKey(), header.getValue()));
		return request.method(hostile.method(), HttpRequest.BodyPublishers.ofByteArray(hostile.body())).build();
	}

	@Test
	void aSlowBodyIsGivenUp() throws IOException {
		assertThat(raw("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + GatewayFixture.SECRET
				+ "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"model\":"))
			.startsWith("HTTP/1.1 408");
	}

	@Test
	void aLargeBodyIsRefusedByItsLengthAlone() throws IOException {
		assertThat(raw("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + GatewayFixture.SECRET
				+ "\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n{"))
			.startsWith("HTTP/1.1 413");
	}

	@Test
	void twoLengthsAreNoRequest() throws IOException {
		assertThat(raw("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + GatewayFixture.SECRET
				+ "\r\nContent-Length: 5\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
			.doesNotStartWith("HTTP/1.1 2")
			.doesNotStartWith("HTTP/1.1 5");
	}

	private String raw(String request) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.gateway.port())) {
			socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			socket.getOutputStream().flush();
			InputStream in = socket.getInputStream();
			byte[] head = in.readNBytes(12);
			return new String(head, StandardCharsets.US_ASCII);
		}
	}

	/** A request from somebody who means no good. */
	@SuppressWarnings("ArrayRecordComponent")
	private record Hostile(String kind, String method, String path, List<Map.Entry<String, String>> headers,
			byte[] body) {

		private static final List<String> PATHS = List.of("/v1/chat/completions", "/v1/chat/completions",
				"/v1/responses", "/v1/messages", "/v1/models", "/v1/models/secret", "/v1/models/%2e%2e",
				"/v1/models/a%00b", "/v1/embeddings");

		private static final List<String> BACK_DOORS = List.of("models", "provider", "route", "preset",
				"stream_options", "plugins", "transforms", "extra_body", "model ", "Model", "chain", "x-cascade-chain",
				"fallbacks", "messages ", "max_price", "user", "metadata", "tools", "tool_choice", "response_format",
				"reasoning");

		static Hostile from(Random random) {
			int kind = random.nextInt(9);
			String path = PATHS.get(random.nextInt(PATHS.size()));
			List<Map.Entry<String, String>> headers = new ArrayList<>();
			headers.add(Map.entry("Authorization", "Bearer " + GatewayFixture.SECRET));
			Map<String, Object> body = body(random);
			return switch (kind) {
				case 0 -> {
					byte[] whole = JSON.writeValueAsBytes(body);
					yield new Hostile("truncated", "POST", path, headers,
							java.util.Arrays.copyOf(whole, random.nextInt(whole.length)));
				}
				case 1 -> {
					byte[] noise = new byte[random.nextInt(2_000)];
					random.nextBytes(noise);
					yield new Hostile("noise", "POST", path, headers, noise);
				}
				case 2 -> {
					int depth = 10 + random.nextInt(3_000);
					String deep = (random.nextBoolean() ? "[" : "{\"a\":").repeat(depth);
					yield new Hostile("deep", "POST", path, headers,
							("{\"model\":\"assistant\",\"messages\":" + deep).getBytes(StandardCharsets.UTF_8));
				}
				case 3 -> {
					body.put("messages",
							List.of(Map.of("role", "user", "content", "x".repeat(random.nextInt(400_000)))));
					yield new Hostile("huge", "POST", path, headers, JSON.writeValueAsBytes(body));
				}
				case 4 -> {
					mutate(body, random);
					yield new Hostile("types", "POST", path, headers, JSON.writeValueAsBytes(body));
				}
				case 5 -> {
					headers.add(Map.entry("x-cascade-chain",
							random.nextBoolean() ? "secret" : "a".repeat(random.nextInt(3_000))));
					headers.add(Map.entry("x-request-id", "<script>"));
					headers.add(Map.entry("X-Forwarded-For", "127.0.0.1"));
					yield new Hostile("headers", "POST", path, headers, JSON.writeValueAsBytes(body));
				}
				case 6 -> new Hostile("key", "POST", path, List.of(key(random)), JSON.writeValueAsBytes(body));
				case 7 -> {
					for (int i = 0; i < 3; i++) {
						body.put(BACK_DOORS.get(random.nextInt(BACK_DOORS.size())), value(random, 0));
					}
					body.put("provider", Map.of("only", List.of("evil")));
					body.put("models", List.of("evil/dear"));
					yield new Hostile("back door", "POST", path, headers, JSON.writeValueAsBytes(body));
				}
				default ->
					new Hostile("method", List.of("GET", "PUT", "DELETE", "PATCH", "HEAD").get(random.nextInt(5)), path,
							headers, JSON.writeValueAsBytes(body));
			};
		}

		private static Map.Entry<String, String> key(Random random) {
			return switch (random.nextInt(5)) {
				case 0 -> Map.entry("Authorization", "Bearer " + GatewayFixture.SECRET.substring(0, 5));
				case 1 -> Map.entry("Authorization", GatewayFixture.SECRET);
				case 2 -> Map.entry("x-api-key", "k".repeat(1 + random.nextInt(4_000)));
				case 3 -> Map.entry("Authorization", "Bearer " + GatewayFixture.sha256(GatewayFixture.SECRET));
				default -> Map.entry("api-key", "é\u0001".substring(0, 1));
			};
		}

		private static Map<String, Object> body(Random random) {
			Map<String, Object> body = new LinkedHashMap<>();
			body.put("model",
					List.of("assistant", "secret", "evil/dear", "assistant", "\u0000", "").get(random.nextInt(6)));
			body.put("max_tokens", 10);
			body.put("stream", random.nextInt(4) == 0);
			body.put("temperature", 0.5);
			Map<String, Object> message = new LinkedHashMap<>();
			message.put("role", "user");
			message.put("content", new ArrayList<Object>(
					List.of(new LinkedHashMap<String, Object>(Map.of("type", "text", "text", "Why?")))));
			body.put("messages", new ArrayList<Object>(List.of(message)));
			body.put("tools",
					new ArrayList<Object>(List.of(new LinkedHashMap<String, Object>(
							Map.of("type", "function", "function", new LinkedHashMap<String, Object>(Map.of("name", "f",
									"parameters", new LinkedHashMap<String, Object>(Map.of("type", "object")))))))));
			return body;
		}

		/** Replaces a few members, wherever they are. */
		@SuppressWarnings("unchecked")
		private static void mutate(Object node, Random random) {
			if (node instanceof Map<?, ?> map) {
				Map<String, Object> object = (Map<String, Object>) map;
				for (String name : List.copyOf(object.keySet())) {
					if (random.nextInt(4) == 0) {
						object.put(name, value(random, 0));
					}
					else {
						mutate(object.get(name), random);
					}
				}
			}
			else if (node instanceof List<?> list) {
				List<Object> elements = (List<Object>) list;
				for (int i = 0; i < elements.size(); i++) {
					if (random.nextInt(4) == 0) {
						elements.set(i, value(random, 0));
					}
					else {
						mutate(elements.get(i), random);
					}
				}
			}
		}

		private static Object value(Random random, int depth) {
			return switch (random.nextInt((depth < 3) ? 10 : 8)) {
				case 0 -> random.nextInt();
				case 1 -> -1e308 * random.nextDouble();
				case 2 -> random.nextBoolean();
				case 3 -> "\uD800";
				case 4 -> "evil/dear";
				case 5 -> "";
				case 6 -> new java.math.BigInteger(400, random);
				case 7 -> java.util.Collections.singletonMap("x", null);
				case 8 -> new ArrayList<>(java.util.Arrays.asList(value(random, depth + 1), null));
				default -> new LinkedHashMap<>(Map.of("type", value(random, depth + 1)));
			};
		}

		@Override
		public String toString() {
			return this.kind + " " + this.method + " " + this.path + " "
					+ shortened(new String(this.body, StandardCharsets.UTF_8));
		}

	}

}
