package io.cascade.autoconfigure;

import io.cascade.exchange.Workers;
import io.cascade.quality.JsonGates;
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

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		Mono<Void> prepared = Mono.<Void>fromRunnable(this.clients::prepare).onErrorComplete();
		this.workers.run(prepared.then(Mono.fromRunnable(JsonGates::load))).onErrorComplete().subscribe();
	}

}
