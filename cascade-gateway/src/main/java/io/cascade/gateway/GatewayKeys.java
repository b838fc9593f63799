package io.cascade.gateway;

import reactor.core.publisher.Mono;

/**
 * Finds the key that a secret belongs to. An application that keeps its keys elsewhere
 * than in the configuration has a bean of this type.
 * <p>
 * Implementations must be thread-safe and must not block. They get whatever a stranger
 * sends, and compare it in a time that tells nothing of what they know.
 */
@FunctionalInterface
public interface GatewayKeys {

	/**
	 * Finds a key.
	 * @param secret what the client sent, at most 512 characters
	 * @return the key, expired or not; empty if the secret is nobody's
	 */
	Mono<GatewayKey> find(String secret);

	/**
	 * Finds the key of somebody whom the application has authenticated by itself, for
	 * example with Spring Security.
	 * @param name the name of the principal
	 * @return the key; empty, as by default, if there is none
	 */
	default Mono<GatewayKey> ofPrincipal(String name) {
		return Mono.empty();
	}

}
