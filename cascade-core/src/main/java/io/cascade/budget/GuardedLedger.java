package io.cascade.budget;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import io.cascade.exchange.Callbacks;
import io.cascade.exchange.SaneAmount;
import reactor.core.publisher.Mono;

/**
 * A ledger that nobody has to fear: whatever a foreign one throws becomes an error of its
 * {@link Mono}, or nothing that is known. Thread-safe.
 */
final class GuardedLedger implements SpendLedger {

	private final SpendLedger ledger;

	private final Callbacks callbacks = Callbacks.of(SpendLedger.class);

	GuardedLedger(SpendLedger ledger) {
		this.ledger = ledger;
	}

	/** As it is, for those who want to know that it fails. */
	SpendLedger unguarded() {
		return this.ledger;
	}

	@Override
	public Mono<Reservation> reserve(List<SpendAccount> accounts, BigDecimal amount, Instant now) {
		return this.callbacks.later(this.ledger, () -> this.ledger.reserve(accounts, amount, now)
			.switchIfEmpty(Mono.error(() -> new IllegalStateException("no reservation"))));
	}

	@Override
	public Mono<Void> settle(Reservation reservation, BigDecimal amount) {
		return this.callbacks.later(this.ledger, () -> this.ledger.settle(reservation, amount));
	}

	@Override
	public Balance balance(SpendAccount account, Instant now) {
		return this.callbacks.get(this.ledger, () -> sane(this.ledger.balance(account, now)),
				(failure) -> Balance.EMPTY);
	}

	@Override
	public List<SpendAccount> accounts(Budget budget) {
		return this.callbacks.get(this.ledger, () -> List.copyOf(this.ledger.accounts(budget)), (failure) -> List.of());
	}

	private static Balance sane(Balance balance) {
		if (!SaneAmount.is(balance.spent()) || !SaneAmount.is(balance.reserved())) {
			throw new IllegalArgumentException("The balance is negative or absurd");
		}
		return balance;
	}

}
