package io.cascade.openrouter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallOutcome;
import io.cascade.CascadeChunk;
import io.cascade.exchange.Call;
import io.cascade.exchange.Watched;
import io.cascade.stress.ByHand;
import io.cascade.stress.Race;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.http.HttpMethod;
import org.springframework.mock.http.client.reactive.MockClientHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A hop that ends and is given up at the same moment.
 */
class MonitoredHopTests {

	@Test
	@DisplayName("P01 An end that comes while a time-out cancels is no completion: the error follows")
	void losesTheEndThatComesAfterTheTimeOut() throws InterruptedException {
		CountDownLatch cancelling = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		Monitored hop = new Monitored(() -> {
			cancelling.countDown();
			await(go);
		}, () -> {
		});
		Thread timer = new Thread(hop::timeOut);
		timer.start();
		await(cancelling);
		hop.answer();
		assertThat(hop.seen()).containsExactly("Text");
		go.countDown();
		timer.join();
		assertThat(hop.seen()).containsExactly("Text", "timeout");
		assertThat(hop.outcomes()).containsExactly(Outcome.FAILED);
	}

	@Test
	@DisplayName("P01 A time-out that comes while the end is on its way takes nothing back")
	void completesWhenTheTimeOutComesAfterTheEnd() {
		AtomicReference<Monitored> late = new AtomicReference<>();
		Monitored hop = new Monitored(() -> {
		}, () -> Objects.requireNonNull(late.get()).timeOut());
		late.set(hop);
		hop.byHand.source().onNext(ByHand.END);
		hop.byHand.source().onError(new IllegalStateException("the connection was reset"));
		assertThat(hop.seen()).containsExactly("Text", "End", "complete");
		assertThat(hop.outcomes()).containsExactly(Outcome.ANSWERED);
	}

	@Test
	@DisplayName("P01 A source that completes without an end has lost the answer")
	void failsWithoutAnEnd() {
		Monitored hop = new Monitored();
		hop.byHand.source().onComplete();
		assertThat(hop.seen()).containsExactly("Text", "incomplete");
		assertThat(hop.outcomes()).containsExactly(Outcome.FAILED);
	}

	@Test
	@DisplayName("P01 End × time-out: an end and a completion, or an error; one attempt either way")
	void endMeetsTimeOut() {
		Map<String, Integer> outcomes = Race.of(2_000).run((random) -> new Round() {
			@Override
			public void other() {
				this.hop.timeOut();
			}
		});
		assertThat(outcomes.keySet()).isSubsetOf("[Text, End, complete] [ANSWERED]", "[Text, timeout] [FAILED]");
	}

	@Test
	@DisplayName("P01 End × cancel: one attempt, and no error")
	void endMeetsCancel() {
		Map<String, Integer> outcomes = Race.of(2_000).run((random) -> new Round() {
			@Override
			public void other() {
				this.hop.byHand.cancel();
			}
		});
		assertThat(outcomes.keySet()).isSubsetOf("[Text, End, complete] [ANSWERED]", "[Text, End] [ANSWERED]",
				"[Text] [CANCELLED]", "[Text] [ANSWERED]");
	}

	@Test
	@DisplayName("P01 Whoever leaves in the middle of a time-out hears of the end after its attempt")
	void reportsTheEndAfterTheAttempt() {
		AtomicReference<Monitored> late = new AtomicReference<>();
		Monitored hop = new Monitored(() -> Objects.requireNonNull(late.get()).byHand.cancel(), () -> {
		});
		late.set(hop);
		hop.timeOut();
		assertThat(hop.told).containsExactly("hop ended CANCELLED after [FAILED]", "attempted [FAILED]",
				"call ended CANCELLED after [FAILED]");
	}

	@Test
	@DisplayName("P01 Whoever leaves while attempts are told hears of the end after that, without a wait")
	void waitsForNobodyWhoIsTold() {
		Monitored hop = new Monitored();
		hop.whileTold = () -> {
			hop.byHand.cancel();
			hop.told.add("went on");
		};
		hop.timeOut();
		assertThat(hop.told).containsExactly("hop ended CANCELLED after [FAILED]", "went on", "attempted [FAILED]",
				"call ended CANCELLED after [FAILED]");
	}

	@Test
	@DisplayName("P01 Time-out × cancel: the end of hop and call are told once, after the attempt")
	void timeOutMeetsCancel() {
		Map<String, Integer> outcomes = Race.of(2_000).run((random) -> new Race.Round() {

			private final Monitored hop = new Monitored();

			@Override
			public void one() {
				this.hop.timeOut();
			}

			@Override
			public void other() {
				this.hop.byHand.cancel();
			}

			@Override
			public String outcome() {
				return this.hop.told.toString();
			}

		});
		assertThat(outcomes.keySet())
			.allSatisfy((told) -> assertThat(told).matches("\\[.*attempted (\\[\\w+]).*call ended \\w+ after \\1.*]")
				.containsOnlyOnce("attempted [")
				.containsOnlyOnce("call ended ")
				.containsOnlyOnce("hop ended ")
				.doesNotContain("[]"));
	}

