package io.cascade;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * What an upstream means by its finish reason. Vendors have some eighty words for seven
 * meanings; they are compared without regard to case and to what stands between their
 * letters, so {@code MAX_TOKENS} and {@code maxTokens} are the same word.
 * <p>
 * {@code docs/failures.md} lists the words, their vendors and the sources.
 */
public enum FinishReason implements KebabCase {

	/** None: the model has not ended, or it is unknown how. */
	NONE,

	/** The model ended its answer, or wrote a stop sequence. */
	STOP,

	/** The answer was cut off, by {@code max_tokens} or by the context window. */
	LENGTH,

	/** The model calls tools. */
	TOOL_CALLS,

	/** A check of the content, or the model itself, refused. */
	CONTENT_POLICY,

	/** The answer broke off: the server or the model failed. */
	ERROR,

	/** A word of no known vendor. */
	UNKNOWN;

	/**
	 * What a finish reason means.
	 * @param told the word as the upstream sent it
	 * @return the meaning; {@link #NONE} for {@code null} and a blank word
	 */
	public static FinishReason of(@Nullable String told) {
		String word = FinishWords.key(told);
		FinishReason known = word.isEmpty() ? NONE : FinishWords.find(word);
		return (known != null) ? known : inParts(told);
	}

	/** Some name a filter, a colon and what it found; what it found says more. */
	private static FinishReason inParts(@Nullable String told) {
		int colon = (told != null) ? told.lastIndexOf(':') : -1;
		if (told == null || colon < 0) {
			return UNKNOWN;
		}
		FinishReason found = FinishWords.find(FinishWords.key(told.substring(colon + 1)));
		FinishReason filter = FinishWords.find(FinishWords.key(told.substring(0, colon)));
		return (found != null) ? found : (filter != null) ? filter : UNKNOWN;
	}

	/**
	 * Whether a list names a finish reason, by its word or by its meaning: {@code length}
	 * names {@code model_context_window_exceeded} too.
	 * @param listed words and {@link #id() ids}
	 * @param told the word as the upstream sent it
	 * @return {@code true} if it is named; never for {@link #NONE}
	 */
	public static boolean isAmong(Collection<String> listed, @Nullable String told) {
		FinishReason meaning = of(told);
		if (meaning != NONE) {
			for (String word : listed) {
				if (names(FinishWords.key(word), meaning, told)) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean names(String key, FinishReason meaning, @Nullable String told) {
		return key.equals(FinishWords.key(told)) || (meaning != UNKNOWN && key.equals(FinishWords.key(meaning.id())));
	}

}
