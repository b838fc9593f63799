package io.cascade.spending;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

import io.cascade.budget.Budget;
import io.cascade.budget.InMemorySpendLedger;
import io.cascade.budget.SpendAccount;
import io.cascade.budget.SpendLedger;
import reactor.core.publisher.Mono;

/**
 * A ledger that answers late, wrongly or not at all, as a shared one may.
 */
final class FakeLedger implements SpendLedger {

	final InMemorySpendLedger memory = new InMemorySpendLedger();

	UnaryOperator<Mono<Reservation>> reserves = UnaryOperator.identity();

	UnaryOperator<Mono<Void>> settles = UnaryOperator.identity();

	UnaryOperator<Balance> balances = UnaryOperator.identity();

	@Override
	public Mono<Reservation> reserve(List<SpendAccount> accounts, BigDecimal amount, Instant now) {
		return this.reserves.apply(this.memory.reserve(accounts, amount, now));
	}

	@Override
	public Mono<Void> settle(Reservation reservation, BigDecimal amount) {
		return this.settles.apply(this.memory.settle(reservation, amount));
	}

	@Override
	public Balance balance(SpendAccount account, Instant now) {
		return this.balances.apply(this.memory.balance(account, now));
	}

	@Override
	public List<SpendAccount> accounts(Budget budget) {
		return this.memory.accounts(budget);
	}

}
