package io.cascade.openrouter;

import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;

import io.cascade.CascadeChunk;
import io.cascade.exchange.OneTimer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
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
final class StreamedAnswer extends FluxOperator<DataBuffer, CascadeChunk> {

	/**
	 * So many buffers are asked for at once, which spares the socket a pause for each.
	 */
	private static final int PREFETCH = 16;

	private final AnswerReader reader;

	private final Duration grace;

	private final Scheduler scheduler;

	private StreamedAnswer(Flux<DataBuffer> buffers, AnswerReader reader, Duration grace, Scheduler scheduler) {
		super(buffers);
		this.reader = reader;
		this.grace = grace;
		this.scheduler = scheduler;
	}

	static Flux<CascadeChunk> of(Flux<DataBuffer> buffers, AnswerReader reader, Duration grace, Scheduler scheduler) {
		return onAssembly(new StreamedAnswer(buffers, reader, grace, scheduler));
	}

	@Override
	public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
		this.source.subscribe(new Decoding(actual, this));
	}

	private static final class Decoding implements CoreSubscriber<DataBuffer>, Subscription, Scannable {

		private static final AtomicLongFieldUpdater<Decoding> REQUESTED = AtomicLongFieldUpdater
			.newUpdater(Decoding.class, "requested");

		private static final AtomicIntegerFieldUpdater<Decoding> AWAITED = AtomicIntegerFieldUpdater
			.newUpdater(Decoding.class, "awaited");

		private static final AtomicReferenceFieldUpdater<Decoding, State> STATE = AtomicReferenceFieldUpdater
			.newUpdater(Decoding.class, State.class, "state");

		private final CoreSubscriber<? super CascadeChunk> actual;

		private final StreamedAnswer source;

		private final Queue<CascadeChunk> chunks = Queues.<CascadeChunk>unbounded(16).get();

		private final Consumer<CascadeChunk> sink = this.chunks::add;

		private @Nullable Subscription upstream;

		private volatile long requested;

		/**
		 * The source has ended; what follows breaks the specification. Of its thread
		 * only.
		 */
		private boolean ended;

		private final AtomicInteger draining = new AtomicInteger();

		private volatile State state = State.READING;

		/** Held by whoever uses the reader, which is not thread-safe. */
		private final AtomicInteger reading = new AtomicInteger();

		/** Buffers that were asked for and have not come. */
		private volatile int awaited;

		/** Runs since the model has ended, {@code null} while it goes on. */
		private volatile @Nullable Grace grace;

		/** Rang while the reader was in use; whoever uses it looks at this. */
		private volatile @Nullable Grace rung;

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
			if (this.ended) {
				Operators.onNextDropped(buffer, currentContext());
			}
			else if (takeReader()) {
				read(buffer);
				this.reading.set(0);
			}
			DataBufferUtils.release(buffer);
			AWAITED.decrementAndGet(this);
			Grace missed = this.rung;
			if (missed != null) {
				graceOver(missed);
			}
			drain();
		}

		/** Whoever has it either ends the answer or gives it back at once. */
		private boolean takeReader() {
			while (!this.reading.compareAndSet(0, 1)) {
				if (!isReading()) {
					return false;
				}
				Thread.onSpinWait();
			}
			return true;
		}

		private void read(DataBuffer buffer) {
			try {
				if (isReading()) {
					this.source.reader.read(buffer, this.sink);
					afterRead();
				}
			}
			catch (Exception | Error ex) {
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
			next.timer.start(this.source.scheduler, this.source.grace, () -> graceOver(next));
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
			this.ended = true;
			stopGrace();
			complete();
			drain();
		}

		@Override
		public void onError(Throwable ex) {
			Objects.requireNonNull(ex);
			if (this.ended) {
				Operators.onErrorDropped(ex, currentContext());
				return;
			}
			this.ended = true;
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
			if (STATE.compareAndSet(this, State.READING, State.CLOSING)) {
				STATE.compareAndSet(this, State.CLOSING, closed());
			}
		}

		private State closed() {
			try {
				this.chunks.add(this.source.reader.complete(this.sink));
				return State.COMPLETE;
			}
			catch (Exception | Error ex) {
				return State.failed(ex);
			}
		}

		private void end(Throwable ex) {
			STATE.compareAndSet(this, State.READING, State.failed(ex));
		}

		private boolean isReading() {
			return this.state.isReading();
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
			State refused = State.refused(Exceptions.nullOrNegativeRequestException(n));
			State before = STATE.getAndUpdate(this, (now) -> now.isOver() ? now : refused);
			if (!before.isOver()) {
				upstream().cancel();
				stopGrace();
			}
		}

		private Subscription upstream() {
			return Objects.requireNonNull(this.upstream);
		}

		@Override
		public void cancel() {
			if (STATE.getAndSet(this, State.OVER).isReading()) {
				upstream().cancel();
				stopGrace();
			}
			drain();
		}

		@Override
		@SuppressWarnings("rawtypes")
		public @Nullable Object scanUnsafe(Attr key) {
			if (key == Attr.PARENT) {
				return this.upstream;
			}
			if (key == Attr.ACTUAL) {
				return this.actual;
			}
			if (key == Attr.RUN_STYLE) {
				return Attr.RunStyle.ASYNC;
			}
			if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
				return this.requested;
			}
			if (key == Attr.BUFFERED) {
				return this.chunks.size();
			}
			return (key == Attr.TERMINATED) ? this.state.isOver() : null;
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
			long taken = 0;
			long wanted = this.requested;
			State now = this.state;
			while (taken != wanted && now.handsOut()) {
				CascadeChunk chunk = this.chunks.poll();
				if (chunk == null) {
					break;
				}
				this.actual.onNext(chunk);
				taken++;
				now = this.state;
			}
			if (taken != 0 && wanted != Long.MAX_VALUE) {
				REQUESTED.addAndGet(this, -taken);
			}
			afterwards(now, taken != wanted);
		}

		/** A state that was read before the queue was empty has no more chunks. */
		private void afterwards(State now, boolean wantsMore) {
			if (!now.handsOut()) {
				this.chunks.clear();
			}
			if (!this.chunks.isEmpty()) {
				return;
			}
			if (now.isToBeTold()) {
				tell(now);
			}
			else if (wantsMore) {
				askForMore();
			}
		}

		private void tell(State end) {
			if (!STATE.compareAndSet(this, end, State.OVER)) {
				return;
			}
			if (end.failure() != null) {
				this.actual.onError(end.failure());
			}
			else {
				this.actual.onComplete();
			}
		}

		private void askForMore() {
			int coming = this.awaited;
			if (coming > PREFETCH / 4 || !isReading()) {
				return;
			}
			if (this.requested == Long.MAX_VALUE) {
				this.awaited = Integer.MAX_VALUE;
				upstream().request(Long.MAX_VALUE);
			}
			else {
				AWAITED.addAndGet(this, PREFETCH - coming);
				upstream().request(PREFETCH - coming);
			}
		}

	}

	/**
	 * How far a decoding is. Whoever ends it, the stream, the timer, a refusal or a
	 * cancel, moves it on from {@link #READING}, once.
	 *
	 * @param name what it does
	 * @param failure what to tell in the end, {@code null} for completion
	 */
	private record State(Name name, @Nullable Throwable failure) {

		static final State READING = new State(Name.READING, null);

		/** The last chunks are on their way into the queue. */
		static final State CLOSING = new State(Name.CLOSING, null);

		static final State COMPLETE = new State(Name.ENDED, null);

		/** The end was told, or nobody wants to hear it. */
		static final State OVER = new State(Name.OVER, null);

		static State failed(Throwable failure) {
			return new State(Name.ENDED, failure);
		}

		static State refused(Throwable failure) {
			return new State(Name.REFUSED, failure);
		}

		boolean isReading() {
			return this.name == Name.READING;
		}

		boolean isOver() {
			return this.name == Name.OVER;
		}

		boolean handsOut() {
			return this.name != Name.REFUSED && !isOver();
		}

		boolean isToBeTold() {
			return this.name == Name.ENDED || this.name == Name.REFUSED;
		}

		private enum Name {

			READING, CLOSING, ENDED, REFUSED, OVER

		}

	}

	/** The time that is left to an answer after its finish reason. */
	private static final class Grace {

		private final OneTimer timer = new OneTimer();

	}

}
