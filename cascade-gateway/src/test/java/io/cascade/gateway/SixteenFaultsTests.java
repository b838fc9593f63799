package io.cascade.gateway;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.test.Fault;
import io.cascade.test.ModelScript;
import io.cascade.test.RecordedRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The faults that public benches of gateways try, each as a live stream with one
 * configuration: what the client got, and what the upstream saw. Time-outs are a tenth of
 * those in the documentation.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SixteenFaultsTests {

	private static final String PRIMARY = "p/primary";

	private static final String FALLBACK = "f/fallback";

	private static final String REST = "and this is the rest of the answer, from somebody else.";

	private static final String PIECE = "A piece of the answer that is a good deal longer than what is held back, ";

	private GatewayFixture gateway;

	@BeforeAll
	void start() {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("cascade.chains.bench.models[0].id", PRIMARY);
		properties.put("cascade.chains.bench.models[1].id", FALLBACK);
		properties.put("cascade.chains.bench.models[1].accepts-prefill", true);
		properties.put("cascade.chains.bench.first-token-timeout", "1s");
		properties.put("cascade.chains.bench.idle-timeout", "500ms");
		properties.put("cascade.gateway.keys.team-a.chains[1]", "bench");
		this.gateway = GatewayFixture.start(properties);
	}

	@BeforeEach
	void reset() {
		this.gateway.reset();
		script(PRIMARY).answersInChunks(PIECE, REST);
		script(FALLBACK).answersInChunks(PIECE, REST);
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void aRateLimitOnce() {
		script(PRIMARY).fails(Fault.status(429));
		isWhole(stream(), FALLBACK);
		sees(1, 1);
	}

	@Test
	void aRateLimitWithoutEnd() {
		script(PRIMARY).fails(Fault.status(429).retryAfter(Duration.ofSeconds(30)).always());
		isWhole(stream(), FALLBACK);
		isWhole(stream(), FALLBACK);
		sees(1, 2);
	}

	@Test
	void anInternalErrorOnce() {
		script(PRIMARY).fails(Fault.status(500));
		isWhole(stream(), FALLBACK);
		assertThat(ChatStream.of(stream()).text()).isEqualTo(PIECE + REST);
	}

	@Test
	void unavailable() {
		script(PRIMARY).fails(Fault.status(503).always());
		isWhole(stream(), FALLBACK);
		sees(1, 1);
	}

	@Test
	void aReset() {
		script(PRIMARY).fails(Fault.resetBeforeHeaders().always());
		isWhole(stream(), FALLBACK);
	}

	@Test
	void silence() {
		script(PRIMARY).fails(Fault.silent().always());
		isWhole(stream(), FALLBACK);
		isClosed(PRIMARY);
	}

	@Test
	void aFirstTokenThatComesTooLate() {
		script(PRIMARY).fails(Fault.slowFirstToken(Duration.ofSeconds(20)).always());
		isWhole(stream(), FALLBACK);
		isClosed(PRIMARY);
	}

	@Test
	void aCutAfterContent() {
		script(PRIMARY).fails(Fault.cutAfter(1).always());
		script(FALLBACK).answersInChunks(REST);
		isWhole(stream(), PRIMARY);
		assertThat(this.gateway.openRouter().requests(FALLBACK).get(0).text()).contains(PIECE.strip());
	}

	@Test
	void aStallAfterContent() {
		script(PRIMARY).fails(Fault.stallAfter(1).always());
		script(FALLBACK).answersInChunks(REST);
		isWhole(stream(), PRIMARY);
		isClosed(PRIMARY);
	}

	@Test
	void aMalformedChunk() {
		script(PRIMARY).fails(Fault.malformedChunkAt(1).always());
		script(FALLBACK).answersInChunks(REST);
		isWhole(stream(), PRIMARY);
	}

	@Test
	void noDone() {
		script(PRIMARY).fails(Fault.withoutDone().always());
		isWhole(stream(), PRIMARY);
		sees(1, 0);
	}

	@Test
	void aPromptThatIsTooLong() {
		Fault tooLong = Fault.status(400).message("This model's maximum context length is 10 tokens").always();
		script(PRIMARY).fails(tooLong);
		script(FALLBACK).fails(tooLong);
		HttpResponse<String> response = stream();
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("\"code\":\"context_length_exceeded\"");
		assertThat(response.headers().firstValue("x-should-retry")).hasValue("false");
	}

	@Test
	void aContentFilter() {
		script(PRIMARY).answers("").finishReason("content_filter");
		HttpResponse<String> response = stream();
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("\"code\":\"content_policy_violation\"");
		sees(1, 0);
	}

	@Test
	void aFallbackThatRefusesToGoOn() {
		script(PRIMARY).fails(Fault.cutAfter(1).always());
		script(FALLBACK).fails(Fault.status(400).message("prefill is not supported").always());
		ChatStream stream = ChatStream.of(stream());
		assertThat(stream.text()).isEqualTo(PIECE);
		assertThat(stream.isBroken()).isTrue();
	}

	@Test
	void flapping() {
		for (int i = 0; i < 10; i++) {
			this.gateway.openRouter()
				.model(PRIMARY)
				.fails((i % 2 == 0) ? Fault.status(503) : Fault.chunkDelay(Duration.ofMillis(1)));
			assertThat(ChatStream.of(stream()).text()).isEqualTo(PIECE + REST);
		}
	}

	@Test
	void accounting() {
		script(PRIMARY).fails(Fault.status(503).always());
		script(FALLBACK).answersInChunks(PIECE, REST).tokens(11, 7);
		ChatStream stream = ChatStream.of(stream());
		assertThat(stream.usage()).containsEntry("prompt_tokens", 11).containsEntry("completion_tokens", 7);
		assertThat(stream.summary()).containsEntry("attempts", 2).containsEntry("model", FALLBACK).containsKey("cost");
	}

	private HttpResponse<String> stream() {
		return this.gateway
			.chat(GatewayFixture.question("bench", "stream", true, "stream_options", Map.of("include_usage", true)));
	}

	private ModelScript script(String model) {
		return this.gateway.openRouter().model(model);
	}

	private static void isWhole(HttpResponse<String> response, String model) {
		ChatStream stream = ChatStream.of(response);
		assertThat(stream.text()).isEqualTo(PIECE + REST);
		assertThat(stream.models()).containsOnly(model);
		assertThat(stream.isDone()).isTrue();
	}

	private void sees(int primary, int fallback) {
		assertThat(List.of(this.gateway.openRouter().callsTo(PRIMARY), this.gateway.openRouter().callsTo(FALLBACK)))
			.isEqualTo(List.of(primary, fallback));
	}

	private void isClosed(String model) {
		RecordedRequest request = this.gateway.openRouter().requests(model).get(0);
		assertThat(this.gateway.openRouter().awaitClosed(request, Duration.ofSeconds(5))).isTrue();
	}

}
