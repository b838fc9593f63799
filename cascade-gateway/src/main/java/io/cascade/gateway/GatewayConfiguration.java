package io.cascade.gateway;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.cascade.CascadeOperations;
import io.cascade.CascadeTemplate;
import io.cascade.CommitWindow;
import io.cascade.StreamRules;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Time;
import io.cascade.exchange.Workers;
import io.cascade.gateway.GatewayProperties.StreamProperties;
import io.cascade.pricing.TokenCounter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

/**
 * The endpoint, from its keys to its paths.
 */
@Configuration(proxyBeanMethods = false)
final class GatewayConfiguration {

	private static final Log logger = LogFactory.getLog(GatewayAutoConfiguration.class);

	/** Before the controllers and the functional routes of the application. */
	private static final int ORDER = -2;

	@Bean
	@ConditionalOnMissingBean(GatewayKeys.class)
	ReloadedKeys cascadeGatewayKeys(GatewayProperties properties, Chains chains) {
		Scheduler scheduler = Schedulers.newBoundedElastic(1, 100, "cascade-gateway-keys", 60, true);
		KeysFactory factory = new KeysFactory(names(chains), chains.defaultChain(), passwords(), scheduler);
		KeysFile file = (properties.keysFile() != null) ? new KeysFile(Path.of(properties.keysFile())) : null;
		return new ReloadedKeys(properties.keys(), file, factory, scheduler);
	}

	private static @Nullable BiPredicate<String, String> passwords() {
		boolean there = ClassUtils.isPresent("org.springframework.security.crypto.password.PasswordEncoder",
				GatewayConfiguration.class.getClassLoader());
		return there ? SpringSecurityPasswords.create() : null;
	}

	private static Set<String> names(Chains chains) {
		return chains.all().stream().map(Chain::name).collect(Collectors.toCollection(LinkedHashSet::new));
	}

	@Bean
	Authentication cascadeGatewayAuthentication(GatewayProperties properties, GatewayKeys keys, Time time,
			Environment environment) {
		boolean none = keys instanceof ReloadedKeys configured && configured.size() == 0
				&& properties.keysFile() == null;
		if (none && !properties.guardedElsewhere() && !isLocal(environment.getProperty("server.address"))) {
			throw new InvalidConfigurationPropertyValueException("cascade.gateway.keys", null,
					"The endpoint has no keys, so whoever reaches this machine could spend money."
							+ " Add one under cascade.gateway.keys, listen on server.address=127.0.0.1 only,"
							+ " or set cascade.gateway.guarded-elsewhere=true if something else keeps strangers out");
		}
		if (none) {
			logger.warn("The endpoint of Cascade needs no key: whoever reaches it may ask all chains");
		}
		return Authentication.by(none ? null : keys, time.clock());
	}

