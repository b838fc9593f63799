package io.cascade.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.cascade.CallOutcome;
import io.cascade.CascadeChunk;
import io.cascade.stress.ReactiveStreams;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The operators of this package keep to the specification of Reactive Streams.
 */
class ReactiveStreamsTests {

	@TestFactory
	@DisplayName("An answer that is watched")
	Stream<DynamicNode> watched() {
		return ReactiveStreams.of((source) -> Watched.by(source, new Deaf()));
	}

	@TestFactory
	@DisplayName("An answer that is watched by two")
	Stream<DynamicNode> watchedByTwo() {
		return ReactiveStreams.of((source) -> Watched.by(Watched.by(source, new Deaf()), Deaf::new));
	}

	@TestFactory
	@DisplayName("The result of foreign code")
	Stream<DynamicNode> guardedMono() {
		return ReactiveStreams
			.ofOne((source) -> GuardedMono.of(() -> Mono.fromDirect(source), UnaryOperator.identity()));
	}

	@TestFactory
	@DisplayName("A stream that foreign code makes of another one")
	Stream<DynamicNode> guardedFlux() {
		return ReactiveStreams
			.of((source) -> GuardedFlux.of(source, UnaryOperator.identity(), UnaryOperator.identity()));
	}

	@TestFactory
	@DisplayName("A result that foreign code waits for")
	Stream<DynamicNode> entered() {
		return ReactiveStreams
			.ofOne((source) -> GuardedMono.of(() -> Entered.of(Mono.fromDirect(source)), UnaryOperator.identity()));
	}

	@TestFactory
	@DisplayName("A stream of ours that foreign code waits for")
	Stream<DynamicNode> entering() {
		return ReactiveStreams.of((source) -> GuardedFlux.<String, CascadeChunk>of(Flux.empty(),
				(nothing) -> Callbacks.entering(source), UnaryOperator.identity()));
	}

	/** The kit has no such test for a source of one element. */
	@Test
	void refusesARequestForNothing() {
		AtomicReference<Subscription> subscription = new AtomicReference<>();
		List<Throwable> errors = new ArrayList<>();
		AtomicBoolean left = new AtomicBoolean();
		Mono<String> silent = Mono.<String>never().doOnCancel(() -> left.set(true));
		GuardedMono.of(() -> silent, UnaryOperator.identity())
			.doOnSubscribe(subscription::set)
			.subscribe(null, errors::add);
		Objects.requireNonNull(subscription.get()).request(0);
		assertThat(errors).singleElement().isInstanceOf(IllegalArgumentException.class);
		assertThat(left).isTrue();
	}

	private static final class Deaf implements Watched.Watcher {

		@Override
		public void ended(CallOutcome outcome, @Nullable Throwable failure) {
		}

	}

}
