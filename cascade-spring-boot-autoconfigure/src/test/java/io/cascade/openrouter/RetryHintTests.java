package io.cascade.openrouter;

import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryHint}.
 */
class RetryHintTests {

	private static final String RESET = "X-RateLimit-Reset";

	private static final long NOW = Fixtures.NOW.toEpochMilli();

	@ParameterizedTest
	@CsvSource({ "2, 2000", "0, 0", "1.5, 1500", "-5, 0", "' 3 ', 3000", "0.0001, 1" })
	void readsSeconds(String value, long millis) {
		assertThat(hint("Retry-After", value)).hasMillis(millis);
	}

	@Test
	@DisplayName("B02 Retry-After as a date; one in the past is no wait")
	void readsDates() {
		assertThat(hint("Retry-After", "Sun, 01 Nov 2026 12:00:03 GMT")).hasSeconds(3);
		assertThat(hint("Retry-After", "Sun, 01 Nov 2026 11:00:00 GMT")).isZero();
		assertThat(hint("Retry-After", "Fri, 01 Nov 2126 12:00:00 GMT")).hasDays(31);
	}

	@Test
	@DisplayName("B03 retry-after-ms and X-RateLimit-Reset")
	void readsMillisecondsAndResets() {
		assertThat(hint("retry-after-ms", "250")).hasMillis(250);
		assertThat(hint(RESET, String.valueOf(NOW + 1500))).hasMillis(1500);
		assertThat(hint(RESET, String.valueOf(NOW / 1000 + 7))).hasSeconds(7);
		assertThat(hint(RESET, String.valueOf(NOW - 1))).isZero();
	}

	@Test
	@DisplayName("B03 the most precise hint wins")
	void prefersTheMostPreciseHint() {
		HttpHeaders headers = new HttpHeaders();
		String body = "{'error':{'availability':{'retry_after':30},'metadata':{'retry_after':40}}}";
		assertThat(hint(headers, body)).hasSeconds(30);
		headers.set(RESET, String.valueOf(NOW + 50_000));
		assertThat(hint(headers, body)).hasSeconds(30);
		assertThat(hint(headers, "{'error':{'metadata':{'retry_after':40}}}")).hasSeconds(40);
		assertThat(hint(headers, "{}")).hasSeconds(50);
		headers.set("Retry-After", "20");
		assertThat(hint(headers, body)).hasSeconds(20);
		headers.set("retry-after-ms", "10000");
		assertThat(hint(headers, body)).hasSeconds(10);
	}

	@Test
	void readsHeadersThatTheErrorQuotes() {
		assertThat(hint(new HttpHeaders(),
				"{'error':{'metadata':{'headers':{'X-RateLimit-Reset':'" + (NOW + 9000) + "'}}}}"))
			.hasSeconds(9);
		assertThat(hint(new HttpHeaders(),
				"{'error':{'metadata':{'headers':{'X-RateLimit-Reset':" + (NOW + 9000) + "}}}}"))
			.hasSeconds(9);
	}

	@ParameterizedTest
	@ValueSource(strings = { "NaN", "Infinity", "-Infinity", "soon", "", " ", "1e999", "12 s", "2026-11-01" })
	void ignoresWhatIsNoNumberAndNoDate(String value) {
		Stream.of("Retry-After", "retry-after-ms", RESET)
			.forEach((name) -> assertThat(hint(name, value)).as(name).isNull());
	}

	@Test
	void goesOnToTheNextHintAfterAnUnreadableOne() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("retry-after-ms", "soon");
		headers.set("Retry-After", "4");
		assertThat(hint(headers, "{}")).hasSeconds(4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1e15", "99999999999999999999999", "1e300" })
	void boundsAbsurdWaits(String value) {
		Stream.of("Retry-After", "retry-after-ms", RESET)
			.forEach((name) -> assertThat(hint(name, value)).as(name).hasDays(31));
	}

	@Test
	void knowsNoneWithoutAHint() {
		assertThat(hint(new HttpHeaders(), "{'error':{'code':429}}")).isNull();
	}

	private static Duration hint(String header, String value) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(header, value);
		return hint(headers, "{}");
	}

	@SuppressWarnings("NullAway")
	private static Duration hint(HttpHeaders headers, String body) {
		return RetryHint.of(Fixtures.error(429, body.replace('\'', '"'), headers), Fixtures.NOW);
	}

}
