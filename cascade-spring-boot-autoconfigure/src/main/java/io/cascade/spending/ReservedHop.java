package io.cascade.spending;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

import io.cascade.CascadeChunk;
import io.cascade.pricing.Budgets.Reserved;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A hop that begins when its worst case is reserved. A reservation is never lost: one
 * that comes when the caller has left is given back. A ledger that fails stops nobody.
 */
final class ReservedHop extends Flux<CascadeChunk> {

	private final Mono<Reserved> reservation;

	private final Function<@Nullable Reserved, Flux<CascadeChunk>> begin;

	private final Consumer<@Nullable Reserved> giveBack;

	ReservedHop(Mono<Reserved> reservation, Function<@Nullable Reserved, Flux<CascadeChunk>> begin,
			Consumer<@Nullable Reserved> giveBack) {
		this.reservation = reservation;
		this.begin = begin;
		this.giveBack = giveBack;
	}

	@Override
	public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
		Reserving reserving = new Reserving(actual, this);
		actual.onSubscribe(reserving);
		this.reservation.switchIfEmpty(Mono.error(IllegalStateException::new))
			.contextWrite(actual.currentContext())
			.subscribe(reserving::reserved, reserving::failed);
	}

	private enum State {

		RESERVING, BEGUN, LEFT

	}

	private static final class Reserving extends Operators.DeferredSubscription
			implements CoreSubscriber<CascadeChunk> {

		private final CoreSubscriber<? super CascadeChunk> actual;

		private final ReservedHop hop;

		private final AtomicReference<State> state = new AtomicReference<>(State.RESERVING);

		Reserving(CoreSubscriber<? super CascadeChunk> actual, ReservedHop hop) {
			this.actual = actual;
			this.hop = hop;
		}

		void reserved(@Nullable Reserved reserved) {
			if (this.state.compareAndSet(State.RESERVING, State.BEGUN)) {
				this.hop.begin.apply(reserved).subscribe(this);
			}
			else {
				this.hop.giveBack.accept(reserved);
			}
		}

		void failed(Throwable failure) {
			LedgerFailures.tell(failure);
			reserved(null);
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
			this.actual.onComplete();
		}

		@Override
		public void onError(Throwable ex) {
			this.actual.onError(ex);
		}

		@Override
		public void cancel() {
			this.state.compareAndSet(State.RESERVING, State.LEFT);
			super.cancel();
		}

	}

}
