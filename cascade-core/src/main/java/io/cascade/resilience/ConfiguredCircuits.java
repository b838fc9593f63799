package io.cascade.resilience;

import java.time.Duration;
import java.util.Set;

import io.cascade.exchange.Time;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;

/**
 * Circuit breakers that the application configured by keys of Resilience4j. What it did
 * not name is as the rules say: the library's defaults, such as 60 s open, are no use for
 * models.
 *
 * @param registry holds them
 * @param rules what holds for keys that are not named
 * @param time the clocks
 */
public record ConfiguredCircuits(CircuitBreakerRegistry registry, CircuitRules rules, Time time) {

	private static final Set<String> OWN_WAITS = Set.of("enableexponentialbackoff", "exponentialbackoffmultiplier",
			"exponentialmaxwaitdurationinopenstate", "enablerandomizedwait", "randomizedwaitfactor");

	/**
	 * Puts a breaker in the place of the one of this name, if there is one.
	 * @param name its name
	 * @param named the keys that the application named, in lower case and without hyphens
	 */
	public void complete(String name, Set<String> named) {
		this.registry.find(name).ifPresent((breaker) -> {
			CircuitBreakerConfig config = completed(breaker.getCircuitBreakerConfig(), named);
			this.registry.replace(name, CircuitBreaker.of(name, config, breaker.getTags()));
		});
	}

	private CircuitBreakerConfig completed(CircuitBreakerConfig own, Set<String> named) {
		CircuitBreakerConfig ours = ours(own, named).toConfig(new SteadyClock(this.time));
		int window = pick(named, "slidingwindowsize", own, ours).getSlidingWindowSize();
		int minimum = named.contains("minimumnumberofcalls") ? own.getMinimumNumberOfCalls()
				: Math.min(window, this.rules.minimumCalls());
		CircuitBreakerConfig.Builder config = CircuitBreakerConfig.from(own)
			.clock(ours.getClock())
			.failureRateThreshold(pick(named, "failureratethreshold", own, ours).getFailureRateThreshold())
			.slowCallRateThreshold(pick(named, "slowcallratethreshold", own, ours).getSlowCallRateThreshold())
			.slowCallDurationThreshold(
					pick(named, "slowcalldurationthreshold", own, ours).getSlowCallDurationThreshold())
			.slidingWindow(window, minimum, pick(named, "slidingwindowtype", own, ours).getSlidingWindowType(),
					ours.getSlidingWindowSynchronizationStrategy())
			.permittedNumberOfCallsInHalfOpenState(pick(named, "permittednumberofcallsinhalfopenstate", own, ours)
				.getPermittedNumberOfCallsInHalfOpenState())
			.maxWaitDurationInHalfOpenState(
					pick(named, "maxwaitdurationinhalfopenstate", own, ours).getMaxWaitDurationInHalfOpenState());
		return (named.stream().anyMatch(OWN_WAITS::contains) ? config
				: config.waitIntervalFunctionInOpenState(ours.getWaitIntervalFunctionInOpenState()))
			.build();
	}

	/**
	 * A time to stay open that is named is the first one: each further time is longer.
	 */
	private CircuitRules ours(CircuitBreakerConfig own, Set<String> named) {
		Duration open = named.contains("waitdurationinopenstate")
				? Duration.ofMillis(own.getWaitIntervalFunctionInOpenState().apply(1)) : this.rules.open();
		return new CircuitRules(true, this.rules.failureRate(), this.rules.slowFirstToken(), this.rules.slowRate(),
				this.rules.window(), this.rules.minimumCalls(), open, this.rules.maxOpen(), this.rules.probes(),
				this.rules.ramp());
	}

	private static CircuitBreakerConfig pick(Set<String> named, String key, CircuitBreakerConfig own,
			CircuitBreakerConfig ours) {
		return named.contains(key) ? own : ours;
	}

}
