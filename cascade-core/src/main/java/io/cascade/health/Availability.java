package io.cascade.health;

import java.time.Duration;
import java.util.List;

import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * Which targets and accounts may be asked, and the operations for that. Thread-safe.
 * Reading changes nothing.
 */
public interface Availability {

	/**
	 * Why a target may not be asked now.
	 * @param target the target
	 * @return what ends last, or {@code null} if it may be asked
	 */
	@Nullable Unavailability unavailability(Target target);

	/**
	 * Whether the requests that ask a target are counted, so that it has to be the first
	 * of its request: whoever stands behind another one may be asked or not.
	 * @param target the target
	 * @return {@code false} for one that may stand anywhere in a request
	 */
	default boolean isCounted(Target target) {
		return false;
	}

	/**
	 * Every target that the configuration names or that has been asked.
	 * @return how they stand, by name
	 */
	List<TargetAvailability> targets();

	/**
	 * The accounts that can't be used now.
	 * @return how they stand, empty if all is well
	 */
	List<AccountCooldown> accounts();

	/**
	 * Has a target cool down, for example for a maintenance window. A cooldown that ends
	 * later stays.
	 * @param target the {@link Target#id() id} of the target
	 * @param duration how long, longer than 0
	 * @throws IllegalArgumentException if there is no such target; the message lists them
	 */
	void coolDown(String target, Duration duration);

	/**
	 * Ends the cooldown of a target. Its circuit and its account stay as they are.
	 * @param target the {@link Target#id() id} of the target
	 * @throws IllegalArgumentException if there is no such target; the message lists them
	 */
	void endCooldown(String target);

	/**
	 * Forgets what is held against a target: its cooldown, its circuit, and the cooldown
	 * of its account.
	 * @param target the {@link Target#id() id} of the target
	 * @throws IllegalArgumentException if there is no such target; the message lists them
	 */
	void reset(String target);

	/**
	 * Removes all cooldowns and failures, for example between two tests.
	 */
	default void resetAll() {
		targets().forEach((availability) -> reset(availability.target()));
	}

}
