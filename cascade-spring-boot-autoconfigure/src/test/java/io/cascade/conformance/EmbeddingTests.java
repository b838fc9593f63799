package io.cascade.conformance;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeRequest;
import io.cascade.EmbeddingRequest;
import io.cascade.EmbeddingResponse;
import io.cascade.FailureKind;
import io.cascade.InvalidRequestException;
import io.cascade.budget.Budgets;
import io.cascade.budget.SpendAccount;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.test.Fault;
import io.cascade.test.ModelScript;
import io.cascade.test.ScriptedVectors;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Vectors of one model at two upstreams, over real sockets.
 */
class EmbeddingTests {

	private static final String MODEL = "openai/text-embedding-3-small";

	private static final String ELSEWHERE = "text-embedding-3-small";

	private static final MeterRegistry METERS = new SimpleMeterRegistry();

	@RegisterExtension
	static final Stack stack = Stack.with()
		.bean(MeterRegistry.class, () -> METERS)
		.chain("plain", Models.A)
		.chain("search", MODEL, "local/" + ELSEWHERE)
		.and("cascade.chains.search.embeddings.dimensions=16", "cascade.chains.search.embeddings.max-inputs=100",
				"cascade.chains.search.first-token-timeout=3s")
		.chain("long", MODEL)
		.and("cascade.chains.long.embeddings=true")
		.and("cascade.chains.priced.models[0].id=" + MODEL, "cascade.chains.priced.models[0].price.prompt=20",
				"cascade.chains.priced.models[0].price.completion=0", "cascade.chains.priced.embeddings=true",
				"cascade.chains.priced.retry.max-attempts=1", "cascade.budgets.vectors.limit=0.01",
				"cascade.budgets.vectors.chain=priced");

	private static EmbeddingResponse embed(EmbeddingRequest request) {
		stack.server().acceptAnyModel();
		return Objects.requireNonNull(stack.cascade().embed(request).block(Stack.PATIENCE));
	}

	private static EmbeddingRequest search(String... inputs) {
		return EmbeddingRequest.of(inputs).chain("search");
	}

	@Test
	void answersWithTheVectorOfEachInput() {
		EmbeddingResponse response = embed(search("one", "two").user("u-1"));
		assertThat(response.vector(0)).containsExactly(ScriptedVectors.of("one", 16));
		assertThat(response.vector(1)).containsExactly(ScriptedVectors.of("two", 16));
		assertThat(response.vectors().dimensions()).isEqualTo(16);
		assertThat(response.model()).isEqualTo(MODEL);
		assertThat(response.generationId()).startsWith("gen-emb");
		assertThat(Objects.requireNonNull(response.usage()).promptTokens()).isEqualTo(1);
		assertThat(stack.server().requests()).singleElement().satisfies((request) -> {
			assertThat(request.path()).isEqualTo("/api/v1/embeddings");
			assertThat(request.body()).containsOnlyKeys("model", "input", "user")
				.containsEntry("input", List.of("one", "two"));
		});
	}

	@Test
	void vectorsAreCopies() {
		EmbeddingResponse response = embed(search("one"));
		response.vector(0)[0] = 7;
		response.vectors().all().get(0)[0] = 7;
		assertThat(response.vector(0)).containsExactly(ScriptedVectors.of("one", 16));
	}

	@Test
	void vectorsAreInTheOrderOfTheInputsWhateverTheOrderOfTheAnswer() {
		for (int seed = 0; seed < 40; seed++) {
			Random random = new Random(seed);
			List<String> inputs = IntStream.range(0, 1 + random.nextInt(90))
				.mapToObj((number) -> "text %d of %d".formatted(number, random.nextInt()))
				.toList();
			List<String> entries = new ArrayList<>();
			for (int i = 0; i < inputs.size(); i++) {
				float[] vector = ScriptedVectors.of(inputs.get(i), 16);
				String value = random.nextBoolean() ? '"' + ScriptedVectors.base64(vector) + '"' : json(vector);
				entries.add("{\"embedding\":%s,\"index\":%d}".formatted(value, i));
			}
			Collections.shuffle(entries, random);
			script().answersRaw("application/json", "{\"data\":[%s]}".formatted(String.join(",", entries)));
			EmbeddingResponse response = embed(EmbeddingRequest.of(inputs).chain("search"));
			assertThat(response.model()).as("seed %d", seed).isEqualTo(MODEL);
			assertThat(response.vectors().size()).isEqualTo(inputs.size());
			for (int i = 0; i < inputs.size(); i++) {
				assertThat(response.vector(i)).as("seed %d", seed)
					.containsExactly(ScriptedVectors.of(inputs.get(i), 16));
			}
		}
	}

