package io.cascade.autoconfigure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.cascade.resilience.OpenCalls;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

import org.springframework.context.SmartLifecycle;

/**
 * Refuses new calls when the application stops, waits for those under way, and ends what
 * is left shortly before the phase times out. Comes after the web server has finished its
 * requests.
 *
 * @see <a href=
 * "https://docs.spring.io/spring-boot/reference/web/graceful-shutdown.html">Graceful
 * shutdown</a>
 */
final class ShutdownLifecycle implements SmartLifecycle {

	/** The web server finishes its requests in the phase 1024 below the default one. */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1536;

	private final OpenCalls openCalls;

	private final Scheduler scheduler;

	private final Duration patience;

	private volatile boolean running;

	ShutdownLifecycle(OpenCalls openCalls, Scheduler scheduler, Duration phaseTimeout) {
		this.openCalls = openCalls;
		this.scheduler = scheduler;
		this.patience = phaseTimeout.multipliedBy(9).dividedBy(10);
	}

	@Override
	public void start() {
		this.openCalls.open();
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.openCalls.close(() -> {
		});
		this.openCalls.endAll();
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		Disposable timer = this.scheduler.schedule(this.openCalls::endAll, this.patience.toMillis(),
				TimeUnit.MILLISECONDS);
		this.openCalls.close(() -> {
			timer.dispose();
			callback.run();
		});
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
