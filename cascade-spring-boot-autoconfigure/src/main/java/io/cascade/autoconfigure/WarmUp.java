package io.cascade.autoconfigure;

import io.cascade.exchange.Workers;
import io.cascade.quality.JsonGates;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Loads what takes long the first time when the application is there: neither its start
 * nor an event loop waits for it. What can't be made is told by the first call that needs
 * it.
 *
 * @param workers do it
 * @param clients make their web clients
 */
record WarmUp(Workers workers, UpstreamClients clients) implements ApplicationListener<ContextRefreshedEvent> {

	private static final Log logger = LogFactory.getLog(CascadeAutoConfiguration.class);

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		this.workers.run(Mono.fromRunnable(this::prepare).then(Mono.fromRunnable(JsonGates::load)))
			.onErrorComplete()
			.subscribe();
	}

	private void prepare() {
		try {
			this.clients.prepare();
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			logger.warn("The web client of an upstream can't be made (%s): calls to it fail, and tell why"
				.formatted(ex.getClass().getName()));
		}
	}

}
