package io.cascade.conformance;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.cascade.CascadeException;
import io.cascade.FailureKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Filters that an application gives its web clients: whatever they throw or leave undone,
 * the call hears of it at once, or within its limits.
 */
class ClientFilterTests {

	private static final ExchangeFilterFunction NOTHING = (request, next) -> next.exchange(request);

	private static final AtomicReference<ExchangeFilterFunction> filter = new AtomicReference<>(NOTHING);

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.chain("two", A, B)
		.chain("hasty", A, B)
		.and("cascade.use-customizers=true", "cascade.chains.hasty.first-token-timeout=300ms")
		.bean(WebClientCustomizer.class,
				() -> (builder) -> builder.filter((request, next) -> filter.get().filter(request, next)));

	@AfterEach
	void answersAgain() {
		filter.set(NOTHING);
		stack.server().model(A).answers("Good.");
		assertThat(stack.answer(Way.WHOLE, request("two")).text()).isEqualTo("Good.");
	}

	static Stream<Arguments> broken() {
		return Stream
			.of(new IllegalStateException("a fault"), new StackOverflowError(), new AssertionError("wrong"),
					new NoClassDefFoundError("gone"))
			.flatMap((failure) -> Stream.of(arguments("throws", failure, (ExchangeFilterFunction) (request, next) -> {
				throw sneaky(failure);
			}), arguments("signals", failure, (ExchangeFilterFunction) (request, next) -> Mono.error(failure)),
					arguments("throws at the response", failure,
							(ExchangeFilterFunction) (request, next) -> next.exchange(request).map((response) -> {
								throw sneaky(failure);
							})),
					arguments("throws later", failure,
							(ExchangeFilterFunction) (request, next) -> Mono.delay(Duration.ofMillis(5)).map((tick) -> {
								throw sneaky(failure);
							}))));
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("broken")
	@DisplayName("P07 what a filter throws is the failure of a hop")
	void failsTheHop(String how, Throwable failure, ExchangeFilterFunction broken) {
		filter.set(broken);
		assertThat(stack.exhausted(Way.WHOLE, request("two"))).hasMessageContaining(A)
			.hasMessageContaining(B)
			.hasMessageContaining(failure.getClass().getSimpleName());
	}

	static Stream<ExchangeFilterFunction> silent() {
		return Stream.of((request, next) -> Mono.never(), (request, next) -> new Mono<>() {
			@Override
			public void subscribe(CoreSubscriber<? super ClientResponse> actual) {
			}
		});
	}

	@ParameterizedTest
	@MethodSource("silent")
	@DisplayName("P07 a filter that says nothing, not even that it was subscribed to, is within the limits of a hop")
	void isWithinTheLimits(ExchangeFilterFunction broken) {
		filter.set(broken);
		CascadeException failure = stack.failure(Way.STREAMED, request("hasty"));
		assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
	}

	private static RuntimeException sneaky(Throwable failure) {
		ClientFilterTests.<RuntimeException>sneak(failure);
		return new IllegalStateException(failure);
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void sneak(Throwable failure) throws E {
		throw (E) failure;
	}

}
