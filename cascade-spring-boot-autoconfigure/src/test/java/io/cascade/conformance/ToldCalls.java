package io.cascade.conformance;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.CallView;
import io.cascade.CascadeListener;
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
		List<Object> calls = all.stream().map(Entry::id).distinct().toList();
		assertThat(calls).isNotEmpty().allSatisfy((id) -> {
			List<Entry> own = all.stream().filter((entry) -> entry.id() == id).toList();
			assertThat(own).filteredOn((entry) -> entry.outcome() != null).hasSize(1);
			assertThat(own.get(own.size() - 1).outcome()).isNotNull();
			assertThat(own).flatExtracting(Entry::attempts).hasSameSizeAs(own.get(0).call().attempts());
		});
		assertThat(all).extracting(Entry::outcome).contains(outcome);
	}

	@Override
	public void attempted(CallView call, List<Attempt> attempts) {
		WaitTests.foreign.block(Wait.LISTENER);
		this.entries.add(new Entry(call, attempts, null));
	}

	@Override
	public void ended(CallView call, CallOutcome outcome, @Nullable Throwable failure) {
		this.entries.add(new Entry(call, List.of(), outcome));
	}

	private record Entry(CallView call, List<Attempt> attempts, @Nullable CallOutcome outcome) {

		Object id() {
			return this.call.id();
		}

	}

}
