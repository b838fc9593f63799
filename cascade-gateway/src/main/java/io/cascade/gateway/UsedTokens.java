package io.cascade.gateway;

import java.util.List;
import java.util.Objects;

import io.cascade.Attempt;
import io.cascade.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that count against the limit of a key.
 */
final class UsedTokens {

	private static final int CHARACTERS_PER_TOKEN = 4;

	private UsedTokens() {
	}

	/** Those of all attempts: what failed was paid for too. */
	static long of(List<Attempt> attempts) {
		return attempts.stream().map(Attempt::usage).filter(Objects::nonNull).mapToLong(UsedTokens::of).sum();
	}

	static long of(Usage usage) {
		return (usage.totalTokens() != null) ? usage.totalTokens()
				: number(usage.promptTokens()) + number(usage.completionTokens());
	}

	/** Of what nobody has counted. */
	static long roughly(long characters) {
		return characters / CHARACTERS_PER_TOKEN;
	}

	private static long number(@Nullable Long value) {
		return (value != null) ? value : 0;
	}

}
