package io.cascade.conformance;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.cascade.Attempt;
import io.cascade.Call;
import io.cascade.CallOutcome;
import io.cascade.CascadeListener;
import io.cascade.Journal;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was told of each call, in order.
 */
final class ToldCalls implements CascadeListener {

	private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

	void clear() {
		this.entries.clear();
	}

	List<Attempt> attempts() {
		return this.entries.stream().flatMap((entry) -> entry.attempts().stream()).toList();
	}

	/**
	 * Each call has ended once, after all its attempts, and the outer one as asked.
	 */
	void check(CallOutcome outcome) {
		List<Entry> all = List.copyOf(this.entries);
		List<Journal> journals = all.stream().map(Entry::journal).distinct().toList();
		assertThat(journals).isNotEmpty().allSatisfy((journal) -> {
			List<Entry> own = all.stream().filter((entry) -> entry.journal() == journal).toList();
			assertThat(own).filteredOn((entry) -> entry.outcome() != null).hasSize(1);
			assertThat(own.get(own.size() - 1).outcome()).isNotNull();
			assertThat(own).flatExtracting(Entry::attempts).hasSameSizeAs(journal.attempts());
		});
		assertThat(all).extracting(Entry::outcome).contains(outcome);
	}

	@Override
	public void attempted(Call call, List<Attempt> attempts) {
		WaitTests.foreign.block(Wait.LISTENER);
		this.entries.add(new Entry(call.journal(), attempts, null));
	}

	@Override
	public void ended(Call call, CallOutcome outcome, @Nullable Throwable failure) {
		this.entries.add(new Entry(call.journal(), List.of(), outcome));
	}

	private record Entry(Journal journal, List<Attempt> attempts, @Nullable CallOutcome outcome) {

	}

}
