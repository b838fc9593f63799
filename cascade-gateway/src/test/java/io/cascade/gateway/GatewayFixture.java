package io.cascade.gateway;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.cascade.exchange.Forgetful;
import io.cascade.test.ScriptedOpenRouter;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * An application with the endpoint on a free port, a scripted OpenRouter behind it, and a
 * client that knows nothing of either.
 */
final class GatewayFixture implements AutoCloseable {

	static final String SECRET = "sk-team-a";

	static final String OTHER_SECRET = "sk-team-b";

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {
	};

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel();

	private final ConfigurableApplicationContext context;

	private GatewayFixture(Map<String, Object> properties, boolean keys, Class<?>... sources) {
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("server.port", 0);
		all.put("cascade.base-url", this.openRouter.baseUrl().toString());
		all.put("cascade.api-key", this.openRouter.apiKey());
		all.put("cascade.default-chain", "assistant");
		all.put("cascade.chains.assistant.models[0]", "a/first");
		all.put("cascade.chains.assistant.models[1]", "b/second");
		all.put("cascade.chains.secret.models[0]", "hidden/model");
		all.put("cascade.gateway.enabled", true);
		if (keys) {
			all.put("cascade.gateway.keys.team-a.secret", sha256(SECRET));
			all.put("cascade.gateway.keys.team-a.chains[0]", "assistant");
			all.put("cascade.gateway.keys.team-b.secret", sha256(OTHER_SECRET));
		}
		all.putAll(properties);
		Class<?>[] classes = new Class<?>[sources.length + 1];
		classes[0] = Application.class;
		System.arraycopy(sources, 0, classes, 1, sources.length);
		this.context = new SpringApplicationBuilder(classes).web(WebApplicationType.REACTIVE)
			.properties(all)
			.logStartupInfo(false)
			.run();
	}

	static GatewayFixture start() {
		return start(Map.of());
	}

	static GatewayFixture start(Map<String, Object> properties, Class<?>... sources) {
		return new GatewayFixture(properties, true, sources);
	}

	static GatewayFixture withoutKeys(Map<String, Object> properties) {
		return new GatewayFixture(properties, false);
	}

	static String sha256(String secret) {
		return HexFormat.of().formatHex(Sha256.of(secret));
	}

	ScriptedOpenRouter openRouter() {
		return this.openRouter;
	}

	/** As if nothing had been asked yet. */
	void reset() {
		this.openRouter.reset();
		this.openRouter.acceptAnyModel();
		this.context.getBeansOfType(Forgetful.class).values().forEach(Forgetful::forget);
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	int port() {
		return Objects.requireNonNull(((ReactiveWebServerApplicationContext) this.context).getWebServer()).getPort();
	}

	HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
			.timeout(LIMIT)
			.header("Content-Type", "application/json");
	}

	HttpResponse<String> send(HttpRequest request) {
		return sending(request).orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
	}

	CompletableFuture<HttpResponse<String>> sending(HttpRequest request) {
		return this.client.sendAsync(request, (info) -> new PartialBody());
	}

	CompletableFuture<HttpResponse<Stream<String>>> lines(HttpRequest request) {
		return this.client.sendAsync(request, HttpResponse.BodyHandlers.ofLines());
	}

	HttpResponse<String> get(String path) {
		return send(request(path).header("Authorization", "Bearer " + SECRET).GET().build());
	}

	HttpResponse<String> post(String path, Object body) {
		return send(posted(path, body));
	}

	HttpRequest posted(String path, Object body) {
		return unsigned(path, body).header("Authorization", "Bearer " + SECRET).build();
	}

	HttpRequest.Builder unsigned(String path, Object body) {
		return request(path).POST(HttpRequest.BodyPublishers
			.ofString((body instanceof String text) ? text : JSON.writeValueAsString(body)));
	}

	HttpResponse<String> chat(Object body) {
		return post("/v1/chat/completions", body);
	}

	/** A question to a chain, with further fields. */
	static Map<String, Object> question(String model, Object... namesAndValues) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("model", model);
		body.put("messages", List.of(Map.of("role", "user", "content", "Why?")));
		for (int i = 0; i < namesAndValues.length; i += 2) {
			body.put((String) namesAndValues[i], namesAndValues[i + 1]);
		}
		return body;
	}

	static Map<String, Object> json(String text) {
		return JSON.readValue(text, OBJECT);
	}

	/** The data of the events of a stream, in order. */
	static List<String> data(String stream) {
		List<String> data = new ArrayList<>();
		for (String line : stream.lines().toList()) {
			if (line.startsWith("data: ")) {
				data.add(line.substring("data: ".length()));
			}
		}
		return data;
	}

	@Override
	public void close() {
		this.context.close();
		this.openRouter.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		/** The event loops of one application do not end with those of another. */
		@Bean
		ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			resources.setShutdownQuietPeriod(Duration.ZERO);
			return resources;
		}

	}

}
