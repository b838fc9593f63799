package io.cascade.autoconfigure;

import java.util.List;

import io.cascade.Upstream;
import io.cascade.autoconfigure.ObservationConfiguration.Listeners;
import io.cascade.budget.Budget;
import io.cascade.budget.BudgetContributor;
import io.cascade.budget.Budgets;
import io.cascade.budget.InMemorySpendLedger;
import io.cascade.budget.OpenRuns;
import io.cascade.budget.SpendLedger;
import io.cascade.budget.SpendTotals;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Time;
import io.cascade.health.Acceptance;
import io.cascade.health.Availability;
import io.cascade.health.LearnedScores;
import io.cascade.health.Performance;
import io.cascade.pricing.CachedCatalog;
import io.cascade.pricing.ModelCatalog;
import io.cascade.pricing.PriceList;
import io.cascade.pricing.PriceSource;
import io.cascade.pricing.TokenCounter;
import io.cascade.pricing.TokenizerCounter;
import io.cascade.routing.PlanningContext;
import io.cascade.spending.LateCosts;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What models cost, what was spent, and how much may be.
 */
@Configuration(proxyBeanMethods = false)
final class PricingConfiguration {

	@Bean
	@ConditionalOnMissingBean(ModelCatalog.class)
	CachedCatalog cascadeModelCatalog(Time time) {
		return new CachedCatalog(Upstream.DEFAULT, time.clock());
	}

	@Bean
	@ConditionalOnMissingBean
	PriceList cascadePriceList(ObjectProvider<PriceSource> sources, ModelCatalog catalog, Time time) {
		return new PriceList(sources.orderedStream().toList(), catalog, time.clock());
	}

	@Bean
	@ConditionalOnBean(CachedCatalog.class)
	@ConditionalOnBooleanProperty(name = "cascade.catalog.enabled", matchIfMissing = true)
	CatalogRefresh cascadeCatalogRefresh(CachedCatalog catalog, UpstreamClients clients, Chains chains,
			PriceList prices, CascadeProperties properties, Time time) {
		return new CatalogRefresh(clients.openRouter()::models, catalog, time,
				new CatalogWarnings(chains, prices, properties.warnings()));
	}

	@Bean
	@ConditionalOnMissingBean
	SpendLedger cascadeSpendLedger() {
		return new InMemorySpendLedger();
	}

	@Bean
	@ConditionalOnMissingBean
	Budgets cascadeBudgets(CascadeProperties properties, Chains chains, SpendLedger ledger, Time time,
			Listeners listeners, ObjectProvider<BudgetContributor> contributors) {
		List<Budget> contributed = contributors.orderedStream()
			.flatMap((contributor) -> contributor.budgets().stream())
			.toList();
		BudgetsFactory factory = new BudgetsFactory(properties.budgets(), contributed, chains);
		return new Budgets(factory.create(), factory.cheaper(), ledger, time.clock(), listeners.all());
	}

	@Bean
	@ConditionalOnMissingBean
	OpenRuns cascadeOpenRuns(Time time) {
		return new OpenRuns(time.clock());
	}

	@Bean
	@ConditionalOnMissingBean
	SpendTotals cascadeSpendTotals(Chains chains, CascadeProperties properties, Time time) {
		return new SpendTotals(ObservationConfiguration.targets(chains), properties.spend().tags(),
				time.clock().instant());
	}

	@Bean
	@ConditionalOnMissingBean
	Performance cascadePerformance(Chains chains, Time time) {
		return new Performance(ObservationConfiguration.targets(chains),
				chains.all().stream().map(Chain::name).toList(), time.clock());
	}

	@Bean
	@ConditionalOnMissingBean
	TokenCounter cascadeTokenCounter() {
		return TokenizerCounter.loadingOn(Schedulers.boundedElastic()::schedule);
	}

	@Bean
	@ConditionalOnMissingBean
	PlanningContext cascadePlanningContext(Availability availability, PriceList prices, Budgets budgets,
			Performance performance, Acceptance acceptance, TokenCounter counter) {
		return new PlanningContext(availability, prices, budgets, new LearnedScores(performance, acceptance), counter);
	}

	@Bean(destroyMethod = "stop")
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty("cascade.spend.settle")
	LateCosts cascadeLateCosts(UpstreamClients clients, Listeners listeners, Time time) {
		return new LateCosts(clients.openRouter()::generation, listeners.all(), time.scheduler());
	}

}
