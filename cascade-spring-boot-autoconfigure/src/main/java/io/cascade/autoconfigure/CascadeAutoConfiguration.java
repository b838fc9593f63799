package io.cascade.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;

import io.cascade.AnswerBinder;
import io.cascade.AnswerGate;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequestCustomizer;
import io.cascade.CascadeTemplate;
import io.cascade.autoconfigure.UpstreamsFactory.ConfiguredUpstream;
import io.cascade.exchange.Callbacks;
import io.cascade.exchange.ChainChecker;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.ExchangeOperations;
import io.cascade.exchange.ExchangeOperations.Services;
import io.cascade.exchange.FeedbackSink;
import io.cascade.exchange.Planner;
import io.cascade.exchange.RequestCustomizers;
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

import org.springframework.beans.factory.ListableBeanFactory;
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
 * {@link AutoConfiguration Auto-configuration} for {@link CascadeTemplate}. What an
 * application can name backs off; what is made here for ourselves alone does not.
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
		QualityConfiguration.class, ObservationConfiguration.class, ExchangePipeline.class })
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
	UpstreamConnections cascadeUpstreamConnections(ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<ReactorResourceFactory> resources) {
		return new UpstreamConnections(sslBundles.getIfAvailable(), resources.getIfUnique());
	}

	@Bean
	Upstreams cascadeUpstreams(CascadeProperties properties,
			ObjectProvider<CascadeConnectionDetails> connectionDetails) {
		return new Upstreams(new UpstreamsFactory(properties, connectionDetails.getIfAvailable()).create());
	}

	@Bean
	UpstreamClients cascadeUpstreamClients(Upstreams upstreams, UpstreamConnections connections,
			ObjectProvider<WebClient.Builder> webClientBuilder, PriceList prices, Time time) {
		FinishHabits habits = new FinishHabits();
		return new UpstreamClients(upstreams.all()
			.stream()
			.map((upstream) -> upstream.withPrices(prices))
			.map((upstream) -> client(upstream,
					() -> connected(upstream, connections, webClientBuilder.getIfAvailable(WebClient::builder)), time,
					habits))
			.toList(), habits);
	}

	/**
	 * What may be wrong with files and with the application's own code shows at start.
	 */
	private static UpstreamClient client(ConfiguredUpstream upstream, Supplier<WebClient.Builder> builder, Time time,
			FinishHabits habits) {
		UpstreamClient client = new UpstreamClient(upstream.settings(), builder, time.scheduler(), time.clock(),
				habits);
		if (upstream.connection().sslBundle() != null || upstream.settings().customized()) {
			client.prepare();
		}
		return client;
	}

	private static WebClient.Builder connected(ConfiguredUpstream upstream, UpstreamConnections connections,
			WebClient.Builder builder) {
		String name = upstream.settings().upstream().name();
		return builder.clone().clientConnector(connections.connector(name, upstream.connection()));
	}

	/**
	 * A gate may itself want to ask, so the operations are looked up later: what the
	 * application has put around the template, where it is one thing.
	 */
	@Bean
	@ConditionalOnMissingBean
	Chains cascadeChains(CascadeProperties properties, Upstreams upstreams, Environment environment,
			ListableBeanFactory beans, ObjectProvider<CascadeOperations> cascade,
			ObjectProvider<CascadeTemplate> template) {
		UpstreamSettings openRouter = upstreams.all().get(0).settings();
		GatesFactory gates = new GatesFactory(properties.chains().keySet(),
				new LinkedHashMap<>(beans.getBeansOfType(AnswerGate.class)),
				() -> cascade.getIfUnique(template::getObject));
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
	ShutdownLifecycle cascadeShutdownLifecycle(OpenCalls openCalls, Environment environment, Time time) {
		String phaseTimeout = environment.getProperty("spring.lifecycle.timeout-per-shutdown-phase", "30s");
		return new ShutdownLifecycle(openCalls, time.scheduler(), DurationStyle.detectAndParse(phaseTimeout));
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
	CascadeTemplate cascadeTemplate(Chains chains, Exchange exchange, Planner planner, AnswerBinder binder,
			ChainChecker checker, ObjectProvider<FeedbackSink> feedback, Workers workers,
			ObjectProvider<CascadeRequestCustomizer> customizers, Time time) {
		Services services = new Services(binder, checker, all(feedback.orderedStream().toList()), workers,
				RequestCustomizers.of(customizers.orderedStream().toList(), time.scheduler()));
		return new CascadeTemplate(new ExchangeOperations(chains, exchange, planner, services));
	}

	/** An application's own sink hears beside that which learns. */
	private static FeedbackSink all(List<FeedbackSink> sinks) {
		Callbacks callbacks = Callbacks.of(FeedbackSink.class);
		return (generationId, accepted) -> sinks.stream()
			.map((sink) -> callbacks.get(sink, () -> sink.feedback(generationId, accepted), (failure) -> false))
			.reduce(false, Boolean::logicalOr);
	}

}
