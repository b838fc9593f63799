package io.cascade.routing;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.cascade.budget.Budget;
import io.cascade.budget.InMemorySpendLedger;
import io.cascade.budget.SpendAccount;
import io.cascade.budget.SpendLedger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * A ledger that finds each moment in which more is committed than a limit allows. It may
 * be as late as a shared one.
 */
final class TruthfulLedger implements SpendLedger {

	final InMemorySpendLedger memory = new InMemorySpendLedger();

	final List<String> overspent = new ArrayList<>();

	/** Its balance knows of nothing. */
	boolean blind;

	int asked;

	/** In milliseconds. */
	int settlesWithin;

	@Nullable Random random;

	private final VirtualTimeScheduler timer;

	TruthfulLedger(VirtualTimeScheduler timer) {
		this.timer = timer;
	}

	Clock clock() {
		return new Clock() {

			@Override
			public ZoneId getZone() {
				return ZoneOffset.UTC;
			}

			@Override
			public Clock withZone(ZoneId zone) {
				return this;
			}

			@Override
			public Instant instant() {
				return Instant.parse("2026-11-23T03:00:00Z")
					.plusMillis(TruthfulLedger.this.timer.now(TimeUnit.MILLISECONDS));
			}

		};
	}

	@Override
	public Mono<Reservation> reserve(List<SpendAccount> accounts, BigDecimal amount, Instant now) {
		this.asked++;
		return this.memory.reserve(accounts, amount, now).doOnNext((reservation) -> check(accounts));
	}

	@Override
	public Mono<Void> settle(Reservation reservation, BigDecimal amount) {
		Mono<Void> settled = this.memory.settle(reservation, amount)
			.doOnSuccess((done) -> check(reservation.accounts()));
		return (this.settlesWithin > 0 && this.random != null)
				? Mono.delay(Duration.ofMillis(this.random.nextInt(this.settlesWithin)), this.timer).then(settled)
				: settled;
	}

	private void check(List<SpendAccount> accounts) {
		for (SpendAccount account : accounts) {
			Balance balance = this.memory.balance(account, clock().instant());
			if (balance.committed().compareTo(account.budget().limit()) > 0) {
				this.overspent.add(account + " " + balance);
			}
		}
	}

	@Override
	public Balance balance(SpendAccount account, Instant now) {
		return this.blind ? Balance.EMPTY : this.memory.balance(account, now);
	}

	@Override
	public List<SpendAccount> accounts(Budget budget) {
		return this.memory.accounts(budget);
	}

}
