package io.cascade.resilience;

import java.util.ArrayList;
import java.util.List;

import io.cascade.Target;
import io.cascade.health.Cooldown.Subject;
import io.cascade.health.CooldownStore.Claim;
import org.jspecify.annotations.Nullable;

/**
 * Who may be asked of a hop, with the permits, and with what has to be claimed for that.
 * Not thread-safe.
 */
final class Admission {

	private final List<Target> targets = new ArrayList<>(3);

	private final List<Circuit.@Nullable Permit> permits = new ArrayList<>(3);

	/** When it was asked for. */
	private final long beganNanos;

	/** Of the account, and of targets whose circuits are half-open. */
	private List<Claim> claims = List.of();

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

	void claims(List<Claim> wanted) {
		this.claims = wanted;
	}

	List<Claim> claims() {
		return this.claims;
	}

	@Nullable Claim claim(Subject subject, String name) {
		for (int i = 0; i < this.claims.size(); i++) {
			Claim claim = this.claims.get(i);
			if (claim.subject() == subject && claim.name().equals(name)) {
				return claim;
			}
		}
		return null;
	}

	/** Whether this call finds out if a target is back. */
	boolean isProbe() {
		for (int i = 0; i < this.permits.size(); i++) {
			if (isProbe(i)) {
				return true;
			}
		}
		return false;
	}

	boolean isProbe(int index) {
		Circuit.Permit permit = this.permits.get(index);
		return permit != null && permit.isProbe();
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

	/**
	 * Leaves out the targets of refused claims; returns the granted claims that are of no
	 * use then.
	 */
	List<Claim> without(List<Claim> refused) {
		List<Claim> granted = this.claims.stream().filter((claim) -> !refused.contains(claim)).toList();
		boolean all = refused.stream().anyMatch((claim) -> claim.subject() == Subject.ACCOUNT);
		for (int i = this.targets.size() - 1; i >= 0; i--) {
			Claim claim = claim(Subject.CIRCUIT, this.targets.get(i).id());
			if (all || (claim != null && refused.contains(claim))) {
				remove(i);
			}
		}
		this.claims = granted;
		return isEmpty() ? granted : List.of();
	}

	/** Nobody is asked after all. */
	void leave() {
		while (!isEmpty()) {
			remove(this.targets.size() - 1);
		}
	}

	private void remove(int index) {
		this.targets.remove(index);
		Circuit.Permit permit = this.permits.remove(index);
		if (permit != null) {
			permit.release();
		}
	}

}
