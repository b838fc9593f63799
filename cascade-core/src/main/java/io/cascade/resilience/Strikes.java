package io.cascade.resilience;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.cascade.FailureKind;

/**
 * Failures in a row, by target and kind, of the kinds that have a threshold of their own.
 * An answer ends all rows of its target. Thread-safe.
 */
final class Strikes {

	/** As many as have circuits. */
	private static final int MAX_TARGETS = 1_000;

	private final Map<String, Map<FailureKind, Integer>> rows = new ConcurrentHashMap<>();

	private final KindThresholds thresholds;

	Strikes(KindThresholds thresholds) {
		this.thresholds = thresholds;
	}

	boolean decides(FailureKind kind) {
		return this.thresholds.byKind().containsKey(kind);
	}

	/** Whether that was the last that is taken; then the row begins anew. */
	boolean isEnough(String target, FailureKind kind) {
		int most = Objects.requireNonNull(this.thresholds.byKind().get(kind));
		boolean known = this.rows.containsKey(target) || this.rows.size() < MAX_TARGETS;
		if (most == 0 || !known) {
			return false;
		}
		int count = this.rows.computeIfAbsent(target, (key) -> new ConcurrentHashMap<>())
			.merge(kind, 1, (before, one) -> (before >= most) ? one : before + one);
		return count >= most;
	}

	void forget() {
		this.rows.clear();
	}

	void end(String target) {
		this.rows.remove(target);
	}

}
