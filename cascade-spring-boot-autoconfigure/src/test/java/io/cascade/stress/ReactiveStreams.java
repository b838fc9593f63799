package io.cascade.stress;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.cascade.CascadeChunk;
import io.cascade.UpstreamException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.SubscriberWhiteboxVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.SkipException;
import org.testng.annotations.Test;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * The Technology Compatibility Kit of Reactive Streams for an operator: what it hands on
 * is looked at as a publisher, what it receives with as a subscriber. The kit is made for
 * TestNG; its tests are run as dynamic ones.
 *
 * @param <I> what the operator receives
 * @see <a href=
 * "https://github.com/reactive-streams/reactive-streams-jvm/tree/master/tck">Reactive
 * Streams TCK</a>
 */
public final class ReactiveStreams<I> {

	private static final String UNTESTED = "untested_";

	/** These need a subscriber to two elements, and do not ask whether it is one. */
	private static final Set<String> FOR_SEVERAL = Set.of("required_exerciseWhiteboxHappyPath",
			"required_spec308_requestMustRegisterGivenNumberElementsToBeProduced");

	/** How long a signal is waited for that must come. */
	private static final long PATIENCE = 2_000;

	/** How long is waited for one that must not. */
	private static final long SILENCE = 10;

	private final Function<Flux<I>, ? extends Publisher<CascadeChunk>> operator;

	private final LongFunction<I> words;

	private final Supplier<I> end;

	private final Length length;

	private ReactiveStreams(Function<Flux<I>, ? extends Publisher<CascadeChunk>> operator, LongFunction<I> words,
			Supplier<I> end, Length length) {
		this.operator = operator;
		this.words = words;
		this.end = end;
		this.length = length;
	}

	/**
	 * The tests for an operator on answers.
	 * @param operator makes the operator for one subscription
	 * @return the tests
	 */
	public static Stream<DynamicNode> of(Function<Flux<CascadeChunk>, ? extends Publisher<CascadeChunk>> operator) {
		return new ReactiveStreams<>(operator, ReactiveStreams::word, () -> ByHand.END, Length.ANY).tests();
	}

	/**
	 * The tests for an operator that makes answers of something else.
	 * @param operator makes the operator for one subscription
	 * @param words makes what becomes the text that is the given number
	 * @param end makes what becomes the end of the answer
	 * @param <I> what the operator receives
	 * @return the tests
	 */
	public static <I> Stream<DynamicNode> of(Function<Flux<I>, ? extends Publisher<CascadeChunk>> operator,
			LongFunction<I> words, Supplier<I> end) {
		return new ReactiveStreams<>(operator, words, end, Length.OF_ANSWERS).tests();
	}

	/**
	 * The tests for an operator on at most one chunk.
	 * @param operator makes the operator for one subscription
	 * @return the tests
	 */
	public static Stream<DynamicNode> ofOne(Function<Flux<CascadeChunk>, ? extends Publisher<CascadeChunk>> operator) {
		return new ReactiveStreams<>(operator, ReactiveStreams::word, () -> ByHand.END, Length.ONE).tests();
	}

	private static CascadeChunk word(long number) {
		return new CascadeChunk.Text(Long.toString(number));
	}

	private Stream<DynamicNode> tests() {
		return Stream.of(
				DynamicContainer.dynamicContainer("publisher", tests(PublisherVerification.class, Handing::new)),
				DynamicContainer.dynamicContainer("subscriber",
						tests(SubscriberWhiteboxVerification.class, Receiving::new)),
				DynamicContainer.dynamicContainer("operator of Reactor",
						new ReactorHabits<>(this.operator, this.words, this.end).tests()));
	}

	private <K extends Kit> Stream<DynamicTest> tests(Class<?> kit, Supplier<K> make) {
		return Arrays.stream(kit.getMethods())
			.filter((method) -> method.isAnnotationPresent(Test.class) && isRun(method.getName()))
			.sorted(Comparator.comparing(Method::getName))
			.map((method) -> DynamicTest.dynamicTest(method.getName(), () -> run(method, make.get())));
	}

	private boolean isRun(String name) {
		return !name.startsWith(UNTESTED) && (this.length.most() > 1 || !FOR_SEVERAL.contains(name));
	}

	private void run(Method method, Kit kit) throws Throwable {
		kit.begin();
		try {
			method.invoke(kit);
		}
		catch (InvocationTargetException ex) {
			Assumptions.assumeFalse(maySkip(method, ex.getCause()), () -> String.valueOf(ex.getCause().getMessage()));
			throw ex.getCause();
		}
		finally {
			kit.end();
		}
	}

	/** What is required may be left out only where there can't be so many elements. */
	private boolean maySkip(Method method, Throwable ex) {
		return ex instanceof SkipException
				&& (!method.getName().startsWith("required_") || !this.length.equals(Length.ANY));
	}

	private static TestEnvironment environment() {
		return new TestEnvironment(PATIENCE, SILENCE, SILENCE, false);
	}

	/** How many chunks there can be. */
	private record Length(long least, long most) {

		static final Length ANY = new Length(0, Long.MAX_VALUE - 1);

		/** Some content and an end. */
		static final Length OF_ANSWERS = new Length(2, Long.MAX_VALUE - 1);

		static final Length ONE = new Length(0, 1);

	}

	/**
	 * One half of the kit, for one test.
	 */
	private interface Kit {

