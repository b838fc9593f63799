package io.cascade.openrouter;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
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
	@CsvSource({ "2, 2000", "0, 0", "1.5, 1500", "' 3 ', 3000", "7s, 7000", "PT7S, 7000", "0.0001, 1" })
	void readsSeconds(String value, long millis) {
		assertThat(hint("Retry-After", value)).hasMillis(millis);
	}

	@Test
	@DisplayName("B02 Retry-After as a date; one in the past is no wait")
	void readsDates() {
		assertThat(hint("Retry-After", "Sun, 01 Nov 2026 12:00:03 GMT")).hasSeconds(3);
		assertThat(hint("Retry-After", "Sun, 01 Nov 2026 11:00:00 GMT")).isZero();
		assertThat(hint("Retry-After", "Fri, 01 Nov 2126 12:00:00 GMT")).hasDays(1);
		assertThat(hint("Retry-After", "1e9")).hasDays(1);
		assertThat(hint("Retry-After", "+999999999-12-31T23:59:59Z")).hasDays(1);
		assertThat(hint("Retry-After", "-999999999-01-01T00:00:00Z")).isZero();
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
	@CsvSource({ "2, 2000", "6m0s, 360000", "1h2m3.5s, 3723500", "120ms, 120", "2026-11-01T12:00:05Z, 5000",
			"'Sun, 01 Nov 2026 12:00:03 GMT', 3000", "1793534407, 7000", "1793534401500, 1500", "20 seconds, 20000",
			"0, 0", "1d, 86400000" })
	@DisplayName("N10 the header of the limit that is used up gives the wait, in every form")
	void readsTheLimitThatIsUsedUp(String value, long millis) {
		HttpHeaders headers = new HttpHeaders();
		headers.set("x-ratelimit-remaining-requests", "0");
		headers.set("x-ratelimit-reset-requests", value);
		headers.set("x-ratelimit-remaining-tokens", "4000");
		headers.set("x-ratelimit-reset-tokens", "9h");
		assertThat(hint(headers, "{}")).hasMillis(millis);
	}

	@Test
	@DisplayName("N10 each vendor's headers are known")
	void recognizesTheHeadersOfVendors() {
		for (RateLimits.Limit limit : RateLimits.ALL) {
			HttpHeaders headers = new HttpHeaders();
			headers.set(limit.remaining(), "0");
			headers.set(limit.reset(), "3s");
			assertThat(hint(headers, "{}")).as(limit.toString()).hasSeconds(3);
			headers.set(limit.remaining(), "17");
			assertThat(hint(headers, "{}")).as(limit.toString()).isNull();
		}
		assertThat(hint("x-ms-retry-after-ms", "1200")).hasMillis(1200);
	}

	@Test
	@DisplayName("N10 a limit that was not met says nothing about an outage")
	void readsLimitsOfRateLimitsOnly() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("x-ratelimit-reset-requests", "9h");
		assertThat(RetryHint.of(Fixtures.error(503, "{}", headers), Fixtures.NOW)).isNull();
		headers.set("Retry-After", "3");
		assertThat(RetryHint.of(Fixtures.error(503, "{}", headers), Fixtures.NOW)).hasSeconds(3);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"{'error':{'details':[{'@type':'x'},{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'7s'}]}}|7000",
			"[{'error':{'code':429,'details':[{'retryDelay':'1.5s'}]}}]|1500",
			"{'error':{'message':'Provider returned error','metadata':{'raw':'{\'error\':{\'details\':[{\'retryDelay\':\'7s\'}]}}'}}}|7000",
			"{'error':{'message':'Rate limit reached. Please try again in 7s.'}}|7000",
			"{'error':{'message':'Please try again in 1m2.3s. Visit us'}}|62300",
			"{'error':{'message':'try again in 250ms'}}|250", "{'error':{'message':'Please retry in 36.6s.'}}|36600",
			"{'error':{'message':'limit. Please retry after 45 seconds. Go here'}}|45000",
			"{'error':{'message':'wait 2 minutes and 3 seconds, please'}}|123000", "{'error':{'retry_after':3}}|3000",
			"{'error':{'message':'x'},'retry_after':4}|4000", "{'detail':{'retry_after_ms':1500}}|1500",
			"{'message':'x','retryAfter':'PT5S'}|5000" })
	@DisplayName("B05 the body gives the wait where no header does")
	void readsHintsOfTheBody(String body, long millis) {
		assertThat(hint(new HttpHeaders(), body.replace("\\'", "\\\""))).hasMillis(millis);
	}

	@ParameterizedTest
	@ValueSource(strings = { "try again in 70 years", "try again later", "in 5 steps", "retry 3 times",
			"waits 5 smiles", "try again in -7s", "try again in 99999999999999999999s" })
	@DisplayName("B05 words that name no wait are no hint")
	void ignoresWordsWithoutAWait(String words) {
		assertThat(hint(new HttpHeaders(), "{'error':{'message':'%s'}}".formatted(words))).isNull();
	}

	@Test
	@DisplayName("B07 whatever is written, a wait is none or between nothing and a day")
	void boundsRandomTexts() {
		Random random = new Random(11);
		String[] pieces = { "1", "7", "-", "e", "9", "999999999", ".", "s", "m", "ms", "h", "d", " ", "PT", "T", ":",
				"2026", "GMT", "Infinity", "µs", "seconds", "and", "0", "+" };
		for (int i = 0; i < 10_000; i++) {
			StringBuilder text = new StringBuilder();
			for (int piece = random.nextInt(6); piece >= 0; piece--) {
				text.append(pieces[random.nextInt(pieces.length)]);
			}
			for (Duration wait : Arrays.asList(Waits.seconds(text.toString(), Fixtures.NOW),
					Waits.millis(text.toString(), Fixtures.NOW), Waits.reset(text.toString(), Fixtures.NOW))) {
				if (wait != null) {
					assertThat(wait).as(text.toString()).isBetween(Duration.ZERO, Waits.LONGEST);
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "NaN", "Infinity", "-Infinity", "soon", "", " ", "1e999", "2026-11-01", "-1", "-7s", "-1e9" })
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
			.forEach((name) -> assertThat(hint(name, value)).as(name).hasDays(1));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "Retry-After|30, 30", "RateLimit|limit=100, remaining=0, reset=30",
					"RateLimit|burst;r=5;t=2, day;r=0;t=30", "x-ratelimit-reset-after|30", "x-ratelimit-retry-after|30",
					"x-ratelimit-timeremaining|30" })
	@DisplayName("N10 B07 other headers and forms of a wait")
	void readsOtherHeaders(String header, String value) {
		assertThat(hint(header, value)).hasSeconds(30);
	}

	@ParameterizedTest
	@ValueSource(strings = { "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM d HH:mm:ss yyyy", "yyyy-MM-dd HH:mm:ss" })
	@DisplayName("B07 every form of a date that HTTP knows, and an instant of today in Retry-After")
	void readsOtherDates(String pattern) {
		Instant end = Fixtures.NOW.plusSeconds(30);
		String date = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC).format(end);
		assertThat(hint("Retry-After", date)).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(30));
		assertThat(hint("Retry-After", String.valueOf(end.getEpochSecond()))).isBetween(Duration.ofSeconds(29),
				Duration.ofSeconds(30));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'resets_in_seconds':30}", "{'error':{'retryAfterMs':30000}}",
			"{'error':'Model is currently loading','estimated_time':30.0}", "{'error':{'reset_after':'30s'}}",
			"{'error':{'message':'Please wait 30 seconds before retrying'}}" })
	@DisplayName("B05 other names of a wait in a body")
	void readsOtherNamesInABody(String body) {
		assertThat(hint(new HttpHeaders(), body)).hasSeconds(30);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Timed out after waiting 30s for a worker", "The job waited 30 seconds" })
	@DisplayName("B05 how long it took is no hint")
	void takesNoPastForAHint(String words) {
		assertThat(hint(new HttpHeaders(), "{'error':{'message':'" + words + "'}}")).isNull();
	}

	@Test
	void findsNoneWithoutAHint() {
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
