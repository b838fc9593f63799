package io.cascade.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

import io.cascade.CascadeChunk;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

@NullUnmarked
@Tag("any-jdk")
class FramedAnswerTests {

	private static final Duration SILENCE = Duration.ofSeconds(15);

	private static final String COMMENT = ": waiting";

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final TestPublisher<CascadeChunk> source = TestPublisher.create();

	private final Heard heard = new Heard();

	private FramedAnswer framed(Flux<CascadeChunk> answer) {
		return new FramedAnswer(answer, new TextFrames(), new Errors(Clock.systemUTC()), SILENCE, this.scheduler);
	}

	private static CascadeChunk text(int number) {
		return new CascadeChunk.Text(Integer.toString(number));
	}

	@Test
	void aFailureBeforeTheFirstFrameIsOneOfTheAnswer() {
		FramedAnswer answer = framed(this.source.flux());
		answer.subscribe(this.heard);
		this.heard.request(5);
		this.source.error(new IllegalStateException());
		assertThat(this.heard.signals).containsExactly("error");
		assertThat(answer.isBroken()).isFalse();
	}

	@Test
	void aFailureAfterItIsTheLastFrame() {
		FramedAnswer answer = framed(this.source.flux());
		answer.subscribe(this.heard);
		this.heard.request(1);
		this.source.next(text(1));
		this.source.error(new IllegalStateException());
		assertThat(this.heard.signals).containsExactly("1");
		this.heard.request(1);
		assertThat(this.heard.signals).containsExactly("1", "failed", "complete");
		assertThat(answer.isBroken()).isTrue();
	}

	@Test
	void aFailureAfterACommentIsTheLastFrameToo() {
		framed(this.source.flux()).subscribe(this.heard);
		this.heard.request(5);
		this.scheduler.advanceTimeBy(SILENCE);
		this.source.error(new IllegalStateException());
		assertThat(this.heard.signals).containsExactly(COMMENT, "failed", "complete");
	}

	@Test
	void whatCanNotBeFramedEndsTheAnswerAndLeavesItsSource() {
		framed(this.source.flux()).subscribe(this.heard);
		this.heard.request(5);
		this.source.next(text(1), text(TextFrames.IMPOSSIBLE));
		this.source.assertCancelled();
		assertThat(this.heard.signals).containsExactly("1", "failed", "complete");
	}

	@Test
	void aChunkWithoutAFrameIsMadeUpFor() {
		framed(this.source.flux()).subscribe(this.heard);
		this.heard.request(1);
		this.source.next(text(TextFrames.NOTHING));
		this.source.assertMinRequested(1);
		this.source.next(text(1));
		assertThat(this.heard.signals).containsExactly("1");
	}

	@Test
	void aCommentTakesWhatWasAskedForAndTheFrameWaits() {
		framed(this.source.flux()).subscribe(this.heard);
		this.heard.request(1);
		this.scheduler.advanceTimeBy(SILENCE.multipliedBy(3));
		this.source.next(text(1));
		assertThat(this.heard.signals).containsExactly(COMMENT);
		this.heard.request(1);
		assertThat(this.heard.signals).containsExactly(COMMENT, "1");
		this.heard.request(1);
		assertThat(this.heard.signals).containsExactly(COMMENT, "1", COMMENT);
	}

	@Test
	void afterTheEndThereIsNoComment() {
		framed(this.source.flux()).subscribe(this.heard);
		this.heard.request(5);
		this.source.complete();
		this.scheduler.advanceTimeBy(SILENCE.multipliedBy(3));
		assertThat(this.heard.signals).containsExactly("complete");
	}

	@Test
	void whoLeavesHearsNothingAndLeavesTheSource() {
		framed(this.source.flux()).subscribe(this.heard);
		this.heard.request(5);
		this.heard.cancel();
		this.source.assertCancelled();
		this.scheduler.advanceTimeBy(SILENCE.multipliedBy(3));
		assertThat(this.heard.signals).isEmpty();
	}

	static LongStream seeds() {
		return LongStream.range(0, 200);
	}

	/**
	 * Frames come in order and none is missing, no more come than were asked for, and
	 * there is one end, whoever sends, asks and comments at the same time.
	 */
	@ParameterizedTest
	@MethodSource("seeds")
	void framesAreCompleteInOrderAndWanted(long seed) throws InterruptedException {
		Random random = new Random(seed);
		int count = random.nextInt(300);
		boolean fails = random.nextBoolean();
		Flux<CascadeChunk> chunks = Flux.range(0, count).map(FramedAnswerTests::text);
		Flux<CascadeChunk> source = fails ? chunks.concatWith(Flux.error(new IllegalStateException())) : chunks;
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			framed(source.publishOn(reactor.core.scheduler.Schedulers.parallel(), 1 + random.nextInt(8)))
				.subscribe(this.heard);
			threads.execute(() -> {
				for (int i = 0; i < 50; i++) {
					this.scheduler.advanceTimeBy(SILENCE);
				}
			});
			int step = 1 + random.nextInt(9);
			threads.execute(() -> {
				while (this.heard.over.getCount() != 0) {
					this.heard.request(step);
					Thread.onSpinWait();
				}
			});
			assertThat(this.heard.over.await(20, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			threads.shutdownNow();
		}
		List<String> frames = new ArrayList<>(this.heard.signals);
		boolean told = frames.contains("failed");
		frames.removeIf((signal) -> signal.equals(COMMENT));
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			expected.add(Integer.toString(i));
		}
		if (told) {
			expected.add("failed");
		}
		expected.add((fails && !told) ? "error" : "complete");
		assertThat(frames).isEqualTo(expected);
		assertThat(told).isEqualTo(fails && this.heard.count.get() > 0);
		assertThat(this.heard.tooMany).hasValue(0);
	}

	/** Writes the numbers of texts. */
	private static final class TextFrames implements Frames {

		private static final int NOTHING = -1;

		private static final int IMPOSSIBLE = -2;

		@Override
		public byte[] write(CascadeChunk chunk) {
			String text = ((CascadeChunk.Text) chunk).text();
			if (text.equals(Integer.toString(IMPOSSIBLE))) {
				throw new IllegalStateException();
			}
			return text.equals(Integer.toString(NOTHING)) ? null : text.getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public byte[] failed(GatewayError error) {
			return "failed".getBytes(StandardCharsets.UTF_8);
		}

	}

	/** Hears what it asked for, and counts what it did not. */
	private static final class Heard extends BaseSubscriber<byte[]> {

		private final List<String> signals = new ArrayList<>();

		private final AtomicLong asked = new AtomicLong();

		private final AtomicInteger count = new AtomicInteger();

		private final AtomicInteger tooMany = new AtomicInteger();

		private final CountDownLatch over = new CountDownLatch(1);

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
		}

		void request(int n) {
			this.asked.addAndGet(n);
			request((long) n);
		}

		@Override
		protected void hookOnNext(byte[] frame) {
			if (this.count.incrementAndGet() > this.asked.get()) {
				this.tooMany.incrementAndGet();
			}
			this.signals.add(new String(frame, StandardCharsets.UTF_8).strip());
		}

		@Override
		protected void hookOnComplete() {
			this.signals.add("complete");
			this.over.countDown();
		}

		@Override
		protected void hookOnError(Throwable ex) {
			this.signals.add("error");
			this.over.countDown();
		}

	}

}
