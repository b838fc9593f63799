package io.cascade;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a call would do now.
 *
 * @param chain the name of the chain
 * @param hops the requests in order, each sent only if the one before failed
 * @param leftOut the targets that are left out, and why
 */
public record Plan(String chain, List<Hop> hops, List<LeftOut> leftOut) {

	/** Keeps copies. */
	public Plan {
		hops = List.copyOf(hops);
		leftOut = List.copyOf(leftOut);
	}

	@Override
	public String toString() {
		String out = this.leftOut.isEmpty() ? ""
				: this.leftOut.stream().map(LeftOut::toString).collect(Collectors.joining(", ", "; left out: ", ""));
		return this.chain + ": " + this.hops.stream().map(Hop::toString).collect(Collectors.joining(" then ")) + out;
	}

}
