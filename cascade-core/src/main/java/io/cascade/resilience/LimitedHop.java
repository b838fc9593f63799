package io.cascade.resilience;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import io.cascade.CascadeChunk;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import io.cascade.exchange.OneTimer;
import io.cascade.exchange.Passage;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/**
 * A hop that is begun when its minute has come and there is a place for it, and gives the
 * place back however it ends. It is subscribed to at once, so that whoever waits can
 * leave.
 */
final class LimitedHop extends FluxOperator<CascadeChunk, CascadeChunk> {

	private static final Set<FailureKind> OWN = EnumSet.of(FailureKind.SATURATED, FailureKind.MODEL_LIMIT,
			FailureKind.OVER_LIMIT);

	private final UpstreamLimit limit;

	private LimitedHop(Flux<CascadeChunk> source, UpstreamLimit limit) {
		super(source);
		this.limit = limit;
	}

	static Flux<CascadeChunk> of(Flux<CascadeChunk> source, UpstreamLimit limit) {
		return onAssembly(new LimitedHop(source, limit));
	}

	@Override
	public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
		new Placing(actual, this).begin();
	}

	/**
	 * What was not to be had in time.
	 */
	enum Full {

		MINUTE, PLACE

	}

	/**
	 * A limit is reached.
	 */
	static final class FullException extends RuntimeException {

		private final Full full;

		FullException(Full full) {
			super("no %s in time".formatted(full), null, false, false);
			this.full = full;
		}

		Full full() {
			return this.full;
		}

	}

	/** How far a hop has come. */
	private enum Stage {

		NEW, WAITING, QUEUED, PLACED, OVER

	}

	private static final class Placing extends Passage implements ConcurrencyLimit.Waiting {

		private final LimitedHop hop;

		private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.NEW);

		private final OneTimer timer = new OneTimer();

		private volatile long turn;

		Placing(CoreSubscriber<? super CascadeChunk> actual, LimitedHop hop) {
			super(actual);
			this.hop = hop;
		}

		void begin() {
			announce();
			Minutes minutes = this.hop.limit.minutes();
			if (minutes == null) {
				place(Stage.NEW, this.hop.limit.patience());
			}
			else if (this.stage.get() == Stage.NEW) {
				awaitTurn(minutes);
			}
		}

		private void awaitTurn(Minutes minutes) {
			this.turn = minutes.turn();
			long wait = this.turn - minutes.now();
			Duration patience = this.hop.limit.patience();
			if (this.turn == Minutes.NONE) {
				refuse(Stage.NEW, Full.MINUTE);
			}
			else if (wait <= 0) {
				place(Stage.NEW, patience);
			}
			else if (this.stage.compareAndSet(Stage.NEW, Stage.WAITING)) {
				ring(wait, () -> place(Stage.WAITING, patience.minusNanos(wait)));
			}
			else {
				minutes.giveBack(this.turn);
			}
		}

		private void ring(long nanos, Runnable action) {
			this.timer.start(this.hop.limit.scheduler(), nanos, action);
		}

		private void place(Stage from, Duration patience) {
			ConcurrencyLimit places = this.hop.limit.places();
			if (!this.stage.compareAndSet(from, Stage.QUEUED)) {
				return;
			}
			if (places == null || places.take()) {
				if (takes()) {
					begins();
				}
				else if (places != null) {
					places.release();
				}
			}
			else if (patience.isZero() || patience.isNegative()) {
				refuse(Stage.QUEUED, Full.PLACE);
			}
			else {
				ring(patience.toNanos(), () -> refuse(Stage.QUEUED, Full.PLACE));
				places.await(this);
			}
		}

		@Override
		public boolean takes() {
			return this.stage.compareAndSet(Stage.QUEUED, Stage.PLACED);
		}

		/** Whoever left in between is told to when the source is there. */
		@Override
		public void begins() {
			this.timer.dispose();
			if (this.stage.get() == Stage.PLACED) {
				this.hop.source.subscribe(this);
			}
		}

		private void refuse(Stage from, Full full) {
			if (this.stage.compareAndSet(from, Stage.OVER)) {
				leave(from);
				giveUp(() -> new FullException(full));
			}
		}

		/**
		 * A place is free before anybody hears of the end: they may ask again at once.
		 */
		private void end() {
			leave(this.stage.getAndSet(Stage.OVER));
		}

		private void leave(Stage from) {
			this.timer.dispose();
			ConcurrencyLimit places = this.hop.limit.places();
			Minutes minutes = this.hop.limit.minutes();
			if ((from == Stage.WAITING || from == Stage.QUEUED) && minutes != null) {
				minutes.giveBack(this.turn);
			}
			if (from == Stage.QUEUED && places != null) {
				places.leave(this);
			}
			else if (from == Stage.PLACED && places != null) {
				places.release();
			}
		}

		@Override
		protected void completed() {
			end();
		}

		/** Nobody was asked if a further limit refused it, so its turn is another's. */
		@Override
		protected Throwable failed(Throwable ex) {
			Minutes minutes = this.hop.limit.minutes();
			if (minutes != null && ex instanceof UpstreamException failure && OWN.contains(failure.kind())) {
				minutes.giveBack(this.turn);
			}
			end();
			return ex;
		}

		@Override
		protected void cancelled(boolean complete) {
			end();
		}

	}

}
