package io.cascade.openrouter;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferWrapper;
import org.springframework.core.io.buffer.PooledDataBuffer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An answer that can't be read on is over: nobody waits for more of it.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamedAnswerTests {

	private final TestPublisher<DataBuffer> buffers = TestPublisher
		.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);

	private final AtomicBoolean left = new AtomicBoolean();

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private static Stream<Throwable> failures() {
		return Stream.of(new IllegalStateException("state"), new StackOverflowError("deep"),
				new NoClassDefFoundError("missing"), new AssertionError("not so"), new OutOfMemoryError("full"),
				new Error("blocked"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	@DisplayName("P01 whatever ends the reading ends the answer, and what comes after it is let go")
	void endsWithWhatEndsTheReading(Throwable thrown) {
		Flux<DataBuffer> source = this.buffers.flux().doOnCancel(() -> this.left.set(true));
		StreamedAnswer.of(source, new Fixtures.Reading().reader, Duration.ofSeconds(2), VirtualTimeScheduler.create())
			.subscribe(new BaseSubscriber<CascadeChunk>() {

				@Override
				protected void hookOnError(Throwable ex) {
					StreamedAnswerTests.this.failure.set(ex);
				}

			});
		Unreadable first = new Unreadable(thrown);
		Unreadable late = new Unreadable(thrown);
		this.buffers.next(first);
		assertThat(this.failure).hasValue(thrown);
		assertThat(this.left).isTrue();
		this.buffers.next(late);
		assertThat(first.released).hasValue(1);
		assertThat(late.released).hasValue(1);
		assertThat(late.looked).hasValue(0);
	}

	/** Fails when its bytes are asked for. */
	private static final class Unreadable extends DataBufferWrapper implements PooledDataBuffer {

		private final Throwable thrown;

		private final AtomicInteger looked = new AtomicInteger();

		private final AtomicInteger released = new AtomicInteger();

		Unreadable(Throwable thrown) {
			super(Fixtures.buffer(Fixtures.utf8("data: {}\n\n")));
			this.thrown = thrown;
		}

		@Override
		public int readableByteCount() {
			this.looked.incrementAndGet();
			return StreamedAnswerTests.<RuntimeException, Integer>fail(this.thrown);
		}

		@Override
		public boolean isAllocated() {
			return this.released.get() == 0;
		}

		@Override
		public PooledDataBuffer retain() {
			return this;
		}

		@Override
		public PooledDataBuffer touch(Object hint) {
			return this;
		}

		@Override
		public boolean release() {
			this.released.incrementAndGet();
			return true;
		}

	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	static <E extends Throwable, T> T fail(Throwable thrown) throws E {
		throw (E) thrown;
	}

}
