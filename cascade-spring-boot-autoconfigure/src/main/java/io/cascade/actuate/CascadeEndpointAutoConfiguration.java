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
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
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
	CascadeEndpoint cascadeEndpoint(CascadeOperations cascade, Chains chains, Levers levers, Seen seen) {
		return new CascadeEndpoint(cascade, chains, levers, seen);
	}

	@Bean
	@ConditionalOnMissingBean
	Levers cascadeEndpointLevers(Standings standings, ObjectProvider<CheckLever> check) {
		return new Levers(standings, check.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty("cascade.check.enabled")
	CheckLever cascadeEndpointCheck(CascadeOperations cascade) {
		return new CheckLever(cascade);
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
	 * What can be done.
	 *
	 * @param standings where targets are benched
	 * @param check checks chains, {@code null} where it is switched off
	 */
	record Levers(Standings standings, @Nullable CheckLever check) {

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
