package io.cascade.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.cascade.Attempt;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.autoconfigure.CascadeAutoConfiguration;
import io.cascade.health.Availability;
import io.cascade.resilience.OpenCalls;
import io.cascade.test.RecordedRequest;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.core.publisher.Signal;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.reactor.autoconfigure.ReactorAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole stack in a context of its own, one for each test class, over real sockets.
 * <p>
 * {@link #server()} is OpenRouter. {@link #other()} plays every further upstream:
 * {@code local} (plain, with a key), {@code keyless} (plain, without one) and
 * {@code mirror} (the dialect of OpenRouter, with another key).
 */
final class Stack implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

	static final Duration PATIENCE = Duration.ofSeconds(10);

	static final String KEY = "sk-or-v1-0000-of-openrouter";

	static final String LOCAL_KEY = "sk-local-1111";

	static final String MIRROR_KEY = "sk-or-v1-2222-of-the-mirror";

	private final ScriptedOpenRouter server = ScriptedOpenRouter.start();

	private final ScriptedOpenRouter other = ScriptedOpenRouter.start().acceptAnyModel();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final List<String> properties = new ArrayList<>();

	/**
	 * Off, as circuits and cooldowns are, where a test counts the requests of each call.
	 */
	private boolean retries;

	private Stack(List<String> properties) {
		String base = "cascade.upstreams.%s.base-url=%s";
		this.properties.addAll(List.of("spring.reactor.netty.shutdown-quiet-period=0s", "cascade.warnings=false",
				"cascade.base-url=" + this.server.baseUrl(), "cascade.api-key=" + KEY,
				base.formatted("local", this.other.upstreamUrl()), "cascade.upstreams.local.api-key=" + LOCAL_KEY,
				base.formatted("keyless", this.other.upstreamUrl()), base.formatted("mirror", this.other.baseUrl()),
				"cascade.upstreams.mirror.dialect=openrouter", "cascade.upstreams.mirror.api-key=" + MIRROR_KEY,
				"cascade.circuit.enabled=false", "cascade.cooldown.rate-limit=0s", "cascade.cooldown.account=0s",
				"cascade.cooldown.misconfigured=0s"));
		this.properties.addAll(properties);
	}

	static Stack with(String... properties) {
		return new Stack(List.of(properties));
	}

	/** As an application has it: with retries, circuits and cooldowns. */
	static Stack resilient() {
		Stack stack = new Stack(List.of("cascade.max-models-per-request=1", "cascade.circuit.enabled=true",
				"cascade.cooldown.rate-limit=30s", "cascade.cooldown.account=60s",
				"cascade.cooldown.misconfigured=10m"));
		stack.retries = true;
		return stack;
	}

	/** Requests carry one model each. */
	static Stack oneByOne() {
		return with("cascade.max-models-per-request=1", "cascade.upstreams.mirror.max-models-per-request=1");
	}

	Stack and(String... more) {
		this.properties.addAll(List.of(more));
		return this;
	}

	Stack chain(String name, String... models) {
		for (int i = 0; i < models.length; i++) {
			this.properties.add("cascade.chains.%s.models[%d]=%s".formatted(name, i, models[i]));
		}
		if (!this.retries) {
			this.properties.add("cascade.chains.%s.retry.max-attempts=1".formatted(name));
		}
		return this;
	}

	<T> Stack bean(Class<T> type, Supplier<T> supplier) {
		this.context.registerBean(type, supplier);
		return this;
	}

	@Override
	public void beforeAll(ExtensionContext extension) {
		TestPropertyValues.of(this.properties).applyTo(this.context);
		this.context.register(Wiring.class);
		this.context.refresh();
	}

	@Override
	public void beforeEach(ExtensionContext extension) {
		this.server.reset();
		this.other.reset();
		availability().resetAll();
	}

	@Override
	public void afterAll(ExtensionContext extension) {
		this.context.close();
		this.server.close();
		this.other.close();
	}

	ScriptedOpenRouter server() {
		return this.server;
	}

	ScriptedOpenRouter other() {
		return this.other;
	}

	CascadeOperations cascade() {
		return this.context.getBean(CascadeOperations.class);
	}

	Availability availability() {
		return this.context.getBean(Availability.class);
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	int openCalls() {
		return this.context.getBean(OpenCalls.class).count();
	}

	CascadeResponse answer(Way way, CascadeRequest request) {
		return Objects.requireNonNull(way.ask(cascade(), request).block(PATIENCE));
	}

	/** The failure as it was signalled, without what blocking adds to it. */
	CascadeException failure(Way way, CascadeRequest request) {
		Signal<CascadeResponse> signal = way.ask(cascade(), request).materialize().block(PATIENCE);
		Throwable failure = Objects.requireNonNull(signal).getThrowable();
		assertThat(failure).isInstanceOf(CascadeException.class);
		return (CascadeException) Objects.requireNonNull(failure);
	}

	CascadeExhaustedException exhausted(Way way, CascadeRequest request) {
		CascadeException failure = failure(way, request);
		assertThat(failure).isInstanceOf(CascadeExhaustedException.class);
		return (CascadeExhaustedException) failure;
	}

	/** The models that each request to OpenRouter offered. */
	List<List<String>> offered() {
		return this.server.requests().stream().map(RecordedRequest::models).toList();
	}

	/** The models that each request to the other upstreams offered. */
	List<List<String>> offeredElsewhere() {
		return this.other.requests().stream().map(RecordedRequest::models).toList();
	}

	static CascadeRequest request(String chain) {
		return CascadeRequest.of("Why do cascades matter?").chain(chain);
	}

	/** The targets that were tried, each once, in order. */
	static List<String> tried(List<Attempt> attempts) {
		return attempts.stream().map(Attempt::target).distinct().toList();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, ReactorAutoConfiguration.class,
			HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
			WebClientAutoConfiguration.class, CascadeAutoConfiguration.class })
	static class Wiring {

	}

}
