package io.cascade.health;

import java.time.Duration;
import java.util.List;

import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * Every target may always be asked.
 */
public class NoStandings implements Standings {

	@Override
	public @Nullable Rest rest(Target target) {
		return null;
	}

	@Override
	public List<TargetStanding> targets() {
		return List.of();
	}

	@Override
	public List<AccountStanding> accounts() {
		return List.of();
	}

	@Override
	public void bench(String target, Duration duration) {
		throw unknown(target);
	}

	@Override
	public void unbench(String target) {
		throw unknown(target);
	}

	@Override
	public void reset(String target) {
		throw unknown(target);
	}

	private static IllegalArgumentException unknown(String target) {
		return new IllegalArgumentException("There is no target '%s': nothing is benched here".formatted(target));
	}

}
