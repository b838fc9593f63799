package io.cascade.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LostCalls}.
 */
class LostCallsTests {

	private final List<String> lines = new ArrayList<>();

	private final LostCalls lost = new LostCalls(this.lines::add);

	@Test
	@DisplayName("of 60,000 calls lost in a minute six are told, and the number of the others")
	void tellsFewLinesInAnOutage() {
		for (int i = 0; i < 60_000; i++) {
			this.lost.tell("main", "timeout", "lost " + i, TimeUnit.MILLISECONDS.toNanos(i));
		}
		assertThat(this.lines).hasSize(6).first().isEqualTo("lost 0");
		assertThat(this.lines.get(1)).isEqualTo("lost 10000; 9999 more like it since the last line");
	}

	@Test
	void tellsEachKindAndChainByItself() {
		this.lost.tell("main", "timeout", "one", 0);
		this.lost.tell("main", "rate-limit", "two", 0);
		this.lost.tell("other", "timeout", "three", Long.MAX_VALUE);
		assertThat(this.lines).containsExactly("one", "two", "three");
	}

	@Test
	void remembersABoundedNumberOfChains() {
		for (int i = 0; i < 100_000; i++) {
			this.lost.tell("chain " + i, "timeout", "lost", 0);
		}
		assertThat(this.lines).hasSize(257);
	}

}
