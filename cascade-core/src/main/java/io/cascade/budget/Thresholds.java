package io.cascade.budget;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import io.cascade.CascadeEvent.BudgetReached;
import io.cascade.CascadeListener;
import io.cascade.budget.SpendLedger.Balance;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells once that an account reached the share at which it warns, and once that it is
 * spent. Keeps what it told of accounts that are above the first, the newest
 * {@value #MOST_TOLD} of them: of one that it had to forget it may tell again.
 * Thread-safe.
 */
final class Thresholds {

	private static final Log logger = LogFactory.getLog(Budgets.class);

	static final int MOST_TOLD = 10_000;

	/** More than can be added at once, so that what is over does not pile up. */
	private static final int FORGOTTEN_AT_ONCE = 2;

	/** In the order in which they were told of. */
	private final Map<SpendAccount, Told> told = new LinkedHashMap<>();

	private final CascadeListener listener;

	Thresholds(CascadeListener listener) {
		this.listener = listener;
	}

	void look(SpendAccount account, Balance balance, Instant now) {
		Level level = Level.of(account.budget(), balance.spent());
		if (level == Level.FINE) {
			forget(account);
		}
		else if (isNews(account, new Told(level, period(account, balance), end(account, balance, now)), now)) {
			log(account, balance, level);
			this.listener.happened(new BudgetReached(account.budget().name(), account.tag(), account.budget().limit(),
					balance.spent(), level == Level.SPENT, balance.resetAt()));
		}
	}

	private static void log(SpendAccount account, Balance balance, Level level) {
		String line = "Budget %s: %s of %s USD are spent".formatted(account, balance.spent().toPlainString(),
				account.budget().limit().toPlainString());
		if (level == Level.SPENT) {
			logger.warn(line + ((balance.resetAt() != null) ? ", room comes back at " + balance.resetAt() : ""));
		}
		else {
			logger.info(line);
		}
	}

	/** A rolling window has no period that ends. */
	private static @Nullable Instant period(SpendAccount account, Balance balance) {
		return (account.budget().window() instanceof CalendarWindow) ? balance.resetAt() : null;
	}

	/** From when on nothing is left of what was told. */
	private static Instant end(SpendAccount account, Balance balance, Instant now) {
		Instant period = period(account, balance);
		return (period != null) ? period : now.plus(account.budget().window().length().multipliedBy(2));
	}

	private synchronized void forget(SpendAccount account) {
		this.told.remove(account);
	}

	synchronized void forget() {
		this.told.clear();
	}

	private synchronized boolean isNews(SpendAccount account, Told now, Instant at) {
		Told before = this.told.remove(account);
		forgetEldest(at);
		this.told.put(account, now);
		return before == null || !before.isOf(now.until()) || before.level().compareTo(now.level()) < 0;
	}

	private void forgetEldest(Instant at) {
		Iterator<Told> eldest = this.told.values().iterator();
		for (int i = 0; i < FORGOTTEN_AT_ONCE && eldest.hasNext(); i++) {
			boolean over = !eldest.next().end().isAfter(at);
			if (over || this.told.size() >= MOST_TOLD) {
				eldest.remove();
			}
		}
	}

	synchronized int size() {
		return this.told.size();
	}

	private enum Level {

		FINE, NEAR, SPENT;

		static Level of(Budget budget, BigDecimal spent) {
			if (budget.limit().signum() == 0) {
				return (spent.signum() > 0) ? SPENT : FINE;
			}
			if (spent.compareTo(budget.limit()) >= 0) {
				return SPENT;
			}
			boolean near = spent.compareTo(budget.limit().multiply(BigDecimal.valueOf(budget.warnAt()))) >= 0;
			return near ? NEAR : FINE;
		}

	}

	/**
	 * What was told.
	 *
	 * @param level how full it was
	 * @param until the end of its period, {@code null} for a rolling window
	 * @param end from when on it is not needed
	 */
	private record Told(Level level, @Nullable Instant until, Instant end) {

		boolean isOf(@Nullable Instant other) {
			return (this.until != null) ? this.until.equals(other) : other == null;
		}

	}

}
