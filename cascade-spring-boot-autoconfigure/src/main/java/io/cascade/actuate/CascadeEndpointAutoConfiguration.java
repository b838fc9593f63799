package io.cascade.actuate;

import io.cascade.AnswerBinder;
import io.cascade.CascadeOperations;
import io.cascade.CascadeTemplate;
import io.cascade.budget.Budgets;
import io.cascade.budget.OpenRuns;
import io.cascade.budget.SpendTotals;
import io.cascade.exchange.ChainChecker;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.ExchangeOperations;
import io.cascade.exchange.ExchangeOperations.Services;
import io.cascade.exchange.FeedbackSink;
import io.cascade.exchange.Planner;
import io.cascade.exchange.RequestCustomizers;
import io.cascade.exchange.Workers;
import io.cascade.health.Acceptance;
import io.cascade.health.Availability;
import io.cascade.health.CascadeHealth;
import io.cascade.health.Evidence;
import io.cascade.pricing.PriceList;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.annotation.Value;
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
@RegisterReflectionForBinding({ CascadeDescriptor.class, PlanDescriptor.class, SpendDescriptor.class,
		CheckDescriptor.class, CascadeEndpoint.Problem.class })
@ConditionalOnBean({ CascadeOperations.class, Evidence.class, Budgets.class })
public final class CascadeEndpointAutoConfiguration {

	/**
	 * An operator looks at what the library does with a request: not at what the
	 * application has put around it, and not with the tags of the caller of the endpoint.
	 */
	@Bean
	@ConditionalOnMissingBean
	CascadeEndpoint cascadeEndpoint(Chains chains, Exchange exchange, Planner planner, ChainChecker checker,
			Workers workers, CascadeHealth health, Availability availability, Evidence evidence, Acceptance acceptance,
			PriceList prices, SpendTotals totals, Budgets budgets, OpenRuns runs,
			@Value("${cascade.check.enabled:false}") boolean checks) {
		CascadeTemplate cascade = new CascadeTemplate(new ExchangeOperations(chains, exchange, planner,
				new Services(AnswerBinder.NONE, checker, FeedbackSink.NONE, workers, RequestCustomizers.NONE)));
		TargetsView targets = new TargetsView(chains, availability, evidence, acceptance, prices);
		return new CascadeEndpoint(cascade, chains, health, targets, totals, budgets, runs,
				checks ? new CheckOperation(cascade) : null);
	}

}
