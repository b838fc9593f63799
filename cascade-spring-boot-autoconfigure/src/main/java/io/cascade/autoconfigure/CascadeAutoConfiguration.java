package io.cascade.autoconfigure;

import java.util.List;

import io.cascade.CascadeTemplate;
import io.cascade.FallbackInterceptor;
import io.cascade.PromptCompactor;
import io.cascade.Upstream;
import io.cascade.autoconfigure.ObservationConfiguration.Telemetry;
import io.cascade.autoconfigure.PricingConfiguration.Spending;
import io.cascade.autoconfigure.ResilienceConfiguration.Resilience;
import io.cascade.autoconfigure.UpstreamsFactory.ConfiguredUpstream;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Compaction;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.ExchangeOperations;
import io.cascade.exchange.ExchangeOperations.Services;
import io.cascade.exchange.Forgetful;
import io.cascade.exchange.Planner;
import io.cascade.exchange.Time;
import io.cascade.exchange.Workers;
import io.cascade.health.FinishHabits;
import io.cascade.openrouter.UpstreamClient;
import io.cascade.openrouter.UpstreamSettings;
import io.cascade.pricing.PriceList;
import io.cascade.resilience.OpenCalls;
import io.cascade.routing.PlanningContext;
import io.cascade.routing.RoutePlanner;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * {@link AutoConfiguration Auto-configuration} for {@link CascadeTemplate}. Every bean
 * backs off.
 */
@AutoConfiguration(after = WebClientAutoConfiguration.class,
		afterName = { "org.springframework.boot.reactor.netty.autoconfigure.ReactorNettyConfigurations",
				"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration",
				"io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration",
				"io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration",
				"io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration" })
@ConditionalOnClass(WebClient.class)
@EnableConfigurationProperties(CascadeProperties.class)
@Import({ ResilienceConfiguration.class, HealthConfiguration.class, PricingConfiguration.class,
		QualityConfiguration.class, ObservationConfiguration.class })
@ImportRuntimeHints(CascadeRuntimeHints.class)
public final class CascadeAutoConfiguration {

	private static final Log logger = LogFactory.getLog(CascadeAutoConfiguration.class);

	/** Early: what it adds to the environment is bound like everything else. */
	@Bean
	static ProfileDefaults cascadeProfileDefaults(ConfigurableEnvironment environment) {
		return new ProfileDefaults(environment);
	}

	@Bean
	static ValueCheck cascadeValueCheck(Environment environment) {
		return new ValueCheck(environment);
	}

	@Bean
	static UnknownKeysCheck cascadeUnknownKeysCheck(Environment environment) {
		return new UnknownKeysCheck(environment);
	}

	@Bean
	@ConditionalOnMissingBean
	UpstreamConnections cascadeUpstreamConnections(ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<ReactorResourceFactory> resources) {
		return new UpstreamConnections(sslBundles.getIfAvailable(), resources.getIfUnique());
	}

	@Bean
	@ConditionalOnMissingBean
	ConfiguredUpstreams cascadeUpstreams(CascadeProperties properties,
			ObjectProvider<CascadeConnectionDetails> connectionDetails) {
		return new ConfiguredUpstreams(new UpstreamsFactory(properties, connectionDetails.getIfAvailable()).create());
	}

	@Bean
	@ConditionalOnMissingBean
	Chains cascadeChains(CascadeProperties properties, ConfiguredUpstreams upstreams, GatesFactory gates,
			Environment environment) {
		UpstreamSettings openRouter = upstreams.all().get(0).settings();
		Chains chains = new ChainsFactory(properties, upstreams.routed(), gates, new Written(environment),
				Slugs.at(openRouter.baseUrl()))
			.create();
		StartupCheck.requireKey(chains, openRouter, properties.apiKey());
		if (properties.warnings()) {
			StartupCheck.warnings(chains, PriceList.empty()).forEach(logger::warn);
			StartupCheck.warnings(chains, upstreams.settings()).forEach(logger::warn);
			new ModelLimits(properties.limits()).warnings(chains).forEach(logger::warn);
			new SettingWarnings(properties).all().forEach(logger::warn);
			StartupCheck.notes(chains, upstreams.routed(), properties.defaultChain()).forEach(logger::info);
		}
		return chains;
	}

