package io.cascade.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.cascade.CascadeChunk;
import io.cascade.stress.ByHand;
import io.cascade.stress.Race;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ends that meet.
 */
class PassageTests {

	private final List<String> told = new ArrayList<>();

	private final AtomicReference<Passage> passage = new AtomicReference<>();

	private final ByHand byHand = new ByHand(() -> {
	}, () -> {
	}, this::ended);

	private Flux<CascadeChunk> ended(Flux<CascadeChunk> source) {
		return new Ended(source, this.told, this.passage);
	}

	private void giveUp() {
		Objects.requireNonNull(this.passage.get()).giveUp(() -> new IllegalStateException("given up"));
	}

	@Test
	void endsFromOutsideWithAnError() {
		this.byHand.source().onNext(ByHand.WORD);
		giveUp();
		giveUp();
		assertThat(this.byHand.seen()).containsExactly("Text", "IllegalStateException");
		assertThat(this.byHand.cancelled()).isEqualTo(1);
		assertThat(this.told).containsExactly("over");
	}

	@Test
	void completesFromOutsideOnceTheEndHasPassed() {
		this.byHand.source().onNext(ByHand.END);
		giveUp();
		this.byHand.source().onComplete();
		assertThat(this.byHand.seen()).containsExactly("End", "complete");
		assertThat(this.told).containsExactly("completed", "over");
	}

	@Test
	void completesFromOutsideWhileTheEndIsOnItsWay() {
		AtomicReference<Passage> slow = new AtomicReference<>();
		ByHand received = new ByHand(() -> {
		}, () -> Objects.requireNonNull(slow.get()).giveUp(() -> new IllegalStateException("given up")),
				(source) -> new Ended(source, this.told, slow));
		received.source().onNext(ByHand.END);
		assertThat(received.seen()).containsExactly("End", "complete");
		assertThat(received.cancelled()).isEqualTo(1);
	}

	@Test
	void completesAfterTheEndThoughTheSourceFails() {
		this.byHand.source().onNext(ByHand.END);
		this.byHand.source().onError(new IllegalStateException("reset"));
		assertThat(this.byHand.seen()).containsExactly("End", "complete");
	}

	@Test
	void dropsWhatComesAfterTheEnd() {
		List<Object> dropped = new ArrayList<>();
		TestPublisher<CascadeChunk> source = TestPublisher
			.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
		ended(source.flux())
			.contextWrite((context) -> context.put("reactor.onNextDropped.local", (Consumer<Object>) dropped::add)
				.put("reactor.onErrorDropped.local", (Consumer<Throwable>) dropped::add))
			.subscribe();
		IllegalStateException late = new IllegalStateException("late");
		source.next(ByHand.END, ByHand.WORD).complete();
		source.next(ByHand.END).error(late);
		source.complete();
		assertThat(dropped).containsExactly(ByHand.WORD, ByHand.END, late);
	}

	@Test
	void letsASourceAnswerARequestAtOnce() {
		TestPublisher<CascadeChunk> source = TestPublisher.create();
		List<CascadeChunk> chunks = new ArrayList<>();
		List<String> ends = new ArrayList<>();
		ended(source.flux()).subscribe((chunk) -> {
			chunks.add(chunk);
			if (chunks.size() == 1) {
				source.next(ByHand.WORD, ByHand.END).complete();
			}
		}, (ex) -> ends.add("error"), () -> ends.add("complete"));
		source.next(ByHand.WORD);
		assertThat(chunks).containsExactly(ByHand.WORD, ByHand.WORD, ByHand.END);
		assertThat(ends).containsExactly("complete");
	}

	@Test
	void cancelsASecondSubscription() {
		AtomicReference<Boolean> cancelled = new AtomicReference<>(false);
		this.byHand.source().onSubscribe(new Subscription() {
			@Override
			public void request(long n) {
			}

			@Override
			public void cancel() {
				cancelled.set(true);
			}
		});
		assertThat(cancelled).hasValue(true);
		assertThat(this.byHand.cancelled()).isZero();
	}

	@Test
	void refusesARequestForNothing() {
		Objects.requireNonNull(this.passage.get()).request(0);
		assertThat(this.byHand.seen()).containsExactly("IllegalArgumentException");
		assertThat(this.byHand.cancelled()).isEqualTo(1);
		assertThat(this.told).containsExactly("cancelled false", "over");
	}

	@Test
	void canBeScanned() {
		Scannable scannable = Objects.requireNonNull(this.passage.get());
		assertThat(scannable.scanUnsafe(Scannable.Attr.ACTUAL)).isSameAs(this.byHand);
		assertThat(scannable.scanUnsafe(Scannable.Attr.PARENT)).isNotNull();
		assertThat(scannable.scan(Scannable.Attr.TERMINATED)).isFalse();
		this.byHand.cancel();
		assertThat(scannable.scan(Scannable.Attr.CANCELLED)).isTrue();
		assertThat(this.told).containsExactly("cancelled false", "over");
	}

	@Test
	void chunkMeetsAnEndFromOutside() {
		Map<String, Integer> outcomes = Race.of(5_000).run((random) -> new Round(ByHand.WORD) {
			@Override
			public void other() {
				giveUp();
			}
		});
		assertThat(outcomes.keySet()).isSubsetOf("[Text, IllegalStateException] [over]",
				"[IllegalStateException] [over]");
	}

	@Test
	void endMeetsAnEndFromOutside() {
		Map<String, Integer> outcomes = Race.of(5_000).run((random) -> new Round(ByHand.END) {
			@Override
			public void other() {
				giveUp();
			}
		});
		assertThat(outcomes.keySet()).isSubsetOf("[End, complete] [completed, over]", "[IllegalStateException] [over]");
	}

	@Test
	void endFromOutsideMeetsCancel() {
		Map<String, Integer> outcomes = Race.of(5_000).run((random) -> new Round(ByHand.WORD) {
			@Override
			public void one() {
				giveUp();
			}

			@Override
			public void other() {
				this.fresh.byHand.cancel();
			}
		});
		assertThat(outcomes.keySet()).isSubsetOf("[IllegalStateException] [over]", "[] [over]",
				"[] [cancelled false, over]");
	}

	private abstract static class Round implements Race.Round {

		final PassageTests fresh = new PassageTests();

		private final CascadeChunk chunk;

		Round(CascadeChunk chunk) {
			this.chunk = chunk;
		}

		void giveUp() {
			this.fresh.giveUp();
		}

		@Override
		public void one() throws Exception {
			this.fresh.byHand.source().onNext(this.chunk);
		}

		@Override
		public String outcome() {
			return this.fresh.byHand.seen() + " " + this.fresh.told;
		}

	}

	/** An operator that can be ended from outside, and does nothing else. */
	private static final class Ended extends FluxOperator<CascadeChunk, CascadeChunk> {

		private final List<String> told;

		private final AtomicReference<Passage> passage;

		Ended(Flux<CascadeChunk> source, List<String> told, AtomicReference<Passage> passage) {
			super(source);
			this.told = told;
			this.passage = passage;
		}

		@Override
		public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
			Passage way = new Passage(actual) {
				@Override
				protected void completed() {
					Ended.this.told.add("completed");
				}

				@Override
				protected void cancelled(boolean complete) {
					Ended.this.told.add("cancelled " + complete);
				}

				@Override
				protected void over() {
					Ended.this.told.add("over");
				}
			};
			this.passage.set(way);
			this.source.subscribe(way);
		}

	}

}
