package io.cascade.spending;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells once that a ledger does not answer; calls go on without it.
 */
final class LedgerFailures {

	private static final Log logger = LogFactory.getLog(SpendExchange.class);

	private static final AtomicBoolean told = new AtomicBoolean();

	private LedgerFailures() {
	}

	static void tell(Throwable failure) {
		String words = "The ledger of budgets failed, and calls go on unbooked: " + failure.getClass().getName();
		if (told.compareAndSet(false, true)) {
			logger.warn(words + "; this is told once, then at DEBUG");
		}
		else {
			logger.debug(words);
		}
	}

}
