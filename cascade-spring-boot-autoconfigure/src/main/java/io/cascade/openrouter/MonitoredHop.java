package io.cascade.openrouter;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.cascade.Attempt;
import io.cascade.Call;
import io.cascade.CascadeChunk;
import io.cascade.FailureKind;
import io.cascade.Limits;
import io.cascade.UpstreamException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * Watches a hop: gives up on one that is silent for too long, and writes its attempts
 * into the journal however it ends.
 * <p>
 * The clocks run only while data is requested, so a slow reader is no stalled model.
 */
final class MonitoredHop extends Flux<CascadeChunk> {

	private final Flux<CascadeChunk> source;

	private final Call call;

	private final AnswerReader reader;

	private final FailureFactory failures;

	private final Scheduler scheduler;

	MonitoredHop(Flux<CascadeChunk> source, Call call, AnswerReader reader, FailureFactory failures,
			Scheduler scheduler) {
		this.source = source;
		this.call = call;
		this.reader = reader;
		this.failures = failures;
		this.scheduler = scheduler;
	}

	@Override
	public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
		this.source.subscribe(new Monitor(actual, this));
	}

	private static final class Monitor implements CoreSubscriber<CascadeChunk>, Subscription {

		private static final AtomicLongFieldUpdater<Monitor> REQUESTED = AtomicLongFieldUpdater
			.newUpdater(Monitor.class, "requested");

		private final CoreSubscriber<? super CascadeChunk> actual;

		private final MonitoredHop hop;

		private final Limits limits;

		private final Pace pace;

		private final long startedAt;

		private Subscription upstream = Operators.emptySubscription();

		private volatile long requested;

		private final AtomicInteger signalling = new AtomicInteger();

		/** Set by whoever ends the hop: then its attempts are in the journal. */
		private final AtomicBoolean closed = new AtomicBoolean();

		private volatile long requestedAt;

		private volatile long firstContentAt = -1;

		private volatile @Nullable Disposable timer;

		private volatile @Nullable Throwable timeout;

		Monitor(CoreSubscriber<? super CascadeChunk> actual, MonitoredHop hop) {
			this.actual = actual;
			this.hop = hop;
			this.limits = hop.call.settings().limits();
			this.pace = new Pace(hop.call.settings().stream().minThroughput());
			this.startedAt = now();
			this.requestedAt = this.startedAt;
		}

		private long now() {
			return this.hop.scheduler.now(TimeUnit.NANOSECONDS);
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream = subscription;
			this.actual.onSubscribe(this);
		}

		@Override
		public void onNext(CascadeChunk chunk) {
			if (this.closed.get() || !this.signalling.compareAndSet(0, 1)) {
				return;
			}
			if (this.firstContentAt < 0 && isContent(chunk)) {
				begin();
			}
			if (chunk instanceof CascadeChunk.End) {
				close(trail().answered());
			}
			this.pace.count(chunk);
			Operators.produced(REQUESTED, this, 1);
			this.actual.onNext(chunk);
			if (this.signalling.decrementAndGet() != 0) {
				signalTimeout();
			}
		}

		/**
		 * A timer that rings soon enough is left to run; it looks at the clock itself.
		 */
		private void begin() {
			this.firstContentAt = now();
			if (this.limits.idleTimeout().compareTo(this.limits.firstTokenTimeout()) < 0) {
				startTimer(this.limits.idleTimeout().toNanos());
			}
		}

		private boolean isContent(CascadeChunk chunk) {
			return chunk.carriesContent() && (this.hop.call.settings().stream().reasoningIsContent()
					|| !(chunk instanceof CascadeChunk.Reasoning));
		}

		@Override
		public void onComplete() {
			stopTimer();
			if (this.signalling.getAndIncrement() == 0) {
				this.actual.onComplete();
			}
		}

		@Override
		public void onError(Throwable ex) {
			UpstreamException failure = failure(ex);
			List<Attempt> attempts = trail().failed(failure);
			if (close(attempts) && this.signalling.getAndIncrement() == 0) {
				this.actual.onError(failure.with(failure.details().withAttempts(attempts)));
			}
		}

		private UpstreamException failure(Throwable ex) {
			if (ex instanceof UpstreamException known) {
				return known;
			}
			FailureKind kind = TransportFailure.kindOf(ex);
			boolean broken = kind == FailureKind.RESET || kind == FailureKind.CONNECTION;
			return this.hop.failures.of(ex, (broken && this.hop.reader.hasResponded()) ? FailureKind.INCOMPLETE : kind);
		}

		@Override
		public void request(long n) {
			if (Operators.validate(n)) {
				if (Operators.addCap(REQUESTED, this, n) == 0) {
					this.requestedAt = now();
					if (this.timer == null) {
						startTimer(limit());
					}
				}
				this.upstream.request(n);
			}
		}

		@Override
		public void cancel() {
			close(trail().cancelled());
			this.upstream.cancel();
		}

		private AttemptTrail trail() {
			long first = this.firstContentAt;
			Duration timeToFirstToken = (first >= 0) ? Duration.ofNanos(first - this.startedAt) : null;
			return new AttemptTrail(this.hop.call.hop(), this.hop.reader.answer(),
					new AttemptTrail.Timing(Duration.ofNanos(now() - this.startedAt), timeToFirstToken),
					this.hop.reader.malformed());
		}

		private boolean close(List<Attempt> attempts) {
			if (!this.closed.compareAndSet(false, true)) {
				return false;
			}
			stopTimer();
			this.hop.call.journal().add(attempts);
			return true;
		}

		private long limit() {
			if (this.firstContentAt >= 0) {
				return this.limits.idleTimeout().toNanos();
			}
			long firstToken = this.limits.firstTokenTimeout().toNanos();
			return isConnecting() ? Math.min(firstToken, this.limits.connectTimeout().toNanos()) : firstToken;
		}

		private boolean isConnecting() {
			return !this.hop.reader.isConnected();
		}

		private void startTimer(long delay) {
			stopTimer();
			if (!this.closed.get()) {
				this.timer = this.hop.scheduler.schedule(this::check, delay, TimeUnit.NANOSECONDS);
			}
		}

		private void stopTimer() {
			Disposable running = this.timer;
			if (running != null) {
				running.dispose();
			}
		}

		/** Without demand the clock stands still; the next request starts it again. */
		private void check() {
			if (this.requested == 0) {
				this.timer = null;
				if (this.requested == 0) {
					return;
				}
			}
			long now = now();
			long left = limit() - (now - silentSince());
			if (left <= 0 && isConnecting()) {
				giveUp(FailureKind.CONNECTION,
						"no connection within %d ms".formatted(Duration.ofNanos(limit()).toMillis()));
			}
			else if (left <= 0) {
				giveUp(FailureKind.TIMEOUT,
						((this.firstContentAt < 0) ? "no first token within %d ms" : "silent for %d ms")
							.formatted(Duration.ofNanos(limit()).toMillis()));
			}
			else if (this.firstContentAt >= 0 && this.pace.wasTooSlow(now, this.requestedAt)) {
				giveUp(FailureKind.TIMEOUT, "slower than %d characters a second"
					.formatted(this.hop.call.settings().stream().minThroughput()));
			}
			else {
				startTimer(left);
			}
		}

		private long silentSince() {
			long heard = (this.firstContentAt < 0) ? this.startedAt
					: Math.max(this.firstContentAt, this.hop.reader.lastEventAt());
			return Math.max(heard, this.requestedAt);
		}

		private void giveUp(FailureKind kind, String words) {
			UpstreamException failure = this.hop.failures.of(kind, words);
			List<Attempt> attempts = trail().failed(failure);
			if (close(attempts)) {
				this.upstream.cancel();
				this.timeout = failure.with(failure.details().withAttempts(attempts));
				if (this.signalling.getAndIncrement() == 0) {
					signalTimeout();
				}
			}
		}

		private void signalTimeout() {
			Throwable failure = this.timeout;
			if (failure != null) {
				this.actual.onError(failure);
			}
		}

	}

}
