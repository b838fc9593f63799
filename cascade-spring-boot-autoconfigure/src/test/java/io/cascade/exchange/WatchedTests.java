package io.cascade.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Watched}.
 */
class WatchedTests {

	private static final CascadeChunk HI = new CascadeChunk.Text("hi");

	private final List<String> seen = new ArrayList<>();

	@Test
	void reportsTheEndBeforeTheSubscriberHearsOfIt() {
		watched(Flux.just(HI)).doOnNext((chunk) -> this.seen.add("next"))
			.doOnComplete(() -> this.seen.add("complete"))
			.blockLast();
		assertThat(this.seen).containsExactly("passed", "next", "ANSWERED null", "complete");
	}

	@Test
	void reportsAFailureBeforeTheSubscriberHearsOfIt() {
		watched(Flux.error(new IllegalStateException("x"))).doOnError((ex) -> this.seen.add("error"))
			.onErrorComplete()
			.blockLast();
		assertThat(this.seen).containsExactly("LOST x", "error");
	}

	@Test
	void reportsACancelAfterWhatIsBelowHasEnded() {
		TestPublisher<CascadeChunk> source = TestPublisher.create();
		watched(source.flux().doOnCancel(() -> this.seen.add("below"))).subscribe().dispose();
		assertThat(this.seen).containsExactly("below", "CANCELLED null");
		source.assertCancelled();
	}

	@Test
	void reportsOnce() {
		watched(Flux.just(HI, HI)).take(2).blockLast();
		assertThat(this.seen).containsExactly("passed", "passed", "CANCELLED null");
		this.seen.clear();
		TestPublisher<CascadeChunk> source = TestPublisher
			.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
		watched(source.flux()).subscribe();
		source.complete();
		source.error(new IllegalStateException("late"));
		assertThat(this.seen).containsExactly("ANSWERED null");
	}

	@Test
	void takesACancelAfterTheEndForACompleteAnswer() {
		CascadeChunk end = CascadeChunk.End.of(Attempt.of(0, "a/x", Attempt.Outcome.ANSWERED), "stop");
		watched(Flux.just(HI, end, HI)).takeUntil((chunk) -> chunk instanceof CascadeChunk.End).blockLast();
		assertThat(this.seen).containsExactly("passed", "passed", "ANSWERED null");
	}

	@Test
	void goesOnWhenTheWatcherThrowsAtAnyTime() {
		Flux<CascadeChunk> answer = Watched.by(Flux.just(HI), new Watched.Watcher() {

			@Override
			public Context context(Context context) {
				throw new IllegalStateException("broken");
			}

			@Override
			public void passed(CascadeChunk chunk) {
				throw new IllegalStateException("broken");
			}

			@Override
			public void ended(CallOutcome outcome, @Nullable Throwable failure) {
				throw new IllegalStateException("broken");
			}

		});
		assertThat(answer.collectList().block()).containsExactly(HI);
	}

	@Test
	void respectsDemand() {
		TestPublisher<CascadeChunk> source = TestPublisher.create();
		StepVerifier.create(watched(source.flux()), 0)
			.thenRequest(3)
			.then(() -> source.assertMinRequested(3))
			.thenCancel()
			.verify();
	}

	@Test
	void addsToTheContextOfThoseBelow() {
		Flux<CascadeChunk> below = Flux.deferContextual((context) -> {
			this.seen.add(context.get("mine") + " " + context.get("theirs"));
			return Flux.empty();
		});
		watched(below).contextWrite((context) -> context.put("theirs", "kept")).blockLast();
		assertThat(this.seen).containsExactly("added kept", "ANSWERED null");
	}

	@Test
	void goesOnWhenTheWatcherThrows() {
		Flux<CascadeChunk> source = Flux.just(HI);
		Mono<Long> count = Watched.by(source, (outcome, failure) -> {
			throw new IllegalStateException("broken watcher");
		}).count();
		assertThat(count.block()).isEqualTo(1);
	}

	@Test
	@DisplayName("watchers of stages that follow each other share an operator, and the inner one sees all first")
	void watchersOfNeighboursShareAnOperator() {
		Flux<CascadeChunk> below = Flux.deferContextual((context) -> {
			this.seen.add("context of " + context.get("name"));
			return Flux.just(HI);
		});
		Flux<CascadeChunk> answer = Watched.by(Watched.by(below, () -> new Named("inner")), () -> new Named("outer"));
		assertThat(Scannable.from(answer).parents()).hasSize(1);
		answer.doOnComplete(() -> this.seen.add("complete")).blockLast();
		assertThat(this.seen).containsExactly("context of outer inner", "inner passed", "outer passed",
				"inner ANSWERED", "outer ANSWERED", "complete");
	}

	@Test
	@DisplayName("a watcher that throws harms none that shares its operator")
	void oneThatThrowsHarmsNoneBesideIt() {
		Watched.Watcher broken = (outcome, failure) -> {
			throw new IllegalStateException("broken");
		};
		Watched.by(Watched.by(Flux.just(HI), broken), new Named("outer")).blockLast();
		assertThat(this.seen).containsExactly("outer passed", "outer ANSWERED");
	}

	@Test
	@DisplayName("an end that waits for what is below holds up nobody who shares the operator")
	void oneThatWaitsHoldsUpNoneBesideIt() {
		List<Runnable> later = new ArrayList<>();
		Watched.Watcher waiting = new Named("inner") {

			@Override
			public void ending(Runnable end) {
				later.add(end);
			}

		};
		Watched.by(Watched.by(Flux.<CascadeChunk>empty(), waiting), new Named("outer")).blockLast();
		assertThat(this.seen).containsExactly("outer ANSWERED");
		later.forEach(Runnable::run);
		assertThat(this.seen).containsExactly("outer ANSWERED", "inner ANSWERED");
	}

	@Test
	void eachSubscriptionHasAWatcherOfItsOwn() {
		AtomicInteger made = new AtomicInteger();
		Flux<CascadeChunk> answer = Watched.by(Flux.just(HI), () -> new Named("watcher " + made.incrementAndGet()));
		answer.blockLast();
		answer.blockLast();
		assertThat(this.seen).containsExactly("watcher 1 passed", "watcher 1 ANSWERED", "watcher 2 passed",
				"watcher 2 ANSWERED");
	}

	private Flux<CascadeChunk> watched(Flux<CascadeChunk> source) {
		return Watched.by(source, new Watched.Watcher() {

			@Override
			public Context context(Context context) {
				return context.put("mine", "added");
			}

			@Override
			public void passed(CascadeChunk chunk) {
				WatchedTests.this.seen.add("passed");
			}

			@Override
			public void ended(CallOutcome outcome, @Nullable Throwable failure) {
				WatchedTests.this.seen.add(outcome + " " + ((failure != null) ? failure.getMessage() : null));
			}

		});
	}

	private class Named implements Watched.Watcher {

		private final String name;

		Named(String name) {
			this.name = name;
		}

		@Override
		public Context context(Context context) {
			return context.put("name", (context.getOrDefault("name", "") + " " + this.name).strip());
		}

		@Override
		public void passed(CascadeChunk chunk) {
			WatchedTests.this.seen.add(this.name + " passed");
		}

		@Override
		public void ended(CallOutcome outcome, @Nullable Throwable failure) {
			WatchedTests.this.seen.add(this.name + " " + outcome);
		}

	}

}
