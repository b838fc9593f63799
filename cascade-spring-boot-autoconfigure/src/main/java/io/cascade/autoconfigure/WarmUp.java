package io.cascade.autoconfigure;

import io.cascade.exchange.Workers;
import io.cascade.quality.JsonGates;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Loads what takes long the first time when the application is there: neither its start
 * nor an event loop waits for it.
 *
 * @param workers do it
 */
record WarmUp(Workers workers) implements ApplicationListener<ContextRefreshedEvent> {

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		this.workers.run(Mono.fromRunnable(JsonGates::load)).subscribe();
	}

}
