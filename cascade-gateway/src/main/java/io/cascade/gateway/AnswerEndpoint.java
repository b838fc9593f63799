package io.cascade.gateway;

import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

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
 * @param stream writes frames
 */
record AnswerEndpoint(String name, ClientDialect dialect, CascadeOperations cascade, Access access, RequestBody body,
		KeyRates rates, FrameStream stream) implements Endpoint {

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
		return this.body.read(exchange.getRequest()).flatMap((json) -> {
			Asked asked = this.dialect.read(this.access.readable(json));
			CascadeRequest granted = this.access.granted(key, asked, exchange.getRequest().getHeaders());
			this.rates.admit(key);
			Asked allowed = asked.granted(granted);
			return allowed.streamed() ? streamed(exchange, allowed, key, reply)
					: whole(exchange.getResponse(), allowed, key, reply);
		});
	}

	private Mono<Void> whole(ServerHttpResponse response, Asked asked, GatewayKey key, Reply reply) {
		return this.cascade.exchange(asked.request())
			.doOnError(CascadeException.class, (ex) -> this.rates.used(key, UsedTokens.of(ex.attempts())))
			.flatMap((answer) -> {
				this.rates.used(key, UsedTokens.of(answer.attempts()));
				Told.of(answer.end(), reply).write(response.getHeaders());
				return Responses.json(response, 200, this.dialect.whole(answer, asked, reply));
			});
	}

	private Mono<Void> streamed(ServerWebExchange exchange, Asked asked, GatewayKey key, Reply reply) {
		SentText sent = new SentText();
		Flux<CascadeChunk> chunks = this.cascade.stream(asked.request())
			.doOnNext(sent::add)
			.doOnError(CascadeException.class, (ex) -> this.rates.used(key, UsedTokens.of(ex.attempts())))
			.doOnCancel(() -> this.rates.used(key, sent.tokens(asked.request())));
		return this.stream.write(exchange, chunks.doOnNext((chunk) -> {
			if (chunk instanceof CascadeChunk.End end) {
				this.rates.used(key, UsedTokens.of(end.attempts()));
			}
		}), this.dialect.frames(asked, reply));
	}

}
