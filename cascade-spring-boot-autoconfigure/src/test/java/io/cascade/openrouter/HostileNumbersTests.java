package io.cascade.openrouter;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.cascade.CascadeChunk;
import io.cascade.Cost;
import io.cascade.Price;
import io.cascade.Usage;
import io.cascade.health.KeyCredit;
import io.cascade.openrouter.Fixtures.Reading;
import io.cascade.pricing.ModelInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Numbers that no honest upstream sends, at every place where one is read.
 */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileNumbersTests {

	private static final String ENDLESS = "9".repeat(100_000);

	private static final String STOP = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";

	/** The endless ones have a test of their own. */
	private static final List<String> LISTED = nonsense().stream().filter((number) -> number.length() < 1000).toList();

	private static final int ROUNDS = Integer.getInteger("cascade.numbers.rounds", 40);

	/** Numbers as they stand in JSON, none of which means anything. */
	static List<String> nonsense() {
		return List.of("-5", "-0.01", "99999999999999999999", "1e20000000", "-1e20000000", "1e-20000000",
				"1e2147483647", "1e-2147483647", "1e99999999999", "9e18", "1e15", "4611686018427387904", ENDLESS,
				"0." + ENDLESS, "-" + ENDLESS, "1e" + "9".repeat(50), "\"\"", "\"  \"", "\"NaN\"", "\"Infinity\"",
				"\"0x7F\"", "\"5d\"", "\"1_000\"", "\"1,5\"", "\"5 USD\"", "\"٥\"", "\"" + ENDLESS + "\"",
				"\"1e20000000\"", "true", "false", "null", "[]", "[1]", "{}", "{\"amount\":1}");
	}

	@ParameterizedTest
	@MethodSource("nonsense")
	@DisplayName("P03 P04 P10 R08 a cost or a number of tokens that is negative, absurd or none is unknown")
	void isUnknownInUsage(String number) {
		String usage = """
				{"prompt_tokens":%1$s,"completion_tokens":%1$s,"total_tokens":%1$s,"cost":%1$s,"is_byok":true,
				 "prompt_tokens_details":{"cached_tokens":%1$s,"cache_write_tokens":%1$s},
				 "completion_tokens_details":{"reasoning_tokens":%1$s},"cost_details":{"upstream_inference_cost":%1$s}}"""
			.formatted(number);
		CascadeChunk.End end = new Reading(Fixtures.call(Fixtures.QUESTION, Fixtures.hop("openai/gpt-5-mini")),
				Fixtures.upstream(1_000_000, 2_000_000))
			.events(text("Hello"), "{\"usage\":" + line(usage) + "}", STOP)
			.complete();
		assertThat(end.usage()).isEqualTo(new Usage(null, null, null, null, null, null));
		assertThat(end.cost()).isEqualTo(Cost.UNKNOWN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "7", "7.0", "7.9", "\"7\"", "\" 7 \"", "7e0", "0.7e1", "\"+7\"", "70e-1" })
	void readsWhatIsMeantAsANumber(String number) {
		CascadeChunk.End end = new Reading()
			.events(text("Hello"), "{\"usage\":{\"prompt_tokens\":%s,\"cost\":%s}}".formatted(number, number), STOP)
			.complete();
		assertThat(end.usage()).extracting(Usage::promptTokens).isEqualTo(7L);
		assertThat(end.cost().amount()).isBetween(new BigDecimal("7"), new BigDecimal("7.9"));
	}

	@Test
	@DisplayName("P03 numbers in what is handed on are as they came, or left out, and quick to add")
	void keepsNoNumberThatIsSlowToUse() {
		String details = "{\"i\":7,\"f\":0.25,\"neg\":-1.5,\"big\":1e20000000,\"long\":%s,\"tiny\":1e-20000000}"
			.formatted(ENDLESS);
		Reading reading = new Reading(Fixtures.call(Fixtures.QUESTION, Fixtures.hop("openai/gpt-5-mini")),
				Fixtures.upstream(1_000_000, 1_000_000))
			.events("{\"choices\":[{\"delta\":{\"content\":\"Hi\",\"annotations\":[%s]}}]}".formatted(details), STOP);
		CascadeChunk.End end = reading.complete();
		assertThat(reading.text()).isEqualTo("Hi");
		assertThat(end.extras().annotations()).singleElement()
			.isEqualTo(Map.of("i", 7, "f", new BigDecimal("0.25"), "neg", new BigDecimal("-1.5")));
	}

	@ParameterizedTest
	@MethodSource("nonsense")
	@DisplayName("P03 P04 an amount of the account that is absurd is unknown; a debt is nothing left")
	void isUnknownInTheAccount(String number) {
		byte[] body = Fixtures
			.utf8("{\"data\":{\"limit\":%1$s,\"limit_remaining\":%1$s,\"usage\":%1$s}}".formatted(number));
		KeyCredit credit = new KeyCreditReader(Clock.fixed(Fixtures.NOW, ZoneOffset.UTC)).read(body);
		assertThat(credit.limit()).isIn(null, new BigDecimal("4611686018427387904"));
		assertThat(credit.usage()).isNull();
		assertThat(credit.remaining()).isIn(null, BigDecimal.ZERO);
	}

	@Test
	void isNothingLeftWhereTheKeyIsInDebt() {
		byte[] body = Fixtures.utf8("{\"data\":{\"limit\":10,\"limit_remaining\":-0.25,\"usage\":10.25}}");
		KeyCredit credit = new KeyCreditReader(Clock.fixed(Fixtures.NOW, ZoneOffset.UTC)).read(body);
		assertThat(credit.remaining()).isEqualTo(BigDecimal.ZERO);
		assertThat(credit.usage()).isEqualTo("10.25");
	}

	@ParameterizedTest
	@ValueSource(strings = { "200000.5", "\"200000.0\"", "2e5", "200000.999" })
	@DisplayName("O05 a fraction where a number of tokens is meant is no reason not to know the price")
	void readsFractionsOfTokensInTheCatalog(String number) {
		ModelInfo model = model("""
				{"id":"a/b","context_length":%1$s,"top_provider":{"max_completion_tokens":%1$s},
				 "expiration_date":"2027-01-31T00:00:00Z","pricing":{"prompt":"0.000001","completion":"0.000002",
				 "overrides":[{"min_prompt_tokens":%1$s,"prompt":"0.000004"}]}}""".formatted(number));
		assertThat(model.contextLength()).isEqualTo(200_000);
		assertThat(model.maxCompletionTokens()).isEqualTo(200_000);
		assertThat(model.expirationDate()).isEqualTo("2027-01-31");
		assertThat(model.price()).isNotNull();
		assertThat(model.price().at(200_001, Fixtures.NOW).prompt()).isEqualByComparingTo("0.000004");
		assertThat(model.price().at(200_000, Fixtures.NOW).prompt()).isEqualByComparingTo("0.000001");
	}

	static LongStream seeds() {
		return LongStream.range(0, 20);
	}

	/**
	 * Whatever text stands where a number is expected: the reader neither throws nor
	 * takes its time, and what comes out of it is at least 0 and quick to calculate with.
	 */
	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("P03 P04 P10 any text as any number in any place is quick, and never negative")
	void survivesAnyTextAsAnyNumber(long seed) {
		Random random = new Random(seed);
		for (int round = 0; round < ROUNDS; round++) {
			answer(random);
			entry(random);
			error(random);
		}
	}

	private static void answer(Random random) {
		String usage = """
				{"prompt_tokens":%s,"completion_tokens":%s,"total_tokens":%s,"cost":%s,"is_byok":%s,
				 "prompt_tokens_details":{"cached_tokens":%s,"cache_write_tokens":%s},"input_tokens":%s,
				 "completion_tokens_details":{"reasoning_tokens":%s},"cost_details":{"upstream_inference_cost":%s}}"""
			.formatted(numbers(random, 10));
		CascadeChunk.End end = new Reading()
			.events(line("""
					{"created":%s,"choices":[{"index":0,"delta":{"content":"Hi","annotations":[{"at":%s}],
					 "tool_calls":[{"index":%s,"id":"c","function":{"name":"f","arguments":"{}"}}]},
					 "logprobs":{"content":[{"logprob":%s}]}}]}""".formatted(numbers(random, 4))),
					line("{\"choices\":[{\"usage\":%s}],\"x_groq\":{\"usage\":%s}}".formatted(usage, usage)),
					line("{\"usage\":%s}".formatted(usage)), STOP)
			.complete();
		Usage known = end.usage();
		assertThat(known).isNotNull();
		Stream
			.of(known.promptTokens(), known.completionTokens(), known.totalTokens(), known.cachedTokens(),
					known.cacheWriteTokens(), known.reasoningTokens(), known.answerTokens())
			.filter((tokens) -> tokens != null)
			.forEach((tokens) -> assertThat(tokens).isBetween(0L, 3_000_000_000L));
		assertSane(end.cost().total());
		assertSane(Price.perToken(new BigDecimal("0.000001"), new BigDecimal("0.000002")).of(known, Fixtures.NOW));
	}

	private static void entry(Random random) {
		ModelInfo model = model("""
				{"id":"a/b","created":%s,"context_length":%s,"top_provider":{"max_completion_tokens":%s},"pricing":
				 {"prompt":%s,"completion":%s,"request":%s,"discount":%s,"overrides":[{"min_prompt_tokens":%s,
				 "utc_start":%s,"utc_end":%s,"prompt":%s}]}}""".formatted(numbers(random, 11)));
		Stream.of(model.contextLength(), model.maxCompletionTokens())
			.filter((length) -> length != null)
			.forEach((length) -> assertThat(length).isPositive());
		if (model.price() != null) {
			assertSane(model.price().worstCase(1_000_000_000, 1_000_000_000, Fixtures.NOW));
		}
	}

	private static void error(Random random) {
		ErrorBody error = Fixtures.error(429, """
				{"error":{"code":%s,"http_status":%s,"metadata":{"retry_after":%s},"availability":{"retry_after":%s}},
				 "openrouter_metadata":{"attempts":[{"model":"a/b","status":%s}]}}""".formatted(numbers(random, 5)));
		Duration hint = RetryHint.of(error, Fixtures.NOW);
		assertThat(hint == null || !hint.isNegative()).isTrue();
		error.metadata()
			.attempts()
			.forEach((attempt) -> assertThat(attempt.status() == null || attempt.status() >= 100).isTrue());
		try {
			assertSane(GenerationReader.read(Fixtures.utf8("{\"data\":{\"total_cost\":%s}}".formatted(number(random))))
				.amount());
		}
		catch (MalformedJsonException ex) {
			assertThat(ex).isNotNull();
		}
	}

	private static void assertSane(@Nullable BigDecimal amount) {
		if (amount != null) {
			assertThat(amount.signum()).isNotNegative();
			assertThat(amount.toPlainString().length()).isLessThan(200);
		}
	}

	private static ModelInfo model(String entry) {
		return CatalogReader.read(HttpHeaders.EMPTY, Fixtures.utf8("{\"data\":[%s]}".formatted(entry))).models().get(0);
	}

	private static Object[] numbers(Random random, int count) {
		return Stream.generate(() -> number(random)).limit(count).toArray();
	}

	private static String number(Random random) {
		return switch (random.nextInt(8)) {
			case 0 -> LISTED.get(random.nextInt(LISTED.size()));
			case 1 -> Integer.toString(random.nextInt());
			case 2 -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30));
			case 3 -> random.nextLong() + "e" + random.nextInt();
			case 4 -> "\"" + random.nextInt(3000) + (random.nextBoolean() ? "" : "." + random.nextInt(100)) + "\"";
			case 5 -> "\"" + characters(random) + "\"";
			case 6 -> Integer.toString(random.nextInt(100_000));
			default -> Long.toString(Math.abs(random.nextLong() >> random.nextInt(60)));
		};
	}

	private static String characters(Random random) {
		String some = "0123456789+-.eE xXfFdDlL_,NaInfity\\u00a0";
		StringBuilder text = new StringBuilder();
		int length = random.nextInt(90);
		for (int i = 0; i < length; i++) {
			text.append(some.charAt(random.nextInt(32)));
		}
		return text.toString();
	}

	/** An event ends with its line. */
	private static String line(String json) {
		return json.replace('\n', ' ');
	}

	private static String text(String text) {
		return "{\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}".formatted(text);
	}

}
