package io.cascade.health;

import java.time.Duration;
import java.util.List;

import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * Every target may always be asked.
 */
public class AllAvailable implements Availability {

	@Override
	public @Nullable Unavailability unavailability(Target target) {
		return null;
	}

	@Override
	public List<TargetAvailability> targets() {
		return List.of();
	}

	@Override
	public List<AccountCooldown> accounts() {
		return List.of();
	}

	@Override
	public void coolDown(String target, Duration duration) {
		throw unknown(target);
	}

	@Override
	public void endCooldown(String target) {
		throw unknown(target);
	}

	@Override
	public void reset(String target) {
		throw unknown(target);
	}

	private static IllegalArgumentException unknown(String target) {
		return new IllegalArgumentException("There is no target '%s': nothing cools down here".formatted(target));
	}

}
