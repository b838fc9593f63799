package io.cascade.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import io.cascade.CascadeEvent;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.LeftOut;
import io.cascade.StreamRules;
import io.cascade.health.Availability;
import io.cascade.observation.CallObservationContext;
import io.cascade.observation.CallObservationConvention;
import io.cascade.quality.Gates;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;

import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Events, log lines, traces and conventions in a running application with tracing on.
 */
@ExtendWith(OutputCaptureExtension.class)
class TelemetryTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final RunningApplication application = RunningApplication.with(Traced.class,
			"management.tracing.sampling.probability=1", "logging.level.io.cascade.observation=debug");

	private final Recorder recorder = application.bean(Recorder.class);

	@BeforeEach
	void reset() {
		application.server().reset();
		application.clock().move(Duration.ofHours(1));
		application.bean(Availability.class).resetAll();
		this.recorder.events.clear();
		this.recorder.spans.clear();
	}

	/** Levels outlive a context, and slow the tests that follow. */
	@AfterAll
	static void close() {
		application.bean(LoggingSystem.class).setLogLevel("io.cascade.observation", null);
		application.close();
	}

	@Test
	@DisplayName("K05 circuits, cooldowns, fallbacks and lost calls are published once each, whatever a listener throws")
	void publishesEachEventOnce() {
		application.server().model("google/a").fails(Fault.status(503));
		Flux.range(0, 20)
			.flatMap((i) -> application.cascade().exchange(CascadeRequest.of("Why?").chain("main")), 20)
			.blockLast(LIMIT);
		assertThat(this.recorder.of(CascadeEvent.CircuitTransition.class))
			.containsExactly(new CascadeEvent.CircuitTransition("google/a", "closed", "open"));
		assertThat(this.recorder.of(CascadeEvent.Fallback.class)).hasSizeBetween(5, 20)
			.allSatisfy((event) -> assertThat(event.won()).isTrue());
		application.server().failsEveryRequest(Fault.status(429).retryAfter(Duration.ofSeconds(60)));
		Flux.range(0, 20)
			.flatMap((i) -> application.cascade().exchange(CascadeRequest.of("Why?").chain("main")).materialize(), 20)
			.blockLast(LIMIT);
		assertThat(this.recorder.of(CascadeEvent.CooledDown.class)).extracting(CascadeEvent.CooledDown::target)
			.containsExactly("openai/b");
		assertThat(this.recorder.of(CascadeEvent.Exhausted.class)).hasSize(20)
			.allSatisfy((event) -> assertThat(event.retryAt()).isNotNull());
	}

	@Test
	@DisplayName("A12 K05 a fault of the configuration is an event that says what and until when")
	void publishesAFaultOfTheConfiguration() {
		application.server().model("google/a").fails(Fault.status(404).message("No endpoints found for google/a."));
		application.ask("main", 3);
		assertThat(this.recorder.of(CascadeEvent.CooledDown.class)).singleElement().satisfies((event) -> {
			assertThat(event.target()).isEqualTo("google/a");
			assertThat(event.scope()).isEqualTo(FailureKind.Scope.TARGET);
			assertThat(event.kind()).isIn(FailureKind.NO_ENDPOINT, FailureKind.MODEL_NOT_FOUND);
			assertThat(event.until()).isAfter(application.clock().instant().plus(Duration.ofMinutes(9)));
		});
	}

	@Test
	@DisplayName("J11 the trace goes with each hop, in the W3C format, and each hop is a span of its own")
	void sendsTheTraceWithEachHop() {
		application.server().model("google/a").fails(Fault.status(503));
		application.ask("main", 1);
		List<String> parents = application.server()
			.requests()
			.stream()
			.map((request) -> String.valueOf(request.header("traceparent")))
			.toList();
		assertThat(parents).hasSize(2)
			.doesNotHaveDuplicates()
			.allSatisfy((parent) -> assertThat(parent).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"));
		String trace = parents.get(0).substring(3, 35);
		assertThat(parents.get(1)).contains(trace);
		Awaitility.await().atMost(LIMIT).until(() -> this.recorder.spans(trace).size() == 5);
		MutableSpan call = this.recorder.span(trace, "cascade main");
		MutableSpan first = this.recorder.span(trace, "chat google/a");
		MutableSpan second = this.recorder.span(trace, "chat openai/b");
		assertThat(List.of(first.parentId(), second.parentId())).containsOnly(call.id());
		assertThat(this.recorder.spans(trace).stream().filter((span) -> "http post".equals(span.name())))
			.extracting(MutableSpan::parentId)
			.containsExactlyInAnyOrder(first.id(), second.id());
		assertThat(first.tag("error.type")).isEqualTo("unavailable");
		assertThat(second.tag("gen_ai.response.model")).isEqualTo("openai/b");
	}

	@Test
	@DisplayName("a lost call is one WARN with its attempts, an attempt one DEBUG, all with the ids of the trace and nothing secret")
	void logsALostCallOnce(CapturedOutput output) {
		application.server()
			.failsEveryRequest(
					Fault.status(503).message("words with " + RunningApplication.KEY + " a secret prompt of mine"));
		application.ask("main", 1);
		String trace = String.valueOf(application.server().lastRequest().header("traceparent")).substring(3, 35);
		List<String> lines = Stream.of(output.toString().split("\n"))
			.filter((line) -> line.contains("ObservationExchange"))
			.toList();
		assertThat(lines.stream().filter((line) -> line.contains("WARN"))).singleElement()
			.asString()
			.containsPattern("Call to chain 'main' is lost \\(unavailable\\) after \\d+ ms and 2 requests: "
					+ "google/a [^;]*unavailable 503 after \\d+ ms: words with [^;]*; "
					+ "openai/b [^;]*unavailable 503 after \\d+ ms: words with ")
			.contains(trace);
		assertThat(lines.stream().filter((line) -> line.contains("DEBUG"))).hasSize(2)
			.allSatisfy((line) -> assertThat(line).contains(trace).contains("Chain 'main', request"));
		assertThat(output.toString()).doesNotContain("sk-or-v1").doesNotContain("secret prompt");
	}

	@Test
	@DisplayName("the line of a lost call says what each model met, who was not asked and why, and whose call it was")
	void saysWhy(CapturedOutput output) {
		application.server().failsEveryRequest(Fault.status(400).message("max_tokens is too large"));
		application.bean(Availability.class).coolDown("openai/b", Duration.ofMinutes(1));
		CascadeRequest request = CascadeRequest.of("Why?").chain("main").tag("tenant", "x".repeat(500));
		application.cascade().exchange(request).materialize().block(LIMIT);
		assertThat(output.toString()).containsPattern("WARN .*Call to chain 'main' is lost \\(invalid-request\\) after "
				+ "\\d+ ms and 1 request: google/a[^;.]* invalid-request 400 after \\d+ ms: max_tokens is too large"
				+ "\\. Left out: openai/b \\(cooldown until 20[0-9-]+T[0-9:.]+Z\\)\\. Tags: tenant=x{40}…\n");
	}

	@Test
	@DisplayName("an answer reports who was not asked for it, and until when")
	void reportsWhomAnAnswerDidWithout() {
		application.bean(Availability.class).coolDown("openai/b", Duration.ofMinutes(1));
		CascadeResponse answer = application.cascade()
			.exchange(CascadeRequest.of("Why?").chain("main"))
			.blockOptional(LIMIT)
			.orElseThrow();
		assertThat(answer.model()).isEqualTo("google/a");
		assertThat(answer.leftOut()).singleElement().satisfies((out) -> {
			assertThat(out.target()).isEqualTo("openai/b");
			assertThat(out.reason()).isEqualTo(LeftOut.Reason.COOLDOWN);
			assertThat(out.until()).isAfter(application.clock().instant());
		});
	}

	@Test
	@DisplayName("what a gate says of an answer stands in the lines of the attempt and of the lost call")
	void saysWhatAGateSaid(CapturedOutput output) {
		CascadeRequest request = CascadeRequest.of("Why?").chain("alone").gates(Gates.minLength(10_000));
		application.cascade().exchange(request).materialize().block(LIMIT);
		assertThat(output.toString()).containsPattern("WARN .*Call to chain 'alone' is lost \\(rejected\\) after "
				+ "\\d+ ms and 1 request: google/a[^;.]* rejected after \\d+ ms: min-length rejected: the answer has ")
			.containsPattern("DEBUG .*Chain 'alone': google/a min-length rejected: the answer has ");
	}

	@Test
	@DisplayName("a restart that the caller saw is one line, one that nobody saw is none")
	void reportsARestart(CapturedOutput output) {
		application.server().model("google/a").fails(Fault.cutAfter(2));
		CascadeRequest request = CascadeRequest.of("Why?").chain("main");
		application.cascade()
			.stream(request.streaming((rules) -> rules.withOnBreak(StreamRules.OnBreak.RESTART)))
			.materialize()
			.blockLast(LIMIT);
		application.cascade().exchange(request).materialize().block(LIMIT);
		assertThat(output.toString().lines().filter((line) -> line.contains("restarted after part"))).singleElement()
			.asString()
			.containsPattern("WARN .*Answer of chain 'main' restarted after part of it had reached the caller "
					+ "\\([a-z-]+\\): google/a [^;]*after \\d+ ms: \\S");
	}

	@Test
	void logsACallOfWhichNobodyCouldBeAsked(CapturedOutput output) {
		List.of("google/a", "openai/b")
			.forEach((target) -> application.bean(Availability.class).coolDown(target, Duration.ofMinutes(1)));
		application.ask("main", 1);
		assertThat(output.toString()).containsPattern(
				Pattern.compile("Call to chain 'main' is lost \\(no-candidate\\) after \\d+ ms and 0 requests: "
						+ "No model of chain 'main' is available: google/a \\(cooldown until"));
	}

	@Test
	@DisplayName("an application can replace the names")
	void usesTheConventionOfTheApplication() {
		application.ask("main", 1);
		assertThat(application.bean(MeterRegistry.class).get("my.calls").tag("my.chain", "main").timer().count())
			.isPositive();
		assertThat(application.bean(MeterRegistry.class).find("cascade.call").timers()).isEmpty();
	}

	@Test
	@DisplayName("a handler that throws is told once and breaks no call")
	void survivesABrokenHandler(CapturedOutput output) {
		this.recorder.broken = true;
		try {
			application.ask("main", 3);
		}
		finally {
			this.recorder.broken = false;
		}
		assertThat(application.server().requests()).extracting(RecordedRequest::models)
			.containsExactly(List.of("google/a"), List.of("google/a"), List.of("google/a"));
		assertThat(output.toString().split("Observations .* failed with .*; this is logged once", -1)).hasSize(2);
	}

	@Test
	@DisplayName("prompts and answers are recorded only when that is switched on, and that is said at start")
	void recordsContentOnlyWhenSwitchedOn(CapturedOutput output) {
		application.ask("main", 1);
		assertThat(this.recorder.contents).isEmpty();
		assertThat(output.toString()).doesNotContain("Prompts and answers are recorded");
		try (RunningApplication recording = RunningApplication.with(Traced.class,
				"cascade.observation.include-content=true")) {
			recording.server().model("google/a").answers("Because \"so\".");
			recording.ask("main", 1);
			assertThat(recording.bean(Recorder.class).contents).containsExactlyInAnyOrder(
					"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"a secret prompt of mine\"}]}]",
					"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Because \\\"so\\\".\"}]}]");
		}
		assertThat(output.toString()).contains("Prompts and answers are recorded in observations");
	}

	static final class Recorder extends SpanHandler implements ObservationHandler<Observation.Context> {

		private final List<CascadeEvent> events = Collections.synchronizedList(new ArrayList<>());

		private final List<MutableSpan> spans = Collections.synchronizedList(new ArrayList<>());

		private final List<String> contents = Collections.synchronizedList(new ArrayList<>());

		private volatile boolean broken;

		@EventListener
		void on(CascadeEvent event) {
			this.events.add(event);
			throw new IllegalStateException("a listener that throws");
		}

		<E extends CascadeEvent> List<E> of(Class<E> type) {
			synchronized (this.events) {
				return this.events.stream().filter(type::isInstance).map(type::cast).toList();
			}
		}

		List<MutableSpan> spans(String trace) {
			synchronized (this.spans) {
				return this.spans.stream().filter((span) -> trace.equals(span.traceId())).toList();
			}
		}

		MutableSpan span(String trace, String name) {
			return spans(trace).stream().filter((span) -> name.equals(span.name())).findFirst().orElseThrow();
		}

		@Override
		public boolean end(TraceContext context, MutableSpan span, Cause cause) {
			this.spans.add(span);
			return true;
		}

		@Override
		public void onStop(Observation.Context context) {
			if (this.broken) {
				throw new IllegalStateException("a handler that throws");
			}
			context.getHighCardinalityKeyValues()
				.stream()
				.filter((value) -> value.getKey().endsWith(".messages"))
				.forEach((value) -> this.contents.add(value.getValue()));
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof CallObservationContext;
		}

	}

	static final class MyNames implements CallObservationConvention {

		@Override
		public String getName() {
			return "my.calls";
		}

		@Override
		public String getContextualName(CallObservationContext context) {
			return "cascade " + context.call().chainName();
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(CallObservationContext context) {
			return KeyValues.of("my.chain", context.call().chainName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Traced extends RunningApplication.Application {

		@Bean
		Recorder recorder() {
			return new Recorder();
		}

		@Bean
		MyNames myNames() {
			return new MyNames();
		}

	}

}
