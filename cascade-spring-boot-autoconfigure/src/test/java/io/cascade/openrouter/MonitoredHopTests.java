package io.cascade.openrouter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.Call;
import io.cascade.stress.ByHand;
import io.cascade.stress.Race;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A hop that ends and is given up at the same moment.
 */
class MonitoredHopTests {

	@Test
	@DisplayName("P1 An end that comes while a time-out cancels is no completion: the error follows")
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
	@DisplayName("P1 A time-out that comes while the end is on its way takes nothing back")
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
	@DisplayName("P1 A source that completes without an end has lost the answer")
	void failsWithoutAnEnd() {
		Monitored hop = new Monitored();
		hop.byHand.source().onComplete();
		assertThat(hop.seen()).containsExactly("Text", "incomplete");
		assertThat(hop.outcomes()).containsExactly(Outcome.FAILED);
	}

	@Test
	@DisplayName("P1 End × time-out: an end and a completion, or an error; one attempt either way")
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
	@DisplayName("P1 End × cancel: one attempt, and no error")
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

		Monitored() {
			this(() -> {
			}, () -> {
			});
		}

		Monitored(Runnable atCancel, Runnable atEnd) {
			Fixtures.Reading reading = new Fixtures.Reading(this.call, Fixtures.upstream(1000, 1000));
			reading.reader.connected();
			FailureFactory failures = Fixtures.failures(null, Fixtures.QUESTION);
			this.byHand = new ByHand(atCancel, atEnd,
					(source) -> MonitoredHop.of(source, this.call, reading.reader, failures, this.time));
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

	}

}
