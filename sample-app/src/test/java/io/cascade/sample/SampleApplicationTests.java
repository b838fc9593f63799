package io.cascade.sample;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.cascade.health.Availability;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.StatusAssertions;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample as it starts without a key: offline, on the scripted OpenRouter.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "cascade.api-key=", "sample.scripted-port=0" })
@AutoConfigureWebTestClient
class SampleApplicationTests {

	private static final String FIRST = "google/gemini-2.5-flash";

	private static final String SECOND = "openai/gpt-4.1-mini";

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@Autowired
	private WebTestClient client;

	@Autowired
	private ScriptedOpenRouter openRouter;

	@Autowired
	private Availability availability;

	@BeforeEach
	void reset() {
		this.openRouter.reset();
		this.availability.resetAll();
	}

	@Test
	void answersOnARandomPort() {
		assertThat(this.openRouter.port()).isPositive().isNotEqualTo(8089);
	}

	@Test
	@DisplayName("C11 the answer names the model that gave it")
	void namesTheModelThatAnswered() {
		assertThat(ask("/ask?q=Why")).satisfies((answer) -> {
			assertThat(answer.text()).isEqualTo("Hello from " + FIRST + ".");
			assertThat(answer.model()).isEqualTo(FIRST);
			assertThat(answer.cost()).isPositive();
			assertThat(answer.attempts()).singleElement().extracting(Tried::outcome).isEqualTo("answered");
		});
	}

	@Test
	@DisplayName("K01 the attempts list the model that failed and the one that answered")
	void namesTheNextModelWhenTheFirstIsRateLimited() {
		this.openRouter.model(FIRST).fails(Fault.status(429));
		assertThat(ask("/ask?q=Why")).satisfies((answer) -> {
			assertThat(answer.model()).isEqualTo(SECOND);
			assertThat(answer.attempts()).extracting(Tried::model).containsExactly(FIRST, SECOND);
			assertThat(answer.attempts()).extracting(Tried::outcome).containsExactly("rate-limit", "answered");
		});
	}

	@Test
	@DisplayName("L13 no request names more than three models")
	void neverSendsMoreThanThreeModels() {
		for (String model : List.of(FIRST, SECOND, "anthropic/claude-sonnet-4.5")) {
			this.openRouter.model(model).fails(Fault.status(503));
		}
		assertThat(ask("/ask?q=Why").model()).isEqualTo("gryphe/mythomax-l2-13b:free");
		assertThat(this.openRouter.requests()).extracting(RecordedRequest::models)
			.hasSizeGreaterThanOrEqualTo(2)
			.allSatisfy((models) -> assertThat(models).hasSizeLessThanOrEqualTo(3))
			.last()
			.isEqualTo(List.of("gryphe/mythomax-l2-13b:free"));
	}

	@Test
	void escalatesFromTierToTier() {
		for (String model : List.of("qwen/qwen3-30b-a3b", "mistralai/mistral-small-3.2-24b-instruct", FIRST, SECOND)) {
			this.openRouter.model(model).fails(Fault.status(503));
		}
		assertThat(ask("/ask?q=Why&chain=budget").model()).isEqualTo("anthropic/claude-opus-4.1");
	}

	@Test
	void streamsServerSentEvents() {
		List<ServerSentEvent<String>> all = stream("/stream?q=Why");
		assertThat(all).extracting(ServerSentEvent::event).startsWith("text").endsWith("end");
		assertThat(all).extracting(ServerSentEvent::data).first().asString().isEqualTo("{\"text\":\"Hello \"}");
		assertThat(all).extracting(ServerSentEvent::data).last().asString().contains(FIRST);
	}

