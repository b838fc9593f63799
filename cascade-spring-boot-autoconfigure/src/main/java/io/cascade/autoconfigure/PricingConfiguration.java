package io.cascade.autoconfigure;

import io.cascade.CallOutcome;
import io.cascade.CallView;
import io.cascade.CascadeListener;
import io.cascade.Upstream;
import io.cascade.autoconfigure.CascadeAutoConfiguration.ConfiguredClients;
import io.cascade.autoconfigure.ObservationConfiguration.Listeners;
import io.cascade.budget.Budgets;
import io.cascade.budget.InMemorySpendLedger;
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
import org.jspecify.annotations.Nullable;
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
	@ConditionalOnMissingBean
	@ConditionalOnBean(CachedCatalog.class)
	@ConditionalOnBooleanProperty(name = "cascade.catalog.enabled", matchIfMissing = true)
	CatalogRefresh cascadeCatalogRefresh(CachedCatalog catalog, ConfiguredClients clients, CatalogWarnings warnings,
			Time time) {
		return new CatalogRefresh(clients.all().get(0)::models, catalog, time, warnings);
	}

	@Bean
	@ConditionalOnMissingBean
	CatalogWarnings cascadeCatalogWarnings(Chains chains, PriceList prices, CascadeProperties properties) {
		return new CatalogWarnings(chains, prices, properties.warnings());
	}

	@Bean
	@ConditionalOnMissingBean(name = "cascadeCatalogTouch")
	@ConditionalOnBean(CatalogRefresh.class)
	CascadeListener cascadeCatalogTouch(CatalogRefresh refresh) {
		return new CascadeListener() {

			@Override
			public void ended(CallView call, CallOutcome outcome, @Nullable Throwable failure) {
				refresh.touched();
			}

		};
	}

	@Bean
	@ConditionalOnMissingBean
	SpendLedger cascadeSpendLedger() {
		return new InMemorySpendLedger();
	}

	@Bean
	@ConditionalOnMissingBean
	Budgets cascadeBudgets(CascadeProperties properties, Chains chains, SpendLedger ledger, Time time,
			Listeners listeners) {
		BudgetsFactory factory = new BudgetsFactory(properties.budgets(), chains);
		return new Budgets(factory.create(), factory.cheaper(), ledger, time.clock(), listeners.all());
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
			LearnedScores experience, TokenCounter counter) {
		return new PlanningContext(availability, prices, budgets, experience, counter);
	}

	@Bean
	@ConditionalOnMissingBean
	LearnedScores cascadeLearnedScores(Performance performance, Acceptance acceptance) {
		return new LearnedScores(performance, acceptance);
	}

	@Bean(destroyMethod = "stop")
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty("cascade.spend.settle")
	LateCosts cascadeLateCosts(ConfiguredClients clients, Listeners listeners, Time time) {
		return new LateCosts(clients.all().get(0)::generation, listeners.all(), time.scheduler());
	}

	@Bean
	@ConditionalOnMissingBean
	Spending cascadeSpending(PlanningContext planning, ObjectProvider<LateCosts> lateCosts) {
		return new Spending(planning, lateCosts.getIfAvailable());
	}

	/**
	 * What the stages of the package, and planning, need.
	 *
	 * @param planning what planning knows beside a call
	 * @param lateCosts looks up costs that nobody knew, {@code null} for not
	 */
	record Spending(PlanningContext planning, @Nullable LateCosts lateCosts) {

	}

}
