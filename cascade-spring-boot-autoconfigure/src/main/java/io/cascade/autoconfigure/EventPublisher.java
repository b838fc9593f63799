package io.cascade.autoconfigure;

import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes what happens as application events.
 *
 * @param publisher the application context
 */
record EventPublisher(ApplicationEventPublisher publisher) implements CascadeListener {

	@Override
	public void happened(CascadeEvent event) {
		this.publisher.publishEvent(event);
	}

}
