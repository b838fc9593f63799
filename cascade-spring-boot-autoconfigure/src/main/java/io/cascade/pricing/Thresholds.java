package io.cascade.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.cascade.CascadeEvent.BudgetReached;
import io.cascade.CascadeListener;
import io.cascade.pricing.SpendLedger.Balance;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells once that an account reached the share at which it warns, and once that it is
 * spent. Keeps what it told of accounts that are above the first. Thread-safe.
 */
final class Thresholds {

	private static final Log logger = LogFactory.getLog(Budgets.class);

	private final Map<SpendAccount, Told> told = new ConcurrentHashMap<>();

	private final CascadeListener listener;

	Thresholds(CascadeListener listener) {
		this.listener = listener;
	}

	void look(SpendAccount account, Balance balance) {
		Level level = Level.of(account.budget(), balance.spent());
		if (level == Level.FINE) {
			this.told.remove(account);
		}
		else if (isNews(account, new Told(level, period(account, balance)))) {
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

	private boolean isNews(SpendAccount account, Told now) {
		AtomicBoolean news = new AtomicBoolean();
		this.told.compute(account, (key, before) -> {
			boolean known = before != null && before.isOf(now.until()) && before.level().compareTo(now.level()) >= 0;
			news.set(!known);
			return now;
		});
		return news.get();
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
	 * @param until the end of its period
	 */
	private record Told(Level level, @Nullable Instant until) {

		boolean isOf(@Nullable Instant other) {
			return (this.until != null) ? this.until.equals(other) : other == null;
		}

	}

}
