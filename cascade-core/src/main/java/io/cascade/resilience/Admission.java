package io.cascade.resilience;

import java.util.ArrayList;
import java.util.List;

import io.cascade.Target;
import io.cascade.resilience.Cooldowns.Cooldown;
import org.jspecify.annotations.Nullable;

/**
 * Who may be asked of a hop, with the permits. Not thread-safe.
 */
final class Admission {

	private final List<Target> targets = new ArrayList<>(3);

	private final List<Circuit.@Nullable Permit> permits = new ArrayList<>(3);

	/** When it was asked for. */
	private final long beganNanos;

	private @Nullable Cooldown probe;

	Admission(long beganNanos) {
		this.beganNanos = beganNanos;
	}

	long beganNanos() {
		return this.beganNanos;
	}

	void add(Target target, Circuit.@Nullable Permit permit) {
		this.targets.add(target);
		this.permits.add(permit);
	}

	void probes(@Nullable Cooldown account) {
		this.probe = account;
	}

	/** Whether this call finds out if a target is back. */
	boolean isProbe() {
		for (Circuit.Permit permit : this.permits) {
			if (permit != null && permit.isProbe()) {
				return true;
			}
		}
		return false;
	}

	boolean isEmpty() {
		return this.targets.isEmpty();
	}

	List<Target> targets() {
		return this.targets;
	}

	Circuit.@Nullable Permit permit(int index) {
		return this.permits.get(index);
	}

	/** The cooldown of the account, if this call finds out whether it is over. */
	@Nullable Cooldown probe() {
		return this.probe;
	}

}
