package io.cascade.spending;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import io.cascade.Attempt;
import io.cascade.Call;
import io.cascade.CallOutcome;
import io.cascade.Cost;
import io.cascade.Spend;
import io.cascade.Watched;
import io.cascade.pricing.Budgets.Reserved;
import org.jspecify.annotations.Nullable;

/**
 * Settles what a hop cost, from its attempts in the journal. What nobody knows is booked
 * at what was reserved.
 *
 * @param call the hop
 * @param worst what was reserved
 * @param reserved where it was reserved, {@code null} where no budget applies
 * @param exchange books it
 */
record SpentHop(Call call, BigDecimal worst, @Nullable Reserved reserved,
		SpendExchange exchange) implements Watched.Watcher {

	@Override
	public void ended(CallOutcome outcome, @Nullable Throwable failure) {
		List<Attempt> attempts = this.call.journal().attempts(this.call.hop().index());
		BigDecimal booked = booked(attempts);
		this.call.journal().settle(this.worst, booked);
		settle(booked);
		LateCosts late = this.exchange.lateCosts();
		if (late != null) {
			attempts.stream()
				.filter(LateCosts::isFor)
				.forEach((attempt) -> late.lookUp(this.call, attempt, (cost) -> settled(attempts, attempt, cost)));
		}
	}

	/** What is known, and the worst case for what is not. */
	private BigDecimal booked(List<Attempt> attempts) {
		Spend spend = Spend.of(attempts);
		return spend.isComplete() ? spend.known() : spend.known().max(this.worst);
	}

	private void settle(BigDecimal booked) {
		if (this.reserved != null) {
			this.exchange.settle(this.reserved, booked);
		}
	}

	private void settled(List<Attempt> attempts, Attempt attempt, Cost cost) {
		List<Attempt> known = new ArrayList<>(attempts);
		known.set(known.indexOf(attempt), attempt.withCost(cost));
		settle(booked(known));
	}

}
