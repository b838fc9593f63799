package io.cascade.health;

import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * One target cools down, every other may be asked.
 */
public final class CoolingDown extends AllAvailable {

	private final String target;

	private final Unavailability unavailability;

	public CoolingDown(String target, Unavailability unavailability) {
		this.target = target;
		this.unavailability = unavailability;
	}

	@Override
	public @Nullable Unavailability unavailability(Target asked) {
		return asked.id().equals(this.target) ? this.unavailability : null;
	}

}
