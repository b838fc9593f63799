package io.cascade.streams;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.cascade.Call;
import io.cascade.CascadeChunk;
import io.cascade.FailureKind;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * Hands chunks on until the call ends, is cancelled, or must end: at its deadline or at
 * shutdown. An end from outside waits for the chunk that is on its way, so what the
 * caller has received is known exactly.
 */
final class Guard implements CoreSubscriber<CascadeChunk>, Subscription {

	private final CoreSubscriber<? super CascadeChunk> actual;

	private final Call call;

	private final OpenCalls openCalls;

	private final Scheduler scheduler;

	private final AtomicInteger signalling = new AtomicInteger();

	private final AtomicBoolean closed = new AtomicBoolean();

	private final Disposable.Swap timer = Disposables.swap();

	private @Nullable Subscription upstream;

	private volatile @Nullable FailureKind end;

	Guard(CoreSubscriber<? super CascadeChunk> actual, Call call, OpenCalls openCalls, Scheduler scheduler) {
		this.actual = actual;
		this.call = call;
		this.openCalls = openCalls;
		this.scheduler = scheduler;
	}

	@Override
	public Context currentContext() {
		return this.actual.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.upstream = subscription;
		this.openCalls.add(this);
		this.actual.onSubscribe(this);
		long left = this.call.deadlineAt() - this.scheduler.now(TimeUnit.NANOSECONDS);
		this.timer.update(this.scheduler.schedule(this::expire, left, TimeUnit.NANOSECONDS));
	}

	@Override
	public void onNext(CascadeChunk chunk) {
		if (this.closed.get() || !this.signalling.compareAndSet(0, 1)) {
			return;
		}
		this.actual.onNext(chunk);
		if (this.signalling.decrementAndGet() != 0) {
			signalEnd();
		}
	}

	@Override
	public void onComplete() {
		if (close() && this.signalling.getAndIncrement() == 0) {
			this.actual.onComplete();
			leave();
		}
	}

	@Override
	public void onError(Throwable ex) {
		if (close() && this.signalling.getAndIncrement() == 0) {
			this.actual.onError(ex);
			leave();
		}
	}

	@Override
	public void request(long n) {
		upstream().request(n);
	}

	@Override
	public void cancel() {
		close();
		upstream().cancel();
		leave();
	}

	private Subscription upstream() {
		return Objects.requireNonNull(this.upstream);
	}

	private boolean close() {
		if (!this.closed.compareAndSet(false, true)) {
			return false;
		}
		this.timer.dispose();
		return true;
	}

	/** Only when the caller knows of the end: a shutdown waits for that. */
	private void leave() {
		this.openCalls.remove(this);
	}

	private void expire() {
		endWith(FailureKind.DEADLINE);
	}

	void shutDown() {
		endWith(FailureKind.SHUTDOWN);
	}

	private void endWith(FailureKind kind) {
		if (close()) {
			this.end = kind;
			upstream().cancel();
			if (this.signalling.getAndIncrement() == 0) {
				signalEnd();
			}
		}
	}

	private void signalEnd() {
		FailureKind kind = this.end;
		if (kind != null) {
			this.actual.onError(CallEnd.of(this.call, kind));
			leave();
		}
	}

}
