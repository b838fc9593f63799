package io.cascade.autoconfigure;

import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import io.cascade.autoconfigure.ModelLimits.Limited;
import io.cascade.autoconfigure.ObservationConfiguration.Listeners;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Time;
import io.cascade.health.CooldownStore;
import io.cascade.health.InMemoryCooldownStore;
import io.cascade.resilience.CircuitRules;
import io.cascade.resilience.ConfiguredCircuits;
import io.cascade.resilience.CooldownRules;
import io.cascade.resilience.CurrentAvailability;
import io.cascade.resilience.HedgeDelays;
import io.cascade.resilience.KindThresholds;
import io.cascade.resilience.Retries;
import io.cascade.resilience.UpstreamLimit;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

/**
 * Retries, circuits, cooldowns and limits. The registries are the application's, where it
 * has any.
 */
@Configuration(proxyBeanMethods = false)
final class ResilienceConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Time cascadeTime() {
		return Time.ofMachine();
	}

	@Bean
	@ConditionalOnMissingBean
	CooldownStore cascadeCooldownStore(Time time) {
		return new InMemoryCooldownStore(time);
	}

	/** The one that the stages write; one that an application adds is not asked. */
	@Bean
	@Primary
	@ConditionalOnMissingBean
	CurrentAvailability cascadeAvailability(CascadeProperties properties, Chains chains, Environment environment,
			ObjectProvider<CircuitBreakerRegistry> registries, CooldownStore store, Time time, Listeners listeners) {
		CurrentAvailability.Rules rules = rules(properties);
		CircuitBreakerRegistry registry = registries.getIfAvailable(CircuitBreakerRegistry::ofDefaults);
		complete(new ConfiguredCircuits(registry, rules.circuits(), time), registry, environment);
		CurrentAvailability availability = new CurrentAvailability(rules, registry, store, time,
				() -> ThreadLocalRandom.current().nextDouble(), listeners.all());
		chains.all().forEach((chain) -> availability.register(chain.targets()));
		return availability;
	}

	private static CurrentAvailability.Rules rules(CascadeProperties properties) {
		CircuitRules circuits = properties.circuit().toRules();
		PropertyCheck.check("cascade.circuit", circuits::check);
		CooldownRules cooldowns = properties.cooldown().toRules();
		PropertyCheck.check("cascade.cooldown", cooldowns::check);
		KindThresholds thresholds = new KindThresholds(properties.circuit().thresholds());
		PropertyCheck.check("cascade.circuit", thresholds::check);
		return new CurrentAvailability.Rules(circuits, cooldowns, thresholds);
	}

	/** What Resilience4j's own keys say nothing of is ours. */
	private static void complete(ConfiguredCircuits configured, CircuitBreakerRegistry registry,
			Environment environment) {
		ResilienceKeys keys = new ResilienceKeys(environment, "circuitbreaker");
		registry.getAllCircuitBreakers()
			.stream()
			.map(CircuitBreaker::getName)
			.filter((name) -> name.startsWith("cascade-") && !keys.of(name).isEmpty())
			.forEach((name) -> configured.complete(name, keys.of(name)));
	}

	@Bean
	@ConditionalOnMissingBean
	Retries cascadeRetries(ObjectProvider<RetryRegistry> registry, Chains chains, Environment environment) {
		Retries retries = new Retries(registry.getIfAvailable(RetryRegistry::ofDefaults),
				() -> ThreadLocalRandom.current().nextDouble(), new ResilienceKeys(environment, "retry")::of);
		chains.all().forEach(retries::register);
		return retries;
	}

	@Bean
	@ConditionalOnMissingBean
	HedgeDelays cascadeHedgeDelays(Time time) {
		return new HedgeDelays(time.scheduler());
	}

	@Bean
	UpstreamLimits cascadeUpstreamLimits(CascadeProperties properties, Upstreams upstreams,
			ObjectProvider<BulkheadRegistry> bulkheads, ObjectProvider<RateLimiterRegistry> rateLimiters,
			CurrentAvailability availability, Time time) {
		SingletonSupplier<BulkheadRegistry> places = SingletonSupplier
			.of(() -> bulkheads.getIfAvailable(BulkheadRegistry::ofDefaults));
		SingletonSupplier<RateLimiterRegistry> rates = SingletonSupplier
			.of(() -> rateLimiters.getIfAvailable(RateLimiterRegistry::ofDefaults));
		Stream<Limited> limited = Stream.concat(new ModelLimits(properties.limits()).all().stream(),
				upstreams.limited());
		UpstreamLimits limits = new UpstreamLimits(limited
			.map((limit) -> new UpstreamLimit(limit.scope(), limit.rules(), places.obtain(), rates.obtain(),
					time.scheduler()))
			.toList());
		availability.counts(limits::isOfModel);
		return limits;
	}

}
