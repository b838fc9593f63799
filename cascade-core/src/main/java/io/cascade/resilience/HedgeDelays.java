package io.cascade.resilience;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

import io.cascade.CascadeChunk;
import io.cascade.HedgeRules;
import io.cascade.exchange.Call;
import io.cascade.exchange.Forgetful;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * How long the calls of each chain took to their first content, and how many of them may
 * still be hedged. Thread-safe; the chains are those of the configuration.
 */
public final class HedgeDelays implements Forgetful {

	private final Map<String, Observed> chains = new ConcurrentHashMap<>();

	private final Scheduler scheduler;

	/**
	 * Nothing was observed yet.
	 * @param scheduler is the clock
	 */
	public HedgeDelays(Scheduler scheduler) {
		this.scheduler = scheduler;
	}

	Observed of(Call call) {
		return this.chains.computeIfAbsent(call.chain().name(), (name) -> new Observed(this.scheduler));
	}

	@Override
	public void forget() {
		this.chains.clear();
	}

	/**
	 * What was observed of one chain.
	 */
	static final class Observed {

		private static final int WINDOW = 128;

		private static final int ENOUGH = 20;

		private static final long CACHED = -2;

		/** So many hedges may be saved up, in thousandths of a hedge. */
		private static final long MOST_SAVED = 10_000;

		private final AtomicLongArray timesToFirstToken = new AtomicLongArray(WINDOW);

		private final AtomicLong count = new AtomicLong();

		private final AtomicLong saved = new AtomicLong(1000);

		private final Scheduler scheduler;

		Observed(Scheduler scheduler) {
			this.scheduler = scheduler;
		}

		/** How long to wait, or {@code null} while too little was observed. */
		@Nullable Duration delay(HedgeRules rules) {
			this.saved.accumulateAndGet(Math.round(rules.maxExtra() * 1000),
					(saved, share) -> Math.min(MOST_SAVED, saved + share));
			return (rules.delay() != null || rules.percentile() == null) ? rules.delay()
					: percentile(rules.percentile());
		}

		private @Nullable Duration percentile(double share) {
			int size = (int) Math.min(this.count.get(), WINDOW);
			if (size < ENOUGH) {
				return null;
			}
			long[] sorted = new long[size];
			Arrays.setAll(sorted, this.timesToFirstToken::get);
			Arrays.sort(sorted);
			return Duration.ofNanos(sorted[Math.min(size - 1, (int) (share * size))]);
		}

		/** Takes one hedge from those that the share allows. */
		boolean mayHedge(HedgeRules rules) {
			return rules.maxExtra() >= 1
					|| this.saved.getAndUpdate((saved) -> (saved >= 1000) ? saved - 1000 : saved) >= 1000;
		}

		/** An answer from a cache comes at once, which is no measure of a model. */
		Flux<CascadeChunk> timed(Flux<CascadeChunk> answer) {
			return Flux.defer(() -> {
				long start = this.scheduler.now(TimeUnit.NANOSECONDS);
				AtomicLong first = new AtomicLong(-1);
				return answer.doOnNext((chunk) -> {
					first.compareAndSet(-1, this.scheduler.now(TimeUnit.NANOSECONDS) - start);
					if (chunk instanceof CascadeChunk.End end && end.cost().isCached()) {
						first.set(CACHED);
					}
				}).doFinally((signal) -> record(first.get()));
			});
		}

		private void record(long nanos) {
			if (nanos >= 0) {
				this.timesToFirstToken.set((int) (this.count.getAndIncrement() % WINDOW), nanos);
			}
		}

	}

}
