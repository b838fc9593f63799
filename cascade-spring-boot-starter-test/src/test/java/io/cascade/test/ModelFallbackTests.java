package io.cascade.test;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what happens with several models in one request.
 */
class ModelFallbackTests {

	private static final ScriptedOpenRouter stub = ScriptedOpenRouter.start();

	private static final String GEMINI = "google/gemini-2.5-flash";

	private static final String GPT = "openai/gpt-4.1-mini";

	private static final String CLAUDE = "anthropic/claude-sonnet-4.5";

	private static final String FREE = "gryphe/mythomax-l2-13b:free";

	private final StubClient client = new StubClient(stub);

	@BeforeEach
	void reset() {
		stub.reset();
	}

	@AfterAll
	static void close() {
		stub.close();
	}

	@Test
	void refusesMoreThanThreeModelsWithoutTryingAny() throws Exception {
		HttpResponse<String> response = this.client.ask(GEMINI, GPT, CLAUDE, FREE);
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode body = StubClient.json(response);
		assertThat(body.at("/error/message").asString()).isEqualTo("'models' array must have 3 items or fewer.");
		assertThat(body.at("/error/code").asInt()).isEqualTo(400);
		assertThat(stub.callsTo(GEMINI)).isZero();
	}

	@Test
	void countsModelApartFromTheThree() throws Exception {
		String body = StubClient.body(false, GPT, CLAUDE, FREE).replaceFirst("\\{", "{\"model\":\"" + GEMINI + "\",");
		assertThat(this.client.chat(body).statusCode()).isEqualTo(200);
		assertThat(stub.lastRequest().models()).containsExactly(GEMINI, GPT, CLAUDE, FREE);
	}

	@Test
	void refusesTheWholeRequestForOneUnknownModel() throws Exception {
		HttpResponse<String> response = this.client.stream(GEMINI, "nobody/nothing", "nobody/else");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(StubClient.json(response).at("/error/message").asString())
			.isEqualTo("nobody/nothing is not a valid model ID");
	}

	@Test
	void refusesRequestsWithoutMessages() throws Exception {
		HttpResponse<String> response = this.client.chat("{\"model\":\"" + GEMINI + "\",\"messages\":[]}");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("messages");
	}

	@Test
	void refusesUnknownProviderKeysAndTemperatures() throws Exception {
		String body = StubClient.body(false, GEMINI);
		assertThat(this.client.chat(body.replaceFirst("\\{", "{\"provider\":{\"oder\":[]},")).body()).contains("oder");
		assertThat(this.client.chat(body.replaceFirst("\\{", "{\"temperature\":5,")).statusCode()).isEqualTo(400);
	}

	@Test
	void answersWithTheNextModelWhenTheFirstIsRateLimited() throws Exception {
		stub.model(GEMINI).fails(Fault.status(429));
		stub.model(CLAUDE).providerFails("Amazon Bedrock", 529).provider("Google Vertex");
		JsonNode body = StubClient.json(this.client.ask(GEMINI, CLAUDE));
		assertThat(body.at("/model").asString()).isEqualTo(CLAUDE);
		assertThat(attempts(body)).containsExactly("Google 429", "Amazon Bedrock 529", "Google Vertex 200");
		assertThat(body.at("/openrouter_metadata/attempt").asInt()).isEqualTo(3);
		assertThat(stub.callsTo(GEMINI)).isOne();
		assertThat(stub.callsTo(CLAUDE)).isOne();
	}

	@Test
	void walksOnInStreamsBeforeTheFirstToken() throws Exception {
		stub.model(GEMINI).fails(Fault.status(503));
		HttpResponse<String> response = this.client.stream(GEMINI, GPT);
		assertThat(StubClient.content(response)).isEqualTo("Hello from " + GPT + ".");
		assertThat(StubClient.chunks(response))
			.allSatisfy((chunk) -> assertThat(chunk.at("/model").asString()).isEqualTo(GPT));
	}

	@Test
	void skipsModelsWithoutEndpointsSilently() throws Exception {
		stub.model(GEMINI).fails(Fault.status(404));
		JsonNode body = StubClient.json(this.client.ask(GEMINI, GPT));
		assertThat(attempts(body)).containsExactly("OpenAI 200");
		assertThat(stub.callsTo(GEMINI)).isZero();
	}

