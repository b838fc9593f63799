package io.cascade.gateway;

import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import io.cascade.CascadeResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * Answers by way of a chain, in the dialect of the client.
 *
 * @param name the name by which metrics call it
 * @param dialect the dialect
 * @param cascade asks the chains
 * @param access what keys may ask
 * @param body reads bodies
 * @param rates the requests and tokens of keys
 * @param runs the runs that clients name
 * @param stream writes frames
 */
record AnswerEndpoint(String name, ClientDialect dialect, CascadeOperations cascade, Access access, RequestBody body,
		KeyRates rates, KeyRuns runs, FrameStream stream) implements Endpoint {

	@Override
	public HttpMethod method() {
		return HttpMethod.POST;
	}

	@Override
	public Object error(GatewayError error, String requestId) {
		return this.dialect.error(error, requestId);
	}

	@Override
	public Mono<Void> serve(ServerWebExchange exchange, GatewayKey key, Reply reply) {
		this.rates.admit(key);
		HttpHeaders headers = exchange.getRequest().getHeaders();
		return this.body.read(exchange, (json) -> {
			Asked asked = this.dialect.read(this.access.readable(json));
			return asked.granted(this.access.granted(key, asked, headers, reply));
		})
			.flatMap((asked) -> asked.streamed() ? streamed(exchange, asked, key, reply)
					: whole(exchange, asked, key, reply));
	}

	private Mono<Void> whole(ServerWebExchange exchange, Asked asked, GatewayKey key, Reply reply) {
		ServerHttpResponse response = exchange.getResponse();
		Mono<CascadeResponse> answered = this.runs.around(key, exchange.getRequest().getHeaders(),
				this.cascade.exchange(asked.request()));
		return this.rates.counted(key, asked.request(), answered, CascadeResponse::attempts).flatMap((answer) -> {
			Told.of(answer.end(), reply).write(response.getHeaders());
			return Responses.json(response, 200, this.dialect.whole(answer, asked, reply));
		});
	}

	private Mono<Void> streamed(ServerWebExchange exchange, Asked asked, GatewayKey key, Reply reply) {
		Flux<CascadeChunk> answer = this.runs.around(key, exchange.getRequest().getHeaders(),
				this.cascade.stream(asked.request()));
		return this.stream.write(exchange, this.rates.counted(key, asked.request(), answer),
				this.dialect.frames(asked, reply));
	}

}
