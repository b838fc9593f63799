package io.cascade.autoconfigure;

import java.util.List;

import io.cascade.FallbackInterceptor;
import io.cascade.autoconfigure.ObservationConfiguration.Telemetry;
import io.cascade.autoconfigure.PricingConfiguration.Spending;
import io.cascade.autoconfigure.ResilienceConfiguration.Resilience;
import io.cascade.exchange.Compaction;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.Time;
import io.cascade.exchange.Workers;
import io.cascade.observation.HopObservationExchange;
import io.cascade.observation.ObservationExchange;
import io.cascade.observation.TransactionExchange;
import io.cascade.openrouter.UpstreamClient;
import io.cascade.openrouter.UpstreamExchange;
import io.cascade.quality.GateExchange;
import io.cascade.resilience.CircuitExchange;
import io.cascade.resilience.CurrentAvailability;
import io.cascade.resilience.DeadlineExchange;
import io.cascade.resilience.HedgeExchange;
import io.cascade.resilience.LimitExchange;
import io.cascade.resilience.OpenCalls;
import io.cascade.resilience.RetryExchange;
import io.cascade.routing.RoutingExchange;
import io.cascade.spending.SpendExchange;

/**
 * Stacks the stages of a call, innermost first. The order is the behaviour: a stage sees
 * what the ones above it send down, once for each hop below routing, once for each call
 * above it.
 *
 * @param clients the upstreams
 * @param resilience who may be asked, how often and how much
 * @param spending what models cost, and how much may be spent
 * @param interceptors may end a walk early
 * @param openCalls knows the calls under way
 * @param telemetry how calls and hops are observed
 * @param workers run what may take long
 * @param compaction the way to the compactor of prompts
 */
record ExchangePipeline(List<UpstreamClient> clients, Resilience resilience, Spending spending,
		List<FallbackInterceptor> interceptors, OpenCalls openCalls, Telemetry telemetry, Workers workers,
		Compaction compaction) {

	Exchange create() {
		CurrentAvailability availability = this.resilience.availability();
		Time time = this.resilience.time();
		Exchange exchange = new UpstreamExchange(this.clients, this.workers);
		exchange = HopObservationExchange.create(exchange, this.telemetry.observations());
		exchange = LimitExchange.create(exchange, this.resilience.limits());
		exchange = new CircuitExchange(exchange, availability);
		exchange = new SpendExchange(exchange, this.spending.planning().budgets(), this.spending.lateCosts(),
				time.scheduler());
		exchange = new RetryExchange(exchange, this.resilience.retries(), availability, time);
		exchange = new HedgeExchange(exchange, this.resilience.hedges(), time.scheduler());
		exchange = new GateExchange(exchange, this.telemetry.listener(), time, this.workers);
		exchange = new RoutingExchange(exchange, this.interceptors, this.spending.planning(), time, this.compaction);
		exchange = new DeadlineExchange(exchange, this.openCalls, time.scheduler());
		exchange = new ObservationExchange(exchange, this.telemetry.observations(), this.telemetry.listener(),
				this.telemetry.log(), this.telemetry.content());
		return TransactionExchange.create(exchange, this.telemetry.transactionWarning());
	}

}
