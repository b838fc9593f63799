package io.cascade.langchain4j;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Threads for the handlers of streams, which may block: tools run on them. A stream takes
 * one for as long as it has something to tell, whichever is free. They are daemons, and
 * end after a minute without work.
 *
 * @param scheduler gives the threads work
 * @param stop ends them
 */
record HandlerThreads(Scheduler scheduler, Runnable stop) implements AutoCloseable {

	private static final String NAME = "cascade-handler";

	/** Streams that wait for each thread. */
	private static final int QUEUE = 100_000;

	private static final int IDLE_SECONDS = 60;

	static HandlerThreads of(int most) {
		return new HandlerThreads(Schedulers.newBoundedElastic(most, QUEUE, NAME, IDLE_SECONDS, true), () -> {
		});
	}

	static HandlerThreads virtual() {
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor(NAME + "-");
		threads.setVirtualThreads(true);
		return new HandlerThreads(Schedulers.fromExecutor(threads), threads::close);
	}

	@Override
	public void close() {
		this.scheduler.dispose();
		this.stop.run();
	}

}
