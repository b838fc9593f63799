package io.cascade.exchange;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

import io.cascade.CascadeRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Threads for work that may take long: gates, tools, the binding of answers and whatever
 * grows with a prompt. An event loop serves thousands of calls, so none of that runs on
 * one. Thread-safe.
 * <p>
 * There are as many threads as processors, at least two, and a queue of 1,000 for each;
 * they are daemons, begin with the first work, and end after a minute without.
 */
public final class Workers implements AutoCloseable {

	/** Work is done at once, on the calling thread. */
	public static final Workers NONE = new Workers(Schedulers.immediate(), Schedulers.immediate());

	/** What is done with so many characters takes less than a switch of threads costs. */
	public static final int SMALL = 16 * 1024;

	private static final int QUEUE = 1000;

	private static final Duration IDLE = Duration.ofMinutes(1);

	private final Scheduler scheduler;

	private final Scheduler back;

	private Workers(Scheduler scheduler, Scheduler back) {
		this.scheduler = scheduler;
		this.back = back;
	}

	/**
	 * Whether what is done with a request takes less than a switch of threads costs.
	 * @param asked the request
	 * @param more how many bytes have to be looked at besides
	 * @return {@code false} if it is not to be done on an event loop
	 */
	public static boolean isSmall(CascadeRequest asked, int more) {
		return asked.size() + more <= SMALL;
	}

	/**
	 * Workers with threads of their own.
	 * @return the workers, to be closed
	 */
	public static Workers start() {
		int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
		return of(threads, QUEUE);
	}

	/**
	 * Workers with threads of their own.
	 * @param threads how many
	 * @param queue how much work may wait for each
	 * @return the workers, to be closed
	 */
	public static Workers of(int threads, int queue) {
		return new Workers(
				Schedulers.newBoundedElastic(threads, queue, "cascade-work", Math.toIntExact(IDLE.toSeconds()), true),
				Schedulers.parallel());
	}

	/**
	 * Does work on a thread of its own, and hands the result on from another: what the
	 * application does with it can't hold up the workers.
	 * @param work the work
	 * @param <T> the type of its result
	 * @return the result; fails with
	 * {@link java.util.concurrent.RejectedExecutionException} if the queue is full
	 */
	public <T> Mono<T> run(Mono<T> work) {
		return (this == NONE) ? work : work.subscribeOn(this.scheduler).publishOn(this.back);
	}

	/**
	 * Begins what takes long to begin on a thread of its own, if it would begin on one
	 * that must not be held up. What it signals comes from wherever it comes.
	 * @param answer what begins
	 * @param asked what has to be looked at before it begins
	 * @param <T> the type of what it signals
	 * @return the same, begun elsewhere; here where the queue is full
	 */
	public <T> Flux<T> begin(Flux<T> answer, CascadeRequest asked) {
		return begin(answer, asked, 0);
	}

	/**
	 * Begins what takes long to begin on a thread of its own, if it would begin on one
	 * that must not be held up. What it signals comes from wherever it comes.
	 * @param answer what begins
	 * @param asked what has to be looked at before it begins
	 * @param more how many bytes have to be looked at besides
	 * @param <T> the type of what it signals
	 * @return the same, begun elsewhere; here where the queue is full
	 */
	public <T> Flux<T> begin(Flux<T> answer, CascadeRequest asked, int more) {
		if (this == NONE || isSmall(asked, more)) {
			return answer;
		}
		return Flux.defer(() -> Schedulers.isInNonBlockingThread()
				? elsewhere(answer).onErrorResume(RejectedExecutionException.class, (ex) -> answer) : answer);
	}

	/** What can be had by a call is called at once, so it has to be hidden. */
	private <T> Flux<T> elsewhere(Flux<T> answer) {
		return answer.hide().subscribeOn(this.scheduler, false);
	}

	@Override
	public void close() {
		if (this != NONE) {
			this.scheduler.dispose();
		}
	}

}
