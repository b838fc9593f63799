package io.cascade.exchange;

import java.util.List;

import io.cascade.Hop;
import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * One hop as routing planned it.
 *
 * @param hop the HTTP request that is made
 * @param beside the request that may be made beside it, {@code null} for none
 * @param candidates the targets that the call may still use, those of the hop included
 * @param force what is overruled where all targets of the hop cool down
 * @param promptTokens how many tokens the prompt has, about; 0 where nothing depends on
 * it
 * @param compacted whether the prompt was made shorter for this hop
 */
public record Route(Hop hop, @Nullable Hop beside, List<Target> candidates, Force force, long promptTokens,
		boolean compacted) {

	/** Keeps copies. */
	public Route {
		candidates = List.copyOf(candidates);
	}

	/**
	 * A route of one hop.
	 * @param hop the hop
	 * @return the route, which nothing can follow
	 */
	public static Route of(Hop hop) {
		return new Route(hop, null, hop.targets(), Force.NOTHING, 0, false);
	}

	/**
	 * The same route with another hop.
	 * @param other the hop
	 * @return the copy, which is not hedged
	 */
	public Route withHop(Hop other) {
		return new Route(other, null, this.candidates, this.force, this.promptTokens, this.compacted);
	}

	/**
	 * The same route for a request that has waited for the rate limit that it met itself.
	 * @return the copy
	 */
	public Route pastOwnRateLimit() {
		return (this.force == Force.NOTHING) ? new Route(this.hop, this.beside, this.candidates, Force.OWN_RATE_LIMIT,
				this.promptTokens, this.compacted) : this;
	}

	/**
	 * What is overruled where all targets of a hop cool down.
	 */
	public enum Force {

		/** Nothing: the hop is refused. */
		NOTHING,

		/** The cooldown of a rate limit that the call met itself, and nothing else. */
		OWN_RATE_LIMIT,

		/** Everything: one target is used all the same. */
		EVERYTHING

	}

}
