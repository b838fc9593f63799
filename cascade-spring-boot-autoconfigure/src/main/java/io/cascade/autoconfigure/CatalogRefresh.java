package io.cascade.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.cascade.CallOutcome;
import io.cascade.CallView;
import io.cascade.CascadeListener;
import io.cascade.Counted;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import io.cascade.exchange.Time;
import io.cascade.pricing.CachedCatalog;
import io.cascade.pricing.Catalog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.context.SmartLifecycle;

/**
 * Keeps a catalog fresh: asks at start, and afterwards only when a call comes after the
 * copy has become too old, so that an idle application asks nobody. No call waits for it.
 * Thread-safe.
 */
final class CatalogRefresh implements SmartLifecycle, CascadeListener {

	private static final Log logger = LogFactory.getLog(CatalogRefresh.class);

	private static final Duration FIRST_WAIT = Duration.ofSeconds(30);

	private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

	private final Supplier<Mono<Catalog>> source;

	private final CachedCatalog catalog;

	private final Time time;

	private final Runnable loaded;

	/** When the next call may ask; never while somebody asks. */
	private final AtomicReference<Instant> due = new AtomicReference<>(Instant.MAX);

	private volatile Disposable.Swap asking = stopped();

	private volatile Duration wait = FIRST_WAIT;

	private volatile boolean warned;

	CatalogRefresh(Supplier<Mono<Catalog>> source, CachedCatalog catalog, Time time, Runnable loaded) {
		this.source = source;
		this.catalog = catalog;
		this.time = time;
		this.loaded = loaded;
		catalog.readBy(this::refresh);
	}

	private static Disposable.Swap stopped() {
		Disposable.Swap swap = Disposables.swap();
		swap.dispose();
		return swap;
	}

	@Override
	public void start() {
		this.asking = Disposables.swap();
		this.due.set(Instant.MIN);
		touched();
	}

	@Override
	public void ended(CallView call, CallOutcome outcome, @Nullable Throwable failure) {
		touched();
	}

	/** A call has come. Asks in the background if the copy is too old. */
	void touched() {
		Instant since = this.due.get();
		if (!this.time.now().isBefore(since) && this.due.compareAndSet(since, Instant.MAX)) {
			ask();
		}
	}

	/** Asks whether it is due or not. */
	private Mono<Void> refresh() {
		return Mono.defer(() -> {
			this.due.set(Instant.MAX);
			return ask();
		});
	}

	/**
	 * Asks at once. What it returns completes when that is over, and need not be heard.
	 */
	private Mono<Void> ask() {
		Sinks.Empty<Void> over = Sinks.empty();
		Disposable.Swap current = this.asking;
		current.update(Mono.defer(this.source)
			.subscribeOn(this.time.scheduler())
			.switchIfEmpty(Mono.error(IllegalStateException::new))
			.doFinally((signal) -> over.tryEmitEmpty())
			.subscribe(this::heard, this::failed));
		return over.asMono();
	}

	private void heard(Catalog catalog) {
		if (catalog.models().isEmpty()) {
			failed(new IllegalStateException());
			return;
		}
		boolean first = this.catalog.updatedAt() == null;
		this.catalog.update(catalog.models());
		this.wait = FIRST_WAIT;
		askAgainIn(catalog.maxAge());
		tell();
		if (first) {
			this.loaded.run();
		}
	}

	private void tell() {
		String known = "The catalog has " + Counted.of(this.catalog.size(), "model");
		if (this.warned) {
			this.warned = false;
			logger.info(known + "; their prices and limits are known from now on");
		}
		else {
			logger.debug(known);
		}
	}

	private void failed(Throwable ex) {
		Duration pause = this.wait;
		this.wait = (pause.multipliedBy(2).compareTo(LONGEST_WAIT) < 0) ? pause.multipliedBy(2) : LONGEST_WAIT;
		askAgainIn(pause);
		FailureKind kind = (ex instanceof UpstreamException failure) ? failure.kind() : FailureKind.UNKNOWN;
		if (this.catalog.updatedAt() == null && !this.warned) {
			this.warned = true;
			logger.warn(
					"The catalog of models was not read (%s): prices and limits that are not configured are unknown until it is"
						.formatted(kind.id()));
		}
		else {
			logger.debug("The catalog of models was not read (" + kind.id() + ")");
		}
	}

	private void askAgainIn(Duration pause) {
		this.due.compareAndSet(Instant.MAX, this.time.now().plus(pause));
	}

	@Override
	public void stop() {
		this.asking.dispose();
		this.due.set(Instant.MAX);
	}

	@Override
	public boolean isRunning() {
		return !this.asking.isDisposed();
	}

}
