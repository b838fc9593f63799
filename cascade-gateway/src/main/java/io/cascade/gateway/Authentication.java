package io.cascade.gateway;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.cascade.exchange.Callbacks;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * Finds out who calls. Thread-safe.
 *
 * @param keys the keys, {@code null} where nobody needs one
 * @param clock tells which have expired
 * @param callbacks guards keys of the application
 */
record Authentication(@Nullable GatewayKeys keys, Clock clock, Callbacks callbacks) {

	/** Who calls where nobody needs a key. */
	static final GatewayKey ANYBODY = GatewayKey.named("anybody");

	private static final String BEARER = "bearer ";

	/** The names under which clients of OpenAI, Anthropic and Azure send a key. */
	private static final List<String> PLAIN = List.of("x-api-key", "api-key");

	private static final int LONGEST = 512;

	static Authentication by(@Nullable GatewayKeys keys, Clock clock) {
		return new Authentication(keys, clock, Callbacks.of(GatewayKeys.class));
	}

	Mono<GatewayKey> caller(ServerWebExchange exchange) {
		GatewayKeys known = this.keys;
		if (known == null) {
			return Mono.just(ANYBODY);
		}
		return Flux.fromIterable(secrets(exchange.getRequest().getHeaders()))
			.concatMap((secret) -> this.callbacks.<GatewayKey>later(known, () -> known.find(secret)), 1)
			.next()
			.switchIfEmpty(Mono.defer(() -> ofPrincipal(exchange, known)))
			.filter((key) -> !key.isExpired(this.clock.instant()))
			.switchIfEmpty(Mono.error(Refusals::noKey));
	}

	private Mono<GatewayKey> ofPrincipal(ServerWebExchange exchange, GatewayKeys known) {
		return exchange.getPrincipal()
			.flatMap((who) -> this.callbacks.<GatewayKey>later(known, () -> known.ofPrincipal(who.getName())));
	}

	/** A header that is there twice is nobody's: who forwards it may mean the other. */
	private static List<String> secrets(HttpHeaders headers) {
		List<String> secrets = new ArrayList<>(2);
		String bearer = only(headers, HttpHeaders.AUTHORIZATION);
		if (bearer != null && bearer.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
			add(secrets, bearer.substring(BEARER.length()));
		}
		PLAIN.forEach((name) -> add(secrets, only(headers, name)));
		return secrets;
	}

	private static @Nullable String only(HttpHeaders headers, String name) {
		List<String> values = headers.get(name);
		return (values != null && values.size() == 1) ? values.get(0) : null;
	}

	private static void add(List<String> secrets, @Nullable String secret) {
		if (secret != null && !secret.isBlank() && secret.length() <= LONGEST && !secrets.contains(secret.strip())) {
			secrets.add(secret.strip());
		}
	}

}
