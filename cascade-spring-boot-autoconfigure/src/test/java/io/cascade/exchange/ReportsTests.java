package io.cascade.exchange;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who waits for what requests did.
 */
class ReportsTests {

	private final Reports reports = new Reports();

	private final List<String> done = new ArrayList<>();

	private Runnable action(String name) {
		return () -> this.done.add(name);
	}

	@Test
	void nobodyWaitsForWhatWasNeverBegun() {
		this.reports.whenRecorded(7, action("recorded"));
		this.reports.whenRecorded(action("all recorded"));
		this.reports.whenTold(action("told"));
		assertThat(this.done).containsExactly("recorded", "all recorded", "told");
	}

	@Test
	void goesOnInTheOrderInWhichTheyCame() {
		assertThat(this.reports.begin(0)).isTrue();
		this.reports.whenRecorded(0, action("inner"));
		this.reports.whenRecorded(0, action("outer"));
		this.reports.whenTold(action("call"));
		assertThat(this.done).isEmpty();
		this.reports.recorded(0);
		assertThat(this.done).containsExactly("inner", "outer");
		this.reports.told(0);
		this.reports.told(0);
		assertThat(this.done).containsExactly("inner", "outer", "call");
	}

	@Test
	void waitsForOneOrForAll() {
		this.reports.begin(0);
		this.reports.begin(1);
		this.reports.whenRecorded(1, action("second"));
		this.reports.whenRecorded(action("both"));
		this.reports.recorded(1);
		assertThat(this.done).containsExactly("second");
		this.reports.recorded(0);
		assertThat(this.done).containsExactly("second", "both");
	}

	@Test
	void beginsNothingAfterTheEnd() {
		this.reports.begin(0);
		this.reports.whenTold(action("call"));
		assertThat(this.reports.begin(1)).isFalse();
		this.reports.recorded(0);
		this.reports.told(0);
		assertThat(this.done).containsExactly("call");
		assertThat(this.reports.begin(2)).isFalse();
	}

}
