package io.cascade.health;

import java.util.LinkedHashMap;
import java.util.Map;

import io.cascade.Ruling.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The newest answers by their generation ids, and how each was counted. Thread-safe.
 */
final class GivenAnswers {

	static final int MOST = 10_000;

	private final Map<String, Given> answers = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Given> eldest) {
			return size() > MOST;
		}

	};

	synchronized void add(String id, String target) {
		this.answers.putIfAbsent(id, new Given(target));
	}

	synchronized void forget() {
		this.answers.clear();
	}

	synchronized @Nullable Given find(@Nullable String id) {
		return (id != null) ? this.answers.get(id) : null;
	}

	/**
	 * An answer that some target gave.
	 */
	static final class Given {

		private final String target;

		private @Nullable Verdict verdict;

		private long countedAt;

		private boolean told;

		Given(String target) {
			this.target = target;
		}

		String target() {
			return this.target;
		}

		/** Whether the application says so for the first time. */
		synchronized boolean tell() {
			boolean first = !this.told;
			this.told = true;
			return first;
		}

		/** Counts it once: a rejection outweighs all else, and any verdict none. */
		synchronized void count(Verdict ruled, JudgedTarget judged, long now) {
			Verdict before = this.verdict;
			if (before == null) {
				this.verdict = ruled;
				this.countedAt = now;
				judged.count(ruled, now);
			}
			else if (before != ruled && (before == Verdict.UNDECIDED || ruled == Verdict.REJECTED)) {
				this.verdict = ruled;
				judged.correct(before, ruled, this.countedAt);
			}
		}

	}

}
