package io.cascade.autoconfigure;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import io.cascade.autoconfigure.CascadeAutoConfiguration.ConfiguredUpstreams;
import io.cascade.autoconfigure.ModelLimits.Limited;
import io.cascade.autoconfigure.ObservationConfiguration.Listeners;
import io.cascade.autoconfigure.UpstreamsFactory.ConfiguredUpstream;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Forgetful;
import io.cascade.exchange.Time;
import io.cascade.resilience.CircuitRules;
import io.cascade.resilience.ConfiguredCircuits;
import io.cascade.resilience.CooldownRules;
import io.cascade.resilience.CurrentAvailability;
import io.cascade.resilience.HedgeDelays;
import io.cascade.resilience.KindThresholds;
import io.cascade.resilience.LimitScope;
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
	CircuitSettings cascadeCircuitSettings(CascadeProperties properties,
			ObjectProvider<CircuitBreakerRegistry> registries, Time time, Environment environment) {
		CircuitRules rules = properties.circuit().toRules();
		PropertyCheck.check("cascade.circuit", rules::check);
		CircuitBreakerRegistry registry = registries.getIfAvailable(CircuitBreakerRegistry::ofDefaults);
		ConfiguredCircuits configured = new ConfiguredCircuits(registry, rules, time);
		ResilienceKeys keys = new ResilienceKeys(environment, "circuitbreaker");
		registry.getAllCircuitBreakers()
			.stream()
			.map(CircuitBreaker::getName)
			.filter((name) -> name.startsWith("cascade-") && !keys.of(name).isEmpty())
			.forEach((name) -> configured.complete(name, keys.of(name)));
		return new CircuitSettings(registry, rules);
	}

	/** The one that the stages write; one that an application adds is not asked. */
	@Bean
	@Primary
	@ConditionalOnMissingBean
	CurrentAvailability cascadeAvailability(CascadeProperties properties, CircuitSettings circuits, Chains chains,
			Time time, Listeners listeners) {
		CooldownRules cooldowns = properties.cooldown().toRules();
		PropertyCheck.check("cascade.cooldown", cooldowns::check);
		KindThresholds thresholds = new KindThresholds(properties.circuit().thresholds());
		PropertyCheck.check("cascade.circuit", thresholds::check);
		CurrentAvailability availability = new CurrentAvailability(
				new CurrentAvailability.Rules(circuits.rules(), cooldowns, thresholds), circuits.registry(), time,
				() -> ThreadLocalRandom.current().nextDouble(), listeners.all());
		chains.all().forEach((chain) -> availability.register(chain.targets()));
		return availability;
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
	Resilience cascadeResilience(CurrentAvailability availability, Retries retries, ModelLimits models,
			LimitRegistries registries, Time time) {
		List<UpstreamLimit> limits = Stream.concat(models.all().stream(), registries.upstreams().stream())
			.map((limited) -> new UpstreamLimit(limited.scope(), limited.rules(), registries.bulkheads(),
					registries.rateLimiters(), time.scheduler()))
			.toList();
		availability.counts((target) -> limits.stream().anyMatch((limit) -> limit.isOfModel(target)));
		return new Resilience(availability, retries, limits, new HedgeDelays(time.scheduler()), time);
	}

	@Bean
	@ConditionalOnMissingBean
	ModelLimits cascadeModelLimits(CascadeProperties properties) {
		return new ModelLimits(properties.limits());
	}

	@Bean
	@ConditionalOnMissingBean
	LimitRegistries cascadeLimitRegistries(ObjectProvider<BulkheadRegistry> bulkheads,
			ObjectProvider<RateLimiterRegistry> rateLimiters, ConfiguredUpstreams upstreams) {
		return new LimitRegistries(bulkheads.getIfAvailable(BulkheadRegistry::ofDefaults),
				rateLimiters.getIfAvailable(RateLimiterRegistry::ofDefaults),
				upstreams.all()
					.stream()
					.filter((upstream) -> upstream.limits().isOn())
					.map(ResilienceConfiguration::limited)
					.toList());
	}

	private static Limited limited(ConfiguredUpstream upstream) {
		return new Limited(LimitScope.upstream(upstream.settings().upstream().name()), upstream.limits());
	}

	/**
	 * What the stages of the package need.
	 *
	 * @param availability who may be asked now
	 * @param retries when a hop is sent again
	 * @param limits how much models and upstreams are asked at most
	 * @param hedges when a second request is sent
	 * @param time the clocks
	 */
	record Resilience(CurrentAvailability availability, Retries retries, List<UpstreamLimit> limits, HedgeDelays hedges,
			Time time) implements Forgetful {

		/** The availability is a bean of its own. */
		@Override
		public void forget() {
			this.limits.forEach(UpstreamLimit::forget);
			this.hedges.forget();
		}

	}

	/**
	 * When circuits open.
	 *
	 * @param registry holds the circuit breakers
	 * @param rules what holds where Resilience4j's own keys say nothing
	 */
	record CircuitSettings(CircuitBreakerRegistry registry, CircuitRules rules) {

	}

	/**
	 * The registries of limits, and the limits of upstreams.
	 *
	 * @param bulkheads holds the bulkheads
	 * @param rateLimiters holds the rate limiters
	 * @param upstreams the limits of upstreams that have any
	 */
	record LimitRegistries(BulkheadRegistry bulkheads, RateLimiterRegistry rateLimiters, List<Limited> upstreams) {

	}

}
