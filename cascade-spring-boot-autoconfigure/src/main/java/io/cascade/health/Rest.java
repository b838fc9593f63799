package io.cascade.health;

import java.time.Instant;

import io.cascade.LeftOut;
import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * Why a target is not asked now.
 *
 * @param reason what keeps it from being asked
 * @param until when that ends, {@code null} if somebody has to end it
 */
public record Rest(LeftOut.Reason reason, @Nullable Instant until) {

	/**
	 * The rest as a plan tells it.
	 * @param target who rests
	 * @return the target with the reason
	 */
	public LeftOut of(Target target) {
		return new LeftOut(target.id(), this.reason, this.until);
	}

	/**
	 * The rest that ends later.
	 * @param first a rest, or {@code null}
	 * @param second a rest, or {@code null}
	 * @return the later one, or {@code null} if there is none
	 */
	public static @Nullable Rest later(@Nullable Rest first, @Nullable Rest second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		if (first.until == null || second.until == null) {
			return (first.until == null) ? first : second;
		}
		return second.until.isAfter(first.until) ? second : first;
	}

}
