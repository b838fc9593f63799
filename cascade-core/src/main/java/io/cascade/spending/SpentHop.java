package io.cascade.spending;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.Cost;
import io.cascade.Runs.Claim;
import io.cascade.Spend;
import io.cascade.budget.Budgets.Reserved;
import io.cascade.exchange.Call;
import io.cascade.exchange.Watched;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Settles what a hop cost, from its attempts in the journal. What nobody knows is booked
 * at what was reserved.
 *
 * @param call the hop
 * @param room what was reserved in the call and its runs
 * @param reserved where it was reserved, {@code null} where no budget applies
 * @param context of the caller
 * @param stage books it
 */
record SpentHop(Call call, OwnRoom room, @Nullable Reserved reserved, ContextView context,
		SpendExchange stage) implements Watched.Watcher {

	@Override
	public void ending(Runnable end) {
		this.call.journal().whenRecorded(this.call.hop().index(), end);
	}

	@Override
	public void ended(CallOutcome outcome, @Nullable Throwable failure) {
		List<Attempt> attempts = settle();
		LateCosts late = this.stage.lateCosts();
		if (late != null) {
			Settling settling = new Settling(attempts, this.room.worst(), this.room.claim(), this.reserved, this.stage);
			attempts.stream()
				.filter(LateCosts::isFor)
				.forEach((attempt) -> late.lookUp(this.call, attempt, (cost) -> settling.found(attempt, cost)));
		}
	}

	/** Nothing stays reserved, whatever the attempts are like. */
	private List<Attempt> settle() {
		BigDecimal booked = this.room.worst();
		boolean sent = true;
		try {
			List<Attempt> attempts = this.call.journal().attempts(this.call.hop().index());
			booked = booked(attempts, this.room.worst());
			sent = !attempts.isEmpty();
			return attempts;
		}
		finally {
			this.room.settle(booked, sent);
			if (this.reserved != null) {
				this.stage.settle(this.reserved, booked, this.context);
			}
		}
	}

	/** What is known, and the worst case for what is not; never less than nothing. */
	private static BigDecimal booked(List<Attempt> attempts, BigDecimal worst) {
		Spend spend = Spend.of(attempts);
		BigDecimal known = spend.known().max(BigDecimal.ZERO);
		return spend.isComplete() ? known : known.max(worst);
	}

	/**
	 * What is needed to book a cost that is known some minutes later: neither the call,
	 * which holds its prompt and its answer, nor the caller's context.
	 *
	 * @param attempts the attempts of the hop
	 * @param worst what was reserved
	 * @param claim the same in the runs of the call
	 * @param reserved where it was reserved, {@code null} where no budget applies
	 * @param stage books it
	 */
	private record Settling(List<Attempt> attempts, BigDecimal worst, Claim claim, @Nullable Reserved reserved,
			SpendExchange stage) {

		void found(Attempt attempt, Cost cost) {
			List<Attempt> known = new ArrayList<>(this.attempts);
			known.set(known.indexOf(attempt), attempt.withCost(cost));
			BigDecimal booked = booked(known, this.worst);
			this.claim.settle(booked, true);
			if (this.reserved != null) {
				this.stage.settle(this.reserved, booked, Context.empty());
			}
		}

	}

}
