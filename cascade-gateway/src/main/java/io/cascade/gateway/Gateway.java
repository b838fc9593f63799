package io.cascade.gateway;

import java.time.Clock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.cascade.CascadeException;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Stands before an endpoint: gives each request an id, finds out who calls, and answers
 * whatever fails in the shape that the client expects. Thread-safe.
 *
 * @param endpoint answers
 * @param authentication finds out who calls
 * @param unread the bodies that nobody reads
 * @param errors what is told of failures
 * @param meters count requests
 * @param requestIds makes ids
 * @param clock tells the time
 * @param nanoTime measures it
 */
record Gateway(Endpoint endpoint, Authentication authentication, UnreadBody unread, Errors errors, GatewayMeters meters,
		Supplier<String> requestIds, Clock clock, LongSupplier nanoTime) implements WebHandler {

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		return Mono.defer(() -> {
			Reply reply = Reply.to(this.requestIds.get(), this.clock, this.nanoTime);
			exchange.getResponse().getHeaders().set(Responses.REQUEST_ID, reply.requestId());
			return this.meters.measured(this.endpoint.name(), exchange, reply,
					(caller) -> serve(exchange, caller, reply));
		});
	}

	private Mono<Void> serve(ServerWebExchange exchange, GatewayMeters.Caller caller, Reply reply) {
		if (!this.endpoint.method().equals(exchange.getRequest().getMethod())) {
			exchange.getResponse().getHeaders().set(HttpHeaders.ALLOW, this.endpoint.method().name());
			return refused(exchange, Refusals.noMethod(this.endpoint.method().name()), reply);
		}
		return this.authentication.caller(exchange).flatMap((key) -> {
			caller.is(key);
			return served(exchange, key, reply);
		}).onErrorResume((ex) -> refused(exchange, ex, reply));
	}

	private Mono<Void> served(ServerWebExchange exchange, GatewayKey key, Reply reply) {
		Mono<Void> served = this.endpoint.serve(exchange, key, reply);
		return HttpMethod.GET.equals(this.endpoint.method()) ? this.unread.thrownAway(exchange).then(served) : served;
	}

	/**
	 * Of a response that has begun, the connection is closed: that is no end. To a client
	 * that has gone nothing is told, and it is no error of the service.
	 */
	private Mono<Void> refused(ServerWebExchange exchange, Throwable ex, Reply reply) {
		ServerHttpResponse response = exchange.getResponse();
		if (response.isCommitted()) {
			return Mono.error(ex);
		}
		if (hasLeft(ex)) {
			return Mono.empty();
		}
		GatewayError error = this.errors.of(ex);
		return this.unread.thrownAway(exchange)
			.then(Mono.defer(() -> Responses.error(response, error, this.endpoint.error(error, reply.requestId()))));
	}

	/** A failed answer may have a broken connection to an upstream at its root. */
	private static boolean hasLeft(Throwable ex) {
		return !(ex instanceof CascadeException) && DisconnectedClientHelper.isClientDisconnectedException(ex);
	}

}
