package io.cascade.conformance;

import java.net.URI;
import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.cascade.Attempt;
import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.Message;
import io.cascade.Transport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.test.StepVerifier;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * A user who stubs OpenRouter with WireMock, with answers as they were recorded.
 */
class UserWireMockTests {

	private static final String CHAT = "/api/v1/chat/completions";

	private static final String STREAM = """
			: OPENROUTER PROCESSING

			data: {"id":"gen-1790000000-abc","provider":"OpenAI","model":"openai/gpt-4.1-mini-2025-04-14",\
			"object":"chat.completion.chunk","created":1790000000,"choices":[{"index":0,"delta":{"role":"assistant",\
			"content":"Because "},"finish_reason":null,"native_finish_reason":null,"logprobs":null}]}

			data: {"id":"gen-1790000000-abc","provider":"OpenAI","model":"openai/gpt-4.1-mini-2025-04-14",\
			"object":"chat.completion.chunk","created":1790000000,"choices":[{"index":0,"delta":{"role":"assistant",\
			"content":"they do."},"finish_reason":null,"native_finish_reason":null,"logprobs":null}]}

			data: {"id":"gen-1790000000-abc","provider":"OpenAI","model":"openai/gpt-4.1-mini-2025-04-14",\
			"object":"chat.completion.chunk","created":1790000000,"choices":[{"index":0,"delta":{"role":"assistant",\
			"content":""},"finish_reason":"stop","native_finish_reason":"completed","logprobs":null}]}

			data: {"id":"gen-1790000000-abc","provider":"OpenAI","model":"openai/gpt-4.1-mini-2025-04-14",\
			"object":"chat.completion.chunk","created":1790000000,"choices":[{"index":0,"delta":{"role":"assistant",\
			"content":""},"finish_reason":"stop","native_finish_reason":"completed","logprobs":null}],\
			"usage":{"prompt_tokens":11,"completion_tokens":4,"total_tokens":15,"cost":1.08e-05,"is_byok":false,\
			"prompt_tokens_details":{"cached_tokens":3,"audio_tokens":0},"cost_details":\
			{"upstream_inference_cost":null,"upstream_inference_prompt_cost":4.4e-06,\
			"upstream_inference_completions_cost":6.4e-06},"completion_tokens_details":{"reasoning_tokens":0,\
			"image_tokens":0}}}

			data: [DONE]

			""";

	private static final String JSON = """


			{"id":"gen-1790000001-def","provider":"Anthropic","model":"anthropic/claude-4.5-sonnet-20250929",\
			"object":"chat.completion","created":1790000001,"system_fingerprint":null,"service_tier":"standard",\
			"something_new":{"a":[1,2,{}]},"choices":[{"index":0,"logprobs":null,"finish_reason":"stop",\
			"native_finish_reason":"end_turn","message":{"role":"assistant","content":"Because.","refusal":null,\
			"reasoning":null}}],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11,"cost":0,\
			"is_byok":true,"cost_details":{"upstream_inference_cost":5.7e-05},\
			"completion_tokens_details":{"reasoning_tokens":null}}}""";

	private static final WireMockServer wireMock = new WireMockServer(options().dynamicPort());

	private static Client client;

	@BeforeAll
	static void start() {
		wireMock.start();
		client = Client.of(URI.create(wireMock.baseUrl() + "/api/v1/"), "cascade.default-chain=abc",
				"cascade.chains.abc.models[0]=" + A, "cascade.chains.abc.models[1]=" + B,
				"cascade.chains.abc.models[2]=" + C, "cascade.cooldown.account=0s",
				"cascade.chains.abc.retry.max-attempts=1");
	}

	@AfterAll
	static void stop() {
		client.close();
		wireMock.stop();
	}

