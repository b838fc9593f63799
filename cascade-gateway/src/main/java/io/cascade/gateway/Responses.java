package io.cascade.gateway;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * Writes whole responses.
 */
final class Responses {

	static final String REQUEST_ID = "x-request-id";

	private Responses() {
	}

	static Mono<Void> json(ServerHttpResponse response, int status, Object body) {
		byte[] bytes = Json.bytes(body);
		response.setStatusCode(HttpStatusCode.valueOf(status));
		response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
		response.getHeaders().setContentLength(bytes.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(bytes)));
	}

	static Mono<Void> error(ServerHttpResponse response, GatewayError error, Object body) {
		HttpHeaders headers = response.getHeaders();
		if (error.retryAfter() != null) {
			long millis = Math.max(1, error.retryAfter().toMillis());
			headers.set(HttpHeaders.RETRY_AFTER, Long.toString((millis + 999) / 1000));
			headers.set("retry-after-ms", Long.toString(millis));
		}
		headers.set("x-should-retry", Boolean.toString(error.mayRetry()));
		return json(response, error.status(), body);
	}

}
