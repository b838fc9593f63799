package io.cascade.gateway;

import java.util.Map;

import io.cascade.pricing.PromptTokens;
import io.cascade.pricing.TokenCounter;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;

/**
 * Estimates the tokens of a request, without asking a model.
 *
 * @param dialect has the errors of the client
 * @param access what keys may ask
 * @param body reads bodies
 * @param rates the requests and tokens of keys
 * @param counter counts
 */
record CountTokensEndpoint(MessagesDialect dialect, Access access, RequestBody body, KeyRates rates,
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
		this.rates.admit(key);
		HttpHeaders headers = exchange.getRequest().getHeaders();
		return this.body
			.read(exchange,
					(json) -> PromptTokens
						.of(this.access.granted(key, MessagesReader.counted(json), headers, reply), this.counter)
						.expected())
			.flatMap((tokens) -> Responses.json(exchange.getResponse(), 200, Map.of("input_tokens", tokens)));
	}

}
