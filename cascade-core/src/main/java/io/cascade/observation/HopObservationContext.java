package io.cascade.observation;

import java.util.List;

import io.cascade.Attempt;
import io.cascade.CallView;
import io.cascade.Hop;
import io.cascade.exchange.Call;
import org.jspecify.annotations.Nullable;

/**
 * A hop that is observed.
 */
public final class HopObservationContext extends ObservedContext {

	private final CallView call;

	private final Hop hop;

	private volatile List<Attempt> attempts = List.of();

	private volatile @Nullable String finishReason;

	HopObservationContext(Call call) {
		this.call = call.view();
		this.hop = call.hop();
	}

	/**
	 * The call, with the hop as it is sent.
	 * @return the call
	 */
	public CallView call() {
		return this.call;
	}

	/**
	 * The HTTP request.
	 * @return the hop
	 */
	public Hop hop() {
		return this.hop;
	}

	/**
	 * Why the request is sent.
	 * @return the cause
	 */
	public Hop.Cause cause() {
		return this.call.cause(this.hop.index());
	}

	/**
	 * What the models of the hop did.
	 * @return the attempts, oldest first; empty while it goes on
	 */
	public List<Attempt> attempts() {
		return this.attempts;
	}

	/**
	 * The attempt that decided how the hop ended.
	 * @return the last attempt, {@code null} while it goes on
	 */
	public @Nullable Attempt decisive() {
		List<Attempt> all = this.attempts;
		return all.isEmpty() ? null : all.get(all.size() - 1);
	}

	/**
	 * Why the answer ended.
	 * @return the reason, {@code null} where there is none
	 */
	public @Nullable String finishReason() {
		return this.finishReason;
	}

	void ended(List<Attempt> happened, @Nullable String reason) {
		this.attempts = happened;
		this.finishReason = reason;
	}

}
