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

class CostEstimateTests {

	private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

	private static final PromptTokens PROMPT = new PromptTokens(800, 1000, 1250);

	@Test
	@DisplayName("I08 I12 what costs nothing fits always, an unknown price while there is any room")
	void fitsWhereItCanBePaid() {
		assertThat(CostEstimate.FREE.fits(BigDecimal.ZERO)).isTrue();
		assertThat(CostEstimate.FREE.fits(new BigDecimal("-1"))).isTrue();
		assertThat(CostEstimate.UNKNOWN.fits(new BigDecimal("0.000001"))).isTrue();
		assertThat(CostEstimate.UNKNOWN.fits(BigDecimal.ZERO)).isFalse();
		assertThat(CostEstimate.UNKNOWN.fits(new BigDecimal("-1"))).isFalse();
		assertThat(estimate(perRequest("0.001")).fits(BigDecimal.ZERO)).isFalse();
	}

	@Test
	void decidesTheLastDigitExactly() {
		CostEstimate estimate = estimate(perRequest("0.100000000000000001"));
		assertThat(estimate.fits(new BigDecimal("0.1"))).isFalse();
		assertThat(estimate.fits(new BigDecimal("0.100000000000000001"))).isTrue();
		assertThat(estimate).isGreaterThan(estimate(perRequest("0.1")))
			.isLessThan(estimate(perRequest("0.100000000000000002")))
			.isEqualByComparingTo(estimate(perRequest("0.1000000000000000010")));
	}

	@Test
	void theUnknownComesLast() {
		CostEstimate dear = estimate(perRequest("1000"));
		CostEstimate endless = new CostEstimate(perRequest("0.001"), new CostEstimate.Question(PROMPT, 0, NOW), -1, -1);
		assertThat(List.of(CostEstimate.UNKNOWN, dear, endless, CostEstimate.FREE).stream().sorted())
			.containsExactly(CostEstimate.FREE, dear, CostEstimate.UNKNOWN, endless);
		assertThat(endless.hasWorstCase()).isFalse();
		assertThat(endless.worstCase()).isNull();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void doublesDecideAsAmountsWould(long seed) {
		Random random = new Random(seed);
		List<CostEstimate> estimates = IntStream.range(0, 40).mapToObj((index) -> estimate(random)).toList();
		for (CostEstimate estimate : estimates) {
			BigDecimal worst = Objects.requireNonNull(estimate.worstCase());
			for (CostEstimate other : estimates) {
				BigDecimal left = Objects.requireNonNull(other.worstCase());
				assertThat(estimate.fits(left)).isEqualTo(worst.compareTo(left) <= 0);
				assertThat(Integer.signum(estimate.compareTo(other)))
					.isEqualTo(expected(estimate).compareTo(expected(other)));
			}
		}
	}

	static LongStream seeds() {
		return LongStream.range(0, 50);
	}

	private static BigDecimal expected(CostEstimate estimate) {
		return Objects.requireNonNull(estimate.expected());
	}

	private static CostEstimate estimate(Price price) {
		return new CostEstimate(price, new CostEstimate.Question(PROMPT, 0, NOW), 100, 200);
	}

	private static CostEstimate estimate(Random random) {
		PromptTokens prompt = new PromptTokens(0, random.nextInt(3) * 500L, 1000 + random.nextInt(2) * 500L);
		return new CostEstimate(price(random, true), new CostEstimate.Question(prompt, random.nextInt(3), NOW),
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
