package io.cascade.stress;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

import io.cascade.CascadeChunk;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.reactor.retry.RetryOperator;
import io.github.resilience4j.retry.RetryConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.retry.Retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * The operators of others that are on the way of a call: each is subscribed to at once,
 * whatever it waits for, and can be left while it waits.
 */
class ForeignOperatorTests {

	private static final Duration WAIT = Duration.ofSeconds(5);

	private static final VirtualTimeScheduler TIME = VirtualTimeScheduler.create();

	private final AtomicInteger told = new AtomicInteger();

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger left = new AtomicInteger();

	static Stream<Arguments> aroundASilentSource() {
		return Stream.of(
				around("collectList, flatMapMany", (source) -> source.collectList().flatMapMany(Flux::fromIterable)),
				around("flatMapIterable", (source) -> source.flatMapIterable(List::of, 1)),
				around("concatMapIterable", (source) -> source.concatMapIterable(List::of, 1)),
				around("concatMap", (source) -> Flux.just(1).concatMap((one) -> source, 1)),
				around("concat", (source) -> Flux.concat(source, Flux.empty())),
				around("concatWith", (source) -> source.concatWith(Flux.empty())),
				around("then", (source) -> source.then(Mono.empty())),
				around("thenMany", (source) -> source.thenMany(Flux.empty())),
				around("onErrorResume", (source) -> source.onErrorResume((ex) -> Flux.empty())),
				around("onErrorResume after an error",
						(source) -> Flux.error(new IllegalStateException())
							.onErrorResume((ex) -> source.cast(Object.class))),
				around("timeout", (source) -> source.next().timeout(WAIT.multipliedBy(1000), TIME)),
				around("takeUntilOther", (source) -> source.takeUntilOther(Mono.never())),
				around("firstWithValue", (source) -> Flux.firstWithValue(source, Flux.never())),
				around("firstWithValue, the other one", (source) -> Flux.firstWithValue(Flux.never(), source)),
				around("subscribeOn", (source) -> source.subscribeOn(TIME, false)),
				around("publishOn", (source) -> source.next().publishOn(TIME)),
				around("retryWhen", (source) -> source.retryWhen(Retry.backoff(3, WAIT).jitter(0).scheduler(TIME))),
				around("RetryOperator", (source) -> source.transformDeferred(RetryOperator.of(retry()))));
	}

	private static Arguments around(String name, Function<Flux<CascadeChunk>, Publisher<?>> operator) {
		return arguments(name, operator);
	}

	private static io.github.resilience4j.retry.Retry retry() {
		return io.github.resilience4j.retry.Retry.of("test",
				RetryConfig.custom().maxAttempts(3).intervalFunction(IntervalFunction.of(WAIT)).build());
	}

	private Flux<CascadeChunk> source(Flux<CascadeChunk> signals) {
		return signals.doOnSubscribe((subscription) -> this.begun.incrementAndGet())
			.doOnCancel(this.left::incrementAndGet);
	}

	private Disposable ask(Publisher<?> waiting) {
		return Flux.from(waiting).doOnSubscribe((subscription) -> this.told.incrementAndGet()).subscribe();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("aroundASilentSource")
	void canBeLeftWhileTheSourceIsSilent(String name, Function<Flux<CascadeChunk>, Publisher<?>> operator) {
		Disposable asked = ask(operator.apply(source(Flux.never())));
		assertThat(this.told).hasValue(1);
		TIME.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.begun).hasValue(1);
		asked.dispose();
		TIME.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.left).hasValue(1);
	}

	static Stream<Arguments> whileTheyWait() {
		return Stream.of(around("Mono.delay, thenMany", (source) -> Mono.delay(WAIT, TIME).thenMany(source)),
				around("Mono.delay, flatMapMany",
						(source) -> Mono.delay(WAIT, TIME)
							.takeUntilOther(Mono.never())
							.filter((tick) -> true)
							.flatMapMany((tick) -> source)),
				around("firstWithValue with a delay",
						(source) -> Flux.firstWithValue(Flux.never(), Mono.delay(WAIT, TIME).thenMany(source))));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("whileTheyWait")
	void beginNothingAfterTheyWereLeft(String name, Function<Flux<CascadeChunk>, Publisher<?>> operator) {
		Disposable asked = ask(operator.apply(source(Flux.never())));
		assertThat(this.told).hasValue(1);
		asked.dispose();
		TIME.advanceTimeBy(WAIT.multipliedBy(2));
		assertThat(this.begun).hasValue(0);
	}

	static Stream<Arguments> afterAFailure() {
		return Stream.of(
				around("retryWhen", (source) -> source.retryWhen(Retry.backoff(3, WAIT).jitter(0).scheduler(TIME))),
				around("RetryOperator", (source) -> source.transformDeferred(RetryOperator.of(retry()))));
	}

	/** The wait of the second one is on the parallel scheduler, on virtual time here. */
	@ParameterizedTest(name = "{0}")
	@MethodSource("afterAFailure")
	void tryNothingAgainAfterTheyWereLeft(String name, Function<Flux<CascadeChunk>, Publisher<?>> operator) {
		VirtualTimeScheduler.set(TIME);
		try {
			Flux<CascadeChunk> failing = source(Flux.error(new IllegalStateException()));
			Disposable asked = ask(operator.apply(failing));
			TIME.advanceTimeBy(WAIT.multipliedBy(3).dividedBy(2));
			assertThat(this.begun).hasValue(2);
			asked.dispose();
			TIME.advanceTimeBy(WAIT.multipliedBy(20));
			assertThat(this.begun).hasValue(2);
			assertThat(this.told).hasValue(1);
		}
		finally {
			VirtualTimeScheduler.reset();
		}
	}

}
