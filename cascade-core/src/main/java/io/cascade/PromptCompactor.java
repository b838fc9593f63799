package io.cascade;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * May shorten a prompt that is too long for a model. A bean of this type is called, at
 * most once for each target of a call, before a target gets a prompt that did not fit
 * another one, and where all that is left are targets whose window is known to be too
 * small.
 * <p>
 * What it answers is for that target only, and is sent only if it is strictly smaller and
 * a request that could be made. Where it fails, answers nothing, or takes more than half
 * of what is left of the deadline, the call goes on as if it had not been called.
 * Implementations must be thread-safe; they run on threads of their own, not on event
 * loops, and are cancelled with the call.
 */
@FunctionalInterface
public interface PromptCompactor {

	/**
	 * Shortens a prompt.
	 * @param occasion the prompt, its target, and the reason
	 * @return all messages to send, empty to leave the prompt as it is
	 */
	Mono<List<Message>> compact(Occasion occasion);

	/**
	 * What a compactor gets.
	 *
	 * @param request the request as the caller made it
	 * @param target the target that gets the prompt
	 * @param reason why it is to be shorter
	 * @param window the context window of the target in tokens, {@code null} if unknown
	 * @param promptTokens how many tokens the prompt has, about
	 */
	record Occasion(CascadeRequest request, Target target, Reason reason, @Nullable Integer window, long promptTokens) {

	}

	/**
	 * Why a prompt is to be shorter.
	 */
	enum Reason implements KebabCase {

		/** It did not fit a target that was tried before. */
		CONTEXT_LENGTH,

		/** It does not fit the window of this target, as far as that is known. */
		WINDOW

	}

}
