package io.cascade.test;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Answers one after the other, bodies byte for byte, and errors of other vendors.
 */
class SequenceTests {

	private static final ScriptedOpenRouter stub = ScriptedOpenRouter.start();

	private static final String MODEL = "openai/gpt-5-mini";

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
	void eachAnswerIsGivenOnceAndTheLastFromThenOn() throws Exception {
		stub.model(MODEL)
			.answersWithToolCall("call_1", "weather", "{}")
			.then()
			.answers("Warm.")
			.then()
			.answers("Cold.");
		assertThat(finishReason()).isEqualTo("tool_calls");
		assertThat(content()).isEqualTo("Warm.");
		assertThat(content()).isEqualTo("Cold.");
		assertThat(content()).isEqualTo("Cold.");
	}

	@Test
	void aFailedRequestTakesNoAnswer() throws Exception {
		stub.model(MODEL).answers("one").then().answers("two").fails(Fault.status(503), Fault.status(503));
		assertThat(this.client.ask(MODEL).statusCode()).isEqualTo(503);
		assertThat(this.client.ask(MODEL).statusCode()).isEqualTo(503);
		assertThat(content()).isEqualTo("one");
		assertThat(content()).isEqualTo("two");
	}

	@Test
	void aResetBeginsAnew() throws Exception {
		stub.model(MODEL).answers("one").then().answers("two");
		content();
		stub.reset();
		assertThat(content()).isEqualTo("Hello from " + MODEL + ".");
	}

	@Test
	void bytesGoOutAsTheyAre() throws Exception {
		byte[] half = { 'd', 'a', 't', 'a', ':', ' ', (byte) 0xF0, (byte) 0x9F };
		byte[] rest = { (byte) 0x98, (byte) 0x80, 0, (byte) 0xFF, '\r', '\n' };
		stub.model(MODEL).answersRaw("text/event-stream; charset=utf-8", half, rest);
		HttpResponse<byte[]> response = bytes();
		assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
		assertThat(response.body()).startsWith(half).endsWith(rest).hasSize(half.length + rest.length);
	}

	@Test
	void aBodyMayHaveNoContentTypeAndBreakBetweenItsPieces() throws Exception {
		stub.model(MODEL).answersRaw("", "{\"a\":", "1}").fails(Fault.cutAfter(1));
		HttpResponse<byte[]> response = bytes();
		assertThat(response.headers().firstValue("content-type")).isEmpty();
		assertThat(response.body()).isEqualTo("{\"a\":".getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void textAfterARawBodyIsAnAnswerAgain() throws Exception {
		stub.model(MODEL).answersRaw("application/json", "[]").then().answers("ü");
		assertThat(this.client.ask(MODEL).body()).isEqualTo("[]");
		assertThat(content()).isEqualTo("ü");
	}

	@ParameterizedTest
	@EnumSource
	void eachVendorHasItsOwnWords(VendorError error) throws Exception {
		stub.model(MODEL).fails(Fault.of(error));
		HttpResponse<String> response = this.client.ask(MODEL);
		assertThat(response.statusCode()).isEqualTo(error.status());
		assertThat(response.body()).isEqualTo(error.body());
		assertThat(VendorError.of(error.id())).isSameAs(error);
	}

	@Test
	void noTwoErrorsSayTheSame() {
		Set<String> bodies = Arrays.stream(VendorError.values()).map(VendorError::body).collect(Collectors.toSet());
		assertThat(bodies).hasSameSizeAs(VendorError.values());
	}

	@Test
	void aHeaderTellsMoreThanTheBody() throws Exception {
		stub.model(MODEL).fails(Fault.of(VendorError.FIREWALL_PAGE));
		HttpResponse<String> response = this.client.ask(MODEL);
		assertThat(response.headers().firstValue("cf-mitigated")).hasValue("challenge");
		assertThat(response.headers().firstValue("content-type")).hasValue("text/html; charset=UTF-8");
	}

	private HttpResponse<byte[]> bytes() throws Exception {
		HttpRequest.Builder request = StubClient.request(stub.baseUrl() + "/chat/completions")
			.POST(HttpRequest.BodyPublishers.ofString(StubClient.body(true, MODEL)));
		return this.client.sendForBytes(request);
	}

	private String content() throws Exception {
		return StubClient.json(this.client.ask(MODEL)).at("/choices/0/message/content").asString();
	}

	private String finishReason() throws Exception {
		return StubClient.json(this.client.ask(MODEL)).at("/choices/0/finish_reason").asString();
	}

}
