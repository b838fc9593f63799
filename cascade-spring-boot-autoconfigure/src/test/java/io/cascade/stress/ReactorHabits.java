package io.cascade.stress;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.Scannable;
import reactor.core.Scannable.Attr;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Reactor expects of an operator beyond the specification: that tools can look into
 * it, that it is seen where it is assembled, and that nothing gets lost without a word.
 *
 * @param operator makes the operator for one subscription
 * @param words makes what becomes the text that is the given number
 * @param end makes what becomes the end of the answer
 * @param <I> what the operator receives
 */
record ReactorHabits<I>(Function<Flux<I>, ? extends Publisher<CascadeChunk>> operator, LongFunction<I> words,
		Supplier<I> end) {

	Stream<DynamicTest> tests() {
		return Stream.of(DynamicTest.dynamicTest("canBeScanned", this::canBeScanned),
				DynamicTest.dynamicTest("isOverForWhoeverScansItOnceItIsLeft", this::isOverOnceItIsLeft),
				DynamicTest.dynamicTest("isSeenWhereItIsAssembled", this::isSeenWhereItIsAssembled),
				DynamicTest.dynamicTest("dropsWhatComesAfterTheEnd", this::dropsWhatComesAfterTheEnd));
	}

	private static <I> TestPublisher<I> source() {
		return TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
	}

	private void canBeScanned() {
		TestPublisher<I> source = source();
		Reading reading = new Reading();
		this.operator.apply(source.flux()).subscribe(reading);
		Scannable scanned = reading.scanned();
		assertThat(scanned.isScanAvailable()).isTrue();
		assertThat(scanned.scanUnsafe(Attr.ACTUAL)).isSameAs(reading);
		assertThat(scanned.scanUnsafe(Attr.PARENT)).isNotNull();
		assertThat(scanned.scanUnsafe(Attr.RUN_STYLE)).isInstanceOf(Attr.RunStyle.class);
		assertThat(scanned.scan(Attr.TERMINATED)).isFalse();
		source.next(this.end.get()).complete();
		assertThat(scanned.scan(Attr.TERMINATED)).isTrue();
	}

	private void isOverOnceItIsLeft() {
		Reading reading = new Reading();
		this.operator.apply(ReactorHabits.<I>source().flux()).subscribe(reading);
		reading.cancel();
		assertThat(reading.scanned().scan(Attr.TERMINATED)).isTrue();
	}

	private void isSeenWhereItIsAssembled() {
		List<Object> assembled = new ArrayList<>();
		Hooks.onEachOperator("habits", (publisher) -> {
			assembled.add(publisher);
			return publisher;
		});
		try {
			Publisher<CascadeChunk> made = this.operator.apply(ReactorHabits.<I>source().flux());
			assertThat(assembled).anyMatch((publisher) -> publisher == made);
		}
		finally {
			Hooks.resetOnEachOperator("habits");
		}
	}

	private void dropsWhatComesAfterTheEnd() {
		TestPublisher<I> source = source();
		List<Object> dropped = new ArrayList<>();
		Flux.from(this.operator.apply(source.flux()))
			.contextWrite((context) -> context.put("reactor.onNextDropped.local", (Consumer<Object>) dropped::add)
				.put("reactor.onErrorDropped.local", (Consumer<Throwable>) dropped::add))
			.subscribe((chunk) -> {
			}, (ex) -> {
			});
		I lateWord = this.words.apply(1);
		IllegalStateException late = new IllegalStateException("late");
		source.next(this.end.get()).complete();
		source.next(lateWord);
		source.error(late);
		assertThat(dropped).containsExactly(lateWord, late);
	}

	private static final class Reading extends BaseSubscriber<CascadeChunk> {

		private @Nullable Subscription subscription;

		Scannable scanned() {
			return Scannable.from(this.subscription);
		}

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			this.subscription = subscription;
			requestUnbounded();
		}

		@Override
		protected void hookOnError(Throwable ex) {
		}

	}

}
