package io.cascade.gateway;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;

/**
 * What is behind a path. Thread-safe.
 */
interface Endpoint {

	/** The name by which metrics call it. */
	String name();

	/** The method that it takes. */
	HttpMethod method();

	/** The body of an error. */
	Object error(GatewayError error, String requestId);

	/** Answers a request of a key; fails with what is told of a failure. */
	Mono<Void> serve(ServerWebExchange exchange, GatewayKey key, Reply reply);

}
