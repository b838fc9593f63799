package io.cascade.streams;

import java.util.concurrent.TimeUnit;

import io.cascade.Call;
import io.cascade.CascadeChunk;
import io.cascade.FailureKind;
import io.cascade.Passage;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * Hands chunks on until the call ends, is cancelled, or must end: at its deadline or at
 * shutdown.
 */
final class Guard extends Passage {

	private final Call call;

	private final OpenCalls openCalls;

	private final Scheduler scheduler;

	private final Disposable.Swap timer = Disposables.swap();

	Guard(CoreSubscriber<? super CascadeChunk> actual, Call call, OpenCalls openCalls, Scheduler scheduler) {
		super(actual);
		this.call = call;
		this.openCalls = openCalls;
		this.scheduler = scheduler;
	}

	@Override
	protected void subscribed() {
		this.openCalls.add(this);
		super.subscribed();
		long left = this.call.deadlineAt() - this.scheduler.now(TimeUnit.NANOSECONDS);
		this.timer.update(this.scheduler.schedule(() -> endWith(FailureKind.DEADLINE), left, TimeUnit.NANOSECONDS));
	}

	void shutDown() {
		endWith(FailureKind.SHUTDOWN);
	}

	private void endWith(FailureKind kind) {
		giveUp(() -> CallEnd.of(this.call, kind));
	}

	/** Only when the caller knows of the end: a shutdown waits for that. */
	@Override
	protected void over() {
		this.timer.dispose();
		this.openCalls.remove(this);
	}

}
