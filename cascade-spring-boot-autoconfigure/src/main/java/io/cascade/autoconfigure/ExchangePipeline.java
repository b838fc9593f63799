package io.cascade.autoconfigure;

import java.util.List;

import io.cascade.Exchange;
import io.cascade.FallbackInterceptor;
import io.cascade.Time;
import io.cascade.autoconfigure.ResilienceConfiguration.Resilience;
import io.cascade.openrouter.OpenRouterExchange;
import io.cascade.openrouter.UpstreamClient;
import io.cascade.resilience.CircuitExchange;
import io.cascade.resilience.LimitExchange;
import io.cascade.resilience.RetryExchange;
import io.cascade.resilience.TargetStandings;
import io.cascade.routing.RoutingExchange;
import io.cascade.streams.DeadlineExchange;
import io.cascade.streams.HedgeExchange;
import io.cascade.streams.OpenCalls;

/**
 * Stacks the stages of a call, innermost first. The order is the behaviour: a stage sees
 * what the ones above it send down, once for each hop below routing, once for each call
 * above it.
 *
 * @param clients the upstreams
 * @param resilience who may be asked, how often and how much
 * @param interceptors may end a walk early
 * @param openCalls knows the calls under way
 * @param time the clocks
 */
record ExchangePipeline(List<UpstreamClient> clients, Resilience resilience, List<FallbackInterceptor> interceptors,
		OpenCalls openCalls, Time time) {

	Exchange create() {
		TargetStandings standings = this.resilience.standings();
		Exchange exchange = new OpenRouterExchange(this.clients);
		// per hop, to come: observation, cost
		exchange = LimitExchange.create(exchange, this.resilience.limits());
		exchange = new CircuitExchange(exchange, standings);
		exchange = new RetryExchange(exchange, this.resilience.retries(), standings, this.time);
		exchange = new HedgeExchange(exchange, this.time.scheduler());
		exchange = new RoutingExchange(exchange, this.interceptors, standings, this.time);
		// per call, to come: observation
		return new DeadlineExchange(exchange, this.openCalls, this.time.scheduler());
	}

}
