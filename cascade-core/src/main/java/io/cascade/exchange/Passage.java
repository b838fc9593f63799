package io.cascade.exchange;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One subscription to an answer on its way through a stage, for operators that may end it
 * themselves. It has one state: whoever ends the answer first decides how it ended, and
 * an end from outside waits for the chunk that is on its way.
 * <p>
 * After {@link CascadeChunk.End} nothing but a completion follows, whoever asks for an
 * end. The source must be serial, as the specification of Reactive Streams says; it may
 * answer a request before {@code request} returns.
 *
 * @see <a href="https://github.com/reactive-streams/reactive-streams-jvm">Reactive
 * Streams</a>
 */
public abstract class Passage extends Operators.DeferredSubscription
		implements CoreSubscriber<CascadeChunk>, Scannable {

	private static final AtomicReferenceFieldUpdater<Passage, State> STATE = AtomicReferenceFieldUpdater
		.newUpdater(Passage.class, State.class, "state");

	private final CoreSubscriber<? super CascadeChunk> actual;

	private final AtomicReference<@Nullable Supplier<Throwable>> reason = new AtomicReference<>();

	private volatile State state = State.OPEN;

	private volatile @Nullable Subscription source;

	/** Written before anybody can subscribe this to a source. */
	private boolean announced;

	/** A source may bring chunks while it is asked for them; of its thread only. */
	private int depth;

	/** Written before the chunk's thread moves the state, and read after that. */
	private boolean answered;

	/**
	 * A way to a subscriber.
	 * @param actual the subscriber
	 */
	protected Passage(CoreSubscriber<? super CascadeChunk> actual) {
		this.actual = actual;
	}

	/**
	 * Tells the subscriber of its subscription before there is a source, so that it can
	 * leave while something else is waited for. A source that comes later is asked for
	 * what was requested, or told that the subscriber has left.
	 */
	protected final void announce() {
		this.announced = true;
		this.actual.onSubscribe(this);
	}

	/**
	 * A chunk is about to be handed on.
	 * @param chunk the chunk
	 */
	protected void passing(CascadeChunk chunk) {
	}

	/**
	 * The source completed without {@link CascadeChunk.End}.
	 * @return the error to end with, {@code null} to complete
	 */
	protected @Nullable Throwable unanswered() {
		return null;
	}

	/**
	 * The answer is complete; the subscriber does not know yet.
	 */
	protected void completed() {
	}

	/**
	 * The source failed; the subscriber does not know yet.
	 * @param ex the failure
	 * @return the error to end with
	 */
	protected Throwable failed(Throwable ex) {
		return ex;
	}

	/**
	 * An error from outside is about to be signalled; everybody below was left.
	 * @param signal signals it. Whoever wants to know first what became of those below
	 * may have it run later, by another thread
	 */
	protected void ending(Runnable signal) {
		signal.run();
	}

	/**
	 * The subscriber left, and so did everybody below.
	 * @param complete whether it has, or is about to have, all of the answer
	 */
	protected void cancelled(boolean complete) {
	}

	/**
	 * The subscriber knows of the end, or has left.
	 */
	protected void over() {
	}

	/**
	 * Ends the answer from outside, unless it ended before: with a completion once
	 * {@link CascadeChunk.End} was on its way, else with an error.
	 * @param why makes the error, when what the subscriber has received is certain
	 */
	protected final void giveUp(Supplier<Throwable> why) {
		this.reason.compareAndSet(null, why);
		State before = move(State::givenUp);
		if (before.isOver()) {
			return;
		}
		super.cancel();
		if (before.isUnderWay()) {
			meet();
		}
		else {
			signalEnd();
		}
	}

	/** The thread of the chunk and that of the end: the second one goes on. */
	private void meet() {
		if (!STATE.compareAndSet(this, State.PASSING, State.OPEN) && move(State::met) == State.MET) {
			signalEnd();
		}
	}

	private void signalEnd() {
		if (this.answered) {
			signalComplete();
		}
		else {
			ending(() -> signalError(Objects.requireNonNull(this.reason.get()).get()));
		}
	}

	private void signalComplete() {
		completed();
		this.actual.onComplete();
		over();
	}

	private void signalError(Throwable ex) {
		this.actual.onError(ex);
		over();
	}

	private State move(UnaryOperator<State> step) {
		return STATE.getAndUpdate(this, step);
	}

	/**
	 * Whether the answer has ended, or its {@link CascadeChunk.End} is here.
	 * @return {@code true} if there is nothing to wait for
	 */
	protected final boolean isSettled() {
		return this.state.isOver() || this.state.isAnswered();
	}

	@Override
	public Context currentContext() {
		return this.actual.currentContext();
	}

	@Override
	public final void onSubscribe(Subscription subscription) {
		if (set(subscription)) {
			this.source = subscription;
			if (!this.announced) {
				this.actual.onSubscribe(this);
			}
		}
	}

	@Override
	public final void onNext(CascadeChunk chunk) {
		boolean last = Objects.requireNonNull(chunk) instanceof CascadeChunk.End;
		if (!takes(last)) {
			Operators.onNextDropped(chunk, currentContext());
			return;
		}
		this.answered = last;
		this.depth++;
		try {
			passing(chunk);
			this.actual.onNext(chunk);
		}
		finally {
			this.depth--;
			if (this.depth == 0) {
				meet();
			}
		}
	}

	/** Nearly all chunks meet nobody, so that one comparison is enough for them. */
	private boolean takes(boolean last) {
		return (!last && STATE.compareAndSet(this, State.OPEN, State.PASSING))
				|| move(last ? State::answering : State::passing).takesChunks();
	}

	@Override
	public final void onComplete() {
		Throwable missing = (this.answered || this.state.isOver()) ? null : unanswered();
		if (missing != null) {
			onError(missing);
		}
		else if (!move(State::completed).isOver()) {
			signalComplete();
		}
	}

	@Override
	public final void onError(Throwable ex) {
		Objects.requireNonNull(ex);
		State before = move(State::failed);
		if (before.isOver()) {
			comesTooLate(ex, before);
		}
		else if (before.isAnswered()) {
			signalComplete();
		}
		else {
			signalError(failed(ex));
		}
	}

	/**
	 * A source that was left may still say that it failed, such as a connection that was
	 * closed under it; only a second end of one that was not is worth a line in a log.
	 */
	private void comesTooLate(Throwable ex, State before) {
		if (!before.wasLeft() && !(ex instanceof CascadeException)) {
			Operators.onErrorDropped(ex, currentContext());
		}
	}

	/** The specification (3.9) wants an error for a request that asks for nothing. */
	@Override
	public void request(long n) {
		if (Operators.validate(n)) {
			super.request(n);
		}
		else {
			giveUp(() -> {
				cancelled(false);
				return Exceptions.nullOrNegativeRequestException(n);
			});
		}
	}

	@Override
	public final void cancel() {
		State before = move(State::cancelled);
		super.cancel();
		if (!before.isOver()) {
			cancelled(before.isAnswered());
			over();
		}
	}

	@Override
	@SuppressWarnings("rawtypes")
	public @Nullable Object scanUnsafe(Attr key) {
		if (key == Attr.PARENT) {
			return this.source;
		}
		if (key == Attr.ACTUAL) {
			return this.actual;
		}
		if (key == Attr.RUN_STYLE) {
			return Attr.RunStyle.SYNC;
		}
		if (key == Attr.CANCELLED) {
			return this.state == State.CANCELLED;
		}
		return (key == Attr.TERMINATED) ? this.state.isOver() : null;
	}

	/**
	 * Where an answer is on its way, and what brings it on.
	 */
	enum State {

		/** No chunk is on its way. */
		OPEN,
		/** A chunk is on its way. */
		PASSING,
		/** The end of the answer is on its way. */
		ANSWERING,
		/** The end of the answer has passed. */
		ANSWERED,
		/** An end from outside waits for the chunk, or the chunk for that end. */
		INTERRUPTED,
		/** One of these two is ready. */
		MET,
		/** It ended from outside. */
		GIVEN_UP,
		/** It is complete. */
		COMPLETED,
		/** It failed. */
		FAILED,
		/** The subscriber left. */
		CANCELLED;

		/** Whether it is decided how the answer ends. */
		boolean isOver() {
			return compareTo(INTERRUPTED) >= 0;
		}

		/** Whether the source was cancelled. */
		boolean wasLeft() {
			return isOver() && this != COMPLETED && this != FAILED;
		}

		boolean isUnderWay() {
			return this == PASSING || this == ANSWERING;
		}

		boolean isAnswered() {
			return this == ANSWERING || this == ANSWERED;
		}

		boolean takesChunks() {
			return this == OPEN || this == PASSING;
		}

		State passing() {
			return takesChunks() ? PASSING : this;
		}

		State answering() {
			return takesChunks() ? ANSWERING : this;
		}

		/** A chunk has passed, or an end from outside is prepared. */
		State met() {
			return switch (this) {
				case PASSING -> OPEN;
				case ANSWERING -> ANSWERED;
				case INTERRUPTED -> MET;
				case MET -> GIVEN_UP;
				default -> this;
			};
		}

		State givenUp() {
			return switch (this) {
				case OPEN -> GIVEN_UP;
				case PASSING, ANSWERING -> INTERRUPTED;
				case ANSWERED -> COMPLETED;
				default -> this;
			};
		}

		State completed() {
			return isOver() ? this : COMPLETED;
		}

		State failed() {
			return isOver() ? this : isAnswered() ? COMPLETED : FAILED;
		}

		State cancelled() {
			return isOver() ? this : CANCELLED;
		}

	}

}
