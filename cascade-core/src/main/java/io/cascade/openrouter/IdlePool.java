package io.cascade.openrouter;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * What is idle is kept for whoever needs one next. Nobody waits for anybody, not even for
 * a lock, since an event loop must not: whoever finds none makes one. Thread-safe.
 *
 * @param <T> what is kept
 */
final class IdlePool<T> {

	private final AtomicReferenceArray<@Nullable T> places;

	/**
	 * A pool.
	 * @param most keeps so many
	 */
	IdlePool(int most) {
		this.places = new AtomicReferenceArray<>(most);
	}

	/**
	 * One that nobody else has, {@code null} if none is idle.
	 */
	@Nullable T take() {
		int first = first();
		for (int i = 0; i < this.places.length(); i++) {
			int place = (first + i) % this.places.length();
			T idle = this.places.get(place);
			if (idle != null && this.places.compareAndSet(place, idle, null)) {
				return idle;
			}
		}
		return null;
	}

	/**
	 * Keeps one that its user does not touch again.
	 * @return whether there was a place for it
	 */
	boolean keep(T idle) {
		int first = first();
		for (int i = 0; i < this.places.length(); i++) {
			int place = (first + i) % this.places.length();
			if (this.places.get(place) == null && this.places.compareAndSet(place, null, idle)) {
				return true;
			}
		}
		return false;
	}

	/** A thread finds what it gave back, and threads seldom meet. */
	@SuppressWarnings("deprecation")
	private int first() {
		return (int) (Thread.currentThread().getId() % this.places.length());
	}

}
