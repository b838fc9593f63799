package io.cascade.health;

import org.jspecify.annotations.Nullable;

/**
 * Whether a target may be asked.
 *
 * @param target the {@link io.cascade.Target#id() id} of the target
 * @param unavailability why it is not asked now, {@code null} if it may be
 * @param circuit the state of its circuit, such as {@code closed}, {@code open} or
 * {@code half-open}; {@code none} where circuits are off
 * @param calls how many calls the circuit has in its window
 * @param failures how many of these failed
 */
public record TargetAvailability(String target, @Nullable Unavailability unavailability, String circuit, int calls,
		int failures) {

}
