package io.cascade.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.cascade.LeftOut.Reason;
import io.cascade.Target;
import io.cascade.Time;
import io.cascade.health.AccountStanding;
import io.cascade.health.Rest;
import io.cascade.resilience.Benches.Bench;
import org.jspecify.annotations.Nullable;

/**
 * Which accounts rest, and of which only the free models do. Thread-safe.
 */
final class AccountBenches {

	private final Benches whole;

	private final Benches free;

	private final Time time;

	AccountBenches(Time time) {
		this.time = time;
		this.whole = new Benches(time);
		this.free = new Benches(time);
	}

	/** Lack of money alone keeps no free model from being asked. */
	@Nullable Rest rest(Target target) {
		Bench bench = this.whole.find(account(target));
		boolean exempt = bench != null && target.isFree() && bench.cause().isAboutMoney();
		Rest rest = (bench != null && !exempt) ? new Rest(Reason.ACCOUNT, bench.until().instant(this.time)) : null;
		Bench limit = target.isFree() ? this.free.find(account(target)) : null;
		return (limit != null) ? Rest.later(rest, new Rest(Reason.FREE_LIMIT, limit.until().instant(this.time))) : rest;
	}

	boolean bench(Target target, Duration duration, Bench.Cause cause) {
		return this.whole.bench(account(target), duration, cause);
	}

	boolean benchFree(Target target, Duration duration, Bench.Cause cause) {
		return this.free.bench(account(target), duration, cause);
	}

	/** The bench that this call finds out about; {@code null} if there is none. */
	@Nullable Bench probe(Target first, Duration patience) {
		return this.whole.probe(account(first), patience, first.isFree());
	}

	void works(Target target) {
		this.whole.end(account(target));
	}

	void isUnknown(Target target, Bench probe) {
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

	List<AccountStanding> standings() {
		List<AccountStanding> standings = new ArrayList<>();
		List.of(this.whole, this.free).forEach((benches) -> benches.forEach((account, bench) -> {
			if (benches.find(account) != null && bench.cause().kind() != null) {
				standings.add(new AccountStanding(account, bench.cause().upstream(), bench.cause().kind(),
						bench.until().instant(this.time)));
			}
		}));
		standings.sort(Comparator.comparing(AccountStanding::upstream));
		return List.copyOf(standings);
	}

	private static String account(Target target) {
		return target.upstream().account();
	}

}
