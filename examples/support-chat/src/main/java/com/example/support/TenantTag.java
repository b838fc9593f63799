package com.example.support;

import io.cascade.SpendTags;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

@Component
class TenantTag implements WebFilter {

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		String tenant = exchange.getRequest().getHeaders().getFirst("X-Tenant");
		return chain.filter(exchange).contextWrite(SpendTags.with("tenant", (tenant != null) ? tenant : "nobody"));
	}

}
