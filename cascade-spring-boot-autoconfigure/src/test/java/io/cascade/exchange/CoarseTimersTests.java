package io.cascade.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CoarseTimers}.
 */
class CoarseTimersTests {

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final CoarseTimers timers = new CoarseTimers(this.time);

	static LongStream seeds() {
		return LongStream.range(0, 100);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("whatever the delay, a task runs once, never early, and at most one part in 64 late")
	void runsEachTaskOnceAndInTime(long seed) {
		Random random = new Random(seed);
		this.time.advanceTimeBy(Duration.ofMillis(random.nextInt(10_000)));
		long delay = TimeUnit.MILLISECONDS.toNanos(1 + (long) Math.pow(10, random.nextDouble() * 7));
		long started = this.timers.now(TimeUnit.NANOSECONDS);
		List<Long> ran = new ArrayList<>();
		this.timers.schedule(() -> ran.add(this.timers.now(TimeUnit.NANOSECONDS) - started), delay,
				TimeUnit.NANOSECONDS);
		this.time.advanceTimeBy(Duration.ofNanos(delay - 1));
		assertThat(ran).isEmpty();
		this.time.advanceTimeBy(Duration.ofNanos(delay / 64 + 2));
		assertThat(ran).singleElement()
			.satisfies((after) -> assertThat(after).isBetween(delay, delay + delay / 64 + 1));
	}

	@Test
	void runsNothingThatWasDisposed() {
		AtomicInteger ran = new AtomicInteger();
		List<Disposable> tasks = Flux.range(0, 100)
			.map((i) -> this.timers.schedule(ran::incrementAndGet, 30_000 + i, TimeUnit.MILLISECONDS))
			.collectList()
			.blockOptional()
			.orElseThrow();
		tasks.subList(0, 99).forEach(Disposable::dispose);
		this.time.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(ran).hasValue(1);
		assertThat(tasks.get(0).isDisposed()).isTrue();
	}

	@Test
	@DisplayName("a thousand limits a second need few timers, and leave none behind")
	void sharesTimers() {
		for (int i = 0; i < 60_000; i++) {
			this.time.advanceTimeBy(Duration.ofMillis(1));
			this.timers.schedule(() -> {
			}, 120, TimeUnit.SECONDS).dispose();
		}
		assertThat(this.timers.size()).isLessThan(70);
		this.time.advanceTimeBy(Duration.ofMinutes(3));
		assertThat(this.timers.size()).isZero();
	}

	@Test
	@DisplayName("no task is lost when many threads set and drop limits at once")
	void losesNoTaskAmongThreads() throws InterruptedException {
		CoarseTimers real = new CoarseTimers(Schedulers.parallel());
		int count = 20_000;
		CountDownLatch ran = new CountDownLatch(count);
		Flux.range(0, count).parallel().runOn(Schedulers.parallel()).doOnNext((i) -> {
			real.schedule(ran::countDown, 1000 + i % 7, TimeUnit.MILLISECONDS);
			real.schedule(ran::countDown, 5000, TimeUnit.MILLISECONDS).dispose();
		}).sequential().blockLast(Duration.ofSeconds(20));
		assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
	}

}
