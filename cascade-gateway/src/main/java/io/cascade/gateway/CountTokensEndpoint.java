package io.cascade.gateway;

import java.util.Map;

import io.cascade.CascadeRequest;
import io.cascade.pricing.PromptTokens;
import io.cascade.pricing.TokenCounter;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;

/**
 * Estimates the tokens of a request, without asking a model.
 *
 * @param dialect has the errors of the client
 * @param access what keys may ask
 * @param body reads bodies
 * @param counter counts
 */
record CountTokensEndpoint(MessagesDialect dialect, Access access, RequestBody body,
		TokenCounter counter) implements Endpoint {

	@Override
	public String name() {
		return "count-tokens";
	}

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
			Asked asked = MessagesReader.counted(json);
			CascadeRequest granted = this.access.granted(key, asked, exchange.getRequest().getHeaders());
			long tokens = PromptTokens.of(granted, this.counter).expected();
			return Responses.json(exchange.getResponse(), 200, Map.of("input_tokens", tokens));
		});
	}

}
