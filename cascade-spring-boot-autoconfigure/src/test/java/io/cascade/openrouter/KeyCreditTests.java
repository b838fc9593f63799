package io.cascade.openrouter;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import io.cascade.health.FinishHabits;
import io.cascade.health.KeyCredit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.scheduler.Schedulers;

import org.springframework.web.reactive.function.client.WebClient;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link UpstreamClient#keyCredit()}.
 */
class KeyCreditTests {

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
	@DisplayName("E10 L10 what is left on the key is read, and a limit that is null is none")
	void readsWhatIsLeft() {
		answer(okJson("""
				{"data": {"label": "sk-or-v1-abc...def", "limit": 10, "limit_remaining": 0.1, "usage": 9.9,
				 "is_free_tier": true, "rate_limit": {"requests": -1}}}"""));
		KeyCredit credit = credit();
		assertThat(credit.limit()).isEqualByComparingTo("10");
		assertThat(credit.remaining()).isEqualByComparingTo("0.1");
		assertThat(credit.usage()).isEqualByComparingTo("9.9");
		assertThat(credit.freeTier()).isTrue();
		assertThat(credit.toString()).doesNotContain("sk-or");
		answer(okJson("{\"data\": {\"limit\": null, \"limit_remaining\": null, \"usage\": 0}}"));
		assertThat(credit()).satisfies((unlimited) -> {
			assertThat(unlimited.limit()).isNull();
			assertThat(unlimited.remaining()).isNull();
			assertThat(unlimited.usage()).isEqualByComparingTo(BigDecimal.ZERO);
		});
	}

	@Test
	void survivesABodyThatIsNotWhatWasPromised() {
		answer(okJson("{\"data\": {}}"));
		assertThat(credit().usage()).isNull();
		answer(okJson("{}"));
		assertFails(FailureKind.MALFORMED);
		answer(okJson("<html>sk-or-v1-secret</html>"));
		assertFails(FailureKind.MALFORMED);
		answer(aResponse().withStatus(200));
		assertFails(FailureKind.EMPTY_ANSWER);
	}

	@ParameterizedTest
	@CsvSource({ "401, CREDENTIALS", "402, QUOTA", "429, RATE_LIMIT", "503, UNAVAILABLE" })
	void reportsWhyItWasNotTold(int status, FailureKind kind) {
		answer(aResponse().withStatus(status).withBody("words with sk-or-v1-secret"));
		assertFails(kind);
	}

	private static void assertFails(FailureKind kind) {
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(KeyCreditTests::credit).satisfies((failure) -> {
			assertThat(failure.kind()).isEqualTo(kind);
			assertThat(failure.getMessage()).doesNotContain("sk-or");
		});
	}

	private static KeyCredit credit() {
		return client().keyCredit().blockOptional(Duration.ofSeconds(10)).orElseThrow();
	}

	private static UpstreamClient client() {
		UpstreamSettings settings = new UpstreamSettings(Fixtures.OPENROUTER, URI.create(server.baseUrl() + "/api/v1"),
				"sk-or-v1-secret", Map.of(), 1000, 1000);
		return new UpstreamClient(settings, WebClient::builder, Schedulers.parallel(), Clock.systemUTC(),
				new FinishHabits());
	}

	private static void answer(ResponseDefinitionBuilder response) {
		server.resetAll();
		server.stubFor(get("/api/v1/key").willReturn(response));
	}

}
