package io.cascade;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Failures that move on to the next target although their kind would not.
 *
 * @param kinds kinds of failure
 * @param statuses HTTP statuses
 */
public record FallbackOn(Set<FailureKind> kinds, Set<Integer> statuses) {

	/** Keeps copies. */
	public FallbackOn {
		kinds = Set.copyOf(kinds);
		statuses = Set.copyOf(statuses);
	}

	/** None. */
	public static final FallbackOn NOTHING = new FallbackOn(Set.of(), Set.of());

	/**
	 * Reads statuses and kinds.
	 * @param entries for example {@code 400} and {@code content-policy}
	 * @return what was read
	 * @throws IllegalArgumentException if an entry is neither a status nor a kind
	 */
	public static FallbackOn of(Collection<String> entries) {
		Set<FailureKind> kinds = EnumSet.noneOf(FailureKind.class);
		Set<Integer> statuses = new TreeSet<>();
		for (String entry : entries) {
			if (entry.matches("[1-5]\\d\\d")) {
				statuses.add(Integer.valueOf(entry));
			}
			else {
				kinds.add(FailureKind.of(entry));
			}
		}
		return new FallbackOn(kinds, statuses);
	}

	/**
	 * Whether a failure is listed.
	 * @param kind its kind
	 * @param status its status, if it has one
	 * @return {@code true} if it moves on
	 */
	public boolean includes(FailureKind kind, @Nullable Integer status) {
		return this.kinds.contains(kind) || (status != null && this.statuses.contains(status));
	}

}
