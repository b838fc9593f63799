package io.cascade.test;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a person reads when a test has failed: what the server saw, without credentials,
 * and what of the script was not used.
 */
class ReportTests {

	private static final ScriptedOpenRouter stub = ScriptedOpenRouter.start();

	private static final String GEMINI = "google/gemini-2.5-flash";

	private static final String GPT = "openai/gpt-4.1";

	private static final String KEY = "sk-or-v1-0123456789abcdef";

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
	void nothingIsUnusedWhereNothingIsScripted() throws Exception {
		this.client.ask(GEMINI);
		stub.model(GPT);
		assertThat(stub.unused()).isEmpty();
	}

	@Test
	void reportsAnswersThatNobodyAskedFor() throws Exception {
		stub.model(GEMINI).answers("One.").then().answers("Two.").then().answers("Three.");
		stub.model(GPT).reasons("Hm.").answers("Because.");
		this.client.ask(GEMINI);
		assertThat(stub.unused()).containsExactly(GEMINI + ": 2 of 3 answers not used",
				GPT + ": 1 of 1 answers not used");
		this.client.ask(GEMINI);
		this.client.ask(GEMINI);
		this.client.ask(GEMINI);
		this.client.stream(GPT);
		assertThat(stub.unused()).isEmpty();
	}

	@Test
	void reportsFaultsThatDidNotStrike() throws Exception {
		stub.model(GEMINI).fails(Fault.status(503));
		stub.model(GPT).fails(Fault.status(429).times(2), Fault.status(500));
		stub.failsEveryRequest(Fault.status(402).times(1));
		stub.failsCatalog(Fault.status(503));
		assertThat(stub.unused()).hasSize(5);
		this.client.ask(GPT);
		this.client.ask(GEMINI);
		this.client.ask(GPT);
		assertThat(stub.unused()).hasSize(3)
			.first()
			.asString()
			.startsWith(GPT
					+ ": a fault that did not strike, or not as often as it should have: {fault=status, status=429");
		this.client.ask(GPT);
		this.client.ask(GPT);
		this.client.get(stub.baseUrl() + "/models");
		assertThat(stub.unused()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "Authorization, Bearer ", "authorization, ''", "X-Api-Key, ''", "api-key, ''", "X-Auth-Token, ''",
			"x-goog-api-key, ''", "Cookie, session=" })
	@DisplayName("no credential is told, wherever it stands")
	void reportsNoCredential(String header, String scheme) throws Exception {
		this.client.send(StubClient.request(stub.baseUrl() + "/chat/completions")
			.header(header, scheme + KEY)
			.header("X-Note", "seen with " + scheme + KEY)
			.POST(BodyPublishers.ofString(StubClient.body(false, GEMINI).replace("Why do", scheme + KEY + " why do"))));
		assertNotTold();
		assertThat(stub.report()).contains("why do cascades matter?", "X-Note", "X-OpenRouter-Metadata=enabled");
	}

	@ParameterizedTest
	@CsvSource({ "key", "api_key", "API-KEY", "access_token" })
	void reportsNoCredentialOfTheQuery(String parameter) throws Exception {
		this.client.get(stub.baseUrl() + "/key?" + parameter + "=" + KEY + "&id=gen-1");
		assertNotTold();
		assertThat(stub.report()).contains("id=gen-1");
	}

	private void assertNotTold() throws Exception {
		RecordedRequest request = stub.lastRequest();
		String overHttp = this.client.get("http://127.0.0.1:" + stub.port() + "/requests").body();
		assertThat(List.of(stub.report(), request.describe(), request.toString(), overHttp))
			.noneMatch((told) -> told.contains(KEY));
	}

	@Test
	void readsWell() throws Exception {
		assertThat(stub.report()).isEqualToNormalizingNewlines("The scripted OpenRouter saw no request.\n");
		stub.model(GPT).answers("Never.");
		this.client.ask(GEMINI);
		assertThat(stub.report()).matches("(?s)The scripted OpenRouter saw, the oldest first \\(requests: 1\\):\\R"
				+ "  1\\. POST /api/v1/chat/completions \\[google/gemini-2\\.5-flash] ANSWERED \\{.*}\\R"
				+ "Scripted, and not used:\\R  openai/gpt-4\\.1: 1 of 1 answers not used\\R");
		for (int i = 0; i < 51; i++) {
			this.client.ask(GPT);
		}
		assertThat(stub.report()).contains("requests: 52", " 52. ", " 3. ").doesNotContain(" 2. ");
	}

	@Test
	void isResetWhenTheLastOfSeveralMethodsHasEnded() {
		RunningTests tests = new RunningTests();
		Object first = new Object();
		Object second = new Object();
		tests.begin(first);
		tests.begin(second);
		assertThat(tests.endLast(first)).isFalse();
		assertThat(tests.endLast(second)).isTrue();
		assertThat(tests.endLast(second)).isTrue();
	}

}
