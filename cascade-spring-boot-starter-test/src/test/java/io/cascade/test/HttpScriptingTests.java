package io.cascade.test;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for scripts that come by HTTP.
 */
class HttpScriptingTests {

	private static final ScriptedOpenRouter stub = ScriptedOpenRouter.start();

	private static final String MODEL = "google/gemini-2.5-flash";

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
	void setsAStatusForAWhile() throws Exception {
		script("{'model':'google/gemini-2.5-flash','status':429,'retryAfterSeconds':5,'times':1}");
		HttpResponse<String> response = this.client.ask(MODEL);
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
		assertThat(this.client.ask(MODEL).statusCode()).isEqualTo(200);
	}

	@Test
	void setsAnAnswer() throws Exception {
		script("{'model':'google/gemini-2.5-flash','answerChunks':['a','b'],'provider':'Google Vertex','padding':40}");
		HttpResponse<String> response = this.client.ask(MODEL);
		assertThat(response.body()).startsWith(" ".repeat(40) + "{");
		assertThat(StubClient.json(response).at("/choices/0/message/content").asString()).isEqualTo("ab");
		assertThat(StubClient.json(response).at("/provider").asString()).isEqualTo("Google Vertex");
	}

	@Test
	void setsASequenceAndListsIt() throws Exception {
		script("{'model':'google/gemini-2.5-flash','faults':[{'status':503},{'fault':'stall-after','chunks':3}]}");
		JsonNode scripts = StubClient.json(this.client.get(url("/script")));
		JsonNode faults = scripts.at("/models").get(MODEL).get("faults");
		assertThat(faults.get(0).get("status").asInt()).isEqualTo(503);
		assertThat(faults.get(1).get("fault").asString()).isEqualTo("stall-after");
		assertThat(faults.get(1).get("chunks").asInt()).isEqualTo(3);
	}

	@Test
	void setsAnswersInSequence() throws Exception {
		script("{'model':'google/gemini-2.5-flash','toolCall':{'id':'c1','name':'weather','arguments':'{}'},"
				+ "'then':{'answer':'Warm.','then':{'raw':{'contentType':'application/json','pieces':['[','1]']}}}}");
		JsonNode first = StubClient.json(this.client.ask(MODEL));
		assertThat(first.at("/choices/0/message/tool_calls/0/function/name").asString()).isEqualTo("weather");
		JsonNode second = StubClient.json(this.client.ask(MODEL));
		assertThat(second.at("/choices/0/message/content").asString()).isEqualTo("Warm.");
		assertThat(this.client.ask(MODEL).body()).isEqualTo("[1]");
	}

	@Test
	void setsAVendorsError() throws Exception {
		script("{'model':'google/gemini-2.5-flash','vendorError':'groq-rate-limit','times':1}");
		HttpResponse<String> response = this.client.ask(MODEL);
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().firstValue("x-ratelimit-reset-tokens")).hasValue("7.66s");
		assertThat(this.client.ask(MODEL).statusCode()).isEqualTo(200);
	}

	@Test
	void failsEveryRequestWithoutAModel() throws Exception {
		script("{'status':401}");
		assertThat(this.client.ask(MODEL).statusCode()).isEqualTo(401);
		this.client.send(HttpRequest.newBuilder(URI.create(url("/script"))).DELETE());
		assertThat(this.client.ask(MODEL).statusCode()).isEqualTo(200);
	}

	static Stream<String> kinds() {
		return Arrays.stream(FaultKind.values()).map(FaultKind::slug);
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void reachesEveryFault(String kind) throws Exception {
		String status = kind.equals("status") ? ",'status':500" : "";
		HttpResponse<String> response = script("{'model':'openai/gpt-4.1','fault':'" + kind + "'" + status + "}");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(stub.model("openai/gpt-4.1").faults()).singleElement()
			.satisfies((fault) -> assertThat(fault.kind().slug()).isEqualTo(kind));
	}

	@Test
	void combinesFaults() throws Exception {
		script("{'model':'openai/gpt-4.1','fault':'trickle','and':[{'fault':'crlf'},{'fault':'without-done'}]}");
		assertThat(stub.model("openai/gpt-4.1").faults().get(0).all()).hasSize(3);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					not json                                                    | no JSON object
					{}                                                          | needs 'status', 'fault', 'faults' or one of answer
					{'fault':'explode'}                                         | must be one of status, error-in-200
					{'fault':'crlf','chunks':2}                                 | it takes times
					{'status':200}                                              | between 400 and 599
					{'status':'many'}                                           | a whole number
					{'model':'no/such','status':500}                            | must be one of google/gemini-2.5-flash
					{'answer':'x'}                                              | 'model' is missing
					{'model':'openai/gpt-4.1','answer':7}                       | must be a text
					{'model':'openai/gpt-4.1','answerChunks':'x'}               | list of texts
					{'model':'openai/gpt-4.1','padding':-1}                     | 0 or more
					{'faults':'x'}                                              | must be a list
					{'faults':['x']}                                            | list of objects
					""",
			quoteCharacter = '"')
	void saysWhatIsWrongWithAScript(String script, String message) throws Exception {
		HttpResponse<String> response = script(script);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(StubClient.json(response).get("message").asString()).contains(message);
	}

	@Test
	void showsRequestsWithoutTheKey() throws Exception {
		this.client.send(StubClient.request(stub.baseUrl() + "/chat/completions")
			.header("Authorization", "Bearer sk-secret")
			.POST(BodyPublishers.ofString(StubClient.body(false, MODEL))));
		HttpResponse<String> response = this.client.get(url("/requests"));
		assertThat(response.body()).contains("Why do cascades matter?", "***").doesNotContain("sk-secret");
	}

	@Test
	void namesItsMethods() throws Exception {
		assertThat(this.client.post(url("/requests"), "").statusCode()).isEqualTo(405);
	}

	private HttpResponse<String> script(String script) throws Exception {
		return this.client.post(url("/script"), script.replace('\'', '"'));
	}

	private static String url(String path) {
		return "http://127.0.0.1:" + stub.port() + path;
	}

}
