package io.cascade.routing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.cascade.Price;
import io.cascade.pricing.PromptTokens;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class QuoteTests {

	private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

	private static final PromptTokens PROMPT = new PromptTokens(800, 1000, 1250);

	@Test
	@DisplayName("I08 I12 what costs nothing fits always, an unknown price while there is any room")
	void fitsWhereItCanBePaid() {
		assertThat(Quote.FREE.fits(BigDecimal.ZERO)).isTrue();
		assertThat(Quote.FREE.fits(new BigDecimal("-1"))).isTrue();
		assertThat(Quote.UNKNOWN.fits(new BigDecimal("0.000001"))).isTrue();
		assertThat(Quote.UNKNOWN.fits(BigDecimal.ZERO)).isFalse();
		assertThat(Quote.UNKNOWN.fits(new BigDecimal("-1"))).isFalse();
		assertThat(quote(perRequest("0.001")).fits(BigDecimal.ZERO)).isFalse();
	}

	@Test
	void decidesTheLastDigitExactly() {
		Quote quote = quote(perRequest("0.100000000000000001"));
		assertThat(quote.fits(new BigDecimal("0.1"))).isFalse();
		assertThat(quote.fits(new BigDecimal("0.100000000000000001"))).isTrue();
		assertThat(quote).isGreaterThan(quote(perRequest("0.1")))
			.isLessThan(quote(perRequest("0.100000000000000002")))
			.isEqualByComparingTo(quote(perRequest("0.1000000000000000010")));
	}

	@Test
	void theUnknownComesLast() {
		Quote dear = quote(perRequest("1000"));
		Quote endless = new Quote(perRequest("0.001"), new Quote.Question(PROMPT, 0, NOW), -1, -1);
		assertThat(List.of(Quote.UNKNOWN, dear, endless, Quote.FREE).stream().sorted()).containsExactly(Quote.FREE,
				dear, Quote.UNKNOWN, endless);
		assertThat(endless.hasWorstCase()).isFalse();
		assertThat(endless.worstCase()).isNull();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void doublesDecideAsAmountsWould(long seed) {
		Random random = new Random(seed);
		List<Quote> quotes = IntStream.range(0, 40).mapToObj((index) -> quote(random)).toList();
		for (Quote quote : quotes) {
			BigDecimal worst = Objects.requireNonNull(quote.worstCase());
			for (Quote other : quotes) {
				BigDecimal left = Objects.requireNonNull(other.worstCase());
				assertThat(quote.fits(left)).isEqualTo(worst.compareTo(left) <= 0);
				assertThat(Integer.signum(quote.compareTo(other)))
					.isEqualTo(expected(quote).compareTo(expected(other)));
			}
		}
	}

	static LongStream seeds() {
		return LongStream.range(0, 50);
	}

	private static BigDecimal expected(Quote quote) {
		return Objects.requireNonNull(quote.expected());
	}

	private static Quote quote(Price price) {
		return new Quote(price, new Quote.Question(PROMPT, 0, NOW), 100, 200);
	}

	private static Quote quote(Random random) {
		PromptTokens prompt = new PromptTokens(0, random.nextInt(3) * 500L, 1000 + random.nextInt(2) * 500L);
		return new Quote(price(random, true), new Quote.Question(prompt, random.nextInt(3), NOW),
				random.nextInt(2) * 100, 200);
	}

	private static Price price(Random random, boolean conditional) {
		List<Price.Conditional> conditions = (conditional && random.nextInt(4) == 0)
				? List.of(new Price.Conditional(random.nextInt(2) * 900L, null, null, price(random, false)))
				: List.of();
		return new Price(amount(random), amount(random), random.nextBoolean() ? amount(random) : null,
				random.nextBoolean() ? amount(random) : null, random.nextBoolean() ? amount(random) : null,
				amount(random), amount(random), conditions);
	}

	private static BigDecimal amount(Random random) {
		return BigDecimal.valueOf(random.nextInt(4) * 5L, 7);
	}

	private static Price perRequest(String usd) {
		return new Price(BigDecimal.ZERO, BigDecimal.ZERO, null, null, null, new BigDecimal(usd), BigDecimal.ZERO,
				List.of());
	}

}