	@BeforeEach
	void reset() {
		wireMock.resetAll();
		client.forgetCooldowns();
	}

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "STREAMED" })
	@DisplayName("L15 A recorded stream: the dated slug is the model that was asked for")
	void readsARecordedStream(Way way) {
		wireMock.stubFor(post(CHAT).willReturn(okForContentType("text/event-stream", STREAM)));
		CascadeResponse response = way
			.ask(client.cascade(), CascadeRequest.of(Message.system("Be brief."), Message.user("Why?")).maxTokens(300))
			.block(Stack.PATIENCE);
		assertThat(response).isNotNull();
		assertThat(response.text()).isEqualTo("Because they do.");
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.end().served().reportedModel()).isEqualTo("openai/gpt-4.1-mini-2025-04-14");
		assertThat(response.provider()).isEqualTo("OpenAI");
		assertThat(response.generationId()).isEqualTo("gen-1790000000-abc");
		assertThat(response.finishReason()).isEqualTo("stop");
		assertThat(response.usage()).isNotNull();
		assertThat(response.usage().cachedTokens()).isEqualTo(3);
		assertThat(response.cost().amount()).isEqualByComparingTo("0.0000108");
		wireMock.verify(1,
				postRequestedFor(urlEqualTo(CHAT)).withHeader("Authorization", equalTo("Bearer " + Stack.KEY))
					.withHeader("Accept", equalTo("text/event-stream"))
					.withRequestBody(matchingJsonPath("$.models[0]", equalTo(A)))
					.withRequestBody(matchingJsonPath("$.models[1]", equalTo(B)))
					.withRequestBody(matchingJsonPath("$.models[2]", equalTo(C)))
					.withRequestBody(matchingJsonPath("$[?(@.models.size() == 3)]"))
					.withRequestBody(matchingJsonPath("$[?(@.stream == true)]"))
					.withRequestBody(matchingJsonPath("$[?(@.max_tokens == 300)]"))
					.withRequestBody(matchingJsonPath("$.messages[0].role", equalTo("system")))
					.withRequestBody(matchingJsonPath("$.messages[0].content", equalTo("Be brief.")))
					.withRequestBody(matchingJsonPath("$.messages[1].role", equalTo("user")))
					.withRequestBody(matchingJsonPath("$.messages[1].content", equalTo("Why?"))));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("L15 A recorded JSON answer, whatever was asked for")
	void readsARecordedJsonAnswer(Way way) {
		wireMock.stubFor(post(CHAT).willReturn(okJson(JSON)));
		CascadeResponse response = way.ask(client.cascade(), CascadeRequest.of("Why?")).block(Stack.PATIENCE);
		assertThat(response).isNotNull();
		assertThat(response.text()).isEqualTo("Because.");
		assertThat(response.model()).isEqualTo(C);
		assertThat(response.end().served().serviceTier()).isEqualTo("standard");
		assertThat(response.cost().amount()).isEqualByComparingTo("0");
		assertThat(response.cost().upstream()).isEqualByComparingTo("0.000057");
		assertThat(response.attempts().get(response.attempts().size() - 1)).returns(C, Attempt::target)
			.returns(Attempt.Outcome.ANSWERED, Attempt::outcome);
	}

	@Test
	@DisplayName("A buffered call asks for JSON")
	void asksForJsonWhenBuffered() {
		wireMock.stubFor(post(CHAT).withHeader("Accept", equalTo("application/json"))
			.withRequestBody(matchingJsonPath("$[?(@.stream == false)]"))
			.willReturn(okJson(JSON)));
		CascadeRequest request = CascadeRequest.of("Why?")
			.streaming((rules) -> rules.withTransport(Transport.BUFFERED));
		StepVerifier.create(client.cascade().exchange(request).map(CascadeResponse::text))
			.expectNext("Because.")
			.expectComplete()
			.verify(Stack.PATIENCE);
	}

	@Test
	@DisplayName("A scenario: the key is refused once, then accepted")
	void followsAScenario() {
		wireMock.stubFor(post(CHAT).inScenario("key")
			.whenScenarioStateIs(STARTED)
			.willSetStateTo("accepted")
			.willReturn(aResponse().withStatus(401)
				.withHeader("Content-Type", "application/json")
				.withBody("{\"error\":{\"message\":\"No cookie auth credentials found\",\"code\":401}}")));
		wireMock.stubFor(post(CHAT).inScenario("key").whenScenarioStateIs("accepted").willReturn(okJson(JSON)));
		StepVerifier.create(client.cascade().ask("Why?"))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOfSatisfying(CascadeException.class,
					(refused) -> assertThat(refused.kind()).isEqualTo(FailureKind.CREDENTIALS)))
			.verify(Stack.PATIENCE);
		assertThat(client.cascade().ask("Why?").block(Stack.PATIENCE)).isEqualTo("Because.");
		wireMock.verify(2, postRequestedFor(urlEqualTo(CHAT)));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A recorded error of all three models names what each of them did")
	void readsARecordedError(Way way) {
		wireMock.stubFor(post(CHAT).willReturn(aResponse().withStatus(429)
			.withHeader("Content-Type", "application/json")
			.withHeader("Retry-After", "17")
			.withBody(
					"""
							{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"%s is temporarily \
							rate-limited upstream","provider_name":"Anthropic","previous_errors":[{"code":503,"message":"x"}]}},\
							"user_id":"user_x","openrouter_metadata":{"attempts":[{"provider":"Google","model":"%s",\
							"status":503},{"provider":"Anthropic","model":"anthropic/claude-4.5-sonnet-20250929",\
							"status":429}]}}"""
						.formatted(C, A))));
		CascadeException[] failure = new CascadeException[1];
		StepVerifier.create(way.ask(client.cascade(), CascadeRequest.of("Why?")))
			.expectErrorSatisfies((ex) -> failure[0] = (CascadeException) ex)
			.verify(Stack.PATIENCE);
		assertThat(failure[0]).hasMessageContaining("temporarily rate-limited upstream");
		assertThat(failure[0].attempts()).extracting(Attempt::target, Attempt::provider, Attempt::status)
			.startsWith(tuple(A, "Google", 503))
			.endsWith(tuple(C, "Anthropic", 429));
	}

	@Test
	@DisplayName("Several lines of text, unicode and escapes survive")
	void keepsUnicode() {
		String said = "Zürich 😀\\n\\u2028\\\"quoted\\\"";
		wireMock.stubFor(post(CHAT)
			.willReturn(okForContentType("text/event-stream;charset=UTF-8", STREAM.replace("they do.", said))));
		assertThat(client.cascade().ask("Wieso? 🤔").block(Stack.PATIENCE))
			.isEqualTo("Because Zürich 😀\n\u2028\"quoted\"");
		wireMock.verify(postRequestedFor(urlEqualTo(CHAT))
			.withRequestBody(matchingJsonPath("$.messages[0].content", equalTo("Wieso? 🤔"))));
	}

	@Test
	@DisplayName("Request fields are never null")
	void sendsNoNulls() {
		wireMock.stubFor(post(CHAT).willReturn(okJson(JSON)));
		client.cascade().exchange(CascadeRequest.of("Why?").extraBody(Map.of("x", 1))).block(Stack.PATIENCE);
		assertThat(wireMock.getAllServeEvents()).singleElement()
			.satisfies((seen) -> assertThat(seen.getRequest().getBodyAsString()).doesNotContain("null")
				.contains("\"x\":1"));
	}

}