	private static String json(float[] vector) {
		return IntStream.range(0, vector.length).mapToObj((i) -> String.valueOf(vector[i])).toList().toString();
	}

	private static ModelScript script() {
		return stack.server().model(MODEL);
	}

	static Stream<Arguments> troubles() {
		return Stream.of(trouble("429", FailureKind.RATE_LIMIT, (model) -> model.fails(Fault.status(429))),
				trouble("503", FailureKind.UNAVAILABLE, (model) -> model.fails(Fault.status(503))),
				trouble("reset", FailureKind.RESET, (model) -> model.fails(Fault.resetBeforeHeaders())),
				trouble("silence", FailureKind.TIMEOUT, (model) -> model.fails(Fault.silent())),
				trouble("cut", FailureKind.INCOMPLETE, (model) -> model.fails(Fault.resetAfter(2))),
				trouble("torn", FailureKind.MALFORMED, (model) -> model.fails(Fault.cutAfter(2))),
				malformed("not JSON", "vectors!"), malformed("empty", ""), malformed("an array", "[]"),
				malformed("no data", "{}"), malformed("data is no list", "{\"data\":{}}"),
				malformed("none for the input", "{\"data\":[]}"), entry("no vector", "{\"index\":0}"),
				entry("null", "{\"index\":0,\"embedding\":null}"), entry("an empty vector", "{\"embedding\":[]}"),
				entry("another dimension", "{\"embedding\":[1,2,3]}"),
				entry("words for numbers", "{\"embedding\":[\"1\"]}"),
				entry("an infinite number", "{\"embedding\":[1e99" + ",1".repeat(15) + "]}"),
				entry("NaN", "{\"embedding\":[NaN" + ",1".repeat(15) + "]}"),
				entry("NaN in base64", "{\"embedding\":\"%s\"}".formatted(ScriptedVectors.base64(nan()))),
				entry("torn base64", "{\"embedding\":\"AAA=\"}"), entry("no base64", "{\"embedding\":\"???\"}"),
				entry("an index of no input", "{\"index\":1,\"embedding\":%s}".formatted(json(new float[16]))),
				entry("a negative index", "{\"index\":-1,\"embedding\":%s}".formatted(json(new float[16]))),
				entry("two of one index",
						"{\"index\":0,\"embedding\":%1$s},{\"index\":0,\"embedding\":%1$s}"
							.formatted(json(new float[16]))),
				entry("two for one input", "{\"embedding\":%1$s},{\"embedding\":%1$s}".formatted(json(new float[16]))));
	}

	private static float[] nan() {
		float[] vector = new float[16];
		vector[5] = Float.NaN;
		return vector;
	}

	private static Arguments trouble(String name, FailureKind kind, Consumer<ModelScript> script) {
		return argumentSet(name, kind, script);
	}

	private static Arguments malformed(String name, String body) {
		Consumer<ModelScript> script = (model) -> model.answersRaw("application/json", body);
		return argumentSet(name, FailureKind.MALFORMED, script);
	}

	private static Arguments entry(String name, String entry) {
		return malformed(name, "{\"data\":[%s]}".formatted(entry));
	}

	@ParameterizedTest
	@MethodSource("troubles")
	void whatFailsIsAskedOfTheNextEqualTarget(FailureKind kind, Consumer<ModelScript> script) {
		script.accept(script());
		EmbeddingResponse response = embed(search("one"));
		assertThat(response.vector(0)).containsExactly(ScriptedVectors.of("one", 16));
		assertThat(response.model()).isEqualTo(ELSEWHERE);
		assertThat(response.attempts()).hasSize(2);
		assertThat(response.attempts().get(0).kind()).isEqualTo(kind);
		assertThat(response.attempts().get(1).outcome()).isEqualTo(Attempt.Outcome.ANSWERED);
		assertThat(stack.other().requests()).singleElement()
			.satisfies((request) -> assertThat(request.path()).isEqualTo("/v1/embeddings"));
	}

	@Test
	void anErrorInsideASuccessIsThatError() {
		script().answersRaw("application/json", "{\"error\":{\"message\":\"Slow down\",\"code\":429}}");
		assertThat(embed(search("one")).attempts().get(0).kind()).isEqualTo(FailureKind.RATE_LIMIT);
	}

