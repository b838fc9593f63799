package io.cascade.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

import static org.assertj.core.api.Assertions.assertThat;

class OneTimerTests {

	private final OneTimer timer = new OneTimer();

	private final ByHand scheduler = new ByHand();

	@Test
	void startsOneInPlaceOfTheOther() {
		this.timer.start(this.scheduler, Duration.ofSeconds(1), () -> {
		});
		this.timer.start(this.scheduler, Duration.ofSeconds(2), () -> {
		});
		assertThat(this.scheduler.running()).containsExactly(Duration.ofSeconds(2));
		this.timer.dispose();
		assertThat(this.scheduler.running()).isEmpty();
	}

	@Test
	@DisplayName("F10 a timer that rings before it is in anybody's hand does not stop the one that it starts")
	void keepsWhatARingingTimerStarts() {
		this.scheduler.ringing = true;
		this.timer.start(this.scheduler, Duration.ofNanos(1), () -> {
			this.scheduler.ringing = false;
			this.timer.start(this.scheduler, Duration.ofSeconds(3), () -> {
			});
		});
		assertThat(this.scheduler.running()).containsExactly(Duration.ofSeconds(3));
	}

	@Test
	@DisplayName("F10 a timer that is started while everything ends is stopped")
	void stopsWhatIsStartedWhileItEnds() {
		this.scheduler.meanwhile = this.timer::dispose;
		this.timer.start(this.scheduler, Duration.ofSeconds(1), () -> {
		});
		assertThat(this.scheduler.running()).isEmpty();
		assertThat(this.timer.isDisposed()).isTrue();
	}

	@Test
	void startsNothingAfterTheEnd() {
		this.timer.dispose();
		this.timer.start(this.scheduler, Duration.ofSeconds(1), () -> {
		});
		assertThat(this.scheduler.timers).isEmpty();
	}

	/** Lets a task run, or something else happen, before it returns the timer. */
	private static final class ByHand implements Scheduler {

		private final List<Set> timers = new ArrayList<>();

		private boolean ringing;

		private Runnable meanwhile = () -> {
		};

		@Override
		public Disposable schedule(Runnable task) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
			Set set = new Set(Duration.of(delay, unit.toChronoUnit()), Disposables.single());
			this.timers.add(set);
			this.meanwhile.run();
			if (this.ringing) {
				task.run();
				set.handle().dispose();
			}
			return set.handle();
		}

		private List<Duration> running() {
			return this.timers.stream().filter((set) -> !set.handle().isDisposed()).map(Set::delay).toList();
		}

		@Override
		public Worker createWorker() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void dispose() {
		}

	}

	private record Set(Duration delay, Disposable handle) {

	}

}
