package io.cascade.autoconfigure;

import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;

import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.UpstreamException;
import io.cascade.autoconfigure.CascadeProperties.AccountProperties;
import io.cascade.exchange.Forgetful;
import io.cascade.health.KeyCredit;
import io.cascade.health.LastKeyCredit;
import io.cascade.openrouter.UpstreamClient;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

import org.springframework.context.SmartLifecycle;

/**
 * Asks OpenRouter now and then how the account is. Nobody waits for it, and it costs
 * nothing.
 */
final class AccountCheck implements SmartLifecycle, Forgetful {

	private static final Log logger = LogFactory.getLog(AccountCheck.class);

	private final UpstreamClient client;

	private final LastKeyCredit lastCredit = new LastKeyCredit();

	private final AccountProperties properties;

	private final CascadeListener listener;

	private final Scheduler scheduler;

	private volatile Disposable asking = Disposables.disposed();

	private volatile Disposable timer = Disposables.disposed();

	private volatile boolean low;

	AccountCheck(UpstreamClient client, AccountProperties properties, CascadeListener listener, Scheduler scheduler) {
		this.client = client;
		this.properties = properties;
		this.listener = listener;
		this.scheduler = scheduler;
	}

	@Override
	public void start() {
		this.timer = this.scheduler.schedulePeriodically(this::ask, 0, this.properties.refresh().toMillis(),
				TimeUnit.MILLISECONDS);
	}

	private void ask() {
		if (this.asking.isDisposed()) {
			this.asking = this.client.keyCredit().subscribe(this::received, this::failed);
		}
	}

	/** Two answers may be missed before the last one is worth nothing. */
	private void received(KeyCredit credit) {
		this.lastCredit.received(credit, this.properties.refresh().multipliedBy(3));
		BigDecimal remaining = credit.remaining();
		boolean isLow = remaining != null && remaining.compareTo(this.properties.lowCredit()) < 0;
		if (remaining != null && isLow && !this.low) {
			this.listener.happened(new CascadeEvent.LowCredit(remaining, this.properties.lowCredit()));
		}
		this.low = isLow;
	}

	private void failed(Throwable ex) {
		if (ex instanceof UpstreamException failure) {
			this.lastCredit.failed(failure.kind());
		}
		logger.debug("The credit of the key was not fetched: " + ex.getMessage());
	}

	LastKeyCredit lastCredit() {
		return this.lastCredit;
	}

	@Override
	public void forget() {
		this.lastCredit.forget();
		this.low = false;
	}

	@Override
	public void stop() {
		this.timer.dispose();
		this.asking.dispose();
	}

	@Override
	public boolean isRunning() {
		return !this.timer.isDisposed();
	}

}
