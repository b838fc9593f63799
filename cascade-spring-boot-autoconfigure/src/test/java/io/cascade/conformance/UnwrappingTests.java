package io.cascade.conformance;

import java.util.List;

import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeRequest;
import io.cascade.ResponseFormat;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.test.StepVerifier;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Wrappers around answers in JSON, over real sockets.
 */
@DisplayName("V02 wrappers of JSON")
class UnwrappingTests {

	private static final String CITY = "{\"name\":\"Paris\",\"people\":1}";

	private static final List<String> FENCED = List.of("```js", "on\n{\"name\":\"Par", "is\",\"people\":1}\n`", "``");

	private static final MeterRegistry METERS = new SimpleMeterRegistry();

	@RegisterExtension
	static final Stack stack = Stack.with("cascade.max-models-per-request=1")
		.chain("cities", A, B)
		.chain("gated", A, B)
		.and("cascade.chains.gated.gate.json=true")
		.chain("bare", A, B)
		.and("cascade.chains.bare.gate.json=true", "cascade.chains.bare.gate.unwrap=false")
		.bean(MeterRegistry.class, () -> METERS);

	private static double counted(String chain) {
		return METERS.find("cascade.answers.unwrapped")
			.tag("cascade.chain", chain)
			.counters()
			.stream()
			.mapToDouble((counter) -> counter.count())
			.sum();
	}

	@Test
	void aFencedEntityIsBoundAndNobodyElseIsAskedAndItIsCounted() {
		double before = counted("cities");
		for (String text : List.of("```json\n" + CITY + "\n```", "<think>{}</think>\n" + CITY, "\uFEFF" + CITY,
				CITY + "<|im_end|>")) {
			stack.server().model(A).answers(text);
			assertThat(stack.cascade().entity(request("cities"), City.class).block(Stack.PATIENCE))
				.isEqualTo(new City("Paris", 1));
		}
		assertThat(stack.server().callsTo(B)).isZero();
		assertThat(counted("cities") - before).isEqualTo(4);
	}

	@Test
	void whoAsksForJsonGetsJson() {
		stack.server().model(A).answersInChunks(FENCED.toArray(String[]::new));
		CascadeRequest object = request("cities").responseFormat(ResponseFormat.jsonObject());
		StepVerifier.create(stack.cascade().exchange(object))
			.assertNext((answer) -> assertThat(answer.text()).isEqualTo(CITY))
			.expectComplete()
			.verify(Stack.PATIENCE);
		StepVerifier.create(stack.cascade().streamText(object).collectList())
			.assertNext((texts) -> assertThat(String.join("", texts)).isEqualTo(CITY))
			.expectComplete()
			.verify(Stack.PATIENCE);
		StepVerifier.create(stack.cascade().exchange(request("gated")))
			.assertNext((answer) -> assertThat(answer.text()).isEqualTo(CITY))
			.expectComplete()
			.verify(Stack.PATIENCE);
	}

	@Test
	void aFencedListIsReadWhileItComes() {
		stack.server()
			.model(A)
			.answersInChunks("<think>Hm.</th", "ink>``", "`\n{\"items\":[", CITY, ",", CITY, "]}", "\n```");
		StepVerifier.create(stack.cascade().entities(request("cities"), City.class))
			.expectNext(new City("Paris", 1), new City("Paris", 1))
			.expectComplete()
			.verify(Stack.PATIENCE);
	}

	@Test
	void whoDoesNotAskForJsonGetsTheFence() {
		stack.server().model(A).answersInChunks(FENCED.toArray(String[]::new));
		StepVerifier.create(stack.cascade().exchange(request("cities")))
			.assertNext((answer) -> assertThat(answer.text()).startsWith("```json"))
			.expectComplete()
			.verify(Stack.PATIENCE);
	}

	@Test
	void theSwitchLeavesWrappersOn() {
		stack.server().model(A).answers("```json\n" + CITY + "\n```");
		stack.server().model(B).answers("<think>a</think>" + CITY);
		StepVerifier.create(stack.cascade().entity(request("bare"), City.class))
			.expectError(CascadeExhaustedException.class)
			.verify(Stack.PATIENCE);
		StepVerifier.create(stack.cascade().entities(request("bare"), City.class)).expectError().verify(Stack.PATIENCE);
		assertThat(counted("bare")).isZero();
	}

	record City(String name, int people) {

	}

}