	@Test
	void aCallThatNobodyAnswersTellsAllAttempts() {
		script().fails(Fault.status(503));
		stack.other().model(ELSEWHERE).fails(Fault.status(503));
		assertThatExceptionOfType(CascadeExhaustedException.class).isThrownBy(() -> embed(search("one")))
			.satisfies((ex) -> assertThat(ex.attempts()).hasSize(2))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("one\""));
		Awaitility.await().until(() -> stack.openCalls() == 0);
	}

	@Test
	void costIsReportedAndBooked() {
		script().tokens(100, 0);
		EmbeddingResponse response = embed(EmbeddingRequest.of("some text").chain("priced"));
		BigDecimal cost = Objects.requireNonNull(response.cost().amount());
		Budgets budgets = stack.bean(Budgets.class);
		SpendAccount account = new SpendAccount(budgets.all().get(0), null);
		BigDecimal spent = budgets.room(account).balance().spent();
		assertThat(spent).isPositive();
		assertThat(spent).isEqualByComparingTo(cost);
	}

	@Test
	void aFullBudgetRefuses() {
		assertThatExceptionOfType(CascadeException.class)
			.isThrownBy(() -> embed(EmbeddingRequest.of("x".repeat(100_000)).chain("priced")))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.BUDGET));
		assertThat(stack.server().requests()).isEmpty();
	}

	@Test
	void metersKnowTheOperation() {
		embed(search("one"));
		assertThat(METERS.get("gen_ai.client.token.usage").tags("gen_ai.operation.name", "embeddings").summaries())
			.isNotEmpty();
	}

	@Test
	void whatCanNotBeSentIsRefusedWithItsField() {
		assertField(search(), "input");
		assertField(search("one", " "), "input[1]");
		assertField(search("one").dimensions(0), "dimensions");
		assertField(search("one").dimensions(8), "dimensions");
		assertField(EmbeddingRequest.of(Collections.nCopies(101, "one")).chain("search"), "input");
		assertThat(stack.server().requests()).isEmpty();
	}

	private static void assertField(EmbeddingRequest request, String field) {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> embed(request))
			.satisfies((ex) -> assertThat(ex.param()).isEqualTo(field));
	}

	@Test
	void chatsAndEmbeddingsAreToldApart() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> stack.cascade().exchange(CascadeRequest.of("Why?").chain("search")).block(Stack.PATIENCE))
			.withMessageContaining("'search' is for embeddings")
			.satisfies((ex) -> assertThat(ex.subject()).isEqualTo(InvalidRequestException.Subject.CHAIN));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> embed(EmbeddingRequest.of("one").chain("plain")))
			.withMessageContaining("'plain' chats")
			.satisfies((ex) -> assertThat(ex.subject()).isEqualTo(InvalidRequestException.Subject.CHAIN));
		assertThat(stack.bean(Chains.class).forEmbeddings()).extracting(Chain::name)
			.containsExactlyInAnyOrder("search", "long", "priced");
		assertThat(stack.bean(Chains.class).forChat()).extracting(Chain::name).containsExactly("plain");
		assertThat(stack.bean(Chains.class).defaultChain()).isEqualTo("plain");
		assertThat(stack.server().requests()).isEmpty();
	}

	@Test
	void aTargetOnCooldownIsNotAsked() {
		script().fails(Fault.status(429).retryAfter(Duration.ofMinutes(10)).always());
		embed(cooled());
		assertThat(embed(cooled()).attempts()).extracting(Attempt::model).containsExactly(ELSEWHERE);
		assertThat(stack.server().requests()).hasSize(1);
	}

	private static EmbeddingRequest cooled() {
		return EmbeddingRequest.of("one").chain("search");
	}

	@Test
	void aBigAnswerIsReadAsASmallOneIs() {
		List<String> inputs = IntStream.range(0, 100).mapToObj((number) -> "text " + number).toList();
		EmbeddingResponse response = embed(EmbeddingRequest.of(inputs).chain("long").dimensions(3072));
		assertThat(response.vector(99)).containsExactly(ScriptedVectors.of("text 99", 3072));
	}

	@Test
	void cancellingEndsTheRequest() {
		script().fails(Fault.silent());
		stack.server().acceptAnyModel();
		assertThat(stack.cascade().embed(search("one")).take(Duration.ofMillis(200)).blockOptional(Stack.PATIENCE))
			.isEmpty();
		Awaitility.await().until(() -> stack.openCalls() == 0);
	}

}
