package io.cascade.health;

import java.time.Instant;

import io.cascade.LeftOut;
import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * Why a target is not asked now.
 *
 * @param reason what keeps it from being asked
 * @param until when that ends, {@code null} if it has to be ended by hand
 */
public record Unavailability(LeftOut.Reason reason, @Nullable Instant until) {

	/**
	 * Its entry in a plan.
	 * @param target the target that is left out
	 * @return the target with the reason
	 */
	public LeftOut of(Target target) {
		return new LeftOut(target.id(), this.reason, this.until);
	}

	/**
	 * The one that ends later.
	 * @param first one, or {@code null}
	 * @param second one, or {@code null}
	 * @return the later one, or {@code null} if there is none
	 */
	public static @Nullable Unavailability later(@Nullable Unavailability first, @Nullable Unavailability second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		if (first.until == null || second.until == null) {
			return (first.until == null) ? first : second;
		}
		return second.until.isAfter(first.until) ? second : first;
	}

}
