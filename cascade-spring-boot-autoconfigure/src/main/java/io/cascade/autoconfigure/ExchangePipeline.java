package io.cascade.autoconfigure;

import java.time.Clock;
import java.util.List;

import io.cascade.Exchange;
import io.cascade.FallbackInterceptor;
import io.cascade.openrouter.OpenRouterExchange;
import io.cascade.openrouter.UpstreamClient;
import io.cascade.routing.RoutingExchange;

/**
 * Stacks the stages of a call, innermost first. The order is the behaviour: a stage sees
 * what the ones above it send down, once for each hop below routing, once for each call
 * above it.
 *
 * @param clients the upstreams
 * @param interceptors may end a walk early
 * @param clock tells the date
 */
record ExchangePipeline(List<UpstreamClient> clients, List<FallbackInterceptor> interceptors, Clock clock) {

	Exchange create() {
		Exchange exchange = new OpenRouterExchange(this.clients);
		// per hop: observation, then bulkhead and rate limit, cost, retry, hedge
		exchange = new RoutingExchange(exchange, this.interceptors, this.clock);
		// per call: deadline, then observation
		return exchange;
	}

}