		void begin() throws Exception;

		void end();

	}

	/** The operator as a publisher. */
	private final class Handing extends PublisherVerification<CascadeChunk> implements Kit {

		Handing() {
			super(environment(), SILENCE);
		}

		@Override
		public Publisher<CascadeChunk> createPublisher(long elements) {
			if (elements < ReactiveStreams.this.length.least()) {
				throw new SkipException("nothing is so short");
			}
			return bare(() -> ReactiveStreams.this.operator.apply(source(elements)));
		}

		@Override
		public Publisher<CascadeChunk> createFailedPublisher() {
			return bare(() -> ReactiveStreams.this.operator.apply(Flux.error(new IllegalStateException("failed"))));
		}

		private Publisher<CascadeChunk> bare(Supplier<? extends Publisher<CascadeChunk>> operator) {
			return (subscriber) -> operator.get().subscribe((subscriber != null) ? new Bare<>(subscriber) : null);
		}

		private Flux<I> source(long elements) {
			return (elements == 0) ? Flux.empty() : Flux.generate(() -> 1L, (number, sink) -> {
				sink.next((number == elements) ? ReactiveStreams.this.end.get()
						: ReactiveStreams.this.words.apply(number));
				if (number == elements) {
					sink.complete();
				}
				return number + 1;
			});
		}

		@Override
		public long maxElementsFromPublisher() {
			return ReactiveStreams.this.length.most();
		}

		@Override
		public void begin() throws Exception {
			setUp();
		}

		@Override
		public void end() {
		}

	}

	/** The operator as a subscriber; what it hands on tells what it received. */
	private final class Receiving extends SubscriberWhiteboxVerification<I> implements Kit {

		private final Map<String, I> made = new ConcurrentHashMap<>();

		Receiving() {
			super(environment());
		}

		@Override
		public I createElement(int number) {
			return this.made.computeIfAbsent(Integer.toString(number),
					(key) -> ReactiveStreams.this.words.apply(number));
		}

		@Override
		public Subscriber<I> createSubscriber(WhiteboxSubscriberProbe<I> probe) {
			Source<I> source = new Source<>();
			ReactiveStreams.this.operator.apply(source).subscribe(new Bare<>(new Told(probe, source)));
			return source;
		}

		private I receivedAs(CascadeChunk chunk) {
			return Objects.requireNonNull(this.made.get(((CascadeChunk.Text) chunk).text()));
		}

		@Override
		public void begin() throws Exception {
			startPublisherExecutorService();
			setUp();
		}

		@Override
		public void end() {
			shutdownPublisherExecutorService();
		}

		/** Tells the kit. */
		private final class Told implements Subscriber<CascadeChunk> {

			private final WhiteboxSubscriberProbe<I> probe;

			private final Source<I> source;

			Told(WhiteboxSubscriberProbe<I> probe, Source<I> source) {
				this.probe = probe;
				this.source = source;
			}

			@Override
			public void onSubscribe(Subscription subscription) {
				this.probe.registerOnSubscribe(new SubscriberPuppet() {
					@Override
					public void triggerRequest(long elements) {
						subscription.request(elements);
					}

					@Override
					public void signalCancel() {
						subscription.cancel();
					}
				});
			}

			/** It is the operator that must refuse what is {@code null}. */
			@Override
			public void onNext(@Nullable CascadeChunk chunk) {
				if (chunk != null) {
					this.probe.registerOnNext(receivedAs(chunk));
				}
			}

			/**
			 * A hop makes a failure of its own of each one, and of a completion without
			 * an end.
			 */
			@Override
			public void onError(@Nullable Throwable ex) {
				Throwable failure = (ex instanceof UpstreamException) ? this.source.failure : ex;
				if (failure != null) {
					this.probe.registerOnError(failure);
				}
				else if (ex != null) {
					this.probe.registerOnComplete();
				}
			}

			@Override
			public void onComplete() {
				this.probe.registerOnComplete();
			}

		}

	}

	/** What the operator subscribes to; the kit gives the signals. */
	private static final class Source<I> extends Flux<I> implements Subscriber<I> {

		private @Nullable Subscriber<? super I> subscriber;

		private @Nullable Throwable failure;

		@Override
		public void subscribe(CoreSubscriber<? super I> actual) {
			this.subscriber = actual;
		}

		private Subscriber<? super I> subscriber() {
			return Objects.requireNonNull(this.subscriber);
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			subscriber().onSubscribe(subscription);
		}

		@Override
		public void onNext(I element) {
			subscriber().onNext(element);
		}

		@Override
		public void onError(Throwable ex) {
			this.failure = ex;
			subscriber().onError(ex);
		}

		@Override
		public void onComplete() {
			subscriber().onComplete();
		}

	}

	/**
	 * What Reactor takes for one of its own: others get a wrapper that keeps some of the
	 * rules in place of the operator.
	 */
	private record Bare<T>(Subscriber<T> subscriber) implements CoreSubscriber<T> {

		@Override
		public void onSubscribe(Subscription subscription) {
			this.subscriber.onSubscribe(subscription);
		}

		@Override
		public void onNext(T element) {
			this.subscriber.onNext(element);
		}

		@Override
		public void onError(Throwable ex) {
			this.subscriber.onError(ex);
		}

		@Override
		public void onComplete() {
			this.subscriber.onComplete();
		}

	}

}
