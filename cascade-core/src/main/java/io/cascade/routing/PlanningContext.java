package io.cascade.routing;

import io.cascade.budget.Budgets;
import io.cascade.health.Availability;
import io.cascade.health.LearnedScores;
import io.cascade.health.Performance;
import io.cascade.pricing.GuardedTokenCounter;
import io.cascade.pricing.PriceList;
import io.cascade.pricing.PromptTokens;
import io.cascade.pricing.TokenCounter;

/**
 * What plans are made from, beside the call itself.
 *
 * @param availability which targets may be used now
 * @param prices what models cost and can do
 * @param budgets how much may be spent
 * @param learned what was learnt of targets
 * @param counter counts the tokens of a prompt, where something depends on it
 */
public record PlanningContext(Availability availability, PriceList prices, Budgets budgets, LearnedScores learned,
		TokenCounter counter) {

	/**
	 * Guards the counter, which may be the application's own.
	 */
	public PlanningContext {
		counter = GuardedTokenCounter.of(counter);
	}

	/**
	 * Nothing is known of money and pace.
	 * @param availability which targets may be used now
	 * @return the context
	 */
	public static PlanningContext of(Availability availability) {
		return new PlanningContext(availability, PriceList.empty(), Budgets.none(), LearnedScores.none(),
				(request) -> PromptTokens.exactly(0));
	}

	/**
	 * How quick targets were, and how long their answers.
	 * @return the performance
	 */
	public Performance performance() {
		return this.learned.performance();
	}

}
