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

class TargetCostTests {

	private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

	private static final PromptTokens PROMPT = new PromptTokens(800, 1000, 1250);

	@Test
	@DisplayName("I08 I12 what costs nothing fits always, an unknown price while there is any room")
	void fitsWhereItCanBePaid() {
		assertThat(TargetCost.FREE.fits(BigDecimal.ZERO)).isTrue();
		assertThat(TargetCost.FREE.fits(new BigDecimal("-1"))).isTrue();
		assertThat(TargetCost.UNKNOWN.fits(new BigDecimal("0.000001"))).isTrue();
		assertThat(TargetCost.UNKNOWN.fits(BigDecimal.ZERO)).isFalse();
		assertThat(TargetCost.UNKNOWN.fits(new BigDecimal("-1"))).isFalse();
		assertThat(cost(perRequest("0.001")).fits(BigDecimal.ZERO)).isFalse();
	}

	@Test
	void decidesTheLastDigitExactly() {
		TargetCost cost = cost(perRequest("0.100000000000000001"));
		assertThat(cost.fits(new BigDecimal("0.1"))).isFalse();
		assertThat(cost.fits(new BigDecimal("0.100000000000000001"))).isTrue();
		assertThat(cost).isGreaterThan(cost(perRequest("0.1")))
			.isLessThan(cost(perRequest("0.100000000000000002")))
			.isEqualByComparingTo(cost(perRequest("0.1000000000000000010")));
	}

	@Test
	void theUnknownComesLast() {
		TargetCost dear = cost(perRequest("1000"));
		TargetCost endless = new TargetCost(perRequest("0.001"), new TargetCost.Question(PROMPT, 0, NOW), -1, -1);
		assertThat(List.of(TargetCost.UNKNOWN, dear, endless, TargetCost.FREE).stream().sorted())
			.containsExactly(TargetCost.FREE, dear, TargetCost.UNKNOWN, endless);
		assertThat(endless.hasWorstCase()).isFalse();
		assertThat(endless.worstCase()).isNull();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void doublesDecideAsAmountsWould(long seed) {
		Random random = new Random(seed);
		List<TargetCost> costs = IntStream.range(0, 40).mapToObj((index) -> cost(random)).toList();
		for (TargetCost cost : costs) {
			BigDecimal worst = Objects.requireNonNull(cost.worstCase());
			for (TargetCost other : costs) {
				BigDecimal left = Objects.requireNonNull(other.worstCase());
				assertThat(cost.fits(left)).isEqualTo(worst.compareTo(left) <= 0);
				assertThat(Integer.signum(cost.compareTo(other))).isEqualTo(expected(cost).compareTo(expected(other)));
			}
		}
	}

	static LongStream seeds() {
		return LongStream.range(0, 50);
	}

	private static BigDecimal expected(TargetCost cost) {
		return Objects.requireNonNull(cost.expected());
	}

	private static TargetCost cost(Price price) {
		return new TargetCost(price, new TargetCost.Question(PROMPT, 0, NOW), 100, 200);
	}

	private static TargetCost cost(Random random) {
		PromptTokens prompt = new PromptTokens(0, random.nextInt(3) * 500L, 1000 + random.nextInt(2) * 500L);
		return new TargetCost(price(random, true), new TargetCost.Question(prompt, random.nextInt(3), NOW),
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
