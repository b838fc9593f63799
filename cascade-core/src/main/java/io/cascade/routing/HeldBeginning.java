package io.cascade.routing;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Predicate;

import io.cascade.CascadeChunk;
import io.cascade.CommitWindow;
import io.cascade.StreamRules;
import io.cascade.exchange.Call;
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

/**
 * Holds the beginning of an answer back until it is committed to, so that nobody sees
 * what breaks before: who answers, thoughts where they are no content, and the content of
 * the commit window. What follows passes as it comes.
 * <p>
 * While it holds, it asks for one chunk at a time, and only if somebody asks for one; so
 * it never has more than what is held back.
 */
final class HeldBeginning extends FluxOperator<CascadeChunk, CascadeChunk> {

	private final Predicate<CascadeChunk> commits;

	private final CommitWindow window;

	private final Scheduler scheduler;

	private HeldBeginning(Flux<CascadeChunk> source, Predicate<CascadeChunk> commits, CommitWindow window,
			Scheduler scheduler) {
		super(source);
		this.commits = commits;
		this.window = window;
		this.scheduler = scheduler;
	}

	/**
	 * The answer of a hop.
	 * @param answer what the next stage answers
	 * @param call the call
	 * @param goesOn whether it goes on from what was delivered
	 * @param scheduler runs the timer
	 * @return the answer itself where nothing is held back
	 */
	static Flux<CascadeChunk> of(Flux<CascadeChunk> answer, Call call, boolean goesOn, Scheduler scheduler) {
		StreamRules rules = call.settings().stream();
		CommitWindow window = (call.streamed() && !goesOn) ? rules.commitWindow() : CommitWindow.NONE;
		boolean wholeCalls = call.streamed() && rules.wholeToolCalls();
		boolean isHeld = window.isOn() || !rules.reasoningIsContent() || wholeCalls
				|| (call.streamed() && rules.announceServed());
		return isHeld ? of(answer, commits(rules.reasoningIsContent(), !wholeCalls), window, scheduler) : answer;
	}

	private static Predicate<CascadeChunk> commits(boolean thoughts, boolean toolCalls) {
		return (chunk) -> chunk.carriesContent() && (thoughts || !(chunk instanceof CascadeChunk.Reasoning))
				&& (toolCalls || !(chunk instanceof CascadeChunk.ToolCallDelta));
	}

	static Flux<CascadeChunk> of(Flux<CascadeChunk> answer, boolean thoughtsCommit, CommitWindow window,
			Scheduler scheduler) {
		return of(answer, commits(thoughtsCommit, true), window, scheduler);
	}

	private static Flux<CascadeChunk> of(Flux<CascadeChunk> answer, Predicate<CascadeChunk> commits,
			CommitWindow window, Scheduler scheduler) {
		return onAssembly(new HeldBeginning(answer, commits, window, scheduler));
	}