	@Test
	@DisplayName("P01 Nothing is sent for a call that has ended")
	void sendsNothingAfterTheEnd() {
		Call call = Fixtures.call(Fixtures.QUESTION, Fixtures.hop("openai/gpt-5-mini"));
		call.journal().whenTold(() -> {
		});
		AtomicReference<Boolean> sent = new AtomicReference<>(false);
		MonitoredHop
			.of(Flux.<CascadeChunk>never().doOnSubscribe((subscription) -> sent.set(true)), call,
					new Fixtures.Reading(call, Fixtures.upstream(1000, 1000)).reader,
					Fixtures.failures(null, Fixtures.QUESTION), VirtualTimeScheduler.create())
			.subscribe()
			.dispose();
		assertThat(sent).hasValue(false);
		assertThat(call.journal().attempts()).isEmpty();
	}

	@Test
	@DisplayName("P01 A request that was never sent costs nothing, whoever leaves it")
	void paysNothingForWhatWasNotSent() {
		Call call = Fixtures.call(Fixtures.QUESTION, Fixtures.hop("openai/gpt-5-mini"));
		MonitoredHop
			.of(Flux.never(), call, new Fixtures.Reading(call, Fixtures.upstream(1000, 1000)).reader,
					Fixtures.failures(null, Fixtures.QUESTION), VirtualTimeScheduler.create())
			.subscribe()
			.dispose();
		assertThat(call.journal().attempts()).singleElement()
			.satisfies((attempt) -> assertThat(attempt.isUnknownCost()).isFalse())
			.satisfies((attempt) -> assertThat(attempt.outcome()).isEqualTo(Outcome.CANCELLED));
	}

	@Test
	@DisplayName("F10 A timer that is set while the caller leaves is taken back")
	void takesBackATimerThatComesTooLate() {
		Call call = Fixtures.call(Fixtures.QUESTION, Fixtures.hop("openai/gpt-5-mini"));
		BaseSubscriber<CascadeChunk> caller = new BaseSubscriber<>() {
		};
		Disposable timer = Disposables.single();
		MonitoredHop
			.of(Flux.never(), call, new Fixtures.Reading(call, Fixtures.upstream(1000, 1000)).reader,
					Fixtures.failures(null, Fixtures.QUESTION), new Late(caller::cancel, timer))
			.subscribe(caller);
		assertThat(timer.isDisposed()).isTrue();
	}

	/**
	 * Hands a timer out when something else has happened.
	 *
	 * @param meanwhile what happens
	 * @param timer the timer
	 */
	private record Late(Runnable meanwhile, Disposable timer) implements Scheduler {

		@Override
		public Disposable schedule(Runnable task) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
			this.meanwhile.run();
			return this.timer;
		}

		@Override
		public Worker createWorker() {
			throw new UnsupportedOperationException();
		}

	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private abstract static class Round implements Race.Round {

		final Monitored hop = new Monitored();

		@Override
		public void one() {
			this.hop.answer();
		}

		@Override
		public String outcome() {
			return this.hop.seen() + " " + this.hop.outcomes();
		}

	}

	/** A hop of which a word was received. */
	private static final class Monitored {

		private static final Duration IDLE = Duration.ofSeconds(31);

		final ByHand byHand;

		private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

		private final Call call = Fixtures.call(Fixtures.QUESTION, Fixtures.hop("openai/gpt-5-mini"));

		private final List<String> told = Collections.synchronizedList(new ArrayList<>());

		private Runnable whileTold = () -> {
		};

		Monitored() {
			this(() -> {
			}, () -> {
			});
		}

		Monitored(Runnable atCancel, Runnable atEnd) {
			Fixtures.Reading reading = new Fixtures.Reading(this.call, Fixtures.upstream(1000, 1000));
			reading.reader.connected(new MockClientHttpRequest(HttpMethod.POST, "/"));
			FailureFactory failures = Fixtures.failures(null, Fixtures.QUESTION);
			this.call.journal().listen((attempts) -> {
				this.whileTold.run();
				this.told.add("attempted " + outcomes());
			});
			this.byHand = new ByHand(
					atCancel, atEnd, (
							source) -> Watched.by(
									Watched.by(MonitoredHop.of(source, this.call, reading.reader, failures, this.time),
											new Ends("hop",
													(end) -> this.call.journal()
														.whenRecorded(this.call.hop().index(), end))),
									new Ends("call", this.call.journal()::whenTold)));
			this.byHand.source().onNext(ByHand.WORD);
		}

		void answer() {
			this.byHand.source().onNext(ByHand.END);
			this.byHand.source().onComplete();
		}

		void timeOut() {
			this.time.advanceTimeBy(IDLE);
		}

		List<String> seen() {
			return this.byHand.seen();
		}

		List<Outcome> outcomes() {
			return this.call.journal().attempts().stream().map(Attempt::outcome).toList();
		}

		private final class Ends implements Watched.Watcher {

			private final String who;

			private final Consumer<Runnable> when;

			Ends(String who, Consumer<Runnable> when) {
				this.who = who;
				this.when = when;
			}

			@Override
			public void ending(Runnable end) {
				this.when.accept(end);
			}

			@Override
			public void ended(CallOutcome outcome, @Nullable Throwable failure) {
				Monitored.this.told.add("%s ended %s after %s".formatted(this.who, outcome, outcomes()));
			}

		}

	}

}
