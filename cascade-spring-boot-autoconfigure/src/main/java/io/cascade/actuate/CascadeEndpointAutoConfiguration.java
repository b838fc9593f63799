package io.cascade.actuate;

import io.cascade.CascadeOperations;
import io.cascade.CascadeTemplate;
import io.cascade.CascadeTemplate.Services;
import io.cascade.Chains;
import io.cascade.Exchange;
import io.cascade.Planner;
import io.cascade.health.Acceptance;
import io.cascade.health.Availability;
import io.cascade.health.CascadeHealth;
import io.cascade.health.Evidence;
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
	CascadeEndpoint cascadeEndpoint(Stack stack, Chains chains, Operations operations, Seen seen) {
		return new CascadeEndpoint(stack.cascade(), chains, operations, seen);
	}

	@Bean
	@ConditionalOnMissingBean
	Stack cascadeEndpointStack(Chains chains, Exchange exchange, Planner planner, Services services) {
		return new Stack(new CascadeTemplate(chains, exchange, planner, services.withoutCustomizers()));
	}

	@Bean
	@ConditionalOnMissingBean
	Operations cascadeEndpointOperations(Availability availability, ObjectProvider<CheckOperation> check) {
		return new Operations(availability, check.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty("cascade.check.enabled")
	CheckOperation cascadeEndpointCheck(Stack stack) {
		return new CheckOperation(stack.cascade());
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
	 * What the library does with a request. An operator looks at that: not at what the
	 * application has put around it, and not with the tags of whoever looks.
	 *
	 * @param cascade the template, without anything around it
	 */
	record Stack(CascadeTemplate cascade) {

	}

	/**
	 * What can be done.
	 *
	 * @param availability where cooldowns begin and end
	 * @param check checks chains, {@code null} where it is switched off
	 */
	record Operations(Availability availability, @Nullable CheckOperation check) {

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
