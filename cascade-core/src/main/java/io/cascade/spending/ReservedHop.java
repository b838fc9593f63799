package io.cascade.spending;

import java.math.BigDecimal;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.cascade.CascadeChunk;
import io.cascade.budget.Budgets.Reserved;
import io.cascade.exchange.OneTimer;
import io.cascade.exchange.Passage;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A hop that begins when its worst case is reserved. A reservation is never lost: one
 * that comes when nobody waits any more is given back. A ledger that fails, or does not
 * answer in time, stops nobody.
 */
final class ReservedHop extends Flux<CascadeChunk> {

	private final Mono<Reserved> reservation;

	private final Function<@Nullable Reserved, Flux<CascadeChunk>> begin;

	private final Runnable left;

	private final Books books;

	/**
	 * A hop.
	 * @param reservation reserves the worst case
	 * @param begin makes the request; gets {@code null} where nothing is booked
	 * @param left runs if the caller leaves before it is made
	 * @param books end what comes too late
	 */
	static Flux<CascadeChunk> of(Mono<Reserved> reservation, Function<@Nullable Reserved, Flux<CascadeChunk>> begin,
			Runnable left, Books books) {
		return onAssembly(new ReservedHop(reservation, begin, left, books));
	}

	private ReservedHop(Mono<Reserved> reservation, Function<@Nullable Reserved, Flux<CascadeChunk>> begin,
			Runnable left, Books books) {
		this.reservation = reservation;
		this.begin = begin;
		this.left = left;
		this.books = books;
	}

	@Override
	public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
		new Reserving(actual, this).start();
	}

	private enum State {

		NEW, RESERVING, BEGUN, LEFT

	}

	private static final class Reserving extends Passage {

		private final ReservedHop hop;

		private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

		private final Disposable.Swap asking = Disposables.swap();

		private final OneTimer timer = new OneTimer();

		Reserving(CoreSubscriber<? super CascadeChunk> actual, ReservedHop hop) {
			super(actual);
			this.hop = hop;
		}

		/** A ledger that answers at once needs no timer. */
		void start() {
			announce();
			if (!this.state.compareAndSet(State.NEW, State.RESERVING)) {
				return;
			}
			this.asking
				.update(this.hop.reservation.contextWrite(currentContext()).subscribe(this::reserved, this::unbooked));
			if (this.state.get() == State.RESERVING) {
				this.timer.start(this.hop.books.scheduler(), Books.PATIENCE, this::waitedInVain);
			}
			if (this.state.get() == State.LEFT) {
				goOnListening();
			}
		}

		private void reserved(Reserved reserved) {
			this.timer.dispose();
			if (this.state.compareAndSet(State.RESERVING, State.BEGUN)) {
				begin(reserved);
			}
			else if (reserved.refusedBy() == null) {
				this.hop.books.settle(reserved, BigDecimal.ZERO, currentContext());
			}
		}

		private void unbooked(Throwable failure) {
			this.timer.dispose();
			this.hop.books.failed(failure);
			if (this.state.compareAndSet(State.RESERVING, State.BEGUN)) {
				begin(null);
			}
		}

		private void waitedInVain() {
			if (this.state.compareAndSet(State.RESERVING, State.BEGUN)) {
				this.hop.books.failed(new TimeoutException());
				goOnListening();
				begin(null);
			}
		}

		/** What was reserved has to be given back, but not everything ever answers. */
		private void goOnListening() {
			this.timer.start(this.hop.books.scheduler(), Books.LATEST, this.asking::dispose);
		}

		private void begin(@Nullable Reserved reserved) {
			this.hop.begin.apply(reserved).subscribe(this);
		}

		@Override
		protected void cancelled(boolean complete) {
			State before = this.state.getAndUpdate((seen) -> (seen == State.BEGUN) ? seen : State.LEFT);
			if (before == State.RESERVING) {
				goOnListening();
			}
			if (before == State.NEW || before == State.RESERVING) {
				this.hop.left.run();
			}
		}

	}

}
