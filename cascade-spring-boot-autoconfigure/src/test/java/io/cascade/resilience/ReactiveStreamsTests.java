package io.cascade.resilience;

import java.time.Duration;
import java.util.stream.Stream;

import io.cascade.resilience.LimitRules.WhenFull;
import io.cascade.stress.ReactiveStreams;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import reactor.core.scheduler.Schedulers;

/**
 * The operators of this package keep to the specification of Reactive Streams.
 */
class ReactiveStreamsTests {

	private final UpstreamLimit limit = new UpstreamLimit(LimitScope.upstream("ollama"),
			new LimitRules(1000, 1000, WhenFull.WAIT, Duration.ofMinutes(2)), BulkheadRegistry.ofDefaults(),
			RateLimiterRegistry.ofDefaults(), Schedulers.parallel());

	@TestFactory
	@DisplayName("A hop in its place and its minute")
	Stream<DynamicNode> placedHop() {
		return ReactiveStreams.of((source) -> LimitedHop.of(source, this.limit));
	}

}
