package io.cascade.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;

import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * An answer as the frames that a client reads. A failure before the first frame is one of
 * the answer; after it, it is told in a frame of its own, the last one. While the answer
 * is silent, a comment comes now and then.
 * <p>
 * A comment takes what was asked for from a frame, which then waits until more is asked
 * for; so no more waits than there were comments.
 */
final class FramedAnswer extends FluxOperator<CascadeChunk, byte[]> {

	private static final byte[] COMMENT = ": waiting\n\n".getBytes(StandardCharsets.US_ASCII);

	private final Frames frames;

	private final Errors errors;

	private final Duration silence;

	private final Scheduler scheduler;

	private final AtomicBoolean broken = new AtomicBoolean();

	/**
	 * Frames of an answer, for one subscriber.
	 * @param answer the answer
	 * @param frames writes frames
	 * @param errors what is told of failures
	 * @param silence after which a comment comes, again and again
	 * @param scheduler has the timer
	 */
	FramedAnswer(Flux<CascadeChunk> answer, Frames frames, Errors errors, Duration silence, Scheduler scheduler) {
		super(answer);
		this.frames = frames;
		this.errors = errors;
		this.silence = silence;
		this.scheduler = scheduler;
	}

	/** Whether its last frame tells of a failure. */
	boolean isBroken() {
		return this.broken.get();
	}

	@Override
	public void subscribe(CoreSubscriber<? super byte[]> actual) {
		this.source.subscribe(new Framing(actual, this));
	}

	/**
	 * How far an answer is.
	 */
	private enum State {

		/** More may come. */
		OPEN,

		/** It ended, and not all of it was sent. */
		ENDED,

		/** Its end was told, or nobody wants to hear it. */
		OVER

	}

	private static final class Framing implements CoreSubscriber<CascadeChunk>, Subscription, Scannable {

		private static final AtomicLongFieldUpdater<Framing> REQUESTED = AtomicLongFieldUpdater
			.newUpdater(Framing.class, "requested");

		private final CoreSubscriber<? super byte[]> actual;

		private final FramedAnswer answer;

		private final Queue<byte[]> waiting = Queues.<byte[]>unbounded(8).get();

		private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

		private final AtomicInteger draining = new AtomicInteger();

		private volatile long requested;

		private volatile boolean commentIsDue;

		private @Nullable Subscription upstream;

		private Disposable timer = Disposables.disposed();

		/** Written before the answer has ended. */
		private @Nullable Throwable failure;

		/** Whether anything was sent; of whoever drains. */
		private boolean begun;

		Framing(CoreSubscriber<? super byte[]> actual, FramedAnswer answer) {
			this.actual = actual;
			this.answer = answer;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			if (Operators.validate(this.upstream, subscription)) {
				this.upstream = subscription;
				long nanos = this.answer.silence.toNanos();
				this.timer = this.answer.scheduler.schedulePeriodically(this::silent, nanos, nanos,
						TimeUnit.NANOSECONDS);
				this.actual.onSubscribe(this);
			}
		}

		private void silent() {
			this.commentIsDue = true;
			drain();
		}

		@Override
		public void onNext(CascadeChunk chunk) {
			if (this.state.get() != State.OPEN) {
				Operators.onNextDropped(chunk, currentContext());
				return;
			}
			byte[] frame;
			try {
				frame = frame(chunk);
			}
			catch (RuntimeException ex) {
				upstream().cancel();
				onError(ex);
				return;
			}
			if (frame != null) {
				pass(frame);
			}
			else {
				upstream().request(1);
			}
		}

		/** What a client has read can't be taken back. */
		private byte @Nullable [] frame(CascadeChunk chunk) {
			if (chunk instanceof CascadeChunk.Restart) {
				throw Refusals.voided();
			}
			return this.answer.frames.write(chunk);
		}

		/** Nearly all frames meet nobody, and nothing that waits. */
		private void pass(byte[] frame) {
			if (!this.draining.compareAndSet(0, 1)) {
				this.waiting.add(frame);
				drain();
				return;
			}
			if (this.requested != 0 && this.waiting.isEmpty()) {
				send(frame);
				sent(1);
			}
			else {
				this.waiting.add(frame);
			}
			goOn(this.draining.decrementAndGet());
		}

		private void send(byte[] frame) {
			this.begun = true;
			this.actual.onNext(frame);
		}

		private void sent(long count) {
			if (this.requested != Long.MAX_VALUE) {
				Operators.produced(REQUESTED, this, count);
			}
		}

		@Override
		public void onError(Throwable ex) {
			if (this.state.get() != State.OPEN) {
				Operators.onErrorDropped(ex, currentContext());
				return;
			}
			this.failure = ex;
			onComplete();
		}

		@Override
		public void onComplete() {
			if (this.state.compareAndSet(State.OPEN, State.ENDED)) {
				this.timer.dispose();
				drain();
			}
		}

		@Override
		public void request(long n) {
			if (Operators.validate(n)) {
				Operators.addCap(REQUESTED, this, n);
				upstream().request(n);
				drain();
			}
			else {
				upstream().cancel();
				onError(Exceptions.nullOrNegativeRequestException(n));
			}
		}

		@Override
		public void cancel() {
			if (this.state.getAndSet(State.OVER) != State.OVER) {
				this.timer.dispose();
				upstream().cancel();
				drain();
			}
		}

		private Subscription upstream() {
			return Objects.requireNonNull(this.upstream);
		}

		private void drain() {
			if (this.draining.getAndIncrement() == 0) {
				goOn(1);
			}
		}

		private void goOn(int missed) {
			int left = missed;
			while (left != 0) {
				step();
				left = this.draining.addAndGet(-left);
			}
		}

		private void step() {
			long wanted = this.requested;
			long count = 0;
			while (count != wanted && this.state.get() != State.OVER) {
				byte[] frame = next();
				if (frame == null) {
					break;
				}
				send(frame);
				count++;
			}
			if (count != 0) {
				sent(count);
			}
			afterwards();
		}

		/** A frame that came before the end was told is seen after the end is. */
		private byte @Nullable [] next() {
			boolean ended = this.state.get() == State.ENDED;
			byte[] frame = this.waiting.poll();
			if (frame != null) {
				return frame;
			}
			return ended ? lastWords() : comment();
		}

		private byte @Nullable [] lastWords() {
			Throwable ex = this.failure;
			boolean told = ex == null || !this.begun || this.answer.broken.getAndSet(true);
			return told ? null : this.answer.frames.failed(this.answer.errors.of(Objects.requireNonNull(ex)));
		}

		private byte @Nullable [] comment() {
			boolean due = this.commentIsDue;
			this.commentIsDue = false;
			return due ? COMMENT : null;
		}

		private void afterwards() {
			State now = this.state.get();
			if (now == State.OVER) {
				this.waiting.clear();
			}
			else if (now == State.ENDED && this.waiting.isEmpty() && isToldOf(this.failure)
					&& this.state.compareAndSet(State.ENDED, State.OVER)) {
				end(this.begun ? null : this.failure);
			}
		}

		private boolean isToldOf(@Nullable Throwable ex) {
			return ex == null || !this.begun || this.answer.isBroken();
		}

		private void end(@Nullable Throwable ex) {
			if (ex != null) {
				this.actual.onError(ex);
			}
			else {
				this.actual.onComplete();
			}
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
			return (key == Attr.TERMINATED) ? this.state.get() == State.OVER : null;
		}

	}

}
