package io.cascade;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One hop as routing planned it.
 *
 * @param hop the HTTP request that is made
 * @param beside the request that may be made beside it, {@code null} for none
 * @param candidates the targets that the call may still ask, those of the hop included
 * @param forced whether a target is asked although all of the hop's are benched
 */
public record Route(Hop hop, @Nullable Hop beside, List<Target> candidates, boolean forced) {

	/**
	 * A route of one hop.
	 * @param hop the hop
	 * @return the route, which nothing can follow
	 */
	public static Route of(Hop hop) {
		return new Route(hop, null, hop.targets(), false);
	}

	/**
	 * The same route with another hop.
	 * @param other the hop
	 * @return the copy, which is not hedged
	 */
	public Route withHop(Hop other) {
		return new Route(other, null, this.candidates, this.forced);
	}

	/**
	 * The same route, where a target is asked although all of the hop's are benched.
	 * @return the copy
	 */
	public Route force() {
		return new Route(this.hop, this.beside, this.candidates, true);
	}

}
