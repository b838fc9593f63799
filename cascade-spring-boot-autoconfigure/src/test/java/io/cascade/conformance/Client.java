package io.cascade.conformance;

import java.net.URI;

import io.cascade.CascadeOperations;
import io.cascade.health.Availability;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * An application that asks one model at one URL.
 */
final class Client implements AutoCloseable {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private Client(URI baseUrl, String... properties) {
		TestPropertyValues
			.of("spring.reactor.netty.shutdown-quiet-period=0s", "cascade.api-key=" + Stack.KEY,
					"cascade.base-url=" + baseUrl, "cascade.chains.only.models=" + Models.A,
					"cascade.chains.only.retry.max-attempts=1", "cascade.circuit.enabled=false")
			.and(properties)
			.applyTo(this.context);
		this.context.register(Stack.Wiring.class);
		this.context.refresh();
	}

	static Client of(RawUpstream upstream, String... properties) {
		return new Client(upstream.baseUrl(), properties);
	}

	static Client of(URI baseUrl, String... properties) {
		return new Client(baseUrl, properties);
	}

	CascadeOperations cascade() {
		return this.context.getBean(CascadeOperations.class);
	}

	void forgetCooldowns() {
		this.context.getBean(Availability.class).resetAll();
	}

	@Override
	public void close() {
		this.context.close();
	}

}
