package io.cascade;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One HTTP request: consecutive targets of one upstream whose bodies are equal.
 *
 * @param index the position in the call, from 0
 * @param targets the targets in order, never empty
 * @param options the effective options, request over model over chain
 * @param provider the effective provider preferences
 * @param estimate what it may cost, as far as prices are known
 */
public record Hop(int index, List<Target> targets, Options options, ProviderPreferences provider,
		CostEstimate estimate) {

	/** Keeps copies. */
	public Hop {
		targets = List.copyOf(targets);
	}

	/**
	 * A request without an estimate of its cost.
	 * @param index the position in the call, from 0
	 * @param targets the targets in order, never empty
	 * @param options the effective options
	 * @param provider the effective provider preferences
	 */
	public Hop(int index, List<Target> targets, Options options, ProviderPreferences provider) {
		this(index, targets, options, provider, CostEstimate.UNKNOWN);
	}

	/**
	 * The same request with an estimate.
	 * @param cost what it may cost
	 * @return the copy
	 */
	public Hop withEstimate(CostEstimate cost) {
		return new Hop(this.index, this.targets, this.options, this.provider, cost);
	}

	/**
	 * The same request, sent another time.
	 * @param other the position in the call
	 * @return the copy
	 */
	public Hop withIndex(int other) {
		return new Hop(other, this.targets, this.options, this.provider, this.estimate);
	}

	/**
	 * The same request for some of its targets.
	 * @param some the targets, not empty
	 * @return the copy
	 */
	public Hop withTargets(List<Target> some) {
		return new Hop(this.index, List.copyOf(some), this.options, this.provider, this.estimate);
	}

	/**
	 * The first target.
	 * @return the first target
	 */
	public Target first() {
		return this.targets.get(0);
	}

	/**
	 * The targets that were tried: up to the last one with an attempt, at least the
	 * first.
	 * @param attempts what happened
	 * @return the targets, in order
	 */
	public List<Target> tried(List<Attempt> attempts) {
		int last = 0;
		for (int i = 1; i < this.targets.size(); i++) {
			String id = this.targets.get(i).id();
			if (attempts.stream().anyMatch((attempt) -> attempt.target().equals(id))) {
				last = i;
			}
		}
		return this.targets.subList(0, last + 1);
	}

	/**
	 * Where the request goes.
	 * @return the upstream of all targets
	 */
	public Upstream upstream() {
		return first().upstream();
	}

	@Override
	public String toString() {
		return this.targets.stream().map(Target::id).collect(Collectors.joining(", ", "[", "]"));
	}

	/**
	 * Why a request is sent.
	 */
	public enum Cause implements KebabCase {

		/** It is the first of its call. */
		FIRST,

		/** The one before failed, broke or was not accepted. */
		NEXT,

		/** The same one failed in a way that may pass. */
		RETRY,

		/** The one before is slow to begin, and goes on. */
		HEDGE

	}

}
