package io.cascade.actuate;

import io.cascade.actuate.TargetDescriptor.AcceptanceRate;
import io.cascade.actuate.TargetDescriptor.Available;
import io.cascade.actuate.TargetDescriptor.Outcomes;
import io.cascade.budget.Budgets;
import io.cascade.exchange.Chains;
import io.cascade.health.CascadeHealth;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for {@code /actuator/health/cascade}: a
 * component for each provider, one for the chains, and one for the account.
 */
@AutoConfiguration(afterName = "io.cascade.autoconfigure.CascadeAutoConfiguration")
@ConditionalOnClass({ CompositeReactiveHealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnEnabledHealthIndicator("cascade")
@RegisterReflectionForBinding({ HealthComponents.Chain.class, HealthComponents.TagBudget.class,
		BudgetDescriptor.Room.class, AccountDescriptor.Cooldown.class, Outcomes.class, Outcomes.Failure.class,
		Available.class, AcceptanceRate.class })
@ConditionalOnBean(CascadeHealth.class)
public final class CascadeHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "cascadeHealthIndicator", "cascadeHealthContributor" })
	CompositeReactiveHealthContributor cascadeHealthContributor(CascadeHealth health, Chains chains,
			ObjectProvider<Budgets> budgets) {
		return CompositeReactiveHealthContributor
			.fromMap(HealthComponents.of(health, chains, budgets.getIfAvailable(Budgets::none)));
	}

}
