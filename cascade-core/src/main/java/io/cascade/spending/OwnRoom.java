package io.cascade.spending;

import java.math.BigDecimal;

import io.cascade.Runs.Claim;
import io.cascade.exchange.Journal;

/**
 * What a hop has reserved in its own call and in the runs that the call is part of.
 *
 * @param journal of the call
 * @param worst what was reserved
 * @param claim the same in its runs
 */
record OwnRoom(Journal journal, BigDecimal worst, Claim claim) {

	/** Nothing was sent. */
	void giveBack() {
		settle(BigDecimal.ZERO, false);
	}

	void settle(BigDecimal cost, boolean sent) {
		this.journal.settle(this.worst, cost);
		this.claim.settle(cost, sent);
	}

}
