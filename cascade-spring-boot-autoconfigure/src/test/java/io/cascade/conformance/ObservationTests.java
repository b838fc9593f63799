package io.cascade.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.CallView;
import io.cascade.CascadeEvent;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.test.Fault;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import org.springframework.boot.webclient.WebClientCustomizer;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Observed.high;
import static io.cascade.conformance.Observed.low;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls and hops as observations see them.
 */
class ObservationTests {

	private static final String CALL = "cascade.call";

	private static final String HOP = "gen_ai.client.operation.duration";

	private static final Observed OBSERVED = new Observed();

	private static final List<Observation.ContextView> SCOPES = new CopyOnWriteArrayList<>();

	private static final ObservationRegistry REGISTRY = Observed.registry(OBSERVED);

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.bean(ObservationRegistry.class, () -> REGISTRY)
		.bean(InScope.class, InScope::new)
		.bean(WebClientCustomizer.class, () -> (builder) -> builder.observationRegistry(REGISTRY))
		.chain("ab", A, B)
		.chain("a", A);

	@BeforeEach
	void clear() {
		OBSERVED.clear();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("K06 a hop has the names of the GenAI conventions")
	void namesAHopAsTheConventionsDo(Way way) {
		stack.server().model(A).tokens(11, 7);
		stack.answer(way, request("a").temperature(0.5).maxTokens(99));
		Observation.Context hop = OBSERVED.only(HOP);
		assertThat(hop.getContextualName()).isEqualTo("chat " + A);
		assertThat(low(hop)).isEqualTo(Map.of("gen_ai.operation.name", "chat", "gen_ai.provider.name", "openrouter",
				"gen_ai.request.model", A, "gen_ai.response.model", A, "error.type", "none", "cascade.chain", "a",
				"cascade.hop.cause", "first", "cascade.outcome", "answered"));
		assertThat(high(hop)).containsEntry("gen_ai.request.temperature", "0.5")
			.containsEntry("gen_ai.request.max_tokens", "99")
			.containsEntry("gen_ai.usage.input_tokens", "11")
			.containsEntry("gen_ai.usage.output_tokens", "7")
			.containsEntry("gen_ai.response.finish_reasons", "stop")
			.containsEntry("cascade.hop.models", A)
			.containsKeys("gen_ai.response.id", "cascade.serving.provider", "cascade.cost")
			.doesNotContainKeys("gen_ai.input.messages", "gen_ai.request.top_p");
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("J11 K06 a call is one observation, its hops are children, and their HTTP requests are children of these")
	void hopsAreChildrenOfTheirCall(Way way) {
		stack.server().model(A).fails(Fault.status(503));
		Observation caller = Observation.createNotStarted("caller", REGISTRY).start();
		way.ask(stack.cascade(), request("ab"))
			.contextWrite((context) -> context.put("micrometer.observation", caller))
			.block(Stack.PATIENCE);
		Observation.Context call = OBSERVED.only(CALL);
		assertThat(call.getParentObservation()).isSameAs(caller);
		assertThat(call.getContextualName()).isEqualTo("cascade ab");
		assertThat(low(call)).isEqualTo(Map.of("cascade.chain", "ab", "cascade.outcome", "answered", "cascade.target",
				B, "error.type", "none"));
		assertThat(high(call)).containsEntry("cascade.hops", "2").containsEntry("cascade.restarts", "0");
		List<Observation.Context> hops = OBSERVED.named(HOP);
		assertThat(hops).extracting((hop) -> low(hop).get("cascade.outcome")).containsExactly("failed", "answered");
		assertThat(hops).extracting((hop) -> low(hop).get("cascade.hop.cause")).containsExactly("first", "next");
		assertThat(hops).extracting((hop) -> low(hop).get("error.type")).containsExactly("unavailable", "none");
		assertThat(hops).allSatisfy((hop) -> assertThat(contextOf(hop.getParentObservation())).isSameAs(call));
		Awaitility.await().atMost(Stack.PATIENCE).until(() -> OBSERVED.named("http.client.requests").size() == 2);
		assertThat(OBSERVED.named("http.client.requests"))
			.extracting((request) -> contextOf(request.getParentObservation()))
			.containsExactlyInAnyOrderElementsOf(hops);
	}

	@Test
	@DisplayName("L02 what providers did inside a hop are events of it")
	void attemptsInsideAHopAreEventsOfIt() {
		stack.server().model(A).providerFails("Amazon Bedrock", 429).providerFails("Azure", 503);
		stack.answer(Way.WHOLE, request("ab"));
		assertThat(OBSERVED.events()).containsExactly(A + " at Amazon Bedrock rate-limit 429",
				A + " at Azure unavailable 503");
		assertThat(low(OBSERVED.only(HOP))).containsEntry("cascade.outcome", "answered");
	}

	@ParameterizedTest
	@EnumSource
	void aLostCallSaysWhy(Way way) {
		stack.server().failsEveryRequest(Fault.status(503));
		stack.failure(way, request("ab"));
		Observation.Context call = OBSERVED.only(CALL);
		assertThat(low(call)).isEqualTo(Map.of("cascade.chain", "ab", "cascade.outcome", "lost", "cascade.target",
				"none", "error.type", "unavailable"));
		assertThat(call.getError()).isInstanceOf(CascadeExhaustedException.class);
		assertThat(high(call).get("cascade.attempts")).contains(A, B, "unavailable 503");
	}

	@Test
	@DisplayName("a cancelled call ends its observations, as cancelled")
	void aCancelledCallEndsItsObservations() {
		stack.server().model(A).fails(Fault.silent());
		Disposable call = stack.cascade().exchange(request("ab")).subscribe();
		Awaitility.await().atMost(Stack.PATIENCE).until(() -> stack.server().requests().size() == 1);
		call.dispose();
		assertThat(low(OBSERVED.only(CALL))).containsEntry("cascade.outcome", "cancelled")
			.containsEntry("error.type", "none");
		assertThat(low(OBSERVED.only(HOP))).containsEntry("cascade.outcome", "cancelled");
	}

	@Test
	void aRestartIsSeen() {
		stack.server().model(A).fails(Fault.cutAfter(1));
		stack.answer(Way.WHOLE, request("ab"));
		assertThat(high(OBSERVED.only(CALL))).containsEntry("cascade.restarts", "1");
		assertThat(OBSERVED.named(HOP)).extracting((hop) -> low(hop).get("cascade.outcome"))
			.containsExactly("cut", "answered");
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("J11 listeners run in the scope of their call, and leave none behind")
	void listenersRunInTheScopeOfTheirCall(Way way) {
		SCOPES.clear();
		stack.server().model(A).fails(Fault.cutAfter(1));
		stack.server().model(B).fails(Fault.status(503));
		stack.failure(way, request("ab"));
		Observation.Context call = OBSERVED.only(CALL);
		assertThat(SCOPES).hasSizeGreaterThanOrEqualTo(3).allSatisfy((scope) -> assertThat(scope).isSameAs(call));
		assertThat(REGISTRY.getCurrentObservation()).isNull();
	}

	@Test
	@DisplayName("models that only requests bring are told as other")
	void foldsModelsOfRequests() {
		stack.server().acceptAnyModel();
		stack.answer(Way.WHOLE, request("a").models("hostile/model"));
		assertThat(low(OBSERVED.only(HOP))).containsEntry("gen_ai.request.model", "other")
			.containsEntry("gen_ai.response.model", "other");
		assertThat(low(OBSERVED.only(CALL))).containsEntry("cascade.target", "other");
	}

	@Test
	@DisplayName("each subscription is a call of its own")
	void eachSubscriptionIsObserved() {
		Mono<CascadeResponse> answer = stack.cascade().exchange(CascadeRequest.of("Why?").chain("a"));
		answer.block(Duration.ofSeconds(5));
		answer.block(Duration.ofSeconds(5));
		assertThat(OBSERVED.named(CALL)).hasSize(2);
		assertThat(OBSERVED.named(HOP)).hasSize(2);
	}

	static final class InScope implements CascadeListener {

		@Override
		public void attempted(CallView call, List<Attempt> attempts) {
			SCOPES.add(contextOf(REGISTRY.getCurrentObservation()));
		}

		@Override
		public void ended(CallView call, CallOutcome outcome, @Nullable Throwable failure) {
			SCOPES.add(contextOf(REGISTRY.getCurrentObservation()));
		}

		@Override
		public void happened(CascadeEvent event) {
			SCOPES.add(contextOf(REGISTRY.getCurrentObservation()));
		}

	}

	private static Observation.ContextView contextOf(@Nullable ObservationView observation) {
		return Objects.requireNonNull(observation).getContextView();
	}

}
