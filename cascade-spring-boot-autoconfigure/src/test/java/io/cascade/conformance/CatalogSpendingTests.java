package io.cascade.conformance;

import java.util.List;
import java.util.Map;

import io.cascade.Attempt;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.ContentPart;
import io.cascade.Cost;
import io.cascade.FailureKind;
import io.cascade.LeftOut;
import io.cascade.LeftOut.Reason;
import io.cascade.Message;
import io.cascade.NoCandidateException;
import io.cascade.Options;
import io.cascade.Plan;
import io.cascade.SelectionRules.OrderBy;
import io.cascade.Tool;
import io.cascade.pricing.CachedCatalog;
import io.cascade.test.Fault;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Models.E;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * What the catalog of OpenRouter decides, over real sockets.
 */
class CatalogSpendingTests {

	private static final Fault TOO_LONG = Fault.status(400)
		.errorType("context_length_exceeded")
		.message("This endpoint's maximum context length is 131072 tokens");

	@RegisterExtension
	static final Stack stack = Stack.with("cascade.catalog.enabled=true")
		.chain("abc", A, B, C)
		.chain("plain", C, A, B)
		.chain("large", A, C)
		.and("cascade.chains.one-by-one.models[0].id=" + A, "cascade.chains.one-by-one.models[1].id=" + C,
				"cascade.chains.one-by-one.models[0].options.max-tokens=100",
				"cascade.chains.one-by-one.models[1].options.max-tokens=200",
				"cascade.chains.one-by-one.retry.max-attempts=1")
		.chain("small", A, B)
		.chain("narrow", A)
		.chain("unlisted", "nobody/unlisted", E)
		.chain("priority", A)
		.and("cascade.chains.priority.options.service-tier=priority");

	static {
		stack.server().lists(E).supports("max_tokens", "temperature");
	}

	@BeforeAll
	static void load() {
		await().atMost(Stack.PATIENCE).until(() -> stack.bean(CachedCatalog.class).size() > 0);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C20 I01 without a reported cost the model that answered is priced by the catalog")
	void pricesTheModelThatAnswered(Way way) {
		stack.server().model(A).fails(Fault.status(503));
		stack.server().model(B).tokens(1000, 100).withoutCost();
		CascadeResponse response = stack.answer(way, request("abc"));
		assertThat(stack.offered()).containsExactly(List.of(A, B, C));
		assertThat(response.cost().source()).isEqualTo(Cost.Source.ESTIMATED);
		assertThat(response.cost().amount()).isEqualByComparingTo("0.00056");
		assertThat(response.attempts()).extracting(Attempt::target, (attempt) -> attempt.cost().source())
			.containsExactly(tuple(A, Cost.Source.UNKNOWN), tuple(B, Cost.Source.ESTIMATED));
	}

	@Test
	@DisplayName("L05 an answer from the default tier is priced there, though priority was asked for")
	void pricesTheServedTier() {
		assertThat(answerFrom("default").cost()).satisfies((cost) -> {
			assertThat(cost.source()).isEqualTo(Cost.Source.ESTIMATED);
			assertThat(cost.amount()).isEqualByComparingTo("0.00055");
		});
		assertThat(answerFrom("priority").cost()).isEqualTo(Cost.UNKNOWN);
		assertThat(stack.server().requests())
			.allSatisfy((request) -> assertThat(request.body().get("service_tier")).isEqualTo("priority"));
	}

	private static CascadeResponse answerFrom(String tier) {
		stack.server().model(A).fails(Fault.status(200).rawBody("text/event-stream", """
				data: {"id":"gen-1","model":"%s","service_tier":"%s","choices":[{"index":0,\
				"delta":{"content":"Hi"},"finish_reason":"stop"}],\
				"usage":{"prompt_tokens":1000,"completion_tokens":100}}

				data: [DONE]

				""".formatted(A, tier)));
		CascadeResponse response = stack.answer(Way.WHOLE, request("priority"));
		assertThat(response.attempts()).extracting(Attempt::serviceTier).containsExactly(tier);
		return response;
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C09 a model that lacks tools is not asked, one that the catalog does not know is")
	void leavesOutWhoLacksTools(Way way) {
		CascadeRequest request = request("unlisted").tools(new Tool("look_up", null, Map.of("type", "object"), null));
		stack.server().knows("nobody/unlisted");
		stack.server().model("nobody/unlisted").fails(Fault.status(503));
		assertThat(stack.failure(way, request)).isInstanceOfSatisfying(CascadeExhaustedException.class,
				(failure) -> assertThat(failure.leftOut()).containsExactly(new LeftOut(E, Reason.CAPABILITY)));
		assertThat(stack.offered()).containsExactly(List.of("nobody/unlisted"));
	}

	@Test
	@DisplayName("C09 a model that takes no images is not asked")
	void leavesOutWhoTakesNoImages() {
		CascadeRequest request = request("narrow")
			.messages(List.of(Message.user(ContentPart.text("Look"), ContentPart.image("https://a.example/b.png"))));
		assertThat(stack.failure(Way.WHOLE, request)).isInstanceOfSatisfying(NoCandidateException.class,
				(failure) -> assertThat(failure.leftOut()).containsExactly(new LeftOut(A, Reason.CAPABILITY)));
		assertThat(stack.server().requests()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("H03 a prompt that no window holds is sent to the larger one only")
	void leavesOutTooSmallWindows(Way way) {
		CascadeResponse response = stack.answer(way, request("large").promptTokens(200_000));
		assertThat(response.model()).isEqualTo(C);
		assertThat(stack.offered()).containsExactly(List.of(C));
		assertThat(stack.failure(way, request("small").promptTokens(200_000))).isInstanceOfSatisfying(
				NoCandidateException.class, (failure) -> assertThat(failure.leftOut()).extracting(LeftOut::reason)
					.containsExactly(Reason.CONTEXT, Reason.CONTEXT));
		assertThat(stack.server().requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("H01 a prompt that was too long goes to a larger window after one request")
	void goesToALargerWindow(Way way) {
		stack.server().model(A).fails(TOO_LONG);
		CascadeResponse response = stack.answer(way, request("one-by-one"));
		assertThat(response.model()).isEqualTo(C);
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(C));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("H02 without a larger window the error is surfaced after one request")
	void surfacesTheErrorWithoutALargerWindow(Way way) {
		stack.server().model(A).fails(TOO_LONG.forWholeRequest());
		CascadeException failure = stack.failure(way, request("small"));
		assertThat(failure.kind()).isEqualTo(FailureKind.CONTEXT_LENGTH);
		assertThat(stack.server().requests()).hasSize(1);
	}

	@Test
	@DisplayName("the cheapest by the catalog is asked first, and what each may cost is explained")
	void asksTheCheapestFirst() {
		CascadeRequest request = request("plain").selection((rules) -> rules.withOrderBy(OrderBy.PRICE))
			.maxCost("10")
			.promptTokens(1_000)
			.options(Options.none().maxTokens(100));
		Plan plan = stack.cascade().explain(request).blockOptional(Stack.PATIENCE).orElseThrow();
		assertThat(plan.hops()).singleElement().satisfies((hop) -> {
			assertThat(hop.targets()).extracting(Object::toString).containsExactly(A, B, C);
			assertThat(hop.estimate().expected()).isEqualByComparingTo("0.00055");
			assertThat(hop.estimate().worstCase()).isEqualByComparingTo("0.0045");
		});
		assertThat(stack.answer(Way.WHOLE, request).model()).isEqualTo(A);
		assertThat(stack.offered()).containsExactly(List.of(A, B, C));
	}

}
