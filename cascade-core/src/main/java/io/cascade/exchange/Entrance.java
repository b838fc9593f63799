package io.cascade.exchange;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Where signals of the library enter foreign code, under the guard of that code.
 *
 * @param <T> the type of the values
 */
abstract class Entrance<T> implements CoreSubscriber<T>, Subscription, Scannable {

	private final CoreSubscriber<? super T> inner;

	private final Guarded<?> guarded;

	private volatile @Nullable Subscription source;

	Entrance(CoreSubscriber<? super T> inner, Guarded<?> guarded) {
		this.inner = inner;
		this.guarded = guarded;
	}

	final CoreSubscriber<? super T> inner() {
		return this.inner;
	}

	final Guarded<?> guarded() {
		return this.guarded;
	}

	/** The source has ended, and is not cancelled any more (2.3 of the specification). */
	final void ended() {
		this.source = Operators.cancelledSubscription();
	}

	final boolean hasEnded() {
		return this.source == Operators.cancelledSubscription();
	}

	@Override
	public Context currentContext() {
		return this.inner.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		if (Operators.validate(this.source, subscription)) {
			this.source = subscription;
			this.guarded.attempt(() -> this.inner.onSubscribe(this));
		}
	}

	@Override
	public void request(long n) {
		Subscription asked = this.source;
		if (asked != null) {
			asked.request(n);
		}
	}

	@Override
	public void cancel() {
		Subscription left = this.source;
		if (left != null) {
			left.cancel();
		}
	}

	@Override
	@SuppressWarnings("rawtypes")
	public @Nullable Object scanUnsafe(Attr key) {
		if (key == Attr.PARENT) {
			return this.source;
		}
		if (key == Attr.ACTUAL) {
			return this.inner;
		}
		if (key == Attr.RUN_STYLE) {
			return Attr.RunStyle.SYNC;
		}
		return (key == Attr.TERMINATED) ? hasEnded() : null;
	}

}
