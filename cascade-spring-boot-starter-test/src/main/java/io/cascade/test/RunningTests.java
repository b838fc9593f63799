package io.cascade.test;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * The test methods that use one server now. Thread-safe.
 */
final class RunningTests {

	private final Set<Object> running = Collections.newSetFromMap(new IdentityHashMap<>());

	synchronized void begin(Object test) {
		this.running.add(test);
	}

	/** Whether nobody else is running, so that nobody minds what is reset. */
	synchronized boolean endLast(Object test) {
		this.running.remove(test);
		return this.running.isEmpty();
	}

}
