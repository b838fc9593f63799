package io.cascade;

/**
 * The runs that are open on a thread.
 */
final class RunThread {

	private static final ThreadLocal<Runs> CURRENT = new ThreadLocal<>();

	private RunThread() {
	}

	static Runs current() {
		Runs runs = CURRENT.get();
		return (runs != null) ? runs : Runs.NONE;
	}

	static void set(Runs runs) {
		if (runs.isEmpty()) {
			CURRENT.remove();
		}
		else {
			CURRENT.set(runs);
		}
	}

	static Runs.Scope open(Runs runs) {
		Runs before = current();
		set(runs);
		return () -> set(before);
	}

}
