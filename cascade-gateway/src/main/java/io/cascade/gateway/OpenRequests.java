package io.cascade.gateway;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

import org.springframework.context.SmartLifecycle;

/**
 * The requests of clients that are under way. When the application stops, calls that take
 * too long are ended; the web server goes only after their clients were told so.
 * Thread-safe.
 */
final class OpenRequests implements SmartLifecycle {

	/** Calls are ended in the phase 1536 below the default one, the server in 2048. */
	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1792;

	/** Of these, a client has one to read what it is told. */
	private static final Duration UNTIL_TOLD = BrokenStream.UNTIL_READ.multipliedBy(2);

	private final AtomicInteger count = new AtomicInteger();

	private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();

	private final Scheduler scheduler;

	private volatile boolean running;

	OpenRequests(Scheduler scheduler) {
		this.scheduler = scheduler;
	}

	int count() {
		return this.count.get();
	}

	void begun() {
		this.count.incrementAndGet();
	}

	void ended() {
		if (this.count.decrementAndGet() == 0) {
			goOn();
		}
	}

	private void goOn() {
		Runnable waiter = this.waiting.getAndSet(null);
		if (waiter != null) {
			waiter.run();
		}
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public void stop(Runnable callback) {
		stop();
		Disposable timer = this.scheduler.schedule(this::goOn, UNTIL_TOLD.toMillis(), TimeUnit.MILLISECONDS);
		this.waiting.set(() -> {
			timer.dispose();
			callback.run();
		});
		if (this.count.get() == 0) {
			goOn();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
