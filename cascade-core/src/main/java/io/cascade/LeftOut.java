package io.cascade;

import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/**
 * A target that a plan leaves out, and why.
 *
 * @param target the {@link Target#id() id} of the target
 * @param reason why
 * @param until when it may be asked again, {@code null} if unknown
 */
public record LeftOut(String target, Reason reason, @Nullable Instant until) implements Serializable {

	/**
	 * A target that is left out for the whole call.
	 * @param target the {@link Target#id() id} of the target
	 * @param reason why
	 */
	public LeftOut(String target, Reason reason) {
		this(target, reason, null);
	}

	@Override
	public String toString() {
		return this.target + " (" + this.reason.id()
				+ ((this.until != null) ? " until " + this.until.truncatedTo(ChronoUnit.MILLIS) : "") + ")";
	}

	/**
	 * Why a target is left out.
	 */
	public enum Reason implements KebabCase {

		/** It was tried in this call. */
		TRIED,

		/** The call may not walk that far. */
		MAX_FALLBACKS,

		/** The call may not send that many requests. */
		MAX_REQUESTS,

		/** The request refers to something that only the first target has. */
		BOUND,

		/** The upstream can't be reached. */
		UPSTREAM,

		/** The account can't pay or is not permitted. */
		ACCOUNT,

		/** The limit on free models is reached. */
		FREE_LIMIT,

		/** It cools down: a rate limit, a fault of the configuration, or an operator. */
		COOLDOWN,

		/** Its circuit is open, or all probes of a half-open one are under way. */
		CIRCUIT_OPEN,

		/** The prompt does not fit its context window. */
		CONTEXT,

		/** The catalog of OpenRouter lacks the slug. */
		INVALID_MODEL_ID,

		/** It lacks what the request needs: tools, a schema, images. */
		CAPABILITY,

		/** Its quality is below the required one. */
		QUALITY,

		/**
		 * It costs money, the chain begins with a free model, and paid models are not
		 * allowed.
		 */
		PAID,

		/** Its price is unknown, and the configuration leaves such models out. */
		PRICE_UNKNOWN,

		/** Its worst case would cost more than the call may. */
		MAX_COST,

		/** A budget has no room for its worst case. */
		BUDGET,

		/** The run that the call is part of has no room for its worst case. */
		RUN,

		/** A content policy refused the prompt, and another chain is used. */
		CONTENT_POLICY,

		/**
		 * It is not known to go on from a text, and the caller has the beginning of one.
		 */
		PREFILL

	}

}
