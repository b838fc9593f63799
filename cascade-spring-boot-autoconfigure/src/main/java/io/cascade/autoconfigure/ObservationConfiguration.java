package io.cascade.autoconfigure;

import java.util.List;

import io.cascade.CascadeListener;
import io.cascade.Target;
import io.cascade.budget.Budgets;
import io.cascade.budget.SpendTotals;
import io.cascade.exchange.Chains;
import io.cascade.exchange.GuardedListeners;
import io.cascade.exchange.Time;
import io.cascade.health.Acceptance;
import io.cascade.health.CascadeHealth;
import io.cascade.observation.AcceptanceGauges;
import io.cascade.observation.AvailableTargets;
import io.cascade.observation.CallLog;
import io.cascade.observation.CallObservationConvention;
import io.cascade.observation.CascadeMeterFilter;
import io.cascade.observation.CascadeMeters;
import io.cascade.observation.HopObservationConvention;
import io.cascade.observation.KnownTargets;
import io.cascade.observation.MoneyGauges;
import io.cascade.observation.Observations;
import io.cascade.observation.TagBudgetGauges;
import io.cascade.pricing.PriceList;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/**
 * Listeners, events, observations and meters. Registries are the application's; without
 * one nothing is built for it.
 */
@Configuration(proxyBeanMethods = false)
final class ObservationConfiguration {

	private static final Log logger = LogFactory.getLog(CascadeAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean
	KnownTargets cascadeKnownTargets(Chains chains) {
		return new KnownTargets(targets(chains));
	}

	static List<Target> targets(Chains chains) {
		return chains.all().stream().flatMap((chain) -> chain.targets().stream()).toList();
	}

	/** Found when all beans are there, since a listener may itself want to ask. */
	@Bean
	@ConditionalOnMissingBean
	Listeners cascadeListeners(ObjectProvider<CascadeListener> listeners) {
		return new Listeners(SingletonSupplier.of(() -> listeners.orderedStream().toList()));
	}

	@Bean
	@ConditionalOnMissingBean
	EventPublisher cascadeEventPublisher(ApplicationEventPublisher publisher) {
		return new EventPublisher(publisher);
	}

	@Bean
	@ConditionalOnMissingBean
	Observations cascadeObservations(ObjectProvider<ObservationRegistry> registry, KnownTargets known,
			ObjectProvider<CallObservationConvention> call, ObjectProvider<HopObservationConvention> hop) {
		if (registry.getIfUnique() == null && registry.stream().findAny().isPresent()) {
			logger.warn("Calls are not observed: there are several ObservationRegistry beans, and none is primary");
		}
		return new Observations(registry.getIfUnique(() -> ObservationRegistry.NOOP), known,
				new Observations.Conventions(call.getIfAvailable(), hop.getIfAvailable()));
	}

	@Bean
	@ConditionalOnMissingBean
	CallLog cascadeCallLog(Time time) {
		return new CallLog(time);
	}

	@Bean
	@ConditionalOnMissingBean
	Telemetry cascadeTelemetry(Observations observations, Listeners listeners, CallLog log,
			CascadeProperties properties) {
		boolean content = properties.observation().includeContent();
		if (content) {
			logger.warn("Prompts and answers are recorded in observations (cascade.observation.include-content)");
		}
		return new Telemetry(observations, listeners.all(), log, content, properties.transactionWarning());
	}

	/**
	 * All listeners.
	 *
	 * @param found each of them
	 */
	record Listeners(SingletonSupplier<List<CascadeListener>> found) implements SmartInitializingSingleton {

		CascadeListener all() {
			return new GuardedListeners(this.found::obtain);
		}

		@Override
		public void afterSingletonsInstantiated() {
			this.found.obtain();
		}

	}

	/**
	 * How calls and hops are observed.
	 *
	 * @param observations starts observations
	 * @param listener hears of attempts, ends and events
	 * @param log what the log tells of calls
	 * @param content whether prompts and answers are recorded
	 * @param transactionWarning whether to warn of calls inside transactions
	 */
	record Telemetry(Observations observations, CascadeListener listener, CallLog log, boolean content,
			boolean transactionWarning) {

	}

	/**
	 * Meters of the application's registry.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBean(MeterRegistry.class)
	static final class Meters {

		@Bean
		@ConditionalOnMissingBean
		CascadeMeters cascadeMeters(MeterRegistry registry, KnownTargets known, PriceList prices, SpendTotals totals) {
			return new CascadeMeters(registry, known, prices, totals);
		}

		@Bean
		@ConditionalOnMissingBean
		MoneyGauges cascadeMoneyGauges(Budgets budgets, CascadeHealth health) {
			return new MoneyGauges(budgets, health);
		}

		@Bean
		@ConditionalOnMissingBean
		TagBudgetGauges cascadeTagBudgetGauges(MeterRegistry registry, Budgets budgets) {
			return new TagBudgetGauges(registry, budgets);
		}

		@Bean
		@ConditionalOnMissingBean
		AcceptanceGauges cascadeAcceptanceGauges(Acceptance acceptance) {
			return new AcceptanceGauges(acceptance);
		}

		@Bean
		@ConditionalOnMissingBean
		AvailableTargets cascadeAvailableTargets(CascadeHealth health) {
			return new AvailableTargets(health);
		}

	}

	/**
	 * Bucket edges, whoever makes the registry.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static final class MeterFilters {

		@Bean
		@ConditionalOnMissingBean
		CascadeMeterFilter cascadeMeterFilter() {
			return new CascadeMeterFilter();
		}

	}

}
