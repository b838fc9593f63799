package io.cascade.test;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.cascade.test.RawExchange.End;
import io.cascade.test.RecordedRequest.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for every kind of {@link Fault}, seen from the wire.
 */
class FaultTests {

	private static final ScriptedOpenRouter stub = ScriptedOpenRouter.start();

	private static final String MODEL = "openai/gpt-5-mini";

	private static final int SHORT = 250;

	private static final int LONG = 5_000;

	private final StubClient client = new StubClient(stub);

	@BeforeEach
	void reset() {
		stub.reset();
		stub.model(MODEL).answersInChunks("one ", "two ", "three ", "four");
	}

	@AfterAll
	static void close() {
		stub.close();
	}

	@Test
	void statusCarriesHeadersTypeMetadataAndAvailability() throws Exception {
		stub.model(MODEL)
			.fails(Fault.status(429)
				.retryAfterMs(1500)
				.header("X-RateLimit-Reset", "1743292800000")
				.errorType("capacity")
				.metadata(Map.of("raw", "slow down"))
				.availability(Map.of("code", "capacity_exhausted", "retryable", true)));
		HttpResponse<String> response = this.client.ask(MODEL);
		JsonNode error = StubClient.json(response).get("error");
		assertThat(response.headers().firstValue("retry-after-ms")).hasValue("1500");
		assertThat(response.headers().firstValue("x-ratelimit-reset")).hasValue("1743292800000");
		assertThat(error.at("/metadata/error_type").asString()).isEqualTo("capacity");
		assertThat(error.at("/metadata/raw").asString()).isEqualTo("slow down");
		assertThat(error.at("/metadata/provider_name").asString()).isEqualTo("OpenAI");
		assertThat(error.at("/availability/retryable").asBoolean()).isTrue();
	}

	@Test
	void rawBodyIsSentAsItIs() throws Exception {
		stub.model(MODEL).fails(Fault.status(520).rawBody("text/html", "<html>cloudy</html>"));
		HttpResponse<String> response = this.client.ask(MODEL);
		assertThat(response.statusCode()).isEqualTo(520);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html");
		assertThat(response.body()).isEqualTo("<html>cloudy</html>");
	}

	@Test
	void internalErrorsTellNothingOfTheWay() throws Exception {
		stub.model(MODEL).fails(Fault.status(500));
		assertThat(this.client.ask(MODEL).body()).doesNotContain("openrouter_metadata");
	}

	@Test
	void errorIn200HasNoChoices() throws Exception {
		stub.model(MODEL).fails(Fault.errorIn200(502, "Upstream hung up"));
		for (HttpResponse<String> response : List.of(this.client.ask(MODEL), this.client.stream(MODEL))) {
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
			assertThat(StubClient.json(response).at("/error/code").asInt()).isEqualTo(502);
			assertThat(StubClient.json(response).has("choices")).isFalse();
		}
	}

	@Test
	void choiceErrorSitsInTheChoice() throws Exception {
		stub.model(MODEL).fails(Fault.choiceError(503, "Overloaded"));
		assertThat(StubClient.json(this.client.ask(MODEL)).at("/choices/0/error/message").asString())
			.isEqualTo("Overloaded");
		assertThat(lastChunk().at("/choices/0/error/code").asInt()).isEqualTo(503);
	}

	@Test
	void emptyChoicesAreEmptyWholeAndStreamed() throws Exception {
		stub.model(MODEL).fails(Fault.emptyChoices());
		assertThat(StubClient.json(this.client.ask(MODEL)).get("choices")).isEmpty();
		assertThat(StubClient.chunks(this.client.stream(MODEL))).isNotEmpty()
			.allSatisfy((chunk) -> assertThat(chunk.get("choices")).isEmpty());
	}

	@Test
	void blankAnswerSaysNothing() throws Exception {
		stub.model(MODEL).fails(Fault.blankAnswer());
		JsonNode whole = StubClient.json(this.client.ask(MODEL));
		assertThat(whole.at("/choices/0/message/content").asString()).isEmpty();
		assertThat(whole.at("/usage/completion_tokens").asInt()).isZero();
		assertThat(StubClient.content(this.client.stream(MODEL))).isEmpty();
	}

	@Test
	void streamErrorFirstComesBeforeAnyContent() throws Exception {
		stub.model(MODEL).fails(Fault.streamErrorFirst(429, "Slow down"));
		HttpResponse<String> response = this.client.stream(MODEL);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(StubClient.chunks(response)).singleElement()
			.satisfies((chunk) -> assertThat(chunk.at("/error/code").asInt()).isEqualTo(429));
	}

