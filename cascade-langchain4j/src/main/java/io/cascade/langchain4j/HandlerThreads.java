package io.cascade.langchain4j;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Threads for the handlers of streams, which may block: tools run on them. A stream takes
 * one for as long as it has something to tell, whichever is free. They are daemons, and
 * end after a minute without work.
 *
 * @param scheduler gives the threads work
 * @param stop ends them
 */
record HandlerThreads(Scheduler scheduler, Runnable stop) implements AutoCloseable {

	private static final String NAME = "cascade-handler-";

	static HandlerThreads of(int most) {
		ThreadPoolTaskExecutor threads = new ThreadPoolTaskExecutor();
		threads.setCorePoolSize(most);
		threads.setMaxPoolSize(most);
		threads.setAllowCoreThreadTimeOut(true);
		threads.setDaemon(true);
		threads.setThreadNamePrefix(NAME);
		threads.initialize();
		return new HandlerThreads(Schedulers.fromExecutor(threads), threads::shutdown);
	}

	static HandlerThreads virtual() {
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor(NAME);
		threads.setVirtualThreads(true);
		return new HandlerThreads(Schedulers.fromExecutor(threads), threads::close);
	}

	@Override
	public void close() {
		this.scheduler.dispose();
		this.stop.run();
	}

}
