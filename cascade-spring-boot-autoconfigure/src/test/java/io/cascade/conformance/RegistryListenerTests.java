package io.cascade.conformance;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.cascade.FailureKind;
import io.cascade.test.Fault;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.LOCAL;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Listeners of an application at the circuits, retries, bulkheads and rate limiters of
 * Resilience4j that throw whatever they like: calls are retried and move on all the same.
 */
class RegistryListenerTests {

	private static final int PLACES = 5;

	private static final String NAME = "cascade-openrouter";

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();

	private static final CircuitBreakerRegistry circuits = CircuitBreakerRegistry.ofDefaults();

	private static final RetryRegistry retries = RetryRegistry.ofDefaults();

	private static final BulkheadRegistry bulkheads = bulkheads();

	private static final RateLimiterRegistry rates = RateLimiterRegistry.ofDefaults();

	@RegisterExtension
	static final Stack stack = Stack.resilient()
		.chain("two", A, B)
		.chain("one", A)
		.chain("scarce", LOCAL)
		.and("cascade.upstreams.local.limits.max-per-minute=4", "cascade.chains.one.retry.backoff=1ms",
				"cascade.limits.max-in-flight=" + PLACES, "cascade.limits.max-per-minute=1000")
		.bean(CircuitBreakerRegistry.class, () -> circuits)
		.bean(RetryRegistry.class, () -> retries)
		.bean(BulkheadRegistry.class, () -> bulkheads)
		.bean(RateLimiterRegistry.class, () -> rates);

	/** Its listener is there before ours. */
	private static BulkheadRegistry bulkheads() {
		BulkheadRegistry registry = BulkheadRegistry.ofDefaults();
		registry.bulkhead(NAME, BulkheadConfig.custom().maxConcurrentCalls(PLACES).build())
			.getEventPublisher()
			.onEvent((event) -> fail());
		return registry;
	}

	@BeforeAll
	static void listen() {
		circuits.getAllCircuitBreakers().forEach((one) -> one.getEventPublisher().onEvent((event) -> fail()));
		retries.getAllRetries().forEach((one) -> one.getEventPublisher().onEvent((event) -> fail()));
		bulkheads.getAllBulkheads().forEach((one) -> one.getEventPublisher().onEvent((event) -> fail()));
		rates.getAllRateLimiters().forEach((one) -> one.getEventPublisher().onEvent((event) -> fail()));
	}

	@AfterEach
	void behave() {
		thrown.set(null);
	}

	private static void fail() {
		Throwable failure = thrown.get();
		if (failure != null) {
			RegistryListenerTests.<RuntimeException>sneak(failure);
		}
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void sneak(Throwable failure) throws E {
		throw (E) failure;
	}

	static Stream<Throwable> harmless() {
		return Stream.of(new IllegalStateException("a fault"), new StackOverflowError(), new AssertionError("wrong"),
				new NoClassDefFoundError("gone"));
	}

	@ParameterizedTest
	@MethodSource("harmless")
	@DisplayName("P07 a call is retried, whatever listeners of Resilience4j throw")
	void isRetried(Throwable failure) {
		thrown.set(failure);
		stack.server().model(A).answers("Good.").fails(Fault.status(503).times(1));
		assertThat(stack.answer(Way.WHOLE, request("one").deadline(SOON)).text()).isEqualTo("Good.");
		assertThatAllPlacesAreFree();
	}

	@ParameterizedTest
	@MethodSource("harmless")
	@DisplayName("P07 a call moves on, whatever listeners of Resilience4j throw")
	void movesOn(Throwable failure) {
		thrown.set(failure);
		stack.server().model(A).fails(Fault.status(503));
		stack.server().model(B).answers("Good.");
		assertThat(stack.answer(Way.STREAMED, request("two").deadline(SOON)).text()).isEqualTo("Good.");
		assertThatAllPlacesAreFree();
	}

	@Test
	@DisplayName("P07 a minute has as many requests as it may have, whatever listeners of Resilience4j throw")
	void keepsTheMinute() {
		harmless().forEach((failure) -> {
			thrown.set(failure);
			assertThat(stack.answer(Way.WHOLE, request("scarce").deadline(SOON)).text()).isNotBlank();
		});
		harmless().forEach((failure) -> {
			thrown.set(failure);
			assertThat(stack.exhausted(Way.WHOLE, request("scarce").deadline(SOON)).kind())
				.isEqualTo(FailureKind.SATURATED);
		});
		assertThat(stack.other().requests()).hasSize(4);
	}

	private static void assertThatAllPlacesAreFree() {
		await().atMost(Stack.PATIENCE)
			.untilAsserted(() -> assertThat(bulkheads.bulkhead(NAME).getMetrics().getAvailableConcurrentCalls())
				.isEqualTo(PLACES));
	}

}
