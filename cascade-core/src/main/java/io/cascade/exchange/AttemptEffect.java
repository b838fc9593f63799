package io.cascade.exchange;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.cascade.Attempt;
import io.cascade.FailureKind;
import io.cascade.FailureKind.Cooldown;
import io.cascade.FailureKind.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt means for its target, by the table of {@link FailureKind}: the one rule
 * that circuits and health read.
 */
public enum AttemptEffect {

	/** It counts for the target. */
	SUCCESS,

	/** It counts against the target. */
	FAILURE,

	/** The target is well, and has enough to do. */
	RATE_LIMITED,

	/** It does not count. */
	NONE;

	private static final Set<Cooldown> FOR_CIRCUITS = EnumSet.of(Cooldown.CIRCUIT, Cooldown.CIRCUIT_ONCE);

	/**
	 * What went wrong with the target of an attempt. Of those inside a hop only a status
	 * is known, or that they were passed over.
	 * @param attempt the attempt
	 * @param hop all attempts of its hop, in order
	 * @return the kind, {@code null} if nothing is known against the target
	 */
	public static @Nullable FailureKind kind(Attempt attempt, List<Attempt> hop) {
		return switch (attempt.outcome()) {
			case ANSWERED, CANCELLED, REJECTED -> null;
			case FAILED, CUT -> (attempt.elapsed() != null) ? attempt.kind() : kindInside(attempt, hop);
		};
	}

	/** It was passed over, unless the hop ended with a fault of the request. */
	private static @Nullable FailureKind kindInside(Attempt attempt, List<Attempt> hop) {
		FailureKind told = attempt.kind();
		if (told == null) {
			FailureKind last = hop.get(hop.size() - 1).kind();
			return (last == null || FOR_CIRCUITS.contains(last.cooldown())) ? FailureKind.UNKNOWN : null;
		}
		return (told.scope() == Scope.ACCOUNT || told.scope() == Scope.FREE_MODELS) ? FailureKind.UNKNOWN : told;
	}

	/**
	 * The effect of an attempt.
	 * @param attempt the attempt
	 * @param hop all attempts of its hop, in order
	 * @param first the id of the call's first target
	 * @return the effect
	 */
	public static AttemptEffect of(Attempt attempt, List<Attempt> hop, @Nullable String first) {
		FailureKind kind = kind(attempt, hop);
		if (kind == null) {
			return (attempt.outcome() == Attempt.Outcome.ANSWERED) ? SUCCESS : NONE;
		}
		return of(kind, attempt.target().equals(first));
	}

	/**
	 * The effect of a failure.
	 * @param kind the kind of failure
	 * @param first whether the target is the first of its call: what may lie in the
	 * request counts against that one only
	 * @return the effect
	 */
	public static AttemptEffect of(FailureKind kind, boolean first) {
		return switch (kind.cooldown()) {
			case CIRCUIT -> FAILURE;
			case CIRCUIT_ONCE -> first ? FAILURE : NONE;
			case UNTIL_HINT -> (kind.scope() == Scope.TARGET) ? RATE_LIMITED : NONE;
			default -> NONE;
		};
	}

}
