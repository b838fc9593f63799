package io.cascade.test;

import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;

import io.cascade.test.RecordedRequest.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RecordedRequest} and for what the server tells about its connections.
 */
class RecordedRequestTests {

	private static final ScriptedOpenRouter stub = ScriptedOpenRouter.start();

	private static final String GEMINI = "google/gemini-2.5-flash";

	private static final String GPT = "openai/gpt-4.1";

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
	void recordsWhatWasSent() throws Exception {
		Instant before = Instant.now();
		this.client.stream(GEMINI, GPT);
		RecordedRequest request = stub.lastRequest();
		assertThat(request.method()).isEqualTo("POST");
		assertThat(request.path()).isEqualTo("/api/v1/chat/completions");
		assertThat(request.header("x-openrouter-METADATA")).isEqualTo("enabled");
		assertThat(request.header("Authorization")).isNull();
		assertThat(request.models()).containsExactly(GEMINI, GPT);
		assertThat(request.stream()).isTrue();
		assertThat(request.body()).containsKey("messages");
		assertThat(request.text()).startsWith("{");
		assertThat(request.arrival()).isBetween(before, Instant.now());
		assertThat(request.arrivalNanos()).isLessThan(System.nanoTime());
		assertThat(stub.awaitClosed(request, StubClient.TIMEOUT)).isFalse();
		assertThat(request.outcome()).isEqualTo(Outcome.ANSWERED);
		assertThat(request.toString()).contains(GEMINI).contains("ANSWERED");
	}

	@Test
	void findsRequestsThatOfferedAModelTriedOrNot() throws Exception {
		this.client.ask(GEMINI, GPT);
		this.client.ask(GEMINI);
		assertThat(stub.requests()).hasSize(2);
		assertThat(stub.requests(GPT)).hasSize(1);
		assertThat(stub.callsTo(GPT)).isZero();
		assertThat(stub.callsTo(GEMINI)).isEqualTo(2);
	}

	@Test
	void recordsQueriesAndBodiesThatAreNoJson() throws Exception {
		this.client.get(stub.baseUrl() + "/generation?id=gen-1");
		assertThat(stub.lastRequest().query()).isEqualTo("id=gen-1");
		assertThat(this.client.chat("nonsense").statusCode()).isEqualTo(400);
		assertThat(stub.lastRequest().body()).isEmpty();
		assertThat(stub.lastRequest().query()).isEmpty();
	}

	@Test
	void keepsRequestsForTheCatalogApart() throws Exception {
		this.client.ask(GEMINI);
		this.client.get(stub.baseUrl() + "/models?limit=1");
		this.client.get(stub.upstreamUrl() + "/models");
		assertThat(stub.requests()).hasSize(1);
		assertThat(stub.lastRequest().path()).endsWith("/chat/completions");
		assertThat(stub.catalogRequests()).extracting(RecordedRequest::query).containsExactly("limit=1", "");
		stub.reset();
		assertThat(stub.catalogRequests()).isEmpty();
	}

	@Test
	void seesTheClientCloseASilentConnection() throws Exception {
		stub.model(GEMINI).fails(Fault.silent());
		try (Socket socket = RawExchange.open(stub, true, GEMINI)) {
			socket.setSoTimeout(50);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.getInputStream().read());
			assertThat(stub.lastRequest().outcome()).isEqualTo(Outcome.PENDING);
			assertThat(stub.awaitClosed(stub.lastRequest(), Duration.ofMillis(10))).isFalse();
			assertThat(stub.openConnections()).isPositive();
		}
		assertThat(stub.awaitClosed(stub.lastRequest(), StubClient.TIMEOUT)).isTrue();
		assertThat(stub.lastRequest().outcome()).isEqualTo(Outcome.CLOSED_BY_CLIENT);
	}

	@Test
	void forgetsOnReset() throws Exception {
		stub.model(GEMINI).answers("scripted").fails(Fault.status(500).times(1));
		this.client.ask(GEMINI);
		stub.reset();
		assertThat(stub.requests()).isEmpty();
		assertThat(stub.callsTo(GEMINI)).isZero();
		assertThat(this.client.ask(GEMINI).body()).contains("Hello from");
	}

}
