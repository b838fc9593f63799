package io.cascade.benchmarks;

import java.util.Locale;

import io.cascade.Transport;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Who contends, each in a process of its own.
 */
enum Client {

	/** Only reads the bytes. */
	NETTY("bare reactor-netty", false, Transport.BUFFERED),

	/** Reads them into a record. */
	WEBCLIENT("WebClient and Jackson", false, Transport.BUFFERED),

	/** The same with the observation that Spring Boot gives it. */
	OBSERVED("WebClient and Jackson, all on", true, Transport.BUFFERED),

	/** The same with what a careful team puts around it. */
	RESILIENCE4J("WebClient and Resilience4j, all on", true, Transport.BUFFERED),

	/** Cascade in an application without actuator. */
	PLAIN("Cascade, buffered, no registry", false, Transport.BUFFERED),

	/** Cascade in an application with actuator. */
	BUFFERED("Cascade, buffered, all on", true, Transport.BUFFERED),

	/** The same with the transport that it has by default. */
	STREAMED("Cascade, streamed, all on", true, Transport.STREAMED);

	private final String title;

	private final boolean observed;

	private final Transport transport;

	Client(String title, boolean observed, Transport transport) {
		this.title = title;
		this.observed = observed;
		this.transport = transport;
	}

	/** What it is called on the command line. */
	String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	String title() {
		return this.title;
	}

	/** Whether its application has the actuator and a registry for Prometheus. */
	boolean isObserved() {
		return this.observed;
	}

	boolean isCascade() {
		return this == PLAIN || this == BUFFERED || this == STREAMED;
	}

	/**
	 * Streams have one transport, and who has no answer to failures need not meet any.
	 */
	boolean contends(Scenario scenario) {
		return !(scenario.isStreamed() && this == BUFFERED)
				&& !(scenario.isFailing() && (this == NETTY || this == WEBCLIENT || this == OBSERVED));
	}

	Transport transport() {
		return this.transport;
	}

	Contender contender(Scenario scenario, ConfigurableApplicationContext application, String url) {
		return switch (this) {
			case NETTY -> NettyClient.contender(scenario, url);
			case WEBCLIENT, OBSERVED -> PlainWebClient.contender(scenario, application, url);
			case RESILIENCE4J -> ResilientWebClient.contender(scenario, application, url);
			default -> CascadeClient.contender(scenario, application);
		};
	}

}
