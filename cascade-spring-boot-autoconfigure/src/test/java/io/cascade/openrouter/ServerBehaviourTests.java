package io.cascade.openrouter;

import java.time.Duration;
import java.util.Random;

import io.cascade.CascadeChunk;
import io.cascade.exchange.Call;
import io.cascade.health.FinishHabits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.core.io.buffer.DataBuffer;

import static org.assertj.core.api.Assertions.fail;

/**
 * Random servers against the reader and its operator.
 * <p>
 * The invariant: an answer that completes has every word that the server had to say, and
 * an answer that was sent whole, with an end that proves it, completes. Nothing is left
 * open where the server closed the connection.
 */
class ServerBehaviourTests {

	private static final int STREAMS = Integer.getInteger("stress.streams", 100_000);

	private static final Duration GRACE = Duration.ofSeconds(2);

	private static final Call CALL = Fixtures.call(Fixtures.QUESTION, Fixtures.hop("a/b"));

	private static final UpstreamSettings SETTINGS = Fixtures.upstream(1_000_000, 100_000);

	private static final FailureFactory FAILURES = Fixtures.failures(null, Fixtures.QUESTION);

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	@Test
	@DisplayName("M01 M10 no partial answer is called a success, and no good one is thrown away")
	void believesAnEndOnlyWhenItIsProven() {
		for (long seed = 0; seed < STREAMS; seed++) {
			ServerBehaviour server = new ServerBehaviour(seed);
			Listener heard = listen(server, seed);
			if (heard.completed && !heard.text.toString().equals(server.text())) {
				fail("seed %d: '%s' is called whole%n%s", seed, heard.text, server);
			}
			if (server.isGood() && !heard.completed) {
				fail("seed %d: a good answer is lost: %s%n%s", seed, heard.failure, server);
			}
			if (server.closes() && !heard.completed && heard.failure == null) {
				fail("seed %d: nobody hears of the end%n%s", seed, server);
			}
		}
	}

	private Listener listen(ServerBehaviour server, long seed) {
		AnswerReader reader = new AnswerReader(CALL, SETTINGS, new FinishHabits(), FAILURES, () -> 0);
		Flux<DataBuffer> pieces = Flux.fromIterable(server.pieces()).map(Fixtures::buffer);
		Listener listener = new Listener(new Random(seed).nextBoolean() ? 1 : Long.MAX_VALUE);
		StreamedAnswer.of(server.closes() ? pieces : pieces.concatWith(Flux.never()), reader, GRACE, this.scheduler)
			.subscribe(listener);
		if (!listener.completed && listener.failure == null) {
			this.scheduler.advanceTimeBy(GRACE);
			listener.cancel();
		}
		return listener;
	}

	/**
	 * Keeps what it hears, and asks for the next chunk when it had one.
	 */
	private static final class Listener extends BaseSubscriber<CascadeChunk> {

		private final StringBuilder text = new StringBuilder();

		private final long demand;

		private boolean completed;

		private boolean ended;

		private @Nullable Throwable failure;

		Listener(long demand) {
			this.demand = demand;
		}

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			subscription.request(this.demand);
		}

		@Override
		protected void hookOnNext(CascadeChunk chunk) {
			if (chunk instanceof CascadeChunk.Text piece) {
				this.text.append(piece.text());
			}
			this.ended |= chunk instanceof CascadeChunk.End;
			if (this.demand == 1) {
				request(1);
			}
		}

		@Override
		protected void hookOnComplete() {
			this.completed = this.ended;
		}

		@Override
		protected void hookOnError(Throwable ex) {
			this.failure = ex;
		}

	}

}
