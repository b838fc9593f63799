package io.cascade.routing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.cascade.BudgetExceededException.Exceeded;
import io.cascade.LeftOut;
import io.cascade.LeftOut.Reason;
import io.cascade.SelectionRules.UnknownPrice;
import io.cascade.Target;
import io.cascade.budget.Budgets;
import io.cascade.budget.Budgets.Room;
import io.cascade.budget.RoomQueue.Need;
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
 * @param leftOfRuns what is left of the budgets of its runs, {@code null} if there are
 * none
 * @param rooms what is left of each budget
 */
record SpendRoom(Call call, TargetCosts costs, @Nullable BigDecimal left, @Nullable BigDecimal leftOfRuns,
		List<Room> rooms) {

	private static final BigDecimal ANYTHING = BigDecimal.valueOf(1, 12);

	static SpendRoom of(Call call, PlanningContext planning, TargetCosts costs) {
		BigDecimal left = (call.settings().selection().maxCost() != null) ? costs.left() : null;
		BigDecimal ofRuns = call.journal().runs().left();
		List<SpendAccount> accounts = planning.budgets().accounts(call.chain().name(), call.request().tags());
		List<Room> rooms = new ArrayList<>(accounts.size());
		accounts.forEach((account) -> rooms.add(planning.budgets().room(account)));
		return new SpendRoom(call, costs, left, ofRuns, rooms);
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
		if (this.leftOfRuns != null && !cost.fits(this.leftOfRuns)) {
			return new LeftOut(target.id(), Reason.RUN);
		}
		Room full = full(target);
		return (full != null) ? new LeftOut(target.id(), Reason.BUDGET, backAt(full, cost)) : null;
	}

	/** Nobody knows it where requests under way have what is missing. */
	private static @Nullable Instant backAt(Room full, TargetCost cost) {
		return cost.fits(full.unreserved()) ? null : full.balance().resetAt();
	}

	/** The budget with the least room for a target, as an error names it. */
	@Nullable Exceeded exceeded(Target target) {
		Room full = full(target);
		return (full != null) ? full.exceeded(backAt(full, this.costs.of(target))) : null;
	}

	/** The budget with the least room for a target; {@code null} if it fits in all. */
	@Nullable Room full(Target target) {
		TargetCost cost = this.costs.of(target);
		return tightest(target, (room) -> !cost.fits(room.left()));
	}

	/**
	 * What a target has to wait for: room that requests under way have reserved. Empty if
	 * waiting does not help.
	 * @param target the target
	 * @param beaten whether the ledger refused it although there seemed to be room
	 */
	List<Need> needs(Target target, boolean beaten) {
		TargetCost cost = this.costs.of(target);
		List<Room> binding = binding(target);
		List<Room> full = binding.stream().filter((room) -> !cost.fits(room.left())).toList();
		List<Room> awaited = (full.isEmpty() && beaten)
				? binding.stream().filter((room) -> room.account().budget().isWaitedFor()).toList() : full;
		boolean helps = binding.stream().allMatch((room) -> cost.fits(room.unreserved()))
				&& awaited.stream().allMatch((room) -> room.account().budget().isWaitedFor());
		return helps ? awaited.stream().map((room) -> new Need(room.account(), amount(cost))).toList() : List.of();
	}

	/** What it is about to reserve; nothing for one that costs nothing. */
	List<Need> reserves(Target target) {
		TargetCost cost = this.costs.of(target);
		return cost.fits(BigDecimal.ZERO) ? List.of()
				: binding(target).stream().map((room) -> new Need(room.account(), amount(cost))).toList();
	}

	/** Of an unknown price, anything that is left is enough. */
	private static BigDecimal amount(TargetCost cost) {
		BigDecimal worst = cost.worstCase();
		return (worst != null) ? worst : ANYTHING;
	}

	private List<Room> binding(Target target) {
		return this.rooms.stream().filter((room) -> Budgets.binds(room.account(), target)).toList();
	}

	/** Whether nothing but a budget keeps a target from being paid for. */
	boolean isAgainstByBudget(Target target) {
		LeftOut out = against(target);
		return out != null && out.reason() == Reason.BUDGET;
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
