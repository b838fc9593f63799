package io.cascade.budget;

import java.util.List;

/**
 * Brings budgets beside those under {@code cascade.budgets}, such as those of the keys of
 * an endpoint. Asked once, at start; a budget that can't work, or has the name of another
 * one, keeps the application from starting.
 */
@FunctionalInterface
public interface BudgetContributor {

	/**
	 * The budgets.
	 * @return budgets with names of their own
	 * @see Budget#of
	 */
	List<Budget> budgets();

}