	@Test
	void returnsTheLastErrorWithThePreviousOnes() throws Exception {
		stub.model(GEMINI).fails(Fault.status(429).retryAfter(Duration.ofSeconds(7)));
		stub.model(GPT).fails(Fault.status(503).retryAfter(Duration.ofSeconds(3)).message("Busy"));
		HttpResponse<String> response = this.client.stream(GEMINI, GPT);
		JsonNode body = StubClient.json(response);
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(body.at("/error/message").asString()).isEqualTo("Busy");
		assertThat(body.at("/error/metadata/error_type").asString()).isEqualTo("provider_overloaded");
		assertThat(body.at("/error/metadata/previous_errors/0/code").asInt()).isEqualTo(429);
		assertThat(response.headers().firstValue("Retry-After")).hasValue("3");
		assertThat(attempts(body)).containsExactly("Google 429", "OpenAI 503");
	}

	@Test
	void givesNoHintUnlessEveryFailedModelGaveOne() throws Exception {
		stub.model(GEMINI).fails(Fault.status(502));
		stub.model(GPT).fails(Fault.status(429).retryAfter(Duration.ofSeconds(3)));
		assertThat(this.client.ask(GEMINI, GPT).headers().firstValue("Retry-After")).isEmpty();
	}

	@Test
	void returns404WhenNoModelHasAnEndpoint() throws Exception {
		stub.model(GEMINI).fails(Fault.status(404));
		stub.model(GPT).fails(Fault.status(404));
		assertThat(this.client.ask(GEMINI, GPT).statusCode()).isEqualTo(404);
	}

	static List<Fault> requestFailures() {
		return List.of(Fault.status(400), Fault.status(401), Fault.status(402), Fault.status(403),
				Fault.status(429).metadata(Map.of("limit_source", "openrouter_free_tier_daily")),
				Fault.status(503).forWholeRequest());
	}

	@ParameterizedTest
	@MethodSource("requestFailures")
	void doesNotWalkOnWhenTheRequestItselfFails(Fault fault) throws Exception {
		stub.model(GEMINI).fails(fault);
		assertThat(this.client.ask(GEMINI, GPT).statusCode())
			.isEqualTo(fault.settings().number(FaultSetting.STATUS, 0));
		assertThat(stub.callsTo(GPT)).isZero();
	}

	static List<Fault> modelFailures() {
		return List.of(Fault.status(400).errorType("context_length_exceeded"),
				Fault.status(403).metadata(Map.of("reasons", List.of("violence"))), Fault.status(408),
				Fault.status(429), Fault.status(500), Fault.status(502), Fault.status(524), Fault.status(529));
	}

	@ParameterizedTest
	@MethodSource("modelFailures")
	void walksOnWhenOnlyTheModelFails(Fault fault) throws Exception {
		stub.model(GEMINI).fails(fault);
		assertThat(this.client.ask(GEMINI, GPT).statusCode()).isEqualTo(200);
		assertThat(stub.callsTo(GPT)).isOne();
	}

	@Test
	void failsEveryRequestWhateverTheModel() throws Exception {
		stub.failsEveryRequest(Fault.status(402).times(1));
		assertThat(this.client.ask(GEMINI).statusCode()).isEqualTo(402);
		assertThat(this.client.ask(GPT).statusCode()).isEqualTo(200);
	}

	@Test
	void strikesInOrderAndRecovers() throws Exception {
		stub.model(GEMINI).fails(Fault.status(429), Fault.status(502).times(2), Fault.status(503).times(0));
		assertThat(this.client.ask(GEMINI).statusCode()).isEqualTo(429);
		assertThat(this.client.ask(GEMINI).statusCode()).isEqualTo(502);
		assertThat(this.client.ask(GEMINI).statusCode()).isEqualTo(502);
		assertThat(this.client.ask(GEMINI).statusCode()).isEqualTo(200);
		assertThat(stub.callsTo(GEMINI)).isEqualTo(4);
	}

	private static List<String> attempts(JsonNode body) {
		return body.at("/openrouter_metadata/attempts")
			.values()
			.stream()
			.map((attempt) -> attempt.at("/provider").asString() + " " + attempt.at("/status").asInt())
			.toList();
	}

}