	@Test
	void errorAfterChunksIsInBand() throws Exception {
		stub.model(MODEL).fails(Fault.errorAfter(2, 502, "Lost upstream"));
		HttpResponse<String> response = this.client.stream(MODEL);
		assertThat(StubClient.content(response)).isEqualTo("one two ");
		assertThat(lastChunk().at("/error/message").asString()).isEqualTo("Lost upstream");
		assertThat(lastChunk().at("/choices/0/finish_reason").asString()).isEqualTo("error");
		assertThat(StubClient.json(this.client.ask(MODEL)).at("/choices/0/error/code").asInt()).isEqualTo(502);
	}

	@Test
	void silentNeverSendsAByte() throws IOException {
		stub.model(MODEL).fails(Fault.silent());
		RawExchange exchange = RawExchange.chat(stub, true, SHORT, MODEL);
		assertThat(exchange.received()).isEmpty();
		assertThat(exchange.end()).isEqualTo(End.TIMEOUT);
	}

	@Test
	void slowFirstTokenSendsCommentsMeanwhile() throws Exception {
		stub.model(MODEL).fails(Fault.slowFirstToken(Duration.ofMillis(350)));
		long start = System.nanoTime();
		HttpResponse<String> response = this.client.stream(MODEL);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(340));
		assertThat(response.body().split(": OPENROUTER PROCESSING", -1)).hasSizeGreaterThan(5);
		assertThat(StubClient.content(response)).isEqualTo("one two three four");
	}

	@Test
	void stallAfterChunksKeepsTheConnectionOpen() throws IOException {
		stub.model(MODEL).fails(Fault.stallAfter(2));
		RawExchange exchange = RawExchange.chat(stub, true, SHORT, MODEL);
		assertThat(exchange.end()).isEqualTo(End.TIMEOUT);
		assertThat(exchange.events()).isEqualTo(3);
		assertThat(exchange.received()).contains("two ").doesNotContain("three ");
	}

	@Test
	void cutAfterChunksEndsTheBodyProperly() throws IOException {
		stub.model(MODEL).fails(Fault.cutAfter(2));
		RawExchange exchange = RawExchange.chat(stub, true, LONG, MODEL);
		assertThat(exchange.end()).isEqualTo(End.FIN);
		assertThat(exchange.bodyEndedProperly()).isTrue();
		assertThat(exchange.received()).contains("two ").doesNotContain("three ", "[DONE]", "\"stop\"");
	}

	@Test
	void hangUpAfterChunksEndsInTheMiddleOfTheBody() throws IOException {
		stub.model(MODEL).fails(Fault.hangUpAfter(2));
		RawExchange exchange = RawExchange.chat(stub, true, LONG, MODEL);
		assertThat(exchange.end()).isEqualTo(End.FIN);
		assertThat(exchange.bodyEndedProperly()).isFalse();
		assertThat(exchange.received()).contains("two ").doesNotContain("three ");
		assertThat(stub.lastRequest().outcome()).isEqualTo(Outcome.CLOSED_BY_SERVER);
	}

	@Test
	void resetAfterChunksResets() throws IOException {
		stub.model(MODEL).fails(Fault.resetAfter(2));
		RawExchange exchange = RawExchange.chat(stub, true, LONG, MODEL);
		assertThat(exchange.end()).isEqualTo(End.RESET);
		assertThat(exchange.received()).contains("two ").doesNotContain("three ");
	}

	@Test
	void resetBeforeHeadersSendsNothing() throws IOException {
		stub.model(MODEL).fails(Fault.resetBeforeHeaders());
		RawExchange exchange = RawExchange.chat(stub, false, LONG, MODEL);
		assertThat(exchange.end()).isEqualTo(End.RESET);
		assertThat(exchange.received()).isEmpty();
	}

	@Test
	void wholeAnswersAreCutInTheirJson() throws IOException {
		stub.model(MODEL).fails(Fault.hangUpAfter(2));
		RawExchange exchange = RawExchange.chat(stub, false, LONG, MODEL);
		assertThat(exchange.end()).isEqualTo(End.FIN);
		assertThat(exchange.received()).contains("{\"id\":").doesNotContain("total_tokens");
	}

	@Test
	void malformedChunkSitsAtItsPosition() throws Exception {
		stub.model(MODEL).fails(Fault.malformedChunkAt(1));
		assertThat(StubClient.data(this.client.stream(MODEL)).get(2)).startsWith("{\"id\":\"gen-broken\"")
			.endsWith("\"content\":");
	}

	@Test
	void trickleWritesByteByByte() throws IOException {
		stub.model(MODEL).answersInChunks("€").fails(Fault.trickle());
		RawExchange exchange = RawExchange.chat(stub, true, SHORT, MODEL);
		assertThat(exchange.received()).contains("1\r\n:\r\n1\r\n \r\n1\r\nO\r\n");
		assertThat(exchange.received()).contains("1\r\n]\r\n1\r\n\n\r\n1\r\n\n\r\n0\r\n\r\n");
	}

	@Test
	void withoutDoneEndsAfterTheUsage() throws Exception {
		stub.model(MODEL).fails(Fault.withoutDone());
		assertThat(this.client.stream(MODEL).body()).contains("total_tokens").doesNotContain("[DONE]");
	}

	@Test
	void withoutFinishReasonNeverNamesOne() throws Exception {
		stub.model(MODEL).fails(Fault.withoutFinishReason());
		assertThat(StubClient.chunks(this.client.stream(MODEL)))
			.allSatisfy((chunk) -> assertThat(chunk.at("/choices/0/finish_reason").isNull()).isTrue());
	}

	@Test
	void emptyStreamHasNoBytes() throws Exception {
		stub.model(MODEL).fails(Fault.emptyStream());
		HttpResponse<String> response = this.client.stream(MODEL);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEmpty();
	}

	@Test
	void crlfEndsEveryLine() throws Exception {
		stub.model(MODEL).fails(Fault.crlf());
		String body = this.client.stream(MODEL).body();
		assertThat(body).endsWith("data: [DONE]\r\n\r\n").doesNotContainPattern("[^\r]\n");
	}

	@Test
	void endlessDripNeverEnds() throws IOException {
		stub.model(MODEL).fails(Fault.endlessDrip(Duration.ofMillis(20)));
		try (Socket socket = RawExchange.open(stub, true, MODEL)) {
			socket.setSoTimeout(LONG);
			assertThat(new String(socket.getInputStream().readNBytes(6_000), StandardCharsets.UTF_8)).contains("one ",
					"four");
		}
		assertThat(stub.awaitClosed(stub.lastRequest(), StubClient.TIMEOUT)).isTrue();
	}

	@Test
	void chunkDelaySlowsTheWords() throws Exception {
		stub.model(MODEL).fails(Fault.chunkDelay(Duration.ofMillis(50)));
		long start = System.nanoTime();
		assertThat(StubClient.content(this.client.stream(MODEL))).isEqualTo("one two three four");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(190));
	}

	@Test
	void hugeEventIsAsLargeAsAsked() throws Exception {
		stub.model(MODEL).fails(Fault.hugeEvent(300_000));
		assertThat(StubClient.data(this.client.stream(MODEL))).anyMatch((data) -> data.length() > 300_000);
	}

	@Test
	void endlessAnswerWaitsForTheReader() throws IOException {
		stub.model(MODEL).fails(Fault.endlessAnswer());
		try (Socket socket = RawExchange.open(stub, true, MODEL)) {
			socket.setSoTimeout(LONG);
			assertThat(socket.getInputStream().readNBytes(3_000_000)).hasSize(3_000_000);
		}
		assertThat(stub.awaitClosed(stub.lastRequest(), StubClient.TIMEOUT)).isTrue();
	}

	@Test
	void faultsCombine() throws IOException {
		stub.model(MODEL)
			.fails(Fault.crlf().and(Fault.hangUpAfter(1)).and(Fault.slowFirstToken(Duration.ofMillis(50))));
		RawExchange exchange = RawExchange.chat(stub, true, LONG, MODEL);
		assertThat(exchange.end()).isEqualTo(End.FIN);
		assertThat(exchange.received()).contains("one ").doesNotContain("two ");
	}

	@Test
	void statusCombinesWithNothing() {
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.status(500).and(Fault.crlf()))
			.withMessageContaining("status");
	}

	private JsonNode lastChunk() throws Exception {
		List<JsonNode> chunks = StubClient.chunks(this.client.stream(MODEL));
		return chunks.get(chunks.size() - 1);
	}

}
