package io.cascade.openrouter;

import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Decodes the buffers of an event stream on demand: buffers are asked for, a few at a
 * time, only when all chunks of those before were taken, so a slow reader slows the
 * socket.
 * <p>
 * The answer ends with {@code [DONE]}, or {@code grace} after the finish reason, unless
 * content follows that. What follows {@code [DONE]} is read and dropped for as long, so
 * that the connection can be used again.
 */
final class StreamedAnswer extends Flux<CascadeChunk> {

	/**
	 * So many buffers are asked for at once, which spares the socket a pause for each.
	 */
	private static final int PREFETCH = 16;

	private final Flux<DataBuffer> buffers;

	private final AnswerReader reader;

	private final Duration grace;

	private final Scheduler scheduler;

	StreamedAnswer(Flux<DataBuffer> buffers, AnswerReader reader, Duration grace, Scheduler scheduler) {
		this.buffers = buffers;
		this.reader = reader;
		this.grace = grace;
		this.scheduler = scheduler;
	}

	@Override
	public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
		this.buffers.subscribe(new Decoding(actual, this));
	}

	private static final class Decoding implements CoreSubscriber<DataBuffer>, Subscription {

		private static final AtomicLongFieldUpdater<Decoding> REQUESTED = AtomicLongFieldUpdater
			.newUpdater(Decoding.class, "requested");

		private final CoreSubscriber<? super CascadeChunk> actual;

		private final StreamedAnswer source;

		private final Queue<CascadeChunk> chunks = Queues.<CascadeChunk>unbounded(16).get();

		private @Nullable Subscription upstream;

		private volatile long requested;

		private final AtomicInteger draining = new AtomicInteger();

		/** Set once, by whoever ends the decoding: the stream, the timer or a cancel. */
		private final AtomicBoolean ended = new AtomicBoolean();

		/** Held by whoever uses the reader, which is not thread-safe. */
		private final AtomicInteger reading = new AtomicInteger();

		private volatile boolean noMoreChunks;

		private volatile boolean cancelled;

		/** Ends the decoding, whatever is left. */
		private volatile @Nullable Throwable refusal;

		/** Buffers that were asked for and have not come. */
		private final AtomicInteger awaited = new AtomicInteger();

		/** Runs since the model has ended, {@code null} while it goes on. */
		private volatile @Nullable Grace grace;

		/** Rang while the reader was in use; whoever uses it looks at this. */
		private volatile @Nullable Grace rung;

		private @Nullable Throwable failure;

		Decoding(CoreSubscriber<? super CascadeChunk> actual, StreamedAnswer source) {
			this.actual = actual;
			this.source = source;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			if (Operators.validate(this.upstream, subscription)) {
				this.upstream = subscription;
				this.actual.onSubscribe(this);
			}
		}

		@Override
		public void onNext(DataBuffer buffer) {
			Objects.requireNonNull(buffer);
			if (takeReader()) {
				read(buffer);
				this.reading.set(0);
			}
			DataBufferUtils.release(buffer);
			this.awaited.decrementAndGet();
			Grace missed = this.rung;
			if (missed != null) {
				graceOver(missed);
			}
			drain();
		}

		/** Whoever has it either ends the answer or gives it back at once. */
		private boolean takeReader() {
			while (!this.reading.compareAndSet(0, 1)) {
				if (this.ended.get()) {
					return false;
				}
				Thread.onSpinWait();
			}
			return true;
		}

		private void read(DataBuffer buffer) {
			try {
				if (!this.ended.get()) {
					this.source.reader.read(buffer, this.chunks::add);
					afterRead();
				}
			}
			catch (RuntimeException ex) {
				stopGrace();
				upstream().cancel();
				end(ex);
			}
		}

		private void afterRead() {
			if (this.source.reader.isDone()) {
				complete();
				keepGrace();
				upstream().request(Long.MAX_VALUE);
			}
			else if (!this.source.reader.isFinished()) {
				stopGrace();
			}
			else {
				keepGrace();
			}
		}

		private void keepGrace() {
			if (this.grace != null) {
				return;
			}
			Grace next = new Grace();
			this.grace = next;
			next.timer = this.source.scheduler.schedule(() -> graceOver(next), this.source.grace.toNanos(),
					TimeUnit.NANOSECONDS);
		}

		/** Over is the grace that runs, not one that content has ended. */
		private void graceOver(Grace over) {
			this.rung = over;
			if (this.reading.compareAndSet(0, 1)) {
				this.rung = null;
				if (this.grace == over) {
					upstream().cancel();
					complete();
				}
				this.reading.set(0);
				drain();
			}
		}

		@Override
		public void onComplete() {
			stopGrace();
			complete();
			drain();
		}

		@Override
		public void onError(Throwable ex) {
			Objects.requireNonNull(ex);
			stopGrace();
			if (this.source.reader.hasEnded()) {
				complete();
			}
			else {
				end(ex);
			}
			drain();
		}

		private void stopGrace() {
			Grace running = this.grace;
			this.grace = null;
			if (running != null) {
				running.timer.dispose();
			}
		}

		/** The last chunk is read from the answer, unless somebody ended it before. */
		private void complete() {
			if (this.ended.compareAndSet(false, true)) {
				try {
					this.chunks.add(this.source.reader.complete(this.chunks::add));
				}
				catch (RuntimeException ex) {
					this.failure = ex;
				}
				this.noMoreChunks = true;
			}
		}

		private void end(Throwable ex) {
			if (this.ended.compareAndSet(false, true)) {
				this.failure = ex;
				this.noMoreChunks = true;
			}
		}

		@Override
		public void request(long n) {
			if (Operators.validate(n)) {
				Operators.addCap(REQUESTED, this, n);
			}
			else {
				refuse(n);
			}
			drain();
		}

		/** The specification (3.9) wants an error for a request that asks for nothing. */
		private void refuse(long n) {
			this.refusal = Exceptions.nullOrNegativeRequestException(n);
			this.ended.set(true);
			upstream().cancel();
			stopGrace();
		}

		private Subscription upstream() {
			return Objects.requireNonNull(this.upstream);
		}

		@Override
		public void cancel() {
			this.cancelled = true;
			if (this.ended.compareAndSet(false, true)) {
				upstream().cancel();
				stopGrace();
			}
			drain();
		}

		private void drain() {
			if (this.draining.getAndIncrement() != 0) {
				return;
			}
			int missed = 1;
			do {
				emit();
				missed = this.draining.addAndGet(-missed);
			}
			while (missed != 0);
		}

		private void emit() {
			if (this.refusal != null) {
				finish(true);
			}
			long taken = 0;
			long wanted = this.requested;
			while (taken != wanted && !this.cancelled) {
				boolean last = this.noMoreChunks;
				CascadeChunk chunk = this.chunks.poll();
				if (chunk == null) {
					finish(last);
					break;
				}
				this.actual.onNext(chunk);
				taken++;
			}
			if (taken == wanted && this.noMoreChunks && this.chunks.isEmpty()) {
				finish(true);
			}
			if (taken != 0 && wanted != Long.MAX_VALUE) {
				REQUESTED.addAndGet(this, -taken);
			}
			if (this.cancelled) {
				this.chunks.clear();
			}
		}

		private void finish(boolean last) {
			if (this.cancelled) {
				return;
			}
			if (!last) {
				askForMore();
				return;
			}
			this.cancelled = true;
			Throwable ex = (this.refusal != null) ? this.refusal : this.failure;
			if (ex != null) {
				this.actual.onError(ex);
			}
			else {
				this.actual.onComplete();
			}
		}

		private void askForMore() {
			int coming = this.awaited.get();
			if (coming <= PREFETCH / 4 && !this.ended.get()) {
				this.awaited.addAndGet(PREFETCH - coming);
				upstream().request(PREFETCH - coming);
			}
		}

	}

	/** The time that is left to an answer after its finish reason. */
	private static final class Grace {

		private Disposable timer = Disposables.disposed();

	}

}
