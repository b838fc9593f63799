package io.cascade.openrouter;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.cascade.Cost;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import io.cascade.health.FinishHabits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;

import org.springframework.web.reactive.function.client.WebClient;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link UpstreamClient#generation(String)}.
 */
class GenerationTests {

	private static final WireMockServer server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));

	@BeforeAll
	static void start() {
		server.start();
	}

	@AfterAll
	static void stop() {
		server.stop();
	}

	@Test
	@DisplayName("what an answer cost is unknown at first, and settled afterwards")
	void isSettledAfterAWhile() {
		answer(aResponse().withStatus(404).withBody("{\"error\": {\"message\": \"Generation gen-1 not found\"}}"));
		assertFails(FailureKind.MODEL_NOT_FOUND, 404);
		answer(okJson(
				"{\"data\": {\"id\": \"gen-1\", \"total_cost\": 0.00123, \"usage\": 0.1, \"tokens_prompt\": 7}}"));
		Cost cost = cost();
		assertThat(cost.amount()).isEqualByComparingTo("0.00123");
		assertThat(cost.source()).isEqualTo(Cost.Source.SETTLED);
		assertThat(cost.source().id()).isEqualTo("settled");
		assertThat(cost.upstream()).isNull();
	}

	@Test
	void readsTheOtherNameOfTheCost() {
		answer(okJson("{\"data\": {\"usage\": 1.5e-5}}"));
		assertThat(cost().amount()).isEqualByComparingTo("0.000015");
		answer(okJson("{\"data\": {\"total_cost\": 0}}"));
		assertThat(cost().amount()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "{\"data\": {}}", "{\"data\": {\"total_cost\": null}}", "<html>",
			"{\"data\": {\"total_cost\": -1}}", "{\"data\": {\"total_cost\": 0.1",
			"{\"data\": {\"total_cost\": 1e999}}", "{\"data\": {\"total_cost\": \"much\"}}" })
	void failsWithoutACost(String body) {
		answer(okJson(body));
		assertFails(FailureKind.MALFORMED, null);
	}

	private static void assertFails(FailureKind kind, @Nullable Integer status) {
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(GenerationTests::cost).satisfies((failure) -> {
			assertThat(failure.kind()).isEqualTo(kind);
			assertThat(failure.details().status()).isEqualTo(status);
			assertThat(failure.getMessage()).doesNotContain("gen-1");
		});
	}

	private static Cost cost() {
		UpstreamSettings settings = new UpstreamSettings(Fixtures.OPENROUTER, URI.create(server.baseUrl() + "/api/v1"),
				"sk-or-v1-secret", Map.of(), 1000, 1000);
		return new UpstreamClient(settings, WebClient::builder, Schedulers.parallel(), Clock.systemUTC(),
				new FinishHabits())
			.generation("gen-1&x= {y}")
			.blockOptional(Duration.ofSeconds(10))
			.orElseThrow();
	}

	private static void answer(ResponseDefinitionBuilder response) {
		server.resetAll();
		server.stubFor(get(urlPathEqualTo("/api/v1/generation")).withQueryParam("id", equalTo("gen-1&x= {y}"))
			.withHeader("Authorization", equalTo("Bearer sk-or-v1-secret"))
			.willReturn(response));
	}

}
