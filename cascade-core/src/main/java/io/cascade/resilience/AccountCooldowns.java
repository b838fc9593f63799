package io.cascade.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.cascade.LeftOut.Reason;
import io.cascade.Target;
import io.cascade.exchange.Time;
import io.cascade.health.AccountCooldown;
import io.cascade.health.Unavailability;
import io.cascade.resilience.Cooldowns.Cooldown;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts cool down, and of which only the free models do. Thread-safe.
 */
final class AccountCooldowns {

	private final Cooldowns whole;

	private final Cooldowns free;

	private final Time time;

	AccountCooldowns(Time time) {
		this.time = time;
		this.whole = new Cooldowns(time);
		this.free = new Cooldowns(time);
	}

	/** Lack of money alone keeps no free model from being asked. */
	@Nullable Unavailability unavailability(Target target) {
		Cooldown cooldown = this.whole.find(account(target));
		boolean exempt = cooldown != null && target.isFree() && cooldown.cause().isAboutMoney();
		Unavailability out = (cooldown != null && !exempt)
				? new Unavailability(Reason.ACCOUNT, cooldown.until().instant(this.time)) : null;
		Cooldown limit = target.isFree() ? this.free.find(account(target)) : null;
		return (limit != null)
				? Unavailability.later(out, new Unavailability(Reason.FREE_LIMIT, limit.until().instant(this.time)))
				: out;
	}

	boolean coolDown(Target target, Duration duration, Cooldown.Cause cause) {
		return this.whole.coolDown(account(target), duration, cause);
	}

	boolean coolDownFree(Target target, Duration duration, Cooldown.Cause cause) {
		return this.free.coolDown(account(target), duration, cause);
	}

	/** The cooldown that this call finds out about; {@code null} if there is none. */
	@Nullable Cooldown probe(Target first, Duration patience) {
		return this.whole.probe(account(first), patience, first.isFree());
	}

	void works(Target target) {
		this.whole.end(account(target));
	}

	void isUnknown(Target target, Cooldown probe) {
		this.whole.giveBack(account(target), probe);
	}

	void reset(Target target) {
		this.whole.end(account(target));
		this.free.end(account(target));
	}

	void forget() {
		this.whole.forget();
		this.free.forget();
	}

	List<AccountCooldown> all() {
		List<AccountCooldown> availability = new ArrayList<>();
		List.of(this.whole, this.free).forEach((cooldowns) -> cooldowns.forEach((account, cooldown) -> {
			if (cooldowns.find(account) != null && cooldown.cause().kind() != null) {
				availability.add(new AccountCooldown(account, cooldown.cause().upstream(), cooldown.cause().kind(),
						cooldown.until().instant(this.time)));
			}
		}));
		availability.sort(Comparator.comparing(AccountCooldown::upstream));
		return List.copyOf(availability);
	}

	private static String account(Target target) {
		return target.upstream().account();
	}

}
