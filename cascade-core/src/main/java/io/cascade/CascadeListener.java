package io.cascade;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Receives what happens in calls, as it happens. A bean of this type receives it for
 * every call.
 * <p>
 * Implementations are called on the threads of calls: they must be thread-safe and must
 * not block. One that throws does not break the call.
 */
public interface CascadeListener {

	/** Hears of everything and does nothing. */
	CascadeListener NONE = new CascadeListener() {
	};

	/**
	 * Attempts ended, in whatever way. Each is reported once, cancelled ones included.
	 * @param call the call that they belong to
	 * @param attempts the attempts of one hop, oldest first
	 */
	default void attempted(CallView call, List<Attempt> attempts) {
	}

	/**
	 * What an attempt cost is known after all, from the upstream's books. The call may
	 * have ended long ago, so that its messages and its answer are no longer kept.
	 * @param call the call that it belongs to, without its content and its attempts
	 * @param attempt the attempt with the cost
	 */
	default void settled(CallView call, Attempt attempt) {
	}

	/**
	 * A gate has judged an answer.
	 * @param call the call
	 * @param target the {@link Target#id() id} of the target that gave it
	 * @param ruling the ruling of the gate
	 */
	default void judged(CallView call, String target, Ruling ruling) {
	}

	/**
	 * An answer that was to be JSON came in a wrapper, such as a Markdown fence, which
	 * was taken off.
	 * @param call the call
	 * @param target the {@link Target#id() id} of the target that gave it
	 */
	default void unwrapped(CallView call, String target) {
	}

	/**
	 * A call ended. All its attempts were reported before.
	 * @param call the call
	 * @param outcome how it ended
	 * @param failure what it ended with, {@code null} unless it was lost
	 */
	default void ended(CallView call, CallOutcome outcome, @Nullable Throwable failure) {
	}

	/**
	 * Something happened that an operator may want to act on.
	 * @param event what happened
	 */
	default void happened(CascadeEvent event) {
	}

}
