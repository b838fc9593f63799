package io.cascade.routing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.cascade.Call;
import io.cascade.LeftOut;
import io.cascade.LeftOut.Reason;
import io.cascade.SelectionRules.UnknownPrice;
import io.cascade.Target;
import io.cascade.pricing.Budgets;
import io.cascade.pricing.Budgets.Room;
import io.cascade.pricing.SpendAccount;
import org.jspecify.annotations.Nullable;

/**
 * What may be spent right now: by the call, and by its budgets. Looked at anew before
 * each hop.
 */
final class Purse {

	private final Call call;

	private final Quotes quotes;

	private final @Nullable BigDecimal left;

	private final List<Room> rooms;

	private Purse(Call call, Quotes quotes, @Nullable BigDecimal left, List<Room> rooms) {
		this.call = call;
		this.quotes = quotes;
		this.left = left;
		this.rooms = rooms;
	}

	static Purse of(Call call, Outlook outlook, Quotes quotes) {
		BigDecimal left = (call.settings().selection().maxCost() != null) ? quotes.left() : null;
		List<SpendAccount> accounts = outlook.budgets().accounts(call);
		List<Room> rooms = new ArrayList<>(accounts.size());
		accounts.forEach((account) -> rooms.add(outlook.budgets().room(account)));
		return new Purse(call, quotes, left, rooms);
	}

	/** Why a target can't be paid for; {@code null} if it can. */
	@Nullable LeftOut against(Target target) {
		Quote quote = this.quotes.of(target);
		if (!quote.hasWorstCase() && this.call.settings().selection().unknownPrice() == UnknownPrice.LEAVE_OUT) {
			return new LeftOut(target.id(), Reason.PRICE_UNKNOWN);
		}
		if (this.left != null && !quote.fits(this.left)) {
			return new LeftOut(target.id(), Reason.MAX_COST);
		}
		Room full = full(target);
		return (full != null) ? new LeftOut(target.id(), Reason.BUDGET, full.balance().resetAt()) : null;
	}

	/** The budget with the least room for a target; {@code null} if it fits in all. */
	@Nullable Room full(Target target) {
		Quote quote = this.quotes.of(target);
		return tightest(target, (room) -> !quote.fits(room.left()));
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
