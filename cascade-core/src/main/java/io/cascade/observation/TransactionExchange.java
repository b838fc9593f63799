package io.cascade.observation;

import java.util.concurrent.atomic.AtomicBoolean;

import io.cascade.CascadeChunk;
import io.cascade.exchange.Call;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.Forgetful;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.util.context.ContextView;

import org.springframework.transaction.reactive.TransactionContext;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/**
 * Warns, once, of a call that is made inside a transaction: a model that hangs would hold
 * a database connection for as long as the deadline allows, and a few of them the whole
 * pool. Looks at the thread that asks, and at Reactor's context. Thread-safe.
 */
public final class TransactionExchange implements Exchange, Forgetful {

	private static final Log logger = LogFactory.getLog(TransactionExchange.class);

	private static final boolean HAS_TRANSACTIONS = ClassUtils.isPresent(
			"org.springframework.transaction.support.TransactionSynchronizationManager",
			TransactionExchange.class.getClassLoader());

	private final Exchange next;

	private final AtomicBoolean told = new AtomicBoolean();

	private TransactionExchange(Exchange next) {
		this.next = next;
	}

	/**
	 * The warning, where there can be transactions.
	 * @param next performs the call
	 * @param enabled whether to warn
	 * @return {@code next} itself if there is nothing to warn of
	 */
	public static Exchange create(Exchange next, boolean enabled) {
		return (enabled && HAS_TRANSACTIONS) ? new TransactionExchange(next) : next;
	}

	/** What a thread holds is seen at once: the subscription may be another thread's. */
	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		if (this.told.get()) {
			return this.next.exchange(call);
		}
		if (TransactionSynchronizationManager.isActualTransactionActive()) {
			tell(call);
			return this.next.exchange(call);
		}
		return Flux.deferContextual((context) -> {
			if (isInTransaction(context)) {
				tell(call);
			}
			return this.next.exchange(call);
		});
	}

	private static boolean isInTransaction(ContextView context) {
		@Nullable TransactionContext transaction = context.getOrDefault(TransactionContext.class, null);
		return transaction != null && transaction.isActualTransactionActive();
	}

	private void tell(Call call) {
		if (this.told.compareAndSet(false, true)) {
			logger.warn("A call to chain '%s' is made inside a transaction, which holds a database "
				.formatted(call.chain().name())
					+ "connection until the answer comes, for up to %d s. "
						.formatted(Math.max(1, call.settings().timeouts().deadline().toSeconds()))
					+ "Call before the transaction begins or after it has ended (docs/servlet.md). This is logged once; "
					+ "cascade.transaction-warning=false turns it off");
		}
	}

	@Override
	public void forget() {
		this.told.set(false);
	}

	@Override
	public String toString() {
		return this.next.toString();
	}

}
