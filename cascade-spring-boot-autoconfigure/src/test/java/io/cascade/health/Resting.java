package io.cascade.health;

import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * One target rests, every other may be asked.
 */
public final class Resting extends NoStandings {

	private final String target;

	private final Rest rest;

	public Resting(String target, Rest rest) {
		this.target = target;
		this.rest = rest;
	}

	@Override
	public @Nullable Rest rest(Target asked) {
		return asked.id().equals(this.target) ? this.rest : null;
	}

}
