package io.cascade.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cascade.AnswerBinder;
import io.cascade.CallbackException;
import io.cascade.Tool;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Errors of the JVM under foreign code, wherever they are thrown, are the end of what it
 * was asked for; Reactor would lose them.
 */
class GuardedTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Map<String, Function<Error, Mono<String>>> RESULTS = Map.of("on a worker",
			(error) -> Mono.<String>fromCallable(() -> thrown(error)).subscribeOn(Schedulers.boundedElastic()),
			"in an operator on a worker",
			(error) -> Mono.just("a").publishOn(Schedulers.parallel()).map((any) -> thrown(error)), "after a delay",
			(error) -> Mono.delay(Duration.ofMillis(1)).map((any) -> thrown(error)), "behind two threads",
			(error) -> Mono.just("a")
				.delayElement(Duration.ofMillis(1), Schedulers.parallel())
				.flatMap((any) -> Mono.<String>fromSupplier(() -> thrown(error)).subscribeOn(Schedulers.single())),
			"in a future", (error) -> Mono.fromFuture(() -> CompletableFuture.supplyAsync(() -> thrown(error))),
			"on a thread of its own", (error) -> Mono.create((sink) -> new Thread(() -> sink.error(error)).start()),
			"in a nested result",
			(error) -> Callbacks.of(Tool.class)
				.later("inner",
						() -> Mono.<String>fromSupplier(() -> thrown(error)).subscribeOn(Schedulers.boundedElastic())));

	private static final Map<String, Function<Error, Function<Flux<Integer>, Flux<Integer>>>> STREAMS = Map.of(
			"when it is asked", (error) -> (numbers) -> thrown(error), "in an operator",
			(error) -> (numbers) -> numbers.map((number) -> (number == 2) ? thrown(error) : number),
			"in an operator with a queue",
			(error) -> (numbers) -> numbers
				.concatMapIterable((number) -> (number == 2) ? thrown(error) : List.of(number), 1),
			"in an iterator",
			(error) -> (numbers) -> numbers.concatMapIterable(
					(number) -> () -> Stream.of(number).map((each) -> (each == 2) ? thrown(error) : each).iterator(),
					1),
			"at the end", (error) -> (numbers) -> numbers.concatWith(Flux.defer(() -> thrown(error))),
			"on another thread",
			(error) -> (numbers) -> numbers.publishOn(Schedulers.parallel())
				.map((number) -> (number == 2) ? thrown(error) : number),
			"as a signal", (error) -> (numbers) -> numbers.concatWith(Flux.error(error)));

	private final Callbacks callbacks = Callbacks.of(AnswerBinder.class);

	static Stream<Error> errors() {
		return Stream.of(new NoSuchMethodError("gone"), new NoClassDefFoundError("gone"),
				new ExceptionInInitializerError("gone"), new IncompatibleClassChangeError("gone"),
				new StackOverflowError());
	}

	static Stream<Arguments> results() {
		return RESULTS.entrySet()
			.stream()
			.flatMap((way) -> errors().map((error) -> arguments(way.getKey(), error, way.getValue().apply(error))));
	}

	static Stream<Arguments> streams() {
		return STREAMS.entrySet()
			.stream()
			.flatMap((way) -> errors().map((error) -> arguments(way.getKey(), error, way.getValue().apply(error))));
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("results")
	@DisplayName("V01 a result that can't be linked fails, on whatever thread")
	void aResultFailsOnWhateverThread(String way, Error error, Mono<String> result) {
		StepVerifier.create(this.callbacks.later(way, () -> result))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(CallbackException.class).hasCause(error))
			.verify(PATIENCE);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("streams")
	@DisplayName("V01 a stream that can't be linked fails, and ends what it was made of")
	void aStreamFails(String way, Error error, Function<Flux<Integer>, Flux<Integer>> code) {
		AtomicInteger left = new AtomicInteger();
		Flux<Integer> numbers = Flux.range(1, 3).doFinally((end) -> left.incrementAndGet());
		StepVerifier.create(this.callbacks.through(way, numbers, code))
			.thenConsumeWhile((number) -> true)
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(CallbackException.class).hasCause(error))
			.verify(PATIENCE);
		assertThat(left).hasValue("when it is asked".equals(way) ? 0 : 1);
	}

	@Test
	void aSourceThatGoesOnIsCancelled() {
		TestPublisher<Integer> numbers = TestPublisher.create();
		StepVerifier
			.create(this.callbacks.<Integer, Integer>through("a", numbers.flux(),
					(given) -> given.concatMapIterable((number) -> thrown(new NoSuchMethodError("gone")), 1)))
			.then(() -> numbers.next(1))
			.expectError(CallbackException.class)
			.verify(PATIENCE);
		numbers.assertCancelled();
	}

	@Test
	void exceptionsOfEitherSidePassAsTheyAre() {
		IllegalStateException failure = new IllegalStateException("as it is");
		StepVerifier.create(this.callbacks.through("a", Flux.error(failure), (given) -> given))
			.expectErrorSatisfies((ex) -> assertThat(ex).isSameAs(failure))
			.verify(PATIENCE);
		StepVerifier
			.create(this.callbacks.<Integer, Integer>through("a", Flux.just(1),
					(given) -> given.map((any) -> thrown(failure))))
			.expectErrorSatisfies((ex) -> assertThat(ex).isSameAs(failure))
			.verify(PATIENCE);
	}

	@Test
	void demandAndCancelReachTheSource() {
		TestPublisher<Integer> numbers = TestPublisher.create();
		StepVerifier
			.create(this.callbacks.through("a", numbers.flux(), (given) -> given.map((number) -> number + 1)), 1)
			.then(() -> {
				numbers.assertMinRequested(1);
				numbers.assertMaxRequested(1);
				numbers.next(1);
			})
			.expectNext(2)
			.thenCancel()
			.verify(PATIENCE);
		numbers.assertCancelled();
	}

	@Test
	@DisplayName("what is done with a value is none of the foreign code's, whatever it throws later")
	void whatFollowsIsNotFollowed() {
		AtomicInteger guarded = new AtomicInteger();
		this.callbacks.later("a", () -> Mono.just("value"))
			.doOnNext((value) -> guarded.addAndGet((ForeignTasks.current() != null) ? 1 : 0))
			.block(PATIENCE);
		this.callbacks
			.later("outer",
					() -> this.callbacks.later("inner", () -> Mono.just("value"))
						.doOnNext((value) -> guarded.addAndGet((ForeignTasks.current() != null) ? 10 : 0)))
			.block(PATIENCE);
		assertThat(guarded).hasValue(10);
		assertThat(ForeignTasks.current()).isNull();
	}

	/**
	 * An error comes from one thread while another one delivers: one end, the last
	 * signal.
	 */
	@RepeatedTest(20)
	void endsOnceWhereAnErrorMeetsValues() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(2);
		Sinks.Many<Integer> numbers = Sinks.many().unicast().onBackpressureBuffer();
		AtomicInteger ends = new AtomicInteger();
		AtomicInteger late = new AtomicInteger();
		try {
			Flux<Integer> made = this.callbacks.through("a", numbers.asFlux(),
					(given) -> Flux.merge(given, Mono.<Integer>fromCallable(() -> thrown(new NoSuchMethodError("gone")))
						.subscribeOn(Schedulers.fromExecutor(threads))));
			CompletableFuture<Void> end = new CompletableFuture<>();
			made.subscribe((number) -> late.addAndGet(ends.get()), (ex) -> {
				ends.incrementAndGet();
				end.complete(null);
			}, ends::incrementAndGet);
			for (int i = 0; i < 200; i++) {
				numbers.tryEmitNext(i);
			}
			end.get(5, TimeUnit.SECONDS);
			assertThat(ends).hasValue(1);
			assertThat(late).hasValue(0);
		}
		finally {
			threads.shutdownNow();
		}
	}

	/** The same between two threads that do nothing else, so that the signals do meet. */
	@Test
	void noEndIsLostWhereAnErrorMeetsAValue() throws Exception {
		int rounds = 50_000;
		AtomicInteger round = new AtomicInteger(-1);
		AtomicReferenceArray<Guarded<Integer>> all = new AtomicReferenceArray<>(rounds);
		AtomicIntegerArray ends = new AtomicIntegerArray(rounds);
		for (int i = 0; i < rounds; i++) {
			int number = i;
			all.set(i, new Guarded<>(new BaseSubscriber<Integer>() {

				@Override
				protected void hookFinally(SignalType type) {
					ends.incrementAndGet(number);
				}

				@Override
				protected void hookOnError(Throwable failure) {
					assertThat(failure).hasMessage("gone");
				}

			}, false, UnaryOperator.identity()));
		}
		NoSuchMethodError gone = new NoSuchMethodError("gone");
		CompletableFuture<Void> failing = CompletableFuture.runAsync(() -> {
			for (int i = 0; i < rounds; i++) {
				while (round.get() < i) {
					Thread.onSpinWait();
				}
				all.get(i).takes(gone);
			}
		});
		for (int i = 0; i < rounds; i++) {
			Guarded<Integer> guarded = all.get(i);
			guarded.onSubscribe(Operators.emptySubscription());
			round.set(i);
			for (int value = 0; value < 3; value++) {
				guarded.onNext(value);
			}
		}
		failing.get(PATIENCE.toSeconds() * 4, TimeUnit.SECONDS);
		assertThat(IntStream.range(0, rounds).filter((i) -> ends.get(i) != 1)).isEmpty();
	}

	@SuppressWarnings("TypeParameterUnusedInFormals")
	private static <T> T thrown(Throwable failure) {
		return Sneaky.<T, RuntimeException>thrown(failure);
	}

	private static final class Sneaky {

		@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
		static <T, E extends Throwable> T thrown(Throwable failure) throws E {
			throw (E) failure;
		}

	}

}
