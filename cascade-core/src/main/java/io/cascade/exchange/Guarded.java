package io.cascade.exchange;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One subscription to foreign code, which may fail from any thread. It is over with the
 * first terminal signal; an error from outside waits for the value that is being
 * delivered. What the subscriber below throws is thrown on, since it is none of the
 * foreign code's.
 *
 * @param <T> the type of the values
 */
final class Guarded<T> implements CoreSubscriber<T>, Subscription, Scannable {

	/** The rest of the state counts the deliveries that are under way, in twos. */
	private static final int OVER = 1;

	private static final int DELIVERY = 2;

	private static final Runnable LEFT = Guarded::sayNothing;

	private final CoreSubscriber<? super T> actual;

	private final boolean single;

	private final UnaryOperator<Throwable> failures;

	private final @Nullable Guarded<?> outer = ForeignTasks.current();

	private final AtomicInteger state = new AtomicInteger();

	private final AtomicReference<@Nullable Runnable> end = new AtomicReference<>();

	private final Upstream upstream = new Upstream();

	private volatile @Nullable Throwable thrownBelow;

	Guarded(CoreSubscriber<? super T> actual, boolean single, UnaryOperator<Throwable> failures) {
		this.actual = actual;
		this.single = single;
		this.failures = failures;
	}

	boolean isOver() {
		return this.end.get() != null;
	}

	void attempt(Runnable action) {
		try {
			ForeignTasks.within(this, action);
		}
		catch (Exception | Error ex) {
			if (ex == this.thrownBelow) {
				throw ex;
			}
			this.upstream.cancel();
			fail(ex);
			Callbacks.throwIfFatal(ex);
		}
	}

	/** Whether an error that was thrown on another thread is the end of this. */
	boolean takes(Error ex) {
		if (ex == this.thrownBelow || isOver()) {
			return false;
		}
		this.upstream.cancel();
		return fail(ex);
	}

	private boolean fail(Throwable ex) {
		Throwable failure = this.failures.apply(ex);
		return end(() -> this.actual.onError(failure));
	}

	private boolean end(Runnable signal) {
		boolean first = this.end.compareAndSet(null, signal);
		if (first && this.state.getAndUpdate((seen) -> seen | OVER) == 0) {
			deliver(signal);
		}
		return first;
	}

	private void deliver(Runnable signal) {
		try {
			ForeignTasks.within(this.outer, signal);
		}
		catch (Exception | Error ex) {
			this.thrownBelow = ex;
			throw ex;
		}
	}

	@Override
	public Context currentContext() {
		return this.actual.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.upstream.begin(subscription);
	}

	@Override
	public void onNext(T value) {
		Objects.requireNonNull(value);
		if (this.single) {
			only(value);
		}
		else if (begins()) {
			next(value);
		}
		else {
			Operators.onNextDropped(value, currentContext());
		}
	}

	private void only(T value) {
		if (!end(() -> {
			this.actual.onNext(value);
			this.actual.onComplete();
		})) {
			Operators.onNextDropped(value, currentContext());
		}
	}

	private boolean begins() {
		return (this.state.getAndUpdate((seen) -> ((seen & OVER) == 0) ? seen + DELIVERY : seen) & OVER) == 0;
	}

	private void next(T value) {
		try {
			deliver(() -> this.actual.onNext(value));
		}
		finally {
			if (this.state.addAndGet(-DELIVERY) == OVER) {
				deliver(Objects.requireNonNull(this.end.get()));
			}
		}
	}

	@Override
	public void onError(Throwable ex) {
		if (!fail(Objects.requireNonNull(ex)) && !this.upstream.isCancelled()) {
			Operators.onErrorDropped(ex, currentContext());
		}
	}

	@Override
	public void onComplete() {
		end(this.actual::onComplete);
	}

	/** The specification (3.9) wants an error for a request that asks for nothing. */
	@Override
	public void request(long n) {
		if (Operators.validate(n)) {
			attempt(() -> this.upstream.request(n));
		}
		else {
			this.upstream.cancel();
			end(() -> this.actual.onError(Exceptions.nullOrNegativeRequestException(n)));
		}
	}

	@Override
	public void cancel() {
		end(LEFT);
		this.upstream.cancel();
	}

	private static void sayNothing() {
	}

	@Override
	@SuppressWarnings("rawtypes")
	public @Nullable Object scanUnsafe(Attr key) {
		if (key == Attr.PARENT) {
			return this.upstream.source;
		}
		if (key == Attr.ACTUAL) {
			return this.actual;
		}
		if (key == Attr.RUN_STYLE) {
			return Attr.RunStyle.SYNC;
		}
		if (key == Attr.CANCELLED) {
			return this.end.get() == LEFT;
		}
		return (key == Attr.TERMINATED) ? isOver() : null;
	}

	/** Takes what is asked for before the foreign code has a subscription. */
	private static final class Upstream extends Operators.DeferredSubscription {

		private volatile @Nullable Subscription source;

		void begin(Subscription subscription) {
			this.source = subscription;
			set(subscription);
		}

		@Override
		protected boolean isCancelled() {
			return super.isCancelled();
		}

	}

}
