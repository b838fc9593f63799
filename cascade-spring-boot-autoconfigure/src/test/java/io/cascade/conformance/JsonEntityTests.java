package io.cascade.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.ProviderPreferences;
import io.cascade.quality.Tools;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.test.StepVerifier;

import org.springframework.core.ParameterizedTypeReference;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

/**
 * Structured answers and tools over real sockets.
 */
class JsonEntityTests {

	private static final String PARIS = "{\"name\":\"Paris\",\"people\":2100000}";

	@RegisterExtension
	static final Stack stack = Stack.with("cascade.max-models-per-request=1")
		.chain("cities", A, B)
		.chain("gated", A, B)
		.and("cascade.chains.gated.gate.max-length=60")
		.and("cascade.chains.own.models[0].id=" + A, "cascade.chains.own.models[0].gate.not-pattern=Rome",
				"cascade.chains.own.models[1].id=" + B)
		.chain("demanding", A, B)
		.and("cascade.chains.demanding.provider.require-parameters=true");

	private static CascadeOperations cascade() {
		return stack.cascade();
	}

	private static City city(String chain) {
		return Objects.requireNonNull(cascade().entity(request(chain), City.class).block(Stack.PATIENCE));
	}

	private static Throwable failure(Mono<?> asked) {
		Signal<?> signal = asked.materialize().block(Stack.PATIENCE);
		return Objects.requireNonNull(Objects.requireNonNull(signal).getThrowable());
	}

	@Test
	void anEntityIsAskedForByItsSchemaAndBound() {
		stack.server().model(A).answers(PARIS);
		assertThat(city("cities")).isEqualTo(new City("Paris", 2_100_000));
		assertThat(stack.server().lastRequest().body()).extractingByKey("response_format", as(MAP))
			.containsEntry("type", "json_schema")
			.extractingByKey("json_schema", as(MAP))
			.containsEntry("name", "City")
			.containsEntry("strict", true)
			.extractingByKey("schema", as(MAP))
			.containsEntry("required", List.of("name", "people"))
			.containsEntry("additionalProperties", false);
		assertThat(stack.server().lastRequest().body()).doesNotContainKey("provider");
	}

	@Test
	void requireParametersOfTheChainIsSent() {
		stack.server().model(A).answers(PARIS);
		city("demanding");
		assertThat(stack.server().lastRequest().body()).extractingByKey("provider", as(MAP))
			.containsEntry("require_parameters", true);
	}

	@Test
	void requireParametersOfTheRequestIsSent() {
		stack.server().model(A).answers(PARIS);
		CascadeRequest request = request("demanding").provider(ProviderPreferences.none().requireParameters(false));
		cascade().entity(request, City.class).block(Stack.PATIENCE);
		assertThat(stack.server().lastRequest().body()).extractingByKey("provider", as(MAP))
			.containsEntry("require_parameters", false);
	}

