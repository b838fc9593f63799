package io.cascade.actuate;

import io.cascade.CascadeOperations;
import io.cascade.Chains;
import io.cascade.health.Acceptance;
import io.cascade.health.CascadeHealth;
import io.cascade.health.Evidence;
import io.cascade.health.Standings;
import io.cascade.pricing.Budgets;
import io.cascade.pricing.PriceList;
import io.cascade.pricing.SpendTotals;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for {@link CascadeEndpoint}.
 */
@AutoConfiguration(afterName = "io.cascade.autoconfigure.CascadeAutoConfiguration")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(CascadeEndpoint.class)
@ConditionalOnBean({ CascadeOperations.class, Evidence.class, Budgets.class })
public final class CascadeEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CascadeEndpoint cascadeEndpoint(CascadeOperations cascade, Chains chains, Standings standings, Seen seen) {
		return new CascadeEndpoint(cascade, chains, standings, seen);
	}

	@Bean
	@ConditionalOnMissingBean
	SpendView cascadeSpendView(SpendTotals totals, Budgets budgets) {
		return new SpendView(totals, budgets);
	}

	@Bean
	@ConditionalOnMissingBean
	Seen cascadeEndpointSeen(CascadeHealth health, Evidence evidence, Acceptance acceptance, SpendView spend,
			PriceList prices) {
		return new Seen(health, evidence, acceptance, spend, prices);
	}

	/**
	 * What was seen.
	 *
	 * @param health how providers, chains and the account are
	 * @param evidence what was seen of them
	 * @param acceptance how many answers are accepted
	 * @param spend what was spent
	 * @param prices what models cost
	 */
	record Seen(CascadeHealth health, Evidence evidence, Acceptance acceptance, SpendView spend, PriceList prices) {

	}

}
