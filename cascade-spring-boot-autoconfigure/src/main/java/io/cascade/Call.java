package io.cascade;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A request on its way: what is asked, of whom, and what happened so far.
 *
 * @param request what is asked
 * @param chain of whom
 * @param settings the chain's settings, adjusted by the request
 * @param streamed whether the caller sees the answer as it comes
 * @param journal what happened so far, one per subscription
 * @param currentHop the HTTP request that is made, {@code null} before routing
 */
public record Call(CascadeRequest request, Chain chain, CallSettings settings, boolean streamed, Journal journal,
		@Nullable Hop currentHop) {

	/**
	 * A copy for one hop.
	 * @param hop the hop
	 * @return the copy
	 */
	public Call withHop(Hop hop) {
		return new Call(this.request, this.chain, this.settings, this.streamed, this.journal, hop);
	}

	/**
	 * The HTTP request that is made.
	 * @return the hop
	 * @throws NullPointerException before routing
	 */
	public Hop hop() {
		return Objects.requireNonNull(this.currentHop, "no hop was planned yet");
	}

}
