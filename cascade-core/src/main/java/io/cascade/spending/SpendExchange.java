package io.cascade.spending;

import java.math.BigDecimal;

import io.cascade.CascadeChunk;
import io.cascade.FailureKind;
import io.cascade.Runs.Claim;
import io.cascade.UpstreamException;
import io.cascade.UpstreamException.Details;
import io.cascade.budget.Budgets;
import io.cascade.budget.Budgets.Reserved;
import io.cascade.exchange.Call;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.Watched;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.ContextView;

/**
 * Reserves the worst case of a hop in the call's own ceiling, in its runs and in its
 * budgets just before it is sent, and settles it by what the hop cost, however it ends.
 * Thread-safe.
 * <p>
 * A hop that has no room ends with {@link FailureKind#MAX_COST} or
 * {@link FailureKind#BUDGET}; nothing is sent then.
 */
public final class SpendExchange implements Exchange {

	private final Exchange next;

	private final Books books;

	private final @Nullable LateCosts lateCosts;

	/**
	 * Ceilings and budgets around hops.
	 * @param next performs a hop
	 * @param budgets how much may be spent
	 * @param lateCosts looks up unknown costs, {@code null} for not
	 * @param scheduler ends waits for a ledger
	 */
	public SpendExchange(Exchange next, Budgets budgets, @Nullable LateCosts lateCosts, Scheduler scheduler) {
		this.next = next;
		this.books = new Books(budgets, scheduler);
		this.lateCosts = lateCosts;
	}

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		boolean bounded = call.settings().selection().maxCost() != null || !this.books.budgets().isEmpty()
				|| !call.journal().runs().isEmpty();
		return (bounded || this.lateCosts != null) ? Flux.deferContextual((context) -> reserved(call, context))
				: this.next.exchange(call);
	}

	private Flux<CascadeChunk> reserved(Call call, ContextView context) {
		BigDecimal estimated = call.hop().estimate().worstCase();
		BigDecimal worst = (estimated != null) ? estimated : BigDecimal.ZERO;
		if (!call.journal().reserve(worst, call.settings().selection().maxCost())) {
			return Flux.error(refusal(call, FailureKind.MAX_COST, "the call may not cost more (max-cost)"));
		}
		Claim claim = call.journal().runs().claim(estimated);
		OwnRoom room = new OwnRoom(call.journal(), worst, claim);
		if (claim.refusal() != null) {
			call.journal().refuse(claim.refusal());
			room.giveBack();
			return Flux.error(refusal(call, FailureKind.MAX_COST,
					"run '%s' has no room (%s)".formatted(claim.refusal().run().id(), claim.refusal().limit().id())));
		}
		Budgets budgets = this.books.budgets();
		return budgets.isEmpty() ? performed(call, room, null, context)
				: ReservedHop.of(Mono.defer(() -> budgets.reserve(call, call.hop().first(), worst)),
						(reserved) -> begin(call, room, reserved, context), room::giveBack, this.books);
	}

	private Flux<CascadeChunk> begin(Call call, OwnRoom room, @Nullable Reserved reserved, ContextView context) {
		if (reserved != null && reserved.refusedBy() != null) {
			room.giveBack();
			return Flux.error(refusal(call, FailureKind.BUDGET,
					"budget '%s' has no room".formatted(reserved.refusedBy().budget().name())));
		}
		return performed(call, room, reserved, context);
	}

	private Flux<CascadeChunk> performed(Call call, OwnRoom room, @Nullable Reserved reserved, ContextView context) {
		return Watched.by(Flux.defer(() -> this.next.exchange(call)),
				new SpentHop(call, room, reserved, context, this));
	}

	void settle(Reserved reserved, BigDecimal cost, ContextView context) {
		this.books.settle(reserved, cost, context);
	}

	@Nullable LateCosts lateCosts() {
		return this.lateCosts;
	}

	private static UpstreamException refusal(Call call, FailureKind kind, String words) {
		call.journal().unsent();
		return new UpstreamException(call.hop().upstream().name(), kind, Details.because(words), null);
	}

	@Override
	public String toString() {
		return "spending ▸ " + this.next;
	}

}
