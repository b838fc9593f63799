package io.cascade.resilience;

import java.time.Duration;

import io.cascade.Target;
import io.cascade.exchange.Forgetful;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * The limits of one upstream, or of some models. The bulkhead and the rate limiter are
 * named {@code cascade-<upstream>} and {@code cascade-limit-<model>}. Thread-safe.
 */
public final class UpstreamLimit implements Forgetful {

	private final LimitScope scope;

	private final LimitRules rules;

	private final @Nullable ConcurrencyLimit places;

	private final @Nullable Minutes minutes;

	private final RateLimiterRegistry rateLimiters;

	private final Scheduler scheduler;

	/**
	 * Limits of what is in a scope.
	 * @param scope whose requests count
	 * @param rules what is allowed
	 * @param bulkheads holds the bulkhead; one that is there under its name wins
	 * @param rateLimiters holds the rate limiter; one that is there under its name wins
	 * @param scheduler runs the waits
	 */
	public UpstreamLimit(LimitScope scope, LimitRules rules, BulkheadRegistry bulkheads,
			RateLimiterRegistry rateLimiters, Scheduler scheduler) {
		this.scope = scope;
		this.rules = rules;
		String name = "cascade-" + scope.name();
		this.places = (rules.maxInFlight() != null)
				? new ConcurrencyLimit(bulkhead(name, rules.maxInFlight(), bulkheads), scheduler) : null;
		this.minutes = (rules.maxPerMinute() != null)
				? new Minutes(rate(name, rules.maxPerMinute(), rateLimiters), scheduler) : null;
		this.rateLimiters = rateLimiters;
		this.scheduler = scheduler;
	}

	/** A bulkhead that waits would block an event loop: our own queue waits. */
	private static Bulkhead bulkhead(String name, int max, BulkheadRegistry registry) {
		Bulkhead bulkhead = registry.find(name)
			.orElseGet(() -> registry.bulkhead(name, BulkheadConfig.custom().maxConcurrentCalls(max).build()));
		bulkhead.changeConfig(BulkheadConfig.from(bulkhead.getBulkheadConfig()).maxWaitDuration(Duration.ZERO).build());
		return bulkhead;
	}

	private RateLimiter rate(String name, int max, RateLimiterRegistry registry) {
		return registry.find(name)
			.orElseGet(() -> registry.rateLimiter(name,
					RateLimiterConfig.custom()
						.limitForPeriod(max)
						.limitRefreshPeriod(Duration.ofMinutes(1))
						.timeoutDuration(patience())
						.build()));
	}

	/**
	 * Begins a new minute. A limiter takes no turn back, so a new one stands in its place
	 * in the registry. Whoever is under way keeps its place.
	 */
	@Override
	public void forget() {
		if (this.minutes != null) {
			RateLimiter used = this.minutes.rate();
			RateLimiter fresh = RateLimiter.of(used.getName(), used.getRateLimiterConfig(), used.getTags());
			this.rateLimiters.replace(used.getName(), fresh);
			this.minutes.forget(fresh);
		}
	}

	/**
	 * Whether a target has limits of its own, so that it has to begin a request: only the
	 * first model of a request is surely asked.
	 * @param target the target
	 * @return {@code false} for one that shares those of its upstream
	 */
	public boolean isOfModel(Target target) {
		return this.scope.isOfModels() && this.scope.targets().test(target);
	}

	LimitScope scope() {
		return this.scope;
	}

	LimitRules rules() {
		return this.rules;
	}

	@Nullable ConcurrencyLimit places() {
		return this.places;
	}

	@Nullable Minutes minutes() {
		return this.minutes;
	}

	Scheduler scheduler() {
		return this.scheduler;
	}

	/** How long a request waits for its turn. */
	Duration patience() {
		return (this.rules.whenFull() == LimitRules.WhenFull.WAIT) ? this.rules.maxWait() : Duration.ZERO;
	}

}
