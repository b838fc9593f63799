package io.cascade.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.cascade.Price;
import io.cascade.Price.Conditional;
import io.cascade.Usage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Price}.
 */
class PriceTests {

	private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

	private static final Price PLAIN = Price.perMillion(usd("0.3"), usd("2.5"));

	private static final Price FULL = new Price(usd("3"), usd("15"), usd("0.3"), usd("3.75"), usd("20"), usd("100"),
			usd("5"), List.of());

	@Test
	void multipliesExactly() {
		assertThat(PLAIN.of(1_000_000, 1_000_000)).isEqualByComparingTo("2.8");
		assertThat(PLAIN.of(1, 1)).isEqualByComparingTo("0.0000028");
		assertThat(PLAIN.of(usage(3L, 7L, null, null, null), NOON)).isEqualByComparingTo("0.0000184");
		assertThat(Price.perMillion(usd("0.1"), usd("0.2")).of(3, 0)).isEqualTo(usd("0.0000003"));
	}

	@Test
	void pricesCachedWrittenAndReasoningTokensApart() {
		assertThat(FULL.of(usage(100L, 50L, 40L, 10L, 20L), NOON))
			.isEqualByComparingTo(sum("3 * 50", "0.3 * 40", "3.75 * 10", "15 * 30", "20 * 20", "100 * 1"));
	}

	@Test
	void pricesThemAsAnyOtherWhereTheyHaveNoPrice() {
		assertThat(PLAIN.of(usage(100L, 50L, 40L, 10L, 20L), NOON)).isEqualByComparingTo(PLAIN.of(100, 50));
	}

	@Test
	@DisplayName("parts that are larger than the whole, or negative, never make a price negative")
	void neverSubtractsUnguarded() {
		assertThat(FULL.of(usage(10L, 5L, 40L, 70L, 90L), NOON))
			.isEqualByComparingTo(sum("0.3 * 10", "20 * 5", "100 * 1"));
		assertThat(FULL.of(usage(10L, 5L, 4L, 70L, null), NOON))
			.isEqualByComparingTo(sum("0.3 * 4", "3.75 * 6", "15 * 5", "100 * 1"));
		assertThat(FULL.of(usage(10L, 5L, -4L, -1L, -9L), NOON))
			.isEqualByComparingTo(sum("3 * 10", "15 * 5", "100 * 1"));
	}

	@Test
	@DisplayName("I04 half of the tokens is not enough to tell a cost")
	void reportsNothingOfHalfTheTokens() {
		assertThat(FULL.of(usage(10L, null, 1L, 1L, 1L), NOON)).isNull();
		assertThat(FULL.of(usage(null, 10L, 1L, 1L, 1L), NOON)).isNull();
	}

	@Test
	void aLongPromptHasAPriceOfItsOwn() {
		Price tiered = conditional(new Conditional(200_000L, null, null, perToken("2")),
				new Conditional(500_000L, null, null, perToken("3")));
		assertThat(tiered.at(200_000, NOON).prompt()).isEqualByComparingTo("1");
		assertThat(tiered.at(200_001, NOON).prompt()).isEqualByComparingTo("2");
		assertThat(tiered.at(500_001, NOON).prompt()).isEqualByComparingTo("3");
		assertThat(tiered.of(usage(200_001L, 1L, null, null, null), NOON)).isEqualByComparingTo("400004");
	}

	@ParameterizedTest
	@CsvSource({ "09:00, 17:00, 08:59:59, false", "09:00, 17:00, 09:00:00, true", "09:00, 17:00, 16:59:59, true",
			"09:00, 17:00, 17:00:00, false", "22:00, 06:00, 21:59:59, false", "22:00, 06:00, 22:00:00, true",
			"22:00, 06:00, 00:00:00, true", "22:00, 06:00, 05:59:59, true", "22:00, 06:00, 06:00:00, false" })
	void someHoursOfTheDayHaveAPriceOfTheirOwn(LocalTime from, LocalTime until, String at, boolean holds) {
		Price timed = conditional(new Conditional(null, from, until, perToken("0.5")));
		assertThat(timed.at(1, Instant.parse("2026-11-01T" + at + "Z")).prompt())
			.isEqualByComparingTo(holds ? "0.5" : "1");
	}

	@Test
	void allConditionsMustHold() {
		Price both = conditional(new Conditional(100L, LocalTime.of(22, 0), LocalTime.of(6, 0), perToken("9")));
		Instant night = Instant.parse("2026-11-01T23:00:00Z");
		assertThat(List.of(both.at(101, night), both.at(100, night), both.at(101, NOON))).extracting(Price::prompt)
			.containsExactly(usd("9"), usd("1"), usd("1"));
	}

