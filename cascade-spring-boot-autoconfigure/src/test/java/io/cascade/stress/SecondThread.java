package io.cascade.stress;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.cascade.stress.Race.Action;

/**
 * The other side of a {@link Race}: one thread for all rounds, as a thread that is
 * started for each of them would always come too late.
 */
final class SecondThread extends Thread {

	private static final SecondThread ONLY = started();

	/** A machine that is busy elsewhere does not let both threads run at once. */
	private static final int SPINS = 2_000;

	private final AtomicReference<Action> task = new AtomicReference<>();

	private volatile Throwable failure;

	private SecondThread() {
		super("race");
	}

	private static SecondThread started() {
		SecondThread thread = new SecondThread();
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	static void run(Action here, Action there) throws Exception {
		synchronized (ONLY) {
			ONLY.failure = null;
			ONLY.task.set(there);
			LockSupport.unpark(ONLY);
			here.run();
			for (int spin = 0; ONLY.task.get() != null; spin++) {
				spin(spin);
			}
			if (ONLY.failure != null) {
				throw new AssertionError("the other side failed", ONLY.failure);
			}
		}
	}

	static void spin(int spin) {
		if (spin < SPINS) {
			Thread.onSpinWait();
		}
		else {
			LockSupport.parkNanos(1_000);
		}
	}

	@Override
	public void run() {
		for (int idle = 0; true; idle++) {
			Action next = this.task.get();
			if (next != null) {
				perform(next);
				this.task.set(null);
				idle = 0;
			}
			else if (idle < 10 * SPINS) {
				spin(idle);
			}
			else {
				LockSupport.park(this);
			}
		}
	}

	private void perform(Action action) {
		try {
			action.run();
		}
		catch (Exception | AssertionError | StackOverflowError | LinkageError ex) {
			this.failure = ex;
		}
	}

}
