package io.cascade.resilience;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link Minutes}.
 */
class MinutesTests {

	@ParameterizedTest
	@ValueSource(longs = { 7, 13, 2026 })
	@DisplayName("P07 turns are the same whether a listener of the limiter throws or not")
	void turnsAreTheSameWithAListenerThatThrows(long seed) {
		Random random = new Random(seed);
		for (int round = 0; round < 20; round++) {
			RateLimiterConfig config = RateLimiterConfig.custom()
				.limitForPeriod(1 + random.nextInt(4))
				.limitRefreshPeriod(Duration.ofMinutes(1))
				.timeoutDuration(Duration.ofMinutes(random.nextInt(4)))
				.build();
			RateLimiter broken = RateLimiter.of("broken", config);
			broken.getEventPublisher().onEvent((event) -> {
				throw new IllegalStateException("a listener");
			});
			VirtualTimeScheduler time = VirtualTimeScheduler.create();
			Minutes heard = new Minutes(broken, time);
			Minutes unheard = new Minutes(RateLimiter.of("whole", config), time);
			for (int i = 0; i < 20; i++) {
				assertThat(seconds(heard.turn())).isCloseTo(seconds(unheard.turn()), within(5L));
			}
		}
	}

	private static long seconds(long turn) {
		return (turn == Minutes.NONE) ? -100 : TimeUnit.NANOSECONDS.toSeconds(turn);
	}

}
