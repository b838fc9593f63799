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
 * @param deadlineAt when the call must be over, in nanoseconds of the stages' clock
 * @param currentHop the HTTP request that is made, {@code null} before routing
 * @param hedge the request that may be made beside it, {@code null} for none
 */
public record Call(CascadeRequest request, Chain chain, CallSettings settings, boolean streamed, Journal journal,
		long deadlineAt, @Nullable Hop currentHop, @Nullable Hop hedge) {

	/**
	 * A call before any stage has seen it.
	 * @param request what is asked
	 * @param chain of whom
	 * @param settings the settings in force
	 * @param streamed whether the caller sees the answer as it comes
	 */
	public Call(CascadeRequest request, Chain chain, CallSettings settings, boolean streamed) {
		this(request, chain, settings, streamed, new Journal(), Long.MAX_VALUE, null, null);
	}

	/**
	 * A copy with a deadline.
	 * @param nanos when the call must be over
	 * @return the copy
	 */
	public Call withDeadlineAt(long nanos) {
		return new Call(this.request, this.chain, this.settings, this.streamed, this.journal, nanos, this.currentHop,
				this.hedge);
	}

	/**
	 * A copy that asks something else.
	 * @param other the request
	 * @return the copy
	 */
	public Call withRequest(CascadeRequest other) {
		return new Call(other, this.chain, this.settings, this.streamed, this.journal, this.deadlineAt, this.currentHop,
				this.hedge);
	}

	/**
	 * A copy for one hop that may be hedged.
	 * @param hop the hop
	 * @param beside the hop that may be made beside it
	 * @return the copy
	 */
	public Call withHop(Hop hop, @Nullable Hop beside) {
		return new Call(this.request, this.chain, this.settings, this.streamed, this.journal, this.deadlineAt, hop,
				beside);
	}

	/**
	 * A copy for one hop.
	 * @param hop the hop
	 * @return the copy
	 */
	public Call withHop(Hop hop) {
		return withHop(hop, null);
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
