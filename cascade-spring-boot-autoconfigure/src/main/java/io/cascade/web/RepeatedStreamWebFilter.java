package io.cascade.web;

import reactor.core.publisher.Mono;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Tells a browser in a WebFlux application not to ask again for an answer that it has
 * received a part of.
 */
final class RepeatedStreamWebFilter implements WebFilter {

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (!EventIds.isOfAnAnswer(exchange.getRequest().getHeaders().getFirst(EventIds.HEADER))) {
			return chain.filter(exchange);
		}
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(HttpStatus.NO_CONTENT);
		response.getHeaders().setCacheControl(CacheControl.noStore());
		return response.setComplete();
	}

}