	@Test
	void theWorstCaseTakesTheDearestOfAll() {
		assertThat(FULL.worstCase(10, 5, NOON)).isEqualByComparingTo(sum("3.75 * 10", "20 * 5", "100 * 1"));
		Price tiered = conditional(new Conditional(10L, null, null, perToken("2")),
				new Conditional(10L, null, null, perToken("0.5")));
		assertThat(tiered.worstCase(11, 1, NOON)).isEqualByComparingTo("24");
		assertThat(tiered.worstCase(10, 1, NOON)).isEqualByComparingTo("11");
	}

	@Test
	void isFreeOnlyIfNothingCosts() {
		assertThat(Price.FREE.isFree()).isTrue();
		assertThat(PLAIN.isFree()).isFalse();
		assertThat(new Price(usd("0.0"), usd("0"), null, null, null, usd("0"), usd("0.00"), List.of()).isFree())
			.isTrue();
		assertThat(new Price(usd("0"), usd("0"), null, null, null, usd("0"), usd("0"),
				List.of(new Conditional(1L, null, null, PLAIN)))
			.isFree()).isFalse();
		assertThat(new Price(usd("0"), usd("0"), null, null, null, usd("1"), usd("0"), List.of()).isFree()).isFalse();
		assertThat(new Price(usd("0"), usd("0"), null, null, null, usd("0"), usd("1"), List.of()).isFree()).isFalse();
	}

	@Test
	void isReadInMillions() {
		assertThat(Price.toMillion(usd("0.0000003"))).isEqualTo(usd("0.3"));
		assertThat(Price.toMillion(usd("0.00001000"))).isEqualTo(usd("10"));
		assertThat(Price.toMillion(BigDecimal.ZERO)).isEqualTo(usd("0"));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	@DisplayName("no usage within the bounds costs more than the worst case, and none costs less than nothing")
	void theWorstCaseIsABound(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < 5_000; i++) {
			Price price = random(random, 2);
			long most = random.nextInt(1_000);
			long answer = random.nextInt(1_000);
			Usage usage = usage((long) random.nextInt((int) most + 1), (long) random.nextInt((int) answer + 1),
					part(random), part(random), part(random));
			Instant now = NOON.plusSeconds(random.nextInt(86_400));
			BigDecimal cost = price.of(usage, now);
			assertThat(cost).isNotNull().isGreaterThanOrEqualTo(BigDecimal.ZERO);
			assertThat(cost).as("%s of %s within %d and %d", price, usage, most, answer)
				.isLessThanOrEqualTo(price.worstCase(most, answer, now));
		}
	}

	private static Price random(Random random, int conditions) {
		List<Conditional> conditional = IntStream.range(0, random.nextInt(conditions + 1))
			.mapToObj((number) -> new Conditional(random.nextBoolean() ? (long) random.nextInt(1_000) : null,
					LocalTime.ofSecondOfDay(random.nextInt(86_400)), LocalTime.ofSecondOfDay(random.nextInt(86_400)),
					random(random, 0)))
			.toList();
		return new Price(amount(random), amount(random), maybe(random), maybe(random), maybe(random), amount(random),
				BigDecimal.ZERO, conditional);
	}

	private static BigDecimal amount(Random random) {
		return BigDecimal.valueOf(random.nextInt(50), 7);
	}

	private static @Nullable BigDecimal maybe(Random random) {
		return random.nextBoolean() ? amount(random) : null;
	}

	private static @Nullable Long part(Random random) {
		return random.nextBoolean() ? (long) random.nextInt(1_200) - 100 : null;
	}

	private static Price conditional(Conditional... conditions) {
		Price base = perToken("1");
		return new Price(base.prompt(), base.completion(), null, null, null, BigDecimal.ZERO, BigDecimal.ZERO,
				List.of(conditions));
	}

	private static Price perToken(String usd) {
		return Price.perToken(usd(usd), usd(usd));
	}

	private static Usage usage(@Nullable Long prompt, @Nullable Long completion, @Nullable Long read,
			@Nullable Long written, @Nullable Long thought) {
		return new Usage(prompt, completion, null, read, written, thought);
	}

	private static BigDecimal sum(String... products) {
		BigDecimal sum = BigDecimal.ZERO;
		for (String product : products) {
			int sign = product.indexOf(" * ");
			sum = sum.add(usd(product.substring(0, sign)).multiply(usd(product.substring(sign + 3))));
		}
		return sum;
	}

	private static BigDecimal usd(String amount) {
		return new BigDecimal(amount);
	}

}
