package io.cascade.resilience;

import java.util.concurrent.TimeUnit;

import io.cascade.CascadeChunk;
import io.cascade.FailureKind;
import io.cascade.exchange.Call;
import io.cascade.exchange.OneTimer;
import io.cascade.exchange.Passage;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.scheduler.Scheduler;

/**
 * Hands chunks on until the call ends, is cancelled, or must end: at its deadline or at
 * shutdown.
 */
final class Guard extends Passage {

	private final Call call;

	private final OpenCalls openCalls;

	private final Scheduler scheduler;

	private final OneTimer timer = new OneTimer();

	Guard(CoreSubscriber<? super CascadeChunk> actual, Call call, OpenCalls openCalls, Scheduler scheduler) {
		super(actual);
		this.call = call;
		this.openCalls = openCalls;
		this.scheduler = scheduler;
	}

	/** The caller can leave, and the deadline runs, before anything is planned. */
	void begin(Publisher<? extends CascadeChunk> source) {
		this.openCalls.add(this);
		long left = this.call.deadlineAt() - this.scheduler.now(TimeUnit.NANOSECONDS);
		this.timer.start(this.scheduler, left, () -> endWith(FailureKind.DEADLINE));
		announce();
		if (!isSettled()) {
			source.subscribe(this);
		}
	}

	void shutDown() {
		endWith(FailureKind.SHUTDOWN);
	}

	private void endWith(FailureKind kind) {
		giveUp(() -> CallEnd.of(this.call, kind));
	}

	/** The error has all that was tried. */
	@Override
	protected void ending(Runnable signal) {
		this.call.journal().whenRecorded(signal);
	}

	/** Only when the caller knows of the end: a shutdown waits for that. */
	@Override
	protected void over() {
		this.timer.dispose();
		this.openCalls.remove(this);
	}

}
