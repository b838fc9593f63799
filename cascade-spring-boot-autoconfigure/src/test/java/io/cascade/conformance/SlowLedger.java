package io.cascade.conformance;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import io.cascade.budget.Budget;
import io.cascade.budget.InMemorySpendLedger;
import io.cascade.budget.SpendAccount;
import io.cascade.budget.SpendLedger;
import reactor.core.publisher.Mono;

/**
 * A ledger that is slow in the way of a wait.
 */
final class SlowLedger implements SpendLedger {

	private final InMemorySpendLedger memory = new InMemorySpendLedger();

	@Override
	public Mono<Reservation> reserve(List<SpendAccount> accounts, BigDecimal amount, Instant now) {
		Mono<Reservation> reserved = this.memory.reserve(accounts, amount, now);
		return switch (WaitTests.foreign.wait) {
			case LEDGER -> (WaitTests.foreign.reached.getCount() == 0) ? reserved : WaitTests.foreign.silence();
			case LATE_LEDGER -> reserved.flatMap((done) -> WaitTests.foreign.whenReleased().thenReturn(done));
			default -> reserved;
		};
	}

	@Override
	public Mono<Void> settle(Reservation reservation, BigDecimal amount) {
		Mono<Void> settled = this.memory.settle(reservation, amount);
		return (WaitTests.foreign.wait == Wait.SETTLING) ? WaitTests.foreign.whenReleased().then(settled) : settled;
	}

	@Override
	public Balance balance(SpendAccount account, Instant now) {
		return this.memory.balance(account, now);
	}

	@Override
	public List<SpendAccount> accounts(Budget budget) {
		return this.memory.accounts(budget);
	}

}