	@Bean
	@ConditionalOnMissingBean
	OpenCalls cascadeOpenCalls() {
		return new OpenCalls();
	}

	@Bean
	@ConditionalOnMissingBean
	ShutdownLifecycle cascadeShutdownLifecycle(OpenCalls openCalls, Environment environment, Time time) {
		String phaseTimeout = environment.getProperty("spring.lifecycle.timeout-per-shutdown-phase", "30s");
		return new ShutdownLifecycle(openCalls, time.scheduler(), DurationStyle.detectAndParse(phaseTimeout));
	}

	@Bean
	@ConditionalOnMissingBean
	ConfiguredClients cascadeClients(ConfiguredUpstreams upstreams, UpstreamConnections connections,
			ObjectProvider<WebClient.Builder> webClientBuilder, PriceList prices, Time time) {
		FinishHabits habits = new FinishHabits();
		return new ConfiguredClients(upstreams.all()
			.stream()
			.map((upstream) -> upstream.withPrices(prices))
			.map((upstream) -> new UpstreamClient(upstream.settings(),
					connected(upstream, connections, webClientBuilder.getIfAvailable(WebClient::builder)),
					time.scheduler(), time.clock(), habits))
			.toList(), habits);
	}

	private static WebClient.Builder connected(ConfiguredUpstream upstream, UpstreamConnections connections,
			WebClient.Builder builder) {
		String name = upstream.settings().upstream().name();
		return builder.clone().clientConnector(connections.connector(name, upstream.connection()));
	}

	@Bean
	@ConditionalOnMissingBean
	Exchange cascadeExchange(ConfiguredClients clients, Stages stages, ObjectProvider<FallbackInterceptor> interceptors,
			OpenCalls openCalls, Workers workers) {
		stages.resilience().availability().resetsAlso(clients.habits()::forget);
		Exchange exchange = new ExchangePipeline(clients.all(), stages.resilience(), stages.spending(),
				interceptors.orderedStream().toList(), openCalls, stages.telemetry(), workers, stages.compaction())
			.create();
		logger.info("Cascade: " + exchange);
		return exchange;
	}

	@Bean
	@ConditionalOnMissingBean(Planner.class)
	RoutePlanner cascadePlanner(PlanningContext planning) {
		return new RoutePlanner(planning);
	}

	/** An application's own operations are those that are injected. */
	@Bean
	@Fallback
	@ConditionalOnMissingBean
	CascadeTemplate cascadeTemplate(Chains chains, Exchange exchange, Planner planner, Services services) {
		return new CascadeTemplate(new ExchangeOperations(chains, exchange, planner, services));
	}

	@Bean
	@ConditionalOnMissingBean
	Stages cascadeStages(Resilience resilience, Spending spending, Telemetry telemetry, Compaction compaction) {
		return new Stages(resilience, spending, telemetry, compaction);
	}

	@Bean
	@ConditionalOnMissingBean
	Compaction cascadeCompaction(ObjectProvider<PromptCompactor> compactor, Workers workers, Chains chains) {
		return Compaction.of(compactor.getIfAvailable(), workers, chains);
	}

	/**
	 * What the stages need.
	 *
	 * @param resilience who may be asked, how often and how much
	 * @param spending what models cost, and how much may be spent
	 * @param telemetry how calls and hops are observed
	 * @param compaction the way to the compactor of prompts
	 */
	record Stages(Resilience resilience, Spending spending, Telemetry telemetry, Compaction compaction) {

	}

	/**
	 * The clients of the upstreams.
	 *
	 * @param all all clients
	 * @param habits how the targets end their streams
	 */
	record ConfiguredClients(List<UpstreamClient> all, FinishHabits habits) implements Forgetful {

		@Override
		public void forget() {
			this.habits.forget();
		}

	}

	/**
	 * The upstreams, the default one first.
	 *
	 * @param all all upstreams
	 */
	record ConfiguredUpstreams(List<ConfiguredUpstream> all) {

		List<UpstreamSettings> settings() {
			return this.all.stream().map(ConfiguredUpstream::settings).toList();
		}

		List<Upstream> routed() {
			return this.all.stream().map((upstream) -> upstream.settings().upstream()).toList();
		}

	}

}
