package io.cascade.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import io.cascade.Ruling.Verdict;
import io.cascade.exchange.TagValues;

/**
 * What was said of the answers of one target: of each answer once, and by each gate. Its
 * size has a bound, whatever gates requests bring. Thread-safe; nothing in it waits.
 */
final class JudgedTarget {

	private static final int MOST_GATES = 16;

	private static final double PRIOR_WEIGHT = 10;

	private static final int ENOUGH = 5;

	private final VerdictSlices answers = new VerdictSlices();

	private final Map<String, VerdictSlices> gates = new LinkedHashMap<>();

	private boolean dropped;

	private volatile long triedAt = Long.MIN_VALUE;

	synchronized void ruled(String gate, Verdict verdict, long now) {
		String name = (this.gates.containsKey(gate) || this.gates.size() < MOST_GATES) ? gate : TagValues.OTHER;
		this.gates.computeIfAbsent(name, (absent) -> new VerdictSlices()).add(verdict, VerdictSlices.number(now), 1);
	}

	synchronized void count(Verdict verdict, long now) {
		this.answers.add(verdict, VerdictSlices.number(now), 1);
		tried(now);
	}

	/** An answer that was counted before turned out to be something else. */
	synchronized void correct(Verdict from, Verdict to, long countedAt) {
		this.answers.add(from, VerdictSlices.number(countedAt), -1);
		this.answers.add(to, VerdictSlices.number(countedAt), 1);
	}

	synchronized Accepted accepted(long now) {
		long newest = VerdictSlices.number(now);
		return new Accepted(this.answers.lastHour(newest), this.answers.before(newest));
	}

	synchronized Map<String, Verdicts> gates(long now) {
		Map<String, Verdicts> all = new TreeMap<>();
		this.gates.forEach((name, slices) -> all.put(name, slices.day(VerdictSlices.number(now))));
		all.values().removeIf(Verdicts::isEmpty);
		return all;
	}

	synchronized double score(double prior, long now) {
		long newest = VerdictSlices.number(now);
		double accepted = this.answers.weighed(Verdict.ACCEPTED, newest);
		double rejected = this.answers.weighed(Verdict.REJECTED, newest);
		return (PRIOR_WEIGHT * prior + accepted) / (PRIOR_WEIGHT + accepted + rejected);
	}

	synchronized boolean isLearnt(long now) {
		return this.answers.day(VerdictSlices.number(now)).judged() >= ENOUGH;
	}

	/** Whether it is news that much less is accepted; not again until that is over. */
	synchronized boolean hasDropped(Accepted accepted, HealthRules rules) {
		boolean before = this.dropped;
		this.dropped = before ? !accepted.isRecovered(rules) : accepted.isDropped(rules);
		return this.dropped && !before;
	}

	synchronized void forget() {
		this.answers.forget();
		this.gates.clear();
		this.dropped = false;
		tried(Long.MIN_VALUE);
	}

	void tried(long now) {
		this.triedAt = now;
	}

	long triedAt() {
		return this.triedAt;
	}

}