	private static boolean isLocal(@Nullable String address) {
		try {
			return address != null && InetAddress.getByName(address).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	@Bean
	Access cascadeGatewayAccess(GatewayProperties properties, Chains chains) {
		Set<String> names = names(chains);
		properties.models().forEach((alias, chain) -> {
			if (!names.contains(chain)) {
				throw new InvalidConfigurationPropertyValueException("cascade.gateway.models." + alias, chain,
						"There is no such chain; there are " + names);
			}
		});
		StreamProperties stream = properties.stream();
		CommitWindow window = window(stream);
		return new Access(names, Map.copyOf(properties.models()), Set.copyOf(properties.passFields()),
				properties.unknownFields(), (rules) -> streaming(rules, stream.onBreak(), window));
	}

	private static StreamRules streaming(StreamRules rules, StreamRules.OnBreak onBreak, CommitWindow window) {
		return rules.withOnBreak(onBreak).withAnnounceServed(true).withCommitWindow(window);
	}

	@Bean
	KeyBudgets cascadeGatewayBudgets(GatewayProperties properties) {
		return new KeyBudgets(properties.keys());
	}

	@Bean
	Errors cascadeGatewayErrors(Time time) {
		return new Errors(time.clock());
	}

	@Bean
	OpenRequests cascadeGatewayOpenRequests(Time time) {
		return new OpenRequests(time.scheduler());
	}

	@Bean
	GatewayMeters cascadeGatewayMeters(OpenRequests open, ObjectProvider<GatewayMeters.Recorder> recorder) {
		return new GatewayMeters(open, recorder.getIfAvailable(() -> GatewayMeters.Recorder.NONE));
	}

	@Bean
	Endpoints cascadeGatewayEndpoints(GatewayProperties properties, Access access, Errors errors, Workers workers,
			ObjectProvider<CascadeOperations> operations, ObjectProvider<CascadeTemplate> template,
			TokenCounter counter, Time time) {
		check(properties);
		CascadeOperations cascade = operations.getIfUnique(template::getObject);
		RequestBody body = RequestBody.within(properties.maxRequestSize(), properties.bodyTimeout(), workers,
				time.scheduler());
		KeyRates rates = new KeyRates(time::nanos);
		KeyRuns runs = new KeyRuns(time::now);
		FrameStream stream = new FrameStream(errors, properties.keepAlive(), time.scheduler());
		String base = properties.basePath();
		Map<String, Endpoint> paths = new LinkedHashMap<>();
		Endpoint models = new ModelsEndpoint(access, base + "/models", time.now().getEpochSecond());
		paths.put(base + "/models", models);
		paths.put(base + "/models/**", models);
		paths.put(base + "/chat/completions",
				new AnswerEndpoint("chat-completions", new ChatDialect(), cascade, access, body, rates, runs, stream));
		paths.put(base + "/responses",
				new AnswerEndpoint("responses", new ResponsesDialect(), cascade, access, body, rates, runs, stream));
		paths.put(base + "/embeddings", new EmbeddingsEndpoint(cascade, access, body, rates, runs));
		MessagesDialect messages = new MessagesDialect();
		paths.put(base + "/messages",
				new AnswerEndpoint("messages", messages, cascade, access, body, rates, runs, stream));
		paths.put(base + "/messages/count_tokens", new CountTokensEndpoint(messages, access, body, rates, counter));
		return new Endpoints(paths);
	}

	private static void check(GatewayProperties properties) {
		String base = properties.basePath();
		if (!base.isEmpty() && (!base.startsWith("/") || base.endsWith("/"))) {
			throw new InvalidConfigurationPropertyValueException("cascade.gateway.base-path", base,
					"It begins with a slash and does not end with one, as in '/v1'");
		}
		positive("keep-alive", properties.keepAlive());
		positive("body-timeout", properties.bodyTimeout());
		if (properties.maxRequestSize().toBytes() < 1) {
			throw new InvalidConfigurationPropertyValueException("cascade.gateway.max-request-size",
					properties.maxRequestSize(), "It is at least 1 byte");
		}
		StreamRules.OnBreak onBreak = properties.stream().onBreak();
		if (onBreak != StreamRules.OnBreak.FAIL && onBreak != StreamRules.OnBreak.CONTINUE_OR_FAIL) {
			throw new InvalidConfigurationPropertyValueException("cascade.gateway.stream.on-break", onBreak,
					"What was sent to a client can't be taken back: set it to 'fail' or 'continue-or-fail'");
		}
	}

	private static void positive(String property, Duration time) {
		if (time.isNegative() || time.isZero()) {
			throw new InvalidConfigurationPropertyValueException("cascade.gateway." + property, time,
					"It is longer than 0, as in '15s'");
		}
	}

	private static CommitWindow window(StreamProperties stream) {
		CommitWindow window = new CommitWindow(stream.commitWindow().characters(), stream.commitWindow().time());
		try {
			window.check();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("cascade.gateway.stream.commit-window",
					stream.commitWindow(), String.valueOf(ex.getMessage()));
		}
		return window;
	}

	@Bean
	SimpleUrlHandlerMapping cascadeGatewayMapping(Endpoints endpoints, Authentication authentication, Errors errors,
			GatewayMeters meters, GatewayProperties properties, Time time) {
		Map<String, Object> handlers = new LinkedHashMap<>();
		Map<String, CorsConfiguration> cors = new LinkedHashMap<>();
		Supplier<String> ids = GatewayConfiguration::requestId;
		DataSize most = DataSize.ofBytes(2 * Math.min(properties.maxRequestSize().toBytes(), Long.MAX_VALUE / 2));
		UnreadBody unread = new UnreadBody(most, properties.bodyTimeout(), time.scheduler());
		endpoints.paths().forEach((path, endpoint) -> {
			handlers.put(path,
					new Gateway(endpoint, authentication, unread, errors, meters, ids, time.clock(), time::nanos));
			if (!properties.cors().allowedOrigins().isEmpty()) {
				cors.put(path, cors(properties.cors().allowedOrigins()));
			}
		});
		SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping(handlers, ORDER);
		mapping.setCorsConfigurations(cors);
		return mapping;
	}

	/** Clients send headers of their own, such as X-Stainless-Lang. */
	private static CorsConfiguration cors(List<String> origins) {
		CorsConfiguration cors = new CorsConfiguration();
		cors.setAllowedOrigins(origins);
		cors.setAllowedMethods(List.of(HttpMethod.GET.name(), HttpMethod.POST.name()));
		cors.setAllowedHeaders(List.of(CorsConfiguration.ALL));
		cors.setExposedHeaders(
				List.of(Responses.REQUEST_ID, "x-should-retry", "retry-after", "retry-after-ms", "x-cascade-model",
						"x-cascade-provider", "x-cascade-attempts", "x-cascade-cost", "x-cascade-overhead-ms"));
		cors.setMaxAge(3600L);
		return cors;
	}

	private static String requestId() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		HexFormat hex = HexFormat.of();
		return "req_" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextInt());
	}

	/**
	 * The endpoints by their paths.
	 *
	 * @param paths patterns and endpoints
	 */
	record Endpoints(Map<String, Endpoint> paths) {

	}

}
