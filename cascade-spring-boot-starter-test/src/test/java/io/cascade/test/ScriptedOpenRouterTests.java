package io.cascade.test;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the answers of {@link ScriptedOpenRouter}.
 */
class ScriptedOpenRouterTests {

	private static final ScriptedOpenRouter stub = ScriptedOpenRouter.start();

	private static final String GEMINI = "google/gemini-2.5-flash";

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
	void answersWholeWithUsageCostAndMetadata() throws Exception {
		HttpResponse<String> response = this.client.ask(GEMINI);
		JsonNode body = StubClient.json(response);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(body.at("/id").asString()).startsWith("gen-");
		assertThat(response.headers().firstValue("X-Generation-Id")).hasValue(body.at("/id").asString());
		assertThat(body.at("/provider").asString()).isEqualTo("Google");
		assertThat(body.at("/model").asString()).isEqualTo(GEMINI);
		assertThat(body.at("/choices/0/message/content").asString()).isEqualTo("Hello from " + GEMINI + ".");
		assertThat(body.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
		assertThat(body.at("/choices/0/native_finish_reason").asString()).isEqualTo("STOP");
		assertThat(body.at("/usage/cost").decimalValue()).isPositive();
		assertThat(body.at("/openrouter_metadata/attempts/0/status").asInt()).isEqualTo(200);
	}

	@Test
	void streamsCommentsRoleWordsFinishUsageAndDone() throws Exception {
		HttpResponse<String> response = this.client.stream(GEMINI);
		List<JsonNode> chunks = StubClient.chunks(response);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
		assertThat(response.body()).startsWith(": OPENROUTER PROCESSING\n\n");
		assertThat(chunks.get(0).at("/choices/0/delta/content").asString()).isEmpty();
		assertThat(StubClient.content(response)).isEqualTo("Hello from " + GEMINI + ".");
		JsonNode last = chunks.get(chunks.size() - 1);
		assertThat(last.at("/usage/total_tokens").asInt()).isPositive();
		assertThat(last.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
		assertThat(last.at("/openrouter_metadata/strategy").asString()).isEqualTo("direct");
		assertThat(response.body()).endsWith("data: [DONE]\n\n");
	}

	@Test
	void reportsNothingOfTheWayUnlessAsked() throws Exception {
		String url = stub.baseUrl() + "/chat/completions";
		HttpResponse<String> response = this.client.send(
				HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(StubClient.body(false, GEMINI))));
		assertThat(response.body()).doesNotContain("openrouter_metadata");
	}

	@ParameterizedTest
	@CsvSource({ "NO_CHOICES, 0, false", "EMPTY_CHOICE, 1, false", "FINISH_REASON_REPEATED, 1, true" })
	void sendsUsageInThreeShapes(UsageShape shape, int choices, boolean repeated) throws Exception {
		stub.model(GEMINI).usageShape(shape);
		List<JsonNode> chunks = StubClient.chunks(this.client.stream(GEMINI));
		JsonNode last = chunks.get(chunks.size() - 1);
		assertThat(last.has("usage")).isTrue();
		assertThat(last.get("choices")).hasSize(choices);
		assertThat(last.at("/choices/0/finish_reason").asString("").equals("stop")).isEqualTo(repeated);
		assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
	}

	@Test
	void callsToolsInFragments() throws Exception {
		stub.model(GEMINI).answersWithToolCall("call_1", "weather", "{\"city\":\"Bern\"}");
		JsonNode whole = StubClient.json(this.client.ask(GEMINI)).at("/choices/0");
		assertThat(whole.at("/message/content").isNull()).isTrue();
		assertThat(whole.at("/finish_reason").asString()).isEqualTo("tool_calls");
		List<JsonNode> calls = StubClient.chunks(this.client.stream(GEMINI))
			.stream()
			.map((chunk) -> chunk.at("/choices/0/delta/tool_calls/0"))
			.filter(JsonNode::isObject)
			.toList();
		assertThat(calls.get(0).at("/id").asString()).isEqualTo("call_1");
		assertThat(calls.get(0).at("/function/arguments").asString()).isEmpty();
		assertThat(
				calls.stream().map((call) -> call.at("/function/arguments").asString()).collect(Collectors.joining()))
			.isEqualTo("{\"city\":\"Bern\"}");
	}

	@Test
	void reasonsBeforeItAnswers() throws Exception {
		stub.model(GEMINI).reasons("Let me think.").answers("Done.");
		List<JsonNode> deltas = StubClient.chunks(this.client.stream(GEMINI))
			.stream()
			.map((chunk) -> chunk.at("/choices/0/delta"))
			.toList();
		assertThat(deltas.get(1).at("/reasoning").asString()).isEqualTo("Let ");
		assertThat(deltas.get(1).at("/reasoning_details/0/text").asString()).isEqualTo("Let ");
		JsonNode message = StubClient.json(this.client.ask(GEMINI)).at("/choices/0/message");
		assertThat(message.at("/reasoning").asString()).isEqualTo("Let me think.");
		assertThat(message.at("/content").asString()).isEqualTo("Done.");
	}

	@Test
	void refusesShowsImagesAndSendsRawEvents() throws Exception {
		stub.model(GEMINI).refuses("I would rather not.");
		assertThat(this.client.stream(GEMINI).body()).contains("\"refusal\":\"I would rather not.\"");
		stub.model("openai/gpt-4.1").answersWithImage("data:image/png;base64,AA==");
		assertThat(this.client.stream("openai/gpt-4.1").body()).contains("data:image/png;base64,AA==");
		stub.model("openai/gpt-5-mini").answersWithRawEvents("{\"odd\":1}", "{\"odd\":2}");
		assertThat(StubClient.data(this.client.stream("openai/gpt-5-mini"))).containsExactly("{\"odd\":1}",
				"{\"odd\":2}", "[DONE]");
	}

	@Test
	void answersUnderItsDatedNameAndCountsAsTold() throws Exception {
		stub.model("openai/gpt-5-mini")
			.answersAs("openai/gpt-5-mini-2025-08-07")
			.tokens(1000, 1)
			.finishReason("length");
		JsonNode body = StubClient.json(this.client.ask("openai/gpt-5-mini"));
		assertThat(body.at("/model").asString()).isEqualTo("openai/gpt-5-mini-2025-08-07");
		assertThat(body.at("/usage/cost").decimalValue()).isEqualByComparingTo("0.000252");
		assertThat(body.at("/choices/0/finish_reason").asString()).isEqualTo("length");
	}

	@Test
	void leavesOutCostAndUsage() throws Exception {
		assertThat(StubClient.json(askScripted(stub.model(GEMINI).withoutCost())).at("/usage").has("cost")).isFalse();
		assertThat(StubClient.json(askScripted(stub.model(GEMINI).withoutUsage())).has("usage")).isFalse();
	}

	private HttpResponse<String> askScripted(ModelScript script) throws Exception {
		return this.client.ask(script.slug());
	}

	@Test
	void playsAPlainUpstream() throws Exception {
		String url = stub.upstreamUrl() + "/chat/completions";
		JsonNode whole = StubClient.json(this.client.post(url, StubClient.body(false, "llama3.1:8b")));
		assertThat(whole.has("provider")).isFalse();
		assertThat(whole.at("/usage").has("cost")).isFalse();
		HttpResponse<String> stream = this.client.post(url, StubClient.body(true, "llama3.1:8b"));
		assertThat(StubClient.content(stream)).isEqualTo("Hello from llama3.1:8b.");
		assertThat(stream.body()).doesNotContain("usage", "OPENROUTER", "openrouter_metadata");
		String withUsage = StubClient.body(true, "llama3.1:8b")
			.replaceFirst("\\{", "{\"stream_options\":{\"include_usage\":true},");
		assertThat(this.client.post(url, withUsage).body()).contains("\"choices\":[],\"usage\"");
		assertThat(this.client.post(url, StubClient.body(true, "no/such")).statusCode()).isEqualTo(404);
	}

	@Test
	void listsItsModelsInPages() throws Exception {
		HttpResponse<String> response = this.client.get(stub.baseUrl() + "/models?offset=1&limit=2");
		JsonNode body = StubClient.json(response);
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("max-age=300");
		assertThat(body.get("data")).hasSize(2);
		assertThat(body.at("/total_count").asInt()).isGreaterThanOrEqualTo(13);
		assertThat(body.at("/data/0/canonical_slug").asString()).isEqualTo("openai/gpt-4.1-mini-2025-04-14");
		assertThat(body.at("/data/0/pricing/prompt").asString()).isEqualTo("0.0000004");
	}

	@Test
	void listsAModelAsTold() throws Exception {
		stub.lists("acme/one")
			.price("0.5", "1.5")
			.pricing("discount", 0.1)
			.contextLength(8000)
			.maxCompletionTokens(1000)
			.supports("tools")
			.inputs("text", "image")
			.canonicalSlug("acme/one-2026-10-01")
			.expires("2027-01-01");
		JsonNode model = listed("acme/one");
		assertThat(model.at("/canonical_slug").asString()).isEqualTo("acme/one-2026-10-01");
		assertThat(model.at("/pricing/prompt").asString()).isEqualTo("0.0000005");
		assertThat(model.at("/pricing/request").asString()).isEqualTo("0");
		assertThat(model.at("/pricing/discount").decimalValue()).isEqualByComparingTo("0.1");
		assertThat(model.at("/top_provider/context_length").asInt()).isEqualTo(8000);
		assertThat(model.at("/top_provider/max_completion_tokens").asInt()).isEqualTo(1000);
		assertThat(model.at("/supported_parameters")).hasSize(1);
		assertThat(model.at("/architecture/input_modalities/1").asString()).isEqualTo("image");
		assertThat(model.at("/expiration_date").asString()).isEqualTo("2027-01-01");
	}

	@Test
	void reportsCostsByTheListedPrice() throws Exception {
		stub.lists(GEMINI).price("1", "1000").pricing("request", "0.5");
		stub.model(GEMINI).tokens(1_000_000, 1);
		JsonNode body = StubClient.json(this.client.ask(GEMINI));
		assertThat(body.at("/usage/cost").decimalValue()).isEqualByComparingTo("1.501");
		stub.lists(GEMINI).pricing("prompt", "-1").pricing("completion", "nonsense");
		assertThat(StubClient.json(this.client.ask(GEMINI)).at("/usage/cost").decimalValue())
			.isEqualByComparingTo("0.5");
	}

	@Test
	void forgetsItsCatalogOnReset() throws Exception {
		stub.lists(GEMINI).price("9", "9");
		stub.lists("acme/one");
		assertThat(this.client.ask("acme/one").statusCode()).isEqualTo(200);
		stub.catalogBody("{\"data\": [");
		assertThat(this.client.get(stub.baseUrl() + "/models").body()).isEqualTo("{\"data\": [");
		stub.reset();
		assertThat(listed(GEMINI).at("/pricing/prompt").asString()).isEqualTo("0.0000003");
		assertThat(listed("acme/one").isMissingNode()).isTrue();
		assertThat(this.client.ask("acme/one").statusCode()).isEqualTo(400);
	}

	private JsonNode listed(String slug) throws Exception {
		JsonNode data = StubClient.json(this.client.get(stub.baseUrl() + "/models")).get("data");
		return data.valueStream()
			.filter((model) -> model.at("/id").asString().equals(slug))
			.findFirst()
			.orElse(MissingNode.getInstance());
	}

	@Test
	void failsTheCatalogOnCommand() throws Exception {
		stub.failsCatalog(Fault.status(503), Fault.cutAfter(0));
		String url = stub.baseUrl() + "/models";
		assertThat(this.client.get(url).statusCode()).isEqualTo(503);
		assertThat(this.client.get(url).body()).isEmpty();
		assertThat(this.client.get(url).statusCode()).isEqualTo(200);
	}

	@Test
	void findsGenerationsOnlyAtTheSecondLook() throws Exception {
		String id = StubClient.json(this.client.ask(GEMINI)).at("/id").asString();
		String url = stub.baseUrl() + "/generation?id=" + id;
		assertThat(this.client.get(url).statusCode()).isEqualTo(404);
		JsonNode data = StubClient.json(this.client.get(url)).get("data");
		assertThat(data.at("/total_cost").decimalValue()).isPositive();
		assertThat(data.at("/provider_responses/0/status").asInt()).isEqualTo(200);
		assertThat(this.client.get(stub.baseUrl() + "/generation?id=unknown").statusCode()).isEqualTo(404);
	}

	@Test
	void recognizesNewModelsAndAnyModelOnDemand() throws Exception {
		try (ScriptedOpenRouter own = ScriptedOpenRouter.start()) {
			StubClient ask = new StubClient(own);
			assertThat(ask.ask("acme/one").statusCode()).isEqualTo(400);
			assertThat(ask.ask(GEMINI + ":nitro").statusCode()).isEqualTo(200);
			own.knows("acme/one").reset();
			assertThat(ask.ask("acme/one").statusCode()).isEqualTo(200);
			own.acceptAnyModel();
			assertThat(ask.ask("acme/two").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void requiresTheKeyOnlyWhenTold() throws Exception {
		try (ScriptedOpenRouter own = ScriptedOpenRouter.start()) {
			StubClient ask = new StubClient(own);
			assertThat(ask.get(own.baseUrl() + "/key").statusCode()).isEqualTo(200);
			own.requireKey(own.apiKey());
			assertThat(ask.ask(GEMINI).body()).contains("Missing Authentication header");
			assertThat(ask.get(own.baseUrl() + "/models").statusCode()).isEqualTo(200);
			String url = own.baseUrl() + "/key";
			assertThat(ask.send(StubClient.request(url).header("Authorization", "Bearer x")).statusCode())
				.isEqualTo(401);
			assertThat(ask.send(StubClient.request(url).header("Authorization", "Bearer " + own.apiKey())).statusCode())
				.isEqualTo(200);
		}
	}

	@Test
	void answersUnknownPathsWith404() throws Exception {
		assertThat(this.client.get(stub.baseUrl() + "/nothing").statusCode()).isEqualTo(404);
	}

	@Test
	void closesAtOnceAndLeavesNoThread() throws Exception {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		ScriptedOpenRouter own = ScriptedOpenRouter.start();
		own.model(GEMINI).fails(Fault.endlessDrip(Duration.ofMillis(10)));
		try (Socket open = RawExchange.open(own, true, GEMINI)) {
			assertThat(open.getInputStream().readNBytes(500)).hasSize(500);
			long start = System.nanoTime();
			own.close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
		}
		Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
		left.removeAll(before);
		for (Thread thread : left) {
			thread.join(1000);
			assertThat(thread.isAlive()).as(thread.getName()).isFalse();
		}
	}

}
