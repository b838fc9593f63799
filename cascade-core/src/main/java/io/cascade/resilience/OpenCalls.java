package io.cascade.resilience;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The calls that are under way, so that a shutdown can wait for them and end what is
 * left. Thread-safe.
 */
public final class OpenCalls {

	private final Set<Guard> calls = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	private final AtomicReference<@Nullable Runnable> whenIdle = new AtomicReference<>();

	/**
	 * Refuses new calls.
	 * @param idle run once, when no call is under way any more; at once if none is
	 */
	public void close(Runnable idle) {
		this.whenIdle.set(idle);
		this.closed = true;
		runIfIdle();
	}

	/**
	 * Accepts calls again, after a restart of the application context.
	 */
	public void open() {
		this.closed = false;
	}

	/**
	 * Ends the calls that are still under way with an error.
	 */
	public void endAll() {
		this.calls.forEach(Guard::shutDown);
	}

	/**
	 * How many calls are under way.
	 * @return the number
	 */
	public int count() {
		return this.calls.size();
	}

	boolean isClosed() {
		return this.closed;
	}

	void add(Guard call) {
		this.calls.add(call);
	}

	void remove(Guard call) {
		this.calls.remove(call);
		if (this.closed) {
			runIfIdle();
		}
	}

	private void runIfIdle() {
		Runnable idle = this.calls.isEmpty() ? this.whenIdle.getAndSet(null) : null;
		if (idle != null) {
			idle.run();
		}
	}

}
