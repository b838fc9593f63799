package io.cascade.observation;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.cascade.exchange.Time;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LostCalls}.
 */
class LostCallsTests {

	private final List<String> lines = new ArrayList<>();

	private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();

	private final LostCalls lost = new LostCalls(this.lines::add, new Time(Clock.systemUTC(), this.clock));

	@Test
	@DisplayName("of 60,000 calls lost in a minute seven lines are told, and the number of the others")
	void reportsFewLinesInAnOutage() {
		for (int i = 0; i < 60_000; i++) {
			this.lost.tell("timeout main", "lost " + i);
			pass(Duration.ofMillis(1));
		}
		assertThat(this.lines).hasSize(7).first().isEqualTo("lost 0");
		assertThat(this.lines.get(1)).isEqualTo("lost 9999; the latest of 9999 such calls in 10 s");
		assertThat(this.lines.get(2)).isEqualTo("lost 19999; the latest of 10000 such calls in 10 s");
	}

	@Test
	@DisplayName("what was counted is told when no further call is lost, and then no timer is left")
	void reportsTheCountWhenNothingFollows() {
		this.lost.tell("timeout main", "one");
		this.lost.tell("timeout main", "two");
		this.lost.tell("timeout main", "three");
		this.lost.tell("reset main", "four");
		this.lost.tell("reset main", "five");
		assertThat(this.lines).containsExactly("one", "four");
		assertThat(this.clock.getScheduledTaskCount()).isEqualTo(1);
		pass(Duration.ofSeconds(10));
		assertThat(this.lines.subList(2, 4)).containsExactlyInAnyOrder("three; the latest of 2 such calls in 10 s",
				"five");
		pass(Duration.ofSeconds(10));
		assertThat(this.lines).hasSize(4);
		long before = this.clock.getScheduledTaskCount();
		pass(Duration.ofHours(1));
		assertThat(this.clock.getScheduledTaskCount()).isEqualTo(before);
	}

	@Test
	void reportsTheFirstInFullAgainAfterAQuietTime() {
		this.lost.tell("timeout main", "one");
		pass(Duration.ofSeconds(20));
		this.lost.tell("timeout main", "two");
		assertThat(this.lines).containsExactly("one", "two");
	}

	@Test
	void reportsEachKindAndChainByItself() {
		this.lost.tell("timeout main", "one");
		this.lost.tell("rate-limit main", "two");
		this.lost.tell("timeout other", "three");
		assertThat(this.lines).containsExactly("one", "two", "three");
	}

	@Test
	void reportsTheRestWhenItIsClosed() {
		this.lost.tell("shutdown main", "one");
		this.lost.tell("shutdown main", "two");
		this.lost.close();
		assertThat(this.lines).containsExactly("one", "two");
		pass(Duration.ofMinutes(1));
		assertThat(this.lines).hasSize(2);
	}

	@Test
	void reportsWithoutATimerWhereNobodyRunsOne() {
		this.clock.dispose();
		this.lost.tell("shutdown main", "one");
		this.lost.tell("shutdown main", "two");
		this.lost.close();
		assertThat(this.lines).containsExactly("one", "two");
	}

	@Test
	void remembersABoundedNumberOfChains() {
		for (int i = 0; i < 100_000; i++) {
			this.lost.tell("timeout chain " + i, "lost");
		}
		assertThat(this.lines).hasSize(257);
	}

	@Test
	@DisplayName("whenever calls are lost, each one is told or counted once")
	void countsEachOnce() {
		Random random = new Random(15);
		int calls = 2_000;
		for (int i = 0; i < calls; i++) {
			this.lost.tell("kind " + random.nextInt(300), "lost");
			pass(Duration.ofMillis(random.nextInt(200)));
		}
		pass(Duration.ofSeconds(10));
		assertThat(this.lines.stream().mapToInt(LostCallsTests::told).sum()).isEqualTo(calls);
	}

	private static int told(String line) {
		String count = line.replaceFirst("lost(; the latest of (\\d+) such calls in \\d+ s)?", "$2");
		return count.isEmpty() ? 1 : Integer.parseInt(count);
	}

	private void pass(Duration time) {
		this.clock.advanceTimeBy(time);
	}

}
