package io.cascade.routing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.cascade.LeftOut;
import io.cascade.LeftOut.Reason;
import io.cascade.SelectionRules.UnknownPrice;
import io.cascade.Target;
import io.cascade.budget.Budgets;
import io.cascade.budget.Budgets.Room;
import io.cascade.budget.SpendAccount;
import io.cascade.exchange.Call;
import org.jspecify.annotations.Nullable;

/**
 * What may be spent right now: by the call, and by its budgets. Looked at anew before
 * each hop.
 *
 * @param call the call
 * @param costs what its targets cost
 * @param left what is left of its ceiling, {@code null} if it has none
 * @param rooms what is left of each budget
 */
record SpendRoom(Call call, TargetCosts costs, @Nullable BigDecimal left, List<Room> rooms) {

	static SpendRoom of(Call call, PlanningContext planning, TargetCosts costs) {
		BigDecimal left = (call.settings().selection().maxCost() != null) ? costs.left() : null;
		List<SpendAccount> accounts = planning.budgets().accounts(call.chain().name(), call.request().tags());
		List<Room> rooms = new ArrayList<>(accounts.size());
		accounts.forEach((account) -> rooms.add(planning.budgets().room(account)));
		return new SpendRoom(call, costs, left, rooms);
	}

	/** Why a target can't be paid for; {@code null} if it can. */
	@Nullable LeftOut against(Target target) {
		TargetCost cost = this.costs.of(target);
		if (!cost.hasWorstCase() && this.call.settings().selection().unknownPrice() == UnknownPrice.LEAVE_OUT) {
			return new LeftOut(target.id(), Reason.PRICE_UNKNOWN);
		}
		if (this.left != null && !cost.fits(this.left)) {
			return new LeftOut(target.id(), Reason.MAX_COST);
		}
		Room full = full(target);
		return (full != null) ? new LeftOut(target.id(), Reason.BUDGET, full.balance().resetAt()) : null;
	}

	/** The budget with the least room for a target; {@code null} if it fits in all. */
	@Nullable Room full(Target target) {
		TargetCost cost = this.costs.of(target);
		return tightest(target, (room) -> !cost.fits(room.left()));
	}

	/** The budget with the least room that a target may use. */
	@Nullable Room tightest(Target target) {
		return tightest(target, (room) -> true);
	}

	private @Nullable Room tightest(Target target, Predicate<Room> test) {
		Room tightest = null;
		for (Room room : this.rooms) {
			if (Budgets.binds(room.account(), target) && test.test(room)
					&& (tightest == null || room.left().compareTo(tightest.left()) < 0)) {
				tightest = room;
			}
		}
		return tightest;
	}

}