	@Test
	@DisplayName("an answer in prose moves on to a model that answers with JSON")
	void proseMovesOn() {
		stack.server().model(A).answers("Paris has many people.");
		stack.server().model(B).answers(PARIS);
		assertThat(city("cities").name()).isEqualTo("Paris");
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B));
	}

	@Test
	void everyRejectionIsTriedAndBookedAndTheBestAnswerAttached() {
		stack.server().model(A).answers("Paris has many people.");
		stack.server().model(B).answers("{\"name\":\"Paris\",\"people\":\"many\"}");
		Throwable raised = failure(cascade().entity(request("cities"), City.class));
		assertThat(raised).isInstanceOf(CascadeExhaustedException.class);
		CascadeExhaustedException failure = (CascadeExhaustedException) raised;
		assertThat(failure.attempts()).extracting(Attempt::target, Attempt::outcome, Attempt::kind, Attempt::reason)
			.containsExactly(
					tuple(A, Outcome.REJECTED, FailureKind.REJECTED,
							"schema rejected: the answer is not JSON: line 1, column 1"),
					tuple(B, Outcome.REJECTED, FailureKind.REJECTED,
							"schema rejected: $.people: string found, integer expected"));
		assertThat(failure.attempts()).allSatisfy((attempt) -> assertThat(attempt.cost().amount()).isPositive());
		assertThat(Objects.requireNonNull(failure.bestAnswer()).text()).contains("Paris");
		assertThat(failure).hasMessageNotContaining("many");
	}

	@Test
	void theGatesOfTheChainStayInForce() {
		stack.server().model(A).answers("{\"name\":\"%s\",\"people\":1}".formatted("Long".repeat(20)));
		stack.server().model(B).answers(PARIS);
		assertThat(city("gated").name()).isEqualTo("Paris");
		assertThat(stack.server().callsTo(A)).isOne();
	}

	@Test
	void theGatesOfAModelStayInForce() {
		stack.server().model(A).answers("{\"name\":\"Rome\",\"people\":1}");
		stack.server().model(B).answers(PARIS);
		assertThat(city("own").name()).isEqualTo("Paris");
		assertThat(stack.server().callsTo(A)).isOne();
	}

	@Test
	void aListIsWrappedAndUnwrapped() {
		stack.server().model(A).answers("{\"value\":[%s]}".formatted(PARIS));
		List<City> cities = cascade().entity(request("cities"), new ParameterizedTypeReference<List<City>>() {
		}).block(Stack.PATIENCE);
		assertThat(cities).containsExactly(new City("Paris", 2_100_000));
	}

	@Test
	void aListComesElementByElement() {
		stack.server()
			.model(A)
			.answersInChunks("{\"items\":[{\"name\":\"東", "京\",\"people\":1},", "{\"name\":\"😀\",\"peo", "ple\":2}",
					"]}");
		StepVerifier.create(cascade().entities(request("cities"), City.class))
			.expectNext(new City("東京", 1), new City("😀", 2))
			.expectComplete()
			.verify(Stack.PATIENCE);
	}

	@Test
	void aListThatIsCancelledEndsTheAnswerAtTheUpstream() {
		stack.server().model(A).answersInChunks("{\"items\":[", PARIS + ",", PARIS, "]}").fails(Fault.stallAfter(2));
		StepVerifier.create(cascade().entities(request("cities"), City.class))
			.expectNextCount(1)
			.thenCancel()
			.verify(Stack.PATIENCE);
		assertThat(stack.server().awaitClosed(stack.server().lastRequest(), Duration.ofSeconds(5))).isTrue();
	}

	@Test
	void aToolIsRunAndItsResultToldToTheNextModel() {
		stack.server().model(A).answersWithToolCall("1", "people", "{\"name\":\"Paris\"}");
		stack.server().model(B).answers("About two millions.");
		Tools tools = stack.bean(Tools.class).with("people", "Counts people", Name.class, (name) -> {
			stack.server().model(A).fails(Fault.status(404));
			return Mono.just(new City(name.name(), 2_100_000));
		});
		CascadeResponse answer = tools.run(cascade(), request("cities"), 1).block(Stack.PATIENCE);
		assertThat(Objects.requireNonNull(answer).text()).isEqualTo("About two millions.");
		RecordedRequest last = stack.server().lastRequest();
		assertThat(last.body().get("tools")).asString().contains("Counts people");
		assertThat(last.body()).extractingByKey("messages", as(LIST))
			.last(as(MAP))
			.containsEntry("role", "tool")
			.containsEntry("tool_call_id", "1")
			.containsEntry("content", PARIS);
	}

	@Test
	void aToolCallThatIsNotValidMovesOn() {
		stack.server().model(A).answersWithToolCall("1", "people", "{\"nom\":\"Paris\"}");
		stack.server().model(B).answersWithToolCall("1", "unknown", "{}");
		Tools tools = stack.bean(Tools.class)
			.with("people", "Counts people", Name.class, (name) -> Mono.just(Map.of()));
		Throwable failure = failure(tools.run(cascade(), request("cities"), 1));
		assertThat(failure).isInstanceOf(CascadeExhaustedException.class);
		assertThat(((CascadeExhaustedException) failure).attempts()).extracting(Attempt::reason)
			.containsExactly(
					"tool-arguments rejected: people: $: required property 'name' not found; "
							+ "$: has a property that the schema does not allow",
					"tool-arguments rejected: it calls a tool that was not offered");
	}

	@Test
	void whereNoModelCallsAToolWellTheBestOfThemIsTold() {
		stack.server()
			.model(A)
			.answersWithToolCall("1", "people", "{\"name\":3}")
			.then()
			.answers("About two millions.");
		stack.server().model(B).answersWithToolCall("1", "people", "[]");
		Tools tools = stack.bean(Tools.class)
			.with("people", "Counts people", Name.class, (name) -> Mono.just(Map.of()));
		CascadeResponse answer = tools.run(cascade(), request("cities"), 1).block(Stack.PATIENCE);
		assertThat(Objects.requireNonNull(answer).text()).isEqualTo("About two millions.");
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B), List.of(A));
		assertThat(stack.server().lastRequest().body()).extractingByKey("messages", as(LIST))
			.last(as(MAP))
			.containsEntry("role", "tool")
			.extractingByKey("content")
			.asString()
			.contains("error");
	}

	@Test
	void roundsOfToolsAreBounded() {
		stack.server().model(A).answersWithToolCall("1", "people", "{\"name\":\"Paris\"}");
		Tools tools = stack.bean(Tools.class).with("people", "Counts people", Name.class, (name) -> Mono.just(1));
		assertThat(failure(tools.run(cascade(), request("cities"), 2))).isInstanceOf(IllegalStateException.class)
			.hasMessage(A + " still calls tools after 2 rounds of them");
		assertThat(stack.server().callsTo(A)).isEqualTo(3);
	}

	record City(String name, int people) {

	}

	record Name(String name) {

	}

}
