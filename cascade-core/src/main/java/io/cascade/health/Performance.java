package io.cascade.health;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallView;
import io.cascade.CascadeListener;
import io.cascade.FailureKind;
import io.cascade.Target;
import io.cascade.exchange.Forgetful;
import org.jspecify.annotations.Nullable;

/**
 * How quick targets are, and how long their answers: means in which what was seen lately
 * weighs more. What the configuration does not name is not told apart, so that memory is
 * bounded. Thread-safe.
 */
public final class Performance implements CascadeListener, Forgetful {

	/** A target of which nothing was seen for so long may be tried first. */
	private static final Duration STALE = Duration.ofMinutes(1);

	private final Map<String, ObservedSpeed> targets = new HashMap<>();

	private final Map<String, ObservedSpeed> chains = new HashMap<>();

	private final ExplorationBudget exploration = new ExplorationBudget();

	private final Clock clock;

	/**
	 * Nothing was seen yet.
	 * @param configured the targets of the configuration
	 * @param chains the names of the chains
	 * @param clock the time of observations
	 */
	public Performance(Collection<Target> configured, Collection<String> chains, Clock clock) {
		configured.forEach((target) -> this.targets.putIfAbsent(target.id(), new ObservedSpeed()));
		chains.forEach((chain) -> this.chains.put(chain, new ObservedSpeed()));
		this.clock = clock;
	}

	/**
	 * Nothing is ever seen.
	 * @return a performance without targets
	 */
	public static Performance none() {
		return new Performance(List.of(), List.of(), Clock.systemUTC());
	}

	@Override
	public void attempted(CallView call, List<Attempt> attempts) {
		if (attempts.isEmpty()) {
			return;
		}
		Attempt last = attempts.get(attempts.size() - 1);
		boolean alone = attempts.size() == 1;
		ObservedSpeed speed = this.targets.get(last.target());
		if (speed != null) {
			speed.add(last, alone, this.clock.millis());
		}
		ObservedSpeed chain = this.chains.get(call.chainName());
		if (chain != null) {
			chain.add(last, false, this.clock.millis());
		}
	}

	/**
	 * The mean time to the first token of a target. One that is waited for in vain counts
	 * with the time that it was waited for.
	 * @param target the target
	 * @return milliseconds, {@code NaN} if nothing was seen
	 */
	public double latency(Target target) {
		ObservedSpeed speed = this.targets.get(target.id());
		return (speed != null) ? speed.latency.value() : Double.NaN;
	}

	/**
	 * The mean throughput of a target.
	 * @param target the target
	 * @return tokens a second, {@code NaN} if nothing was seen
	 */
	public double throughput(Target target) {
		ObservedSpeed speed = this.targets.get(target.id());
		return (speed != null) ? speed.throughput.value() : Double.NaN;
	}

	/**
	 * How many tokens an answer is likely to have: by what was seen of the target, else
	 * of the chain.
	 * @param target the target
	 * @param chain the name of the chain
	 * @return the number, {@code null} if nothing was seen
	 */
	public @Nullable Long answerTokens(Target target, String chain) {
		ObservedSpeed own = this.targets.get(target.id());
		Double seen = (own != null && own.tokens.isSettled()) ? Double.valueOf(own.tokens.value()) : null;
		ObservedSpeed all = this.chains.get(chain);
		Double other = (seen == null && all != null && all.tokens.isSettled()) ? Double.valueOf(all.tokens.value())
				: seen;
		return (other != null) ? Long.valueOf(Math.round(other)) : null;
	}

	/**
	 * The target that this call is to try first, so that one that has become quicker gets
	 * its place back. A share of the calls find one: that of which nothing was seen for
	 * longest.
	 * @param candidates the targets, the best first
	 * @param share the share of the calls, from 0 to 1
	 * @return one of the others, {@code null} for most calls
	 */
	public @Nullable Target explore(List<Target> candidates, double share) {
		if (!this.exploration.earn(share)) {
			return null;
		}
		Target stalest = stalest(candidates);
		if (stalest == null || !this.exploration.claim()) {
			return null;
		}
		Objects.requireNonNull(this.targets.get(stalest.id())).tried(this.clock.millis());
		return stalest;
	}

	@Override
	public void forget() {
		this.targets.values().forEach(ObservedSpeed::forget);
		this.chains.values().forEach(ObservedSpeed::forget);
		this.exploration.forget();
	}

	private @Nullable Target stalest(List<Target> candidates) {
		Target stalest = null;
		long oldest = this.clock.millis() - STALE.toMillis();
		for (Target target : candidates.subList(Math.min(1, candidates.size()), candidates.size())) {
			ObservedSpeed speed = this.targets.get(target.id());
			if (speed != null && speed.seenAt() < oldest) {
				stalest = target;
				oldest = speed.seenAt();
			}
		}
		return stalest;
	}

	/**
	 * What was seen of a target or a chain.
	 */
	private static final class ObservedSpeed {

		private final RecentMean latency = new RecentMean();

		private final RecentMean throughput = new RecentMean();

		private final RecentMean tokens = new RecentMean();

		private volatile long seenAt = Long.MIN_VALUE;

		void add(Attempt attempt, boolean alone, long now) {
			if (attempt.cost().isCached()) {
				return;
			}
			Long answered = (attempt.usage() != null) ? attempt.usage().answerTokens() : null;
			if (attempt.outcome() == Outcome.ANSWERED && answered != null && answered > 0) {
				this.tokens.add(answered.doubleValue(), now);
			}
			if (alone) {
				latency(attempt, now);
				throughput(attempt, answered, now);
			}
		}

		/** Inside a hop of several nobody knows how long each took. */
		private void latency(Attempt attempt, long now) {
			boolean inVain = attempt.kind() == FailureKind.TIMEOUT && attempt.timeToFirstToken() == null;
			Duration time = inVain ? attempt.elapsed() : attempt.timeToFirstToken();
			if (time != null) {
				this.latency.add((double) time.toMillis(), now);
				this.seenAt = now;
			}
		}

		private void throughput(Attempt attempt, @Nullable Long answered, long now) {
			Duration elapsed = attempt.elapsed();
			Duration first = attempt.timeToFirstToken();
			if (attempt.outcome() == Outcome.ANSWERED && answered != null && answered > 1 && elapsed != null
					&& first != null) {
				this.throughput.add(1000.0 * answered.doubleValue() / Math.max(1, elapsed.minus(first).toMillis()),
						now);
			}
		}

		void forget() {
			this.latency.forget();
			this.throughput.forget();
			this.tokens.forget();
			this.seenAt = Long.MIN_VALUE;
		}

		void tried(long now) {
			this.seenAt = now;
		}

		long seenAt() {
			return this.seenAt;
		}

	}

}
