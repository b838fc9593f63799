package io.cascade.resilience;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.cascade.CascadeChunk;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A hop that is begun when there is a place for it, and gives the place back however it
 * ends.
 */
final class PlacedHop extends Flux<CascadeChunk> {

	private final Flux<CascadeChunk> source;

	private final Places places;

	private final Duration patience;

	PlacedHop(Flux<CascadeChunk> source, Places places, Duration patience) {
		this.source = source;
		this.places = places;
		this.patience = patience;
	}

	@Override
	public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
		new Placing(actual, this).begin();
	}

	private enum State {

		WAITING, PLACED, OVER

	}

	private static final class Placing extends Operators.DeferredSubscription
			implements CoreSubscriber<CascadeChunk>, Places.Waiting {

		private final CoreSubscriber<? super CascadeChunk> actual;

		private final PlacedHop hop;

		private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

		private final Disposable.Swap timer = Disposables.swap();

		Placing(CoreSubscriber<? super CascadeChunk> actual, PlacedHop hop) {
			this.actual = actual;
			this.hop = hop;
		}

		void begin() {
			this.actual.onSubscribe(this);
			if (this.hop.places.take()) {
				if (!takes()) {
					this.hop.places.release();
				}
			}
			else if (this.hop.patience.isZero()) {
				giveUp();
			}
			else {
				this.timer.update(this.hop.places.after(this.hop.patience, this::giveUp));
				this.hop.places.await(this);
			}
		}

		@Override
		public boolean takes() {
			if (!this.state.compareAndSet(State.WAITING, State.PLACED)) {
				return false;
			}
			this.timer.dispose();
			this.hop.source.subscribe(this);
			return true;
		}

		private void giveUp() {
			if (this.state.compareAndSet(State.WAITING, State.OVER)) {
				this.hop.places.leave(this);
				this.actual.onError(new Places.FullException());
			}
		}

		private void release() {
			if (this.state.compareAndSet(State.PLACED, State.OVER)) {
				this.hop.places.release();
			}
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			set(subscription);
		}

		@Override
		public void onNext(CascadeChunk chunk) {
			this.actual.onNext(chunk);
		}

		@Override
		public void onComplete() {
			release();
			this.actual.onComplete();
		}

		@Override
		public void onError(Throwable ex) {
			release();
			this.actual.onError(ex);
		}

		@Override
		public void cancel() {
			super.cancel();
			this.timer.dispose();
			if (this.state.compareAndSet(State.WAITING, State.OVER)) {
				this.hop.places.leave(this);
			}
			else {
				release();
			}
		}

	}

}
