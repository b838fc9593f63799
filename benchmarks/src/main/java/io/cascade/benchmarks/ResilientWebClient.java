package io.cascade.benchmarks;

import java.time.Duration;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.github.resilience4j.reactor.retry.RetryOperator;
import io.github.resilience4j.reactor.timelimiter.TimeLimiterOperator;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.timelimiter.TimeLimiter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * What a careful team writes by hand: a time limit for each attempt, a bulkhead, a
 * circuit breaker, and up to three attempts, which follow each other at once.
 *
 * @param client sends
 */
record ResilientWebClient(PlainWebClient client, TimeLimiter limiter, Bulkhead bulkhead, CircuitBreaker circuit,
		Retry retry) {

	static Contender contender(Scenario scenario, ConfigurableApplicationContext application, String url) {
		ResilientWebClient client = new ResilientWebClient(PlainWebClient.of(application, url),
				TimeLimiter.of(Duration.ofSeconds(30)),
				Bulkhead.of("model", BulkheadConfig.custom().maxConcurrentCalls(2500).build()),
				CircuitBreaker.ofDefaults("model"),
				Retry.of("model", RetryConfig.custom().maxAttempts(3).waitDuration(Duration.ZERO).build()));
		return new Contender(scenario.isStreamed() ? client::stream : () -> client.whole().flux(), scenario.length());
	}

	private Mono<Long> whole() {
		return this.client.whole()
			.transformDeferred(TimeLimiterOperator.of(this.limiter))
			.transformDeferred(BulkheadOperator.of(this.bulkhead))
			.transformDeferred(CircuitBreakerOperator.of(this.circuit))
			.transformDeferred(RetryOperator.of(this.retry));
	}

	private Flux<Long> stream() {
		return this.client.stream()
			.transformDeferred(TimeLimiterOperator.of(this.limiter))
			.transformDeferred(BulkheadOperator.of(this.bulkhead))
			.transformDeferred(CircuitBreakerOperator.of(this.circuit))
			.transformDeferred(RetryOperator.of(this.retry));
	}

}