	@Test
	void servesThePageAndWhatItAsksFor() {
		this.client.get()
			.uri("/")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.value((page) -> assertThat(page).contains("fetch('stream'"));
		List<ServerSentEvent<String>> all = events(
				this.client.post().uri("/stream").contentType(MediaType.APPLICATION_JSON).bodyValue("{\"q\":\"Why\"}"));
		assertThat(all).extracting(ServerSentEvent::event).startsWith("text").endsWith("end");
		this.client.post()
			.uri("/stream")
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue("{\"q\":\"\"}")
			.exchange()
			.expectStatus()
			.isBadRequest();
	}

	@Test
	@DisplayName("a browser that asks again for the same answer is told that there is no more")
	void answersOnce() {
		String last = Objects.requireNonNull(stream("/stream?q=Why").get(0).id());
		this.client.get().uri("/stream?q=Why").header("Last-Event-ID", last).exchange().expectStatus().isNoContent();
		assertThat(this.openRouter.requests()).hasSize(1);
	}

	@Test
	@DisplayName("D20 when all models fail the answer is a problem detail")
	void answersWithAProblemWhenAllModelsFail() {
		this.openRouter.failsEveryRequest(Fault.status(429).retryAfter(Duration.ofSeconds(40)));
		this.client.get()
			.uri("/ask?q=Why&chain=premium")
			.exchange()
			.expectStatus()
			.isEqualTo(503)
			.expectHeader()
			.valueMatches("Retry-After", "39|40")
			.expectBody()
			.jsonPath("$.title")
			.isEqualTo("No model answered")
			.jsonPath("$.kind")
			.isEqualTo("rate-limit");
	}

	@Test
	void refusesAnUnknownChainAndNamesTheKnown() {
		this.client.get()
			.uri("/ask?q=Why&chain=none")
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("'chain' must be one of [assistant, batch, budget, standard, premium], not 'none'");
		assertThat(this.openRouter.requests()).isEmpty();
	}

	@Test
	void refusesAQuestionWithoutWords() {
		this.client.get().uri("/ask?q=").exchange().expectStatus().isBadRequest();
		assertThat(this.openRouter.requests()).isEmpty();
	}

	@Test
	@DisplayName("P13 a stream that fails before its first event has a real status")
	void aStreamThatCannotBeginHasAStatus() {
		eventStream("/stream?q=Why&chain=none").isBadRequest();
		this.openRouter.failsEveryRequest(Fault.status(429).retryAfter(Duration.ofSeconds(40)));
		eventStream("/stream?q=Why").isEqualTo(503).expectHeader().valueMatches("Retry-After", "39|40");
	}

	@Test
	@DisplayName("P13 a stream that breaks later ends with a failure that EventSource does not take for its own")
	void aStreamThatBreaksEndsWithAFailure() {
		this.openRouter.model("anthropic/claude-opus-4.1").fails(Fault.cutAfter(1));
		List<ServerSentEvent<String>> all = stream("/stream?q=Why&chain=premium");
		assertThat(all).extracting(ServerSentEvent::event).containsExactly("text", "failure");
		assertThat(all.get(1).data()).contains("\"kind\":\"incomplete\"", "\"status\":502");
	}

	private StatusAssertions eventStream(String uri) {
		return this.client.get().uri(uri).accept(MediaType.TEXT_EVENT_STREAM).exchange().expectStatus();
	}

	private List<ServerSentEvent<String>> stream(String uri) {
		return events(this.client.get().uri(uri));
	}

	private static List<ServerSentEvent<String>> events(WebTestClient.RequestHeadersSpec<?> request) {
		Flux<ServerSentEvent<String>> events = request.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith(MediaType.TEXT_EVENT_STREAM)
			.returnResult(new ParameterizedTypeReference<ServerSentEvent<String>>() {
			})
			.getResponseBody();
		return events.collectList().blockOptional(LIMIT).orElseThrow();
	}

	private Answer ask(String uri) {
		return Objects.requireNonNull(this.client.get()
			.uri(uri)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(Answer.class)
			.returnResult()
			.getResponseBody());
	}

	record Answer(String text, String model, BigDecimal cost, List<Tried> attempts) {

	}

	record Tried(String model, String outcome) {

	}

}
