package io.cascade;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A budget has no room for what the call may cost; nothing was sent. It is nobody's
 * failure: no circuit and no health takes note of it.
 */
public final class BudgetExceededException extends CascadeException {

	private final Exceeded budget;

	private final List<LeftOut> leftOut;

	/**
	 * A call that a budget refused.
	 * @param chain the name of the chain
	 * @param budget the budget with the least room
	 * @param leftOut every target with the reason why it was left out
	 */
	public BudgetExceededException(String chain, Exceeded budget, List<LeftOut> leftOut) {
		super("Budget '%s' has no room for a call to chain '%s': %s of %s USD are spent or reserved%s. Left out: %s"
			.formatted(budget.name(), chain, budget.committed().toPlainString(), budget.limit().toPlainString(),
					(budget.resetAt() != null) ? ", room comes back at " + budget.resetAt() : "",
					leftOut.stream().map(LeftOut::toString).collect(Collectors.joining(", "))),
				null, FailureKind.BUDGET, null);
		this.budget = budget;
		this.leftOut = List.copyOf(leftOut);
	}

	/**
	 * The budget that has no room.
	 * @return the budget with the least room
	 */
	public Exceeded budget() {
		return this.budget;
	}

	@Override
	public List<LeftOut> leftOut() {
		return this.leftOut;
	}

	/**
	 * When room comes back.
	 * @return the end of the budget's window; {@code null} if unknown, as where requests
	 * under way have reserved what is missing
	 */
	@Override
	public @Nullable Instant retryAt() {
		return this.budget.resetAt();
	}

	/**
	 * A budget without room.
	 *
	 * @param name the name under {@code cascade.budgets}
	 * @param tag the value of its tag, {@code null} for a budget without one
	 * @param limit the most that may be spent in a window, in USD
	 * @param committed what was spent or is reserved, in USD
	 * @param resetAt when room comes back, {@code null} if unknown, as where requests
	 * under way have reserved what is missing
	 */
	public record Exceeded(String name, @Nullable String tag, BigDecimal limit, BigDecimal committed,
			@Nullable Instant resetAt) implements Serializable {

	}

}
