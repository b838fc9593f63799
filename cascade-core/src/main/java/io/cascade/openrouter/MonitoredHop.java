package io.cascade.openrouter;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.Counted;
import io.cascade.FailureKind;
import io.cascade.Timeouts;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Journal;
import io.cascade.exchange.OneTimer;
import io.cascade.exchange.Passage;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * Watches a hop: gives up on one that is silent for too long, and writes its attempts
 * into the journal however it ends.
 * <p>
 * The clocks run only while data is requested, so a slow reader is no stalled model.
 */
final class MonitoredHop extends FluxOperator<CascadeChunk, CascadeChunk> {

	private final Call call;

	private final AnswerReader reader;

	private final FailureFactory failures;

	private final Scheduler scheduler;

	private MonitoredHop(Flux<CascadeChunk> source, Call call, AnswerReader reader, FailureFactory failures,
			Scheduler scheduler) {
		super(source);
		this.call = call;
		this.reader = reader;
		this.failures = failures;
		this.scheduler = scheduler;
	}

	static Flux<CascadeChunk> of(Flux<CascadeChunk> source, Call call, AnswerReader reader, FailureFactory failures,
			Scheduler scheduler) {
		return onAssembly(new MonitoredHop(source, call, reader, failures, scheduler));
	}

	@Override
	public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
		new Monitor(actual, this).begin(actual, this.source);
	}

	/** Of the request that is sent, it holds nothing. */
	private static final class Monitor extends Passage {

		private static final AtomicLongFieldUpdater<Monitor> REQUESTED = AtomicLongFieldUpdater
			.newUpdater(Monitor.class, "requested");

		private final Call call;

		private final AnswerReader reader;

		private final FailureFactory failures;

		private final Scheduler scheduler;

		private final Timeouts timeouts;

		private final Duration firstTokenTimeout;

		private final ThroughputCheck throughput;

		private final long startedAt;

		private volatile long requested;

		private volatile long requestedAt;

		private volatile long firstContentAt = -1;

		private final OneTimer timer = new OneTimer();

		/** Whether no timer runs. */
		private volatile boolean still = true;

		Monitor(CoreSubscriber<? super CascadeChunk> actual, MonitoredHop hop) {
			super(actual);
			this.call = hop.call;
			this.reader = hop.reader;
			this.failures = hop.failures;
			this.scheduler = hop.scheduler;
			this.timeouts = hop.call.settings().timeouts();
			this.firstTokenTimeout = hop.call.firstTokenTimeout();
			this.throughput = new ThroughputCheck(hop.call.settings().stream().minThroughput());
			this.startedAt = now();
			this.requestedAt = this.startedAt;
		}

		/** Whoever is told of the hop can leave it before anything is sent. */
		void begin(CoreSubscriber<? super CascadeChunk> actual, Flux<? extends CascadeChunk> source) {
			Journal journal = this.call.journal();
			if (!journal.begin(this.call.hop().index())) {
				journal.unsent();
				actual.onSubscribe(Operators.emptySubscription());
				return;
			}
			announce();
			if (!isSettled()) {
				source.subscribe(this);
			}
		}

		private long now() {
			return this.scheduler.now(TimeUnit.NANOSECONDS);
		}

		@Override
		protected void passing(CascadeChunk chunk) {
			if (this.firstContentAt < 0 && isContent(chunk)) {
				begun();
			}
			if (chunk instanceof CascadeChunk.End) {
				this.timer.dispose();
				note(trail().answered());
			}
			this.throughput.count(chunk);
			Operators.produced(REQUESTED, this, 1);
		}

		/**
		 * A timer that rings soon enough is left to run; it looks at the clock itself.
		 */
		private void begun() {
			this.firstContentAt = now();
			if (this.timeouts.idleTimeout().compareTo(this.firstTokenTimeout) < 0) {
				startTimer(this.timeouts.idleTimeout().toNanos());
			}
		}

		private boolean isContent(CascadeChunk chunk) {
			return chunk.carriesContent() && (this.call.settings().stream().reasoningIsContent()
					|| !(chunk instanceof CascadeChunk.Reasoning));
		}

		@Override
		protected Throwable unanswered() {
			return this.failures.of(FailureKind.INCOMPLETE, "the answer has no end");
		}

		@Override
		protected Throwable failed(Throwable ex) {
			return lost(this.failures.of(ex, this.reader.hasResponded()));
		}

		private UpstreamException lost(UpstreamException failure) {
			List<Attempt> attempts = note(trail().failed(failure));
			return failure.with(failure.details().withAttempts(attempts));
		}

		@Override
		protected void cancelled(boolean complete) {
			if (!complete) {
				note(trail().cancelled(this.reader.isConnected()));
			}
		}

		@Override
		protected void over() {
			this.timer.dispose();
			this.reader.over();
		}

		private List<Attempt> note(List<Attempt> attempts) {
			boolean compacted = this.call.routed().compacted();
			List<Attempt> told = compacted ? attempts.stream().map(Attempt::asCompacted).toList() : attempts;
			this.call.journal().add(this.call.hop().index(), told);
			return told;
		}

		@Override
		public void request(long n) {
			if (Operators.validate(n)) {
				if (Operators.addCap(REQUESTED, this, n) == 0) {
					this.requestedAt = now();
					if (this.still) {
						startTimer(limit());
					}
				}
			}
			super.request(n);
		}

		private AttemptTrail trail() {
			long first = this.firstContentAt;
			Duration timeToFirstToken = (first >= 0) ? Duration.ofNanos(first - this.startedAt) : null;
			return new AttemptTrail(this.call.hop(), this.reader.answer(),
					new AttemptTrail.Timing(Duration.ofNanos(now() - this.startedAt), timeToFirstToken),
					this.reader.malformed());
		}

		private long limit() {
			if (this.firstContentAt >= 0) {
				return this.timeouts.idleTimeout().toNanos();
			}
			long firstToken = this.firstTokenTimeout.toNanos();
			return isConnecting() ? Math.min(firstToken, this.timeouts.connectionRequestTimeout().toNanos())
					: firstToken;
		}

		private boolean isConnecting() {
			return !this.reader.isConnected();
		}

		private void startTimer(long delay) {
			if (!isSettled()) {
				this.still = false;
				this.timer.start(this.scheduler, delay, this::check);
			}
		}

		/** Without demand the clock stands still; the next request starts it again. */
		private void check() {
			if (this.requested == 0) {
				this.still = true;
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
			else if (this.firstContentAt >= 0 && this.throughput.wasTooSlow(now, this.requestedAt)) {
				giveUp(FailureKind.TIMEOUT, "slower than %s a second"
					.formatted(Counted.of(this.call.settings().stream().minThroughput(), "character")));
			}
			else {
				startTimer(left);
			}
		}

		private long silentSince() {
			long heard = (this.firstContentAt < 0) ? this.startedAt
					: Math.max(this.firstContentAt, this.reader.lastEventAt());
			return Math.max(heard, this.requestedAt);
		}

		private void giveUp(FailureKind kind, String words) {
			UpstreamException refusal = this.reader.refusal();
			giveUp(() -> lost((refusal != null) ? refusal : this.failures.of(kind, words)));
		}

	}

}