	@Override
	public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
		this.source.subscribe(new Holding(actual, this));
	}

	/**
	 * How far an answer is.
	 */
	private enum State {

		/** It may break, and nobody will know. */
		HOLDING,

		/** What is here is handed out, and what comes. */
		LIVE,

		/** It broke while it was held back, or was asked for in a way that it may not. */
		BROKEN,

		/** Its end was told, or nobody wants to hear it. */
		OVER

	}

	private static final class Holding implements CoreSubscriber<CascadeChunk>, Subscription, Scannable {

		private static final AtomicLongFieldUpdater<Holding> REQUESTED = AtomicLongFieldUpdater
			.newUpdater(Holding.class, "requested");

		private static final AtomicReferenceFieldUpdater<Holding, State> STATE = AtomicReferenceFieldUpdater
			.newUpdater(Holding.class, State.class, "state");

		private final CoreSubscriber<? super CascadeChunk> actual;

		private final HeldBeginning held;

		private final Queue<CascadeChunk> chunks = Queues.<CascadeChunk>unbounded(16).get();

		private final OneTimer timer = new OneTimer();

		private @Nullable Subscription upstream;

		private volatile State state = State.HOLDING;

		private volatile long requested;

		private final AtomicInteger draining = new AtomicInteger();

		private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

		/** The source has ended. Written before whoever drains looks at the state. */
		private volatile boolean ended;

		/** How many chunks came while it was held back. */
		private final AtomicInteger arrived = new AtomicInteger();

		/** How many were asked for and not handed out; of whoever drains. */
		private long asked;

		/** Of the thread of the source, as is what follows. */
		private boolean begun;

		private long characters;

		Holding(CoreSubscriber<? super CascadeChunk> actual, HeldBeginning held) {
			this.actual = actual;
			this.held = held;
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

		private Subscription upstream() {
			return Objects.requireNonNull(this.upstream);
		}

		@Override
		public void onNext(CascadeChunk chunk) {
			Objects.requireNonNull(chunk);
			if (this.ended) {
				Operators.onNextDropped(chunk, currentContext());
				return;
			}
			this.chunks.add(chunk);
			if (this.state == State.HOLDING) {
				this.arrived.incrementAndGet();
				if (commits(chunk)) {
					goLive();
				}
			}
			drain();
		}

		/** Whether nothing is held back from now on. */
		private boolean commits(CascadeChunk chunk) {
			if (chunk instanceof CascadeChunk.End) {
				return true;
			}
			CommitWindow window = this.held.window;
			if (!isContent(chunk) || !window.isOn()) {
				return isContent(chunk);
			}
			if (!this.begun) {
				this.begun = true;
				startTimer(window);
			}
			this.characters += chunk.characters();
			return window.characters() > 0 && this.characters >= window.characters();
		}

		private boolean isContent(CascadeChunk chunk) {
			return this.held.commits.test(chunk);
		}

		private void startTimer(CommitWindow window) {
			if (!window.time().isZero()) {
				this.timer.start(this.held.scheduler, window.time(), () -> {
					goLive();
					drain();
				});
			}
		}

		private void goLive() {
			if (STATE.compareAndSet(this, State.HOLDING, State.LIVE)) {
				this.timer.dispose();
			}
		}

		@Override
		public void onComplete() {
			this.ended = true;
			goLive();
			drain();
		}

		@Override
		public void onError(Throwable ex) {
			Objects.requireNonNull(ex);
			if (this.ended) {
				Operators.onErrorDropped(ex, currentContext());
				return;
			}
			this.failure.compareAndSet(null, ex);
			this.ended = true;
			if (STATE.compareAndSet(this, State.HOLDING, State.BROKEN)) {
				this.timer.dispose();
			}
			drain();
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
			this.failure.compareAndSet(null, Exceptions.nullOrNegativeRequestException(n));
			State before = STATE.getAndUpdate(this, (now) -> (now == State.OVER) ? now : State.BROKEN);
			if (before != State.OVER) {
				leave();
			}
		}

		private void leave() {
			upstream().cancel();
			this.timer.dispose();
		}

		@Override
		public void cancel() {
			if (STATE.getAndSet(this, State.OVER) != State.OVER) {
				leave();
				drain();
			}
		}

		/**
		 * More is asked for when nobody drains, so that what comes at once is handed on.
		 */
		private void drain() {
			if (this.draining.getAndIncrement() != 0) {
				return;
			}
			long more = 0;
			int missed = 1;
			do {
				more = Operators.addCap(more, step());
				missed = this.draining.addAndGet(-missed);
			}
			while (missed != 0);
			if (more > 0) {
				upstream().request(more);
			}
		}

		/** How many chunks to ask for. */
		private long step() {
			return switch (this.state) {
				case HOLDING -> next();
				case LIVE -> handOut();
				case BROKEN, OVER -> letGo();
			};
		}

		private long next() {
			boolean wanted = this.requested != 0 && this.asked == this.arrived.get() && !this.ended;
			this.asked += wanted ? 1 : 0;
			return wanted ? 1 : 0;
		}

		/** An end that was there before the last chunk was taken is the next signal. */
		private long handOut() {
			boolean last = this.ended;
			long wanted = this.requested;
			long taken = 0;
			while (taken != wanted && this.state == State.LIVE) {
				CascadeChunk chunk = this.chunks.poll();
				if (chunk == null) {
					break;
				}
				this.actual.onNext(chunk);
				taken++;
			}
			if (taken != 0 && wanted != Long.MAX_VALUE) {
				Operators.produced(REQUESTED, this, taken);
				this.asked -= taken;
			}
			return (this.state == State.LIVE && this.chunks.isEmpty()) ? afterwards(last) : 0;
		}

		/** All that is wanted beside what is on its way, which may be one too many. */
		private long afterwards(boolean last) {
			if (last) {
				end();
				return 0;
			}
			long wanted = this.requested;
			long more = this.ended ? 0 : Math.max(0, wanted - this.asked);
			this.asked += more;
			return (more != 0 && wanted == Long.MAX_VALUE) ? wanted : more;
		}

		private long letGo() {
			this.chunks.clear();
			if (this.state == State.BROKEN) {
				end();
			}
			return 0;
		}

		private void end() {
			if (STATE.getAndSet(this, State.OVER) == State.OVER) {
				return;
			}
			Throwable ex = this.failure.get();
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
			if (key == Attr.BUFFERED) {
				return this.chunks.size();
			}
			return (key == Attr.TERMINATED) ? this.state == State.OVER : null;
		}

	}

}
