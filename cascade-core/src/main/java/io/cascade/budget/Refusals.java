package io.cascade.budget;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import io.cascade.budget.Budgets.Room;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells once in a window that an account has no room for a target, long before it is
 * spent perhaps. Keeps the newest {@value #MOST_TOLD} accounts. Thread-safe.
 */
final class Refusals {

	private static final Log logger = LogFactory.getLog(Budgets.class);

	static final int MOST_TOLD = 10_000;

	/** In the order in which they were told of, each with the end of its window. */
	private final Map<SpendAccount, Instant> told = new LinkedHashMap<>();

	void tell(Room room, String chain, String target, Instant now) {
		if (isNews(room, now)) {
			Instant resetAt = room.balance().resetAt();
			logger.warn("Budget %s has no room for %s in chain '%s': %s of %s USD are spent or reserved%s".formatted(
					room.account(), target, chain, room.balance().committed().toPlainString(),
					room.account().budget().limit().toPlainString(),
					(resetAt != null) ? ", room comes back at " + resetAt : ""));
		}
	}

	synchronized void forget() {
		this.told.clear();
	}

	private synchronized boolean isNews(Room room, Instant now) {
		Instant until = this.told.get(room.account());
		if (until != null && until.isAfter(now)) {
			return false;
		}
		this.told.remove(room.account());
		if (this.told.size() >= MOST_TOLD) {
			Iterator<Instant> eldest = this.told.values().iterator();
			eldest.next();
			eldest.remove();
		}
		this.told.put(room.account(), end(room, now));
		return true;
	}

	/** A rolling window has no period that ends. */
	private static Instant end(Room room, Instant now) {
		SpendWindow window = room.account().budget().window();
		Instant resetAt = room.balance().resetAt();
		return (window instanceof CalendarWindow && resetAt != null) ? resetAt : now.plus(window.length());
	}

}
