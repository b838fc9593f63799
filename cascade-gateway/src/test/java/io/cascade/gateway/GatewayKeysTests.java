package io.cascade.gateway;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.cascade.test.Fault;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Who may ask what.
 */
class GatewayKeysTests {

	private static final Reply REPLY = Reply.to("req_1", Clock.systemUTC(), System::nanoTime);

	@Test
	void aKeyIsNeeded() {
		try (GatewayFixture gateway = GatewayFixture.start()) {
			for (HttpRequest request : List.of(question(gateway).build(),
					question(gateway).header("Authorization", "Bearer wrong").build(),
					question(gateway).header("Authorization", "Basic " + GatewayFixture.SECRET).build(),
					question(gateway).header("Authorization", "Bearer " + GatewayFixture.SECRET)
						.header("Authorization", "Bearer " + GatewayFixture.OTHER_SECRET)
						.build())) {
				HttpResponse<String> response = gateway.send(request);
				assertThat(response.statusCode()).isEqualTo(401);
				assertThat(response.body()).contains("\"code\":\"invalid_api_key\"").doesNotContain("team");
			}
			assertThat(gateway.openRouter().requests()).isEmpty();
		}
	}

	@Test
	void aKeyMayStandWhereClientsPutIt() {
		try (GatewayFixture gateway = GatewayFixture.start()) {
			for (String header : List.of("x-api-key", "api-key")) {
				HttpRequest request = question(gateway).header(header, GatewayFixture.SECRET).build();
				assertThat(gateway.send(request).statusCode()).isEqualTo(200);
			}
			HttpRequest both = question(gateway).header("Authorization", "Bearer none")
				.header("x-api-key", GatewayFixture.SECRET)
				.build();
			assertThat(gateway.send(both).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void aKeyAsksItsChainsAndKnowsNoOthers() {
		try (GatewayFixture gateway = GatewayFixture.start()) {
			assertThat(gateway.get("/v1/models").body()).contains("\"assistant\"").doesNotContain("secret");
			for (String model : List.of("secret", "hidden/model", "nothing")) {
				HttpResponse<String> response = gateway.chat(GatewayFixture.question(model));
				assertThat(response.statusCode()).isEqualTo(404);
				assertThat(response.body()).contains("model_not_found").doesNotContain("assistant", "first");
			}
			assertThat(gateway.get("/v1/models/secret").statusCode()).isEqualTo(404);
			assertThat(gateway.get("/v1/models/assistant").statusCode()).isEqualTo(200);
			HttpRequest other = question(gateway, "secret").header("x-api-key", GatewayFixture.OTHER_SECRET).build();
			assertThat(gateway.send(other).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void aHeaderNamesTheChainOfAClientThatInsistsOnAModel() {
		try (GatewayFixture gateway = GatewayFixture.start()) {
			HttpRequest request = question(gateway, "gpt-5").header("x-api-key", GatewayFixture.SECRET)
				.header("x-cascade-chain", "assistant")
				.build();
			assertThat(gateway.send(request).statusCode()).isEqualTo(200);
			assertThat(gateway.openRouter().lastRequest().text()).contains("a/first").doesNotContain("gpt-5");
		}
	}

	@Test
	void anAliasIsAChain() {
		try (GatewayFixture gateway = GatewayFixture.start(Map.of("cascade.gateway.models[claude-*]", "assistant",
				"cascade.gateway.models[gpt-4o]", "assistant"))) {
			for (String model : List.of("claude-sonnet-5", "gpt-4o")) {
				assertThat(gateway.chat(GatewayFixture.question(model)).statusCode()).isEqualTo(200);
			}
			assertThat(gateway.chat(GatewayFixture.question("gpt-4o-mini")).statusCode()).isEqualTo(404);
			assertThat(gateway.get("/v1/models").body()).contains("gpt-4o").doesNotContain("claude");
		}
	}

	@Test
	void ofSeveralAliasesTheMostExactCounts() {
		for (int i = 0; i < 5; i++) {
			String longest = "m-" + "x".repeat(i) + "*";
			try (GatewayFixture gateway = GatewayFixture.start(Map.of("cascade.gateway.models[*]", "secret",
					"cascade.gateway.models[m*]", "secret", "cascade.gateway.models[" + longest + "]", "assistant"))) {
				assertThat(gateway.chat(GatewayFixture.question("m-xxxxxx")).statusCode()).isEqualTo(200);
				assertThat(gateway.chat(GatewayFixture.question("other")).statusCode()).isEqualTo(404);
			}
		}
	}

	@Test
	void usersThatDifferInASignAreTwo() {
		Access access = new Access(Set.of("assistant"), Map.of(), Set.of(), GatewayProperties.UnknownFields.IGNORE,
				(rules) -> rules);
		GatewayKey key = GatewayKey.named("k");
		List<String> users = List.of("auth0|12", "auth012", "a+b", "ab", "a%b", "é", "日本", "a@b", "€");
		assertThat(
				users.stream().map((user) -> Access.tags(key, user, new HttpHeaders(), REPLY).get("user")).distinct())
			.hasSameSizeAs(users);
		assertThat(Access.tags(key, "\u0007 \n", new HttpHeaders(), REPLY)).doesNotContainKey("user");
		assertThat(Access.tags(key, "u".repeat(1_000), new HttpHeaders(), REPLY).get("user")).hasSize(64);
		assertThat(access.names(key)).containsExactly("assistant");
	}

	@Test
	void aModelIsAskedByAKeyThatMay() {
		try (GatewayFixture gateway = GatewayFixture.start(Map.of("cascade.gateway.keys.team-a.slugs[0]", "c/*"))) {
			assertThat(gateway.chat(GatewayFixture.question("c/third")).statusCode()).isEqualTo(200);
			assertThat(gateway.openRouter().lastRequest().text()).contains("c/third").doesNotContain("a/first");
			assertThat(gateway.chat(GatewayFixture.question("d/fourth")).statusCode()).isEqualTo(404);
		}
	}

	@Test
	void requestsAreLimitedByTheMinute() {
		try (GatewayFixture gateway = GatewayFixture
			.start(Map.of("cascade.gateway.keys.team-a.requests-per-minute", 2))) {
			assertThat(gateway.chat(GatewayFixture.question("assistant")).statusCode()).isEqualTo(200);
			assertThat(gateway.chat(GatewayFixture.question("assistant")).statusCode()).isEqualTo(200);
			HttpResponse<String> refused = gateway.chat(GatewayFixture.question("assistant"));
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.body()).contains("rate_limit_exceeded");
			assertThat(refused.headers().firstValueAsLong("retry-after").orElseThrow()).isBetween(1L, 30L);
			assertThat(refused.headers().firstValue("x-should-retry")).hasValue("true");
		}
	}

	@Test
	void tokensAreLimitedByTheMinute() {
		try (GatewayFixture gateway = GatewayFixture
			.start(Map.of("cascade.gateway.keys.team-a.tokens-per-minute", 100))) {
			gateway.openRouter().model("a/first").answers("Because.").tokens(150, 50);
			assertThat(gateway.chat(GatewayFixture.question("assistant")).statusCode()).isEqualTo(200);
			HttpResponse<String> refused = gateway.chat(GatewayFixture.question("assistant"));
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.headers().firstValueAsLong("retry-after").orElseThrow()).isBetween(45L, 75L);
		}
	}

	@Test
	void tokensOfAnAnswerThatWasLeftCount() throws Exception {
		for (boolean streamed : List.of(true, false)) {
			try (GatewayFixture gateway = GatewayFixture
				.start(Map.of("cascade.gateway.keys.team-a.tokens-per-minute", 100))) {
				gateway.openRouter().model("a/first").fails(Fault.silent().always());
				try (RawClient client = RawClient.connect(gateway.port())) {
					client.post("/v1/chat/completions", Map.of("model", "assistant", "stream", streamed, "messages",
							List.of(Map.of("role", "user", "content", "why ".repeat(500)))));
					Awaitility.await().until(() -> !gateway.openRouter().requests("a/first").isEmpty());
				}
				OpenRequests open = gateway.context().getBean(OpenRequests.class);
				Awaitility.await().until(() -> open.count() == 0);
				assertThat(gateway.chat(GatewayFixture.question("assistant")).statusCode()).isEqualTo(429);
			}
		}
	}

	@Test
	void anExpiredKeyIsNone() {
		try (GatewayFixture gateway = GatewayFixture
			.start(Map.of("cascade.gateway.keys.team-a.expires", "2020-01-01T00:00:00Z"))) {
			assertThat(gateway.chat(GatewayFixture.question("assistant")).statusCode()).isEqualTo(401);
		}
	}

	@Test
	void aSecretMayBeEncodedAsSpringSecurityDoes() {
		String encoded = "{bcrypt}" + new BCryptPasswordEncoder(4).encode("a secret that a person chose");
		try (GatewayFixture gateway = GatewayFixture.start(Map.of("cascade.gateway.keys.person.secret", encoded))) {
			for (int i = 0; i < 3; i++) {
				HttpRequest request = question(gateway).header("x-api-key", "a secret that a person chose").build();
				assertThat(gateway.send(request).statusCode()).isEqualTo(200);
				HttpRequest wrong = question(gateway).header("x-api-key", "another").build();
				assertThat(gateway.send(wrong).statusCode()).isEqualTo(401);
			}
		}
	}

	@Test
	void theTagsOfAKeyAreThoseOfItsCalls() {
		try (GatewayFixture gateway = GatewayFixture
			.start(Map.of("cascade.budgets.users.limit", "0.0000001", "cascade.budgets.users.tag", "user",
					"cascade.gateway.keys.team-a.speaks-for[0]", "X-OpenWebUI-User-Id"))) {
			HttpRequest spoken = question(gateway).header("x-api-key", GatewayFixture.SECRET)
				.header("X-OpenWebUI-User-Id", "ann")
				.build();
			HttpResponse<String> first = gateway.send(spoken);
			HttpResponse<String> second = gateway.send(spoken);
			assertThat(List.of(first.statusCode(), second.statusCode())).contains(429);
			assertThat(second.body()).contains("insufficient_quota").doesNotContain("users");
			assertThat(second.headers().firstValue("x-should-retry")).isPresent();
			assertThat(gateway.chat(GatewayFixture.question("assistant")).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void aKeyHasABudget() {
		try (GatewayFixture gateway = GatewayFixture
			.start(Map.of("cascade.gateway.keys.team-a.budget.limit", "0.00001"))) {
			gateway.openRouter().model("a/first").tokens(1000, 1000);
			HttpResponse<String> spending = gateway.chat(GatewayFixture.question("assistant", "max_tokens", 1));
			HttpResponse<String> refused = gateway.chat(GatewayFixture.question("assistant", "max_tokens", 1));
			assertThat(List.of(spending.statusCode(), refused.statusCode())).last().isEqualTo(429);
			assertThat(refused.body()).contains("insufficient_quota").doesNotContain("key-team-a");
			HttpRequest other = question(gateway).header("x-api-key", GatewayFixture.OTHER_SECRET).build();
			assertThat(gateway.send(other).statusCode()).isEqualTo(200);
		}
	}

	@Test
	void keysOfAFileAreReadAgainWhenItChanges(@TempDir Path folder) throws IOException {
		Path file = folder.resolve("keys.yml");
		Files.writeString(file, keys("one"));
		try (GatewayFixture gateway = GatewayFixture.start(Map.of("cascade.gateway.keys-file", file.toString()))) {
			assertThat(status(gateway, "one")).isEqualTo(200);
			Files.writeString(file, keys("another"));
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> status(gateway, "another") == 200);
			assertThat(status(gateway, "one")).isEqualTo(401);
			Files.writeString(file, "keys:\n  bad:\n    secret: plain-secret\n");
			ReloadedKeys keys = gateway.context().getBean(ReloadedKeys.class);
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> keys.failure() != null);
			assertThat(keys.failure()).contains("keys.bad.secret").doesNotContain("plain-secret");
			assertThat(status(gateway, "another")).isEqualTo(200);
		}
	}

	private static String keys(String secret) {
		return "keys:\n  filed:\n    secret: %s\n".formatted(GatewayFixture.sha256(secret));
	}

	private static int status(GatewayFixture gateway, String secret) {
		return gateway.send(question(gateway).header("x-api-key", secret).build()).statusCode();
	}

	@Test
	void anApplicationMayHaveItsOwnKeys() {
		try (GatewayFixture gateway = GatewayFixture.start(Map.of(), OwnKeys.class)) {
			HttpRequest own = question(gateway).header("x-api-key", "own").build();
			assertThat(gateway.send(own).statusCode()).isEqualTo(200);
			assertThat(gateway.chat(GatewayFixture.question("assistant")).statusCode()).isEqualTo(401);
			HttpRequest failing = question(gateway).header("x-api-key", "failing").build();
			HttpResponse<String> failed = gateway.send(failing);
			assertThat(failed.statusCode()).isBetween(500, 503);
			assertThat(failed.body()).doesNotContain("words of a database");
		}
	}

	@Test
	void withoutKeysItListensToThisMachineOnly() {
		assertThatException().isThrownBy(() -> GatewayFixture.withoutKeys(Map.of()))
			.havingRootCause()
			.isInstanceOf(InvalidConfigurationPropertyValueException.class)
			.withMessageContaining("cascade.gateway.keys");
		for (Map<String, Object> closed : List.<Map<String, Object>>of(Map.of("server.address", "127.0.0.1"),
				Map.of("cascade.gateway.guarded-elsewhere", true))) {
			try (GatewayFixture gateway = GatewayFixture.withoutKeys(closed)) {
				assertThat(gateway.send(question(gateway).build()).statusCode()).isEqualTo(200);
			}
		}
	}

	@Test
	void aKeyThatCannotWorkStopsTheStartAndIsNotTold() {
		for (Map.Entry<String, Object> wrong : Map
			.<String, Object>of("cascade.gateway.keys.team-a.secret", "sk-plain-secret",
					"cascade.gateway.keys.team-a.chains[0]", "nothing",
					"cascade.gateway.keys.team-a.requests-per-minute", 0, "cascade.gateway.keys.team-a.slugs[0]", "gpt",
					"cascade.gateway.models.gpt", "nothing", "cascade.gateway.stream.on-break", "restart",
					"cascade.gateway.base-path", "v1/", "cascade.gateway.keep-alive", "0s",
					"cascade.gateway.stream.commit-window.characters", -1)
			.entrySet()) {
			assertThatException()
				.isThrownBy(() -> GatewayFixture.start(new LinkedHashMap<>(Map.of(wrong.getKey(), wrong.getValue()))))
				.havingRootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.withMessageContaining(wrong.getKey().replaceAll("\\[.*|\\.characters", ""))
				.withMessageNotContaining("sk-plain-secret");
		}
	}

	@Test
	void ofManyTagsThoseOfTheRequestAndItsKeyComeFirst() {
		Map<String, String> many = new LinkedHashMap<>(Map.of("key", "another", "request", "another"));
		for (int i = 0; i < 20; i++) {
			many.put("tag-" + i, "value");
		}
		GatewayKey key = new GatewayKey("team-a", Set.of(), List.of(), many, null, null, null, List.of());
		Map<String, String> tags = Access.tags(key, "user", new HttpHeaders(), REPLY);
		assertThat(tags.keySet()).startsWith("request", "key").hasSize(23);
		assertThat(tags).containsEntry("request", "req_1").containsEntry("key", "team-a");
	}

	@Test
	void twoKeysWithOneSecretStopTheStart() {
		Map<String, Object> second = Map.of("cascade.gateway.keys.team-b.secret",
				GatewayFixture.sha256(GatewayFixture.SECRET));
		assertThatException().isThrownBy(() -> GatewayFixture.start(second))
			.havingRootCause()
			.isInstanceOf(InvalidConfigurationPropertyValueException.class)
			.withMessageContaining("team-a")
			.withMessageContaining("team-b")
			.withMessageContaining("has the same secret");
	}

	private static HttpRequest.Builder question(GatewayFixture gateway) {
		return question(gateway, "assistant");
	}

	private static HttpRequest.Builder question(GatewayFixture gateway, String model) {
		return gateway.unsigned("/v1/chat/completions", GatewayFixture.question(model));
	}

	/** Keys of an application. */
	@Configuration(proxyBeanMethods = false)
	static class OwnKeys {

		@Bean
		GatewayKeys keys() {
			return (secret) -> switch (secret) {
				case "own" ->
					Mono.just(new GatewayKey("own", Set.of(), List.of(), Map.of(), null, null, Instant.MAX, List.of()));
				case "failing" -> Mono.error(new IllegalStateException("words of a database"));
				default -> Mono.empty();
			};
		}

	}

}
