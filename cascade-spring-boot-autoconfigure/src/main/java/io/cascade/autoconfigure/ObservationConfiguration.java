package io.cascade.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import io.cascade.CascadeListener;
import io.cascade.Target;
import io.cascade.budget.Budgets;
import io.cascade.budget.OpenRuns;
import io.cascade.budget.SpendTotals;
import io.cascade.exchange.Chain;
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
import io.cascade.observation.ObservedMeters;
import io.cascade.observation.TagBudgetGauges;
import io.cascade.pricing.PriceList;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.function.SingletonSupplier;

/**
 * Listeners, events, observations and meters. Registries are the application's; without
 * one nothing is built for it.
 */
@Configuration(proxyBeanMethods = false)
final class ObservationConfiguration {

	private static final Log logger = LogFactory.getLog(CascadeAutoConfiguration.class);

	static List<Target> targets(Chains chains) {
		return chains.all().stream().flatMap((chain) -> chain.targets().stream()).toList();
	}

	@Bean
	Listeners cascadeListeners(ObjectProvider<CascadeListener> listeners, ApplicationEventPublisher publisher) {
		return new Listeners(SingletonSupplier
			.of(() -> Stream.concat(listeners.orderedStream(), Stream.of(new EventPublisher(publisher))).toList()));
	}

	@Bean
	@ConditionalOnMissingBean
	Observations cascadeObservations(ObjectProvider<ObservationRegistry> registry, Chains chains,
			ObjectProvider<CallObservationConvention> call, ObjectProvider<HopObservationConvention> hop) {
		if (registry.getIfUnique() == null && registry.stream().findAny().isPresent()) {
			logger.warn("Calls are not observed: there are several ObservationRegistry beans, and none is primary");
		}
		return new Observations(registry.getIfUnique(() -> ObservationRegistry.NOOP), new KnownTargets(targets(chains)),
				new Observations.Conventions(call.getIfAvailable(), hop.getIfAvailable()));
	}

	@Bean
	@ConditionalOnMissingBean
	CallLog cascadeCallLog(Time time) {
		return new CallLog(time);
	}

	/**
	 * All listeners, found when all beans are there, since a listener may itself want to
	 * ask.
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
	 * Meters of the application's registry.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBean(MeterRegistry.class)
	static final class Meters {

		@Bean
		@ConditionalOnMissingBean
		CascadeMeters cascadeMeters(MeterRegistry registry, Chains chains, PriceList prices, SpendTotals totals) {
			return new CascadeMeters(registry, new KnownTargets(targets(chains)), prices, totals);
		}

		@Bean
		@ConditionalOnMissingBean
		TagBudgetGauges cascadeTagBudgetGauges(MeterRegistry registry, Budgets budgets) {
			return new TagBudgetGauges(registry, budgets);
		}

		/**
		 * In front of Boot's own handler, and only where there is no other one.
		 */
		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE - 1)
		@ConditionalOnBean(DefaultMeterObservationHandler.class)
		@ConditionalOnSingleCandidate(MeterObservationHandler.class)
		ObservedMeters cascadeObservedMeters(MeterRegistry registry, DefaultMeterObservationHandler usual) {
			return new ObservedMeters(registry, usual);
		}

		@Bean
		MeterBinder cascadeGauges(Budgets budgets, CascadeHealth health, OpenRuns runs, Acceptance acceptance,
				Chains chains) {
			List<String> names = chains.all().stream().map(Chain::name).toList();
			List<MeterBinder> all = List.of(new MoneyGauges(budgets, health, runs), new AcceptanceGauges(acceptance),
					new AvailableTargets(health, names));
			return (registry) -> all.forEach((gauges) -> gauges.bindTo(registry));
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
