package io.cascade.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

import reactor.core.publisher.Flux;

/**
 * A round of calls of one contender.
 *
 * @param contender whose calls
 * @param calls how many
 * @param concurrency how many are under way at once
 */
record Round(Contender contender, int calls, int concurrency) {

	private static final Duration LONGEST = Duration.ofSeconds(15);

	/** Calls that end as fast as they can. */
	Cost work() {
		List<Timed> ended = new ArrayList<>(this.calls);
		AtomicLong lastBegun = new AtomicLong();
		Resources before = Resources.now();
		calls(() -> {
		}, lastBegun).doOnNext(ended::add).blockLast();
		List<Timed> answered = ended.stream().filter((timed) -> !timed.isLost()).toList();
		return cost(before, Resources.now(), answered, lastBegun.get());
	}

	private Cost cost(Resources before, Resources after, List<Timed> answered, long lastBegun) {
		Map<Figure, Double> figures = new EnumMap<>(Figure.class);
		figures.put(Figure.CPU, (double) (after.cpu() - before.cpu()) / this.calls);
		figures.put(Figure.ALLOCATED, (double) (after.allocated() - before.allocated()) / this.calls);
		figures.put(Figure.RATE, rate(answered.size(), before.time(), lastBegun, after.time()));
		figures.put(Figure.P99, share(answered, Timed::total, 0.99));
		figures.put(Figure.FIRST, share(answered, Timed::first, 0.5));
		figures.put(Figure.LOST, (double) this.calls - answered.size());
		return new Cost(figures);
	}

	/**
	 * Until the last call begins, as many as can be are under way; then few that wait for
	 * their next attempt would stand for all.
	 */
	private double rate(int answered, long start, long lastBegun, long end) {
		double all = answered * 1e9 / (end - start);
		double ended = (double) (this.calls - this.concurrency) / this.calls;
		return (ended > 0.5) ? answered * ended * 1e9 / (lastBegun - start) : all;
	}

	private static double share(List<Timed> answered, ToLongFunction<Timed> time, double share) {
		List<Long> times = answered.stream().map(time::applyAsLong).sorted().toList();
		return times.isEmpty() ? Double.NaN : times.get((int) (share * (times.size() - 1)));
	}

	/**
	 * Calls that last: what each holds while all of them are open. Where some begin too
	 * late, or end too early, nothing was measured.
	 */
	Cost hold() throws InterruptedException {
		long before = Resources.usedHeap();
		CountDownLatch begun = new CountDownLatch(this.calls);
		AtomicInteger over = new AtomicInteger();
		CompletableFuture<List<Timed>> ended = calls(begun::countDown, new AtomicLong())
			.doOnNext((timed) -> over.incrementAndGet())
			.collectList()
			.toFuture();
		boolean open = begun.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
		double held = (double) (Resources.usedHeap() - before) / this.calls;
		open &= over.get() == 0;
		List<Timed> answered = ended.join().stream().filter((timed) -> !timed.isLost()).toList();
		return new Cost(
				Map.of(Figure.HEAP, open ? held : Double.NaN, Figure.LOST, (double) this.calls - answered.size()));
	}

	private Flux<Timed> calls(Runnable begun, AtomicLong lastBegun) {
		return Flux.range(0, this.calls).flatMap((i) -> {
			lastBegun.set(System.nanoTime());
			return Timed.call(this.contender, begun);
		}, this.concurrency);
	}

}
