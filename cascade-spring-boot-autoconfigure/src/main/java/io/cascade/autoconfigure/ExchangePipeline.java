package io.cascade.autoconfigure;

import java.util.List;

import io.cascade.AnswerGate;
import io.cascade.CascadeListener;
import io.cascade.FallbackInterceptor;
import io.cascade.PromptCompactor;
import io.cascade.autoconfigure.ObservationConfiguration.Listeners;
import io.cascade.budget.OpenRuns;
import io.cascade.exchange.Callbacks;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Compaction;
import io.cascade.exchange.CustomizedExchange;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.ExchangeCustomizer;
import io.cascade.exchange.Time;
import io.cascade.exchange.Workers;
import io.cascade.observation.CallLog;
import io.cascade.observation.HopObservationExchange;
import io.cascade.observation.ObservationExchange;
import io.cascade.observation.Observations;
import io.cascade.observation.TransactionExchange;
import io.cascade.openrouter.UpstreamExchange;
import io.cascade.quality.GateExchange;
import io.cascade.resilience.CircuitExchange;
import io.cascade.resilience.CurrentAvailability;
import io.cascade.resilience.DeadlineExchange;
import io.cascade.resilience.HedgeDelays;
import io.cascade.resilience.HedgeExchange;
import io.cascade.resilience.LimitExchange;
import io.cascade.resilience.OpenCalls;
import io.cascade.resilience.Retries;
import io.cascade.resilience.RetryExchange;
import io.cascade.routing.PlanningContext;
import io.cascade.routing.RoutingExchange;
import io.cascade.spending.LateCosts;
import io.cascade.spending.RunExchange;
import io.cascade.spending.SpendExchange;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Stacks the stages of a call, innermost first. The order is the behaviour: a stage sees
 * what the ones above it send down, once for each hop below routing, once for each call
 * above it.
 */
@Configuration(proxyBeanMethods = false)
final class ExchangePipeline {

	private static final Log logger = LogFactory.getLog(CascadeAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean
	Exchange cascadeExchange(CascadeProperties properties, Chains chains, UpstreamClients clients,
			Observations observations, UpstreamLimits limits, CurrentAvailability availability,
			PlanningContext planning, ObjectProvider<LateCosts> lateCosts, Retries retries, HedgeDelays hedges,
			ObjectProvider<FallbackInterceptor> interceptors, ObjectProvider<PromptCompactor> compactor,
			ObjectProvider<ExchangeCustomizer> customizers, OpenCalls openCalls, OpenRuns openRuns, Listeners listeners,
			CallLog log, Workers workers, Time time) {
		CascadeListener listener = listeners.all();
		List<ExchangeCustomizer> custom = customizers.orderedStream().toList();
		boolean content = recordsContent(properties);
		Exchange exchange = new UpstreamExchange(clients.all(), workers, content || !custom.isEmpty());
		exchange = HopObservationExchange.create(exchange, observations);
		exchange = LimitExchange.create(exchange, limits.all());
		exchange = new CircuitExchange(exchange, availability);
		exchange = new SpendExchange(exchange, planning.budgets(), lateCosts.getIfAvailable(), time.scheduler());
		exchange = new RetryExchange(exchange, retries, availability, time);
		exchange = new HedgeExchange(exchange, hedges, time.scheduler());
		exchange = new GateExchange(exchange, listener, time, workers, Callbacks.of(AnswerGate.class));
		exchange = new RoutingExchange(exchange, interceptors.orderedStream().toList(), planning, time,
				Compaction.of(compactor.getIfAvailable(), workers, chains));
		exchange = CustomizedExchange.create(exchange, custom);
		exchange = new DeadlineExchange(exchange, openCalls, time.scheduler());
		exchange = new RunExchange(exchange, openRuns, time.scheduler());
		exchange = new ObservationExchange(exchange, observations, listener, log, content);
		exchange = TransactionExchange.create(exchange, properties.transactionWarning());
		availability.resetsAlso(clients.habits()::forget);
		logger.info("Cascade: " + exchange);
		return exchange;
	}

	private static boolean recordsContent(CascadeProperties properties) {
		boolean content = properties.observation().includeContent();
		if (content) {
			logger.warn("Prompts and answers are recorded in observations (cascade.observation.include-content)");
		}
		return content;
	}

}
