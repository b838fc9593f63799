package io.cascade.conformance;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CascadeChunk;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.StreamRules.OnMalformedEvent;
import io.cascade.conformance.TwoUpstreams.Reply;
import io.cascade.openrouter.ServerBehaviour;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.cascade.conformance.TwoUpstreams.question;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of an answer is proven, not believed, however a server frames and ends it.
 */
class StreamEndTests {

	private static final String DONE = "[DONE]";

	private static final String WHOLE = """
			{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"one two"},
			"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""";

	@RegisterExtension
	static final TwoUpstreams upstreams = new TwoUpstreams();

	private static String piece(String content, @Nullable String reason) {
		return "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":%s}]}".formatted(content,
				(reason != null) ? "\"" + reason + "\"" : "null");
	}

	private static String thought(String reason) {
		return "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"hm\"},\"finish_reason\":\"%s\"}]}"
			.formatted(reason);
	}

	private static void answersWhole(Reply reply) {
		upstreams.says(reply, reply);
		for (Way way : List.of(Way.WHOLE, Way.STREAMED)) {
			CascadeResponse response = upstreams.ask(way);
			assertThat(response.text()).isEqualTo("one two");
			assertThat(response.attempts()).extracting(Attempt::outcome).containsExactly(Outcome.ANSWERED);
		}
		assertThat(upstreams.first()).hasSize(2);
		assertThat(upstreams.second()).isEmpty();
	}

	private static Attempt movesOn(Reply reply) {
		upstreams.says(reply);
		CascadeResponse response = upstreams.ask(Way.WHOLE);
		assertThat(response.text()).isEqualTo(TwoUpstreams.SECOND);
		assertThat(response.attempts()).hasSize(2);
		assertThat(upstreams.first()).hasSize(1);
		assertThat(upstreams.second()).hasSize(1);
		return response.attempts().get(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null" })
	@DisplayName("W01 a finish reason that says nothing is none, so the grace does not run")
	void takesAnEmptyFinishReasonForNone(String reason) {
		answersWhole(Reply.slowEvents(Duration.ofMillis(60), piece("o", reason), piece("n", reason),
				piece("e ", reason), piece("two", reason), piece("", "stop"), DONE));
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "unknown", " ", "NULL", "FINISH_REASON_UNSPECIFIED" })
	@DisplayName("W01 a stream with nothing but such reasons has no end")
	void findsNoEndInSuchReasons(String reason) {
		assertThat(movesOn(Reply.events(piece("one", reason), piece(" two", reason))).kind())
			.isEqualTo(FailureKind.INCOMPLETE);
	}

	@Test
	@DisplayName("W02 content behind a finish reason takes it back")
	void goesOnWhileContentComes() {
		answersWhole(Reply.slowEvents(Duration.ofMillis(60), thought("stop"), piece("o", null), piece("ne", null),
				piece(" ", null), piece("two", null), piece("", "stop")));
	}

	static Stream<Reply> endsWell() {
		return Stream.of(Reply.slowEvents(Duration.ofMillis(220), thought("stop"), piece("one two", "stop")),
				Reply.slowEvents(Duration.ofMillis(30), piece("one", "stop"), piece(" ", "stop"), piece("two", "stop"),
						DONE),
				Reply.events(piece("one two", null), DONE), Reply.events(piece("one two", "stop"), "ping", "{\"a\":"),
				Reply.events(piece("one two", null), piece("", "stop"), "{\"usage\":{\"prompt_tok"),
				Reply.events(piece("one two", null), piece("", "stop"), piece("", "stop")),
				Reply.events(piece("one ", null), "{\"type\":\"ping\",}", piece("two", "stop")));
	}

	@ParameterizedTest
	@MethodSource
	@DisplayName("M01 good ends that look odd are good")
	void endsWell(Reply reply) {
		answersWhole(reply);
	}

	static Stream<Arguments> endsBadly() {
		String lost = "{\"choices\":null,\"error_type\":\"BadRequestError\",\"error_message\":\"the worker was lost\"}";
		return Stream.of(Arguments.of("error beside choices", Reply.events(piece("one", null), lost, DONE)), Arguments
			.of("error event of an object", Reply.body("text/event-stream", Reply.frames(piece("one", null))
					+ "event: error\ndata: {\"message\":\"the worker was lost\",\"code\":500}\n\ndata: [DONE]\n\n")),
				Arguments.of("error event of words",
						Reply.body("text/event-stream",
								Reply.frames(piece("one", null))
										+ "event: error\ndata: the worker was lost\n\ndata: [DONE]\n\n")),
				Arguments.of("object error",
						Reply.events(piece("one", null),
								"{\"object\":\"error\",\"message\":\"the worker was lost\",\"code\":500}", DONE)),
				Arguments.of("detail", Reply.events(piece("one", null), "{\"detail\":\"the worker was lost\"}", DONE)),
				Arguments.of("code and msg",
						Reply.events(piece("one", null),
								"{\"code\":50001,\"msg\":\"the worker was lost\",\"choices\":[]}", DONE)),
				Arguments.of("bare object",
						Reply.body("text/event-stream",
								Reply.frames(piece("one", null))
										+ "{\"error\":\"the worker was lost\"}\n\ndata: [DONE]\n\n")),
				Arguments.of("in a choice", Reply.events(piece("one", null),
						"{\"choices\":[{\"delta\":{},\"error\":{\"message\":\"the worker was lost\"}}]}", DONE)));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	@DisplayName("W08 an error before [DONE] is a failure, wherever it stands")
	void endsBadly(String where, Reply reply) {
		Attempt attempt = movesOn(reply);
		assertThat(attempt.outcome()).as(where).isEqualTo(Outcome.CUT);
		assertThat(attempt.reason()).contains("the worker was lost");
	}

	static Stream<Reply> isIncomplete() {
		return Stream.of(Reply.events(piece("one", null)), Reply.events(piece("one", "")),
				Reply.events(
						piece("one", null), "{\"choices\":[{\"delta\":{\"content\":\" tw", piece("o", "stop"), DONE),
				Reply.events("{\"choices\":[{\"delta\":{\"content\":\"o\"", piece("ne", "stop"), DONE),
				Reply.events(piece("one", "stop"), "{\"choices\":[{\"delta\":{\"content\":\" tw", piece("o", "stop"),
						DONE),
				Reply.events(piece("o", "stop"), piece("n", "stop"), piece("e", "stop")),
				Reply.events(piece("one", "stop"), piece(" two", null)),
				Reply.events(piece("one", null),
						"{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"},\"finish_reason\":\"stop\"}]}"),
				Reply.events(piece("one", null),
						"{\"choices\":[{\"delta\":{\"content\":\"other\"},\"finish_reason\":\"stop\",\"index\":1}]}"),
				Reply.body("application/x-ndjson", piece("one", null) + "\n" + piece(" two", null) + "\n"),
				Reply.body("application/json", "[" + piece("one", null) + "," + piece(" tw", null)));
	}

	@ParameterizedTest
	@MethodSource
	@DisplayName("M01 a hole, no end and a finish reason that is not the end are no success")
	void isIncomplete(Reply reply) {
		assertThat(movesOn(reply).kind()).isEqualTo(FailureKind.INCOMPLETE);
	}

	static Stream<Arguments> framings() {
		String lines = piece("one", null) + "\n" + piece(" two", null) + "\n" + piece("", "stop") + "\n";
		String events = Reply.frames(piece("one", null), piece(" two", "stop"), DONE);
		String glued = "data: " + piece("one", null) + "\ndata: " + piece(" two", null) + "\n\ndata: "
				+ piece("", "stop") + "\ndata: [DONE]\n\n";
		String array = "data: [" + piece("one", null) + "," + piece(" two", "stop") + "]\n\ndata: [DONE]\n\n";
		String padded = ": OPENROUTER PROCESSING\r\n\r\n\r" + events.replace("\n", "\r\n");
		return Stream.of(null, "text/event-stream", "application/json", "text/plain", "application/x-ndjson", "odd")
			.flatMap((type) -> Stream
				.of(events, lines, glued, array, WHOLE, "\n \n" + WHOLE, "\uFEFF" + WHOLE, "\uFEFF" + events,
						lines + "[DONE]\n", "[" + WHOLE + "]", lines.replace("\n", "\r\n\r\n"), padded,
						": a comment\n\n" + WHOLE.replace("\n", ""), lines + "data: [DONE]\n\n",
						WHOLE.replace(",\n\"finish_reason\":\"stop\"", ""))
				.map((body) -> Arguments.of(String.valueOf(type), Reply.body(type, body))));
	}

	@ParameterizedTest(name = "{0} {index}")
	@MethodSource
	@DisplayName("W11 W12 the framing is found in the bytes, whatever the header says")
	void framings(String type, Reply reply) {
		upstreams.says(reply);
		CascadeResponse response = upstreams.ask(Way.WHOLE);
		assertThat(response.text()).as(type).isEqualTo("one two");
		assertThat(upstreams.second()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "event: ping\ndata: \n\n", "event: ping\ndata: {\"type\":\"ping\"}\n\n", "data:\n\n",
			": comment\n\n", "event: heartbeat\ndata: now\n\n", "\r\n\r\n", "event: keep-alive\n\n", "data:   \n\n" })
	@DisplayName("W13 a heart-beat is no malformed event")
	void ignoresHeartbeats(String beat) {
		upstreams.says(Reply.body("text/event-stream", beat + Reply.frames(piece("one", null)) + beat
				+ Reply.frames(piece(" two", "stop")) + beat + "data: [DONE]\n\n"));
		CascadeResponse response = upstreams.ask(Way.WHOLE,
				question().streaming((rules) -> rules.withOnMalformedEvent(OnMalformedEvent.FAIL)));
		assertThat(response.text()).isEqualTo("one two");
		assertThat(response.attempts()).extracting(Attempt::malformedEvents).containsExactly(0);
	}

	private static String call(String arguments, String rest) {
		return "{\"choices\":[{\"index\":0,\"%s\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"type\":\"function\",\"function\":"
			.formatted(rest.isEmpty() ? "delta" : "message") + "{\"name\":\"f\",\"arguments\":\""
				+ arguments.replace("\"", "\\\"") + "\"}}]}" + rest + "}]}";
	}

	private static String reason(String reason) {
		return "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}";
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":", "{\"a\":\"half a te", "{\"a\":[1,2", "{\"a\":{\"b\":1}", "[{\"a\":1}" })
	@DisplayName("M01 a call whose arguments are cut is no answer, whatever finish reason is told, streamed and whole")
	void findsCutArguments(String arguments) {
		for (String reason : List.of("tool_calls", "stop", "odd")) {
			for (Reply reply : List.of(Reply.events(call(arguments, ""), reason(reason), DONE),
					Reply.body("application/json", call(arguments, ",\"finish_reason\":\"" + reason + "\"")))) {
				upstreams.first().clear();
				upstreams.second().clear();
				upstreams.forget();
				Attempt attempt = movesOn(reply);
				assertThat(attempt.kind()).isEqualTo(FailureKind.INCOMPLETE);
				assertThat(attempt.reason()).contains("arguments of a tool call");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "", "{\"a\":1}", "{a:1}", "not json", "{\"a\":\"}\"}", "{\"a\":1}}" })
	@DisplayName("M01 arguments that are whole, or no JSON at all, are for the tool to judge")
	void takesOtherArguments(String arguments) {
		for (Reply reply : List.of(Reply.events(call(arguments, ""), reason("tool_calls"), DONE),
				Reply.body("application/json", call(arguments, ",\"finish_reason\":\"tool_calls\"")))) {
			upstreams.says(reply);
			assertThat(upstreams.ask(Way.WHOLE).toolCalls()).hasSize(1);
		}
		assertThat(upstreams.second()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"logprobs\":{\"content\":[{\"token\":\"a\",\"logprob\":-Infinity}]},", "\"score\":NaN,",
			"\"weights\":[1,+Infinity,],", "\"note\":\"a\tb\\u0001\",", "\"extra\":{\"a\":[],}," })
	@DisplayName("M10 what is no JSON but can be meant in one way only spoils no answer")
	void readsNearlyJson(String odd) {
		String piece = piece("one two", null).replaceFirst("\\{\"index\"",
				"{" + odd.replace("\\", "\\\\") + "\"index\"");
		answersWhole(Reply.events(piece, piece("", "stop"), DONE));
		upstreams.first().clear();
		answersWhole(Reply.body("application/json",
				"\uFEFF" + WHOLE.replaceFirst("\\{\"index\"", "{" + odd.replace("\\", "\\\\") + "\"index\"")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "error_finish", "provider_error", "PROVIDER_EXCEPTION", "upstream-error" })
	@DisplayName("W03 a finish reason that names an error is one")
	void takesErrorsForErrors(String reason) {
		assertThat(movesOn(Reply.events(piece("one", null), piece("", reason), DONE)).kind())
			.isEqualTo(FailureKind.INCOMPLETE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html>busy</html>", "{", "{\"choices\":[", "upstream connect error", "\"one\"", "" })
	@DisplayName("M10 a body that is neither moves on")
	void movesOnAfterAnOddBody(String body) {
		assertThat(movesOn(Reply.body("text/event-stream", body)).kind()).isIn(FailureKind.MALFORMED,
				FailureKind.EMPTY_ANSWER);
	}

	@Test
	@DisplayName("W10 an error that is the whole body is found under any content type")
	void findsAnErrorThatIsTheBody() {
		Attempt attempt = movesOn(
				Reply.body("text/event-stream", "{\"error\":{\"message\":\"slow down\",\"code\":429}}"));
		assertThat(attempt.kind()).isEqualTo(FailureKind.RATE_LIMIT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "\"\"", "false", "{\"message\":\"\",\"code\":null}", "[]", "0", "null", "\" \"" })
	@DisplayName("W21 an error that says nothing is none")
	void ignoresAnErrorThatSaysNothing(String error) {
		answersWhole(Reply.body("application/json", WHOLE.replaceFirst("\\{", "{\"error\":" + error + ",")));
	}

	@Test
	@DisplayName("G26 of several choices the first is the answer, whatever their order")
	void readsTheFirstChoiceOnly() {
		String other = "{\"choices\":[{\"delta\":{\"content\":\"other\"},\"index\":1}]}";
		String both = "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"x\"}},{\"index\":0,\"delta\":{\"content\":\"one\"}}]}";
		answersWhole(Reply.events(other, both, other, piece(" two", null),
				other.replace("\"index\":1", "\"finish_reason\":\"length\",\"index\":1"), piece("", "stop"), DONE));
		answersSame(WHOLE.replace("\"choices\":[",
				"\"choices\":[{\"index\":1,\"message\":{\"content\":\"other\"},\"finish_reason\":\"stop\"},"));
		answersSame(WHOLE.replace("\"index\":0,", "")
			.replace("\"stop\"}]", "\"stop\"},{\"message\":{\"content\":\"other\"},\"finish_reason\":\"stop\"}]"));
	}

	private static void answersSame(String body) {
		upstreams.says(Reply.body("application/json", body));
		assertThat(upstreams.ask(Way.BUFFERED).text()).isEqualTo("one two");
	}

	private static String message(String content, String rest) {
		return "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"%s\"}%s}]}"
			.formatted(content, rest);
	}

	private static String ollama(String content, String rest) {
		return "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"%s\"},%s}".formatted(content, rest);
	}

	static Stream<Reply> messagesThatEnd() {
		String first = message("one", ",\"finish_reason\":null") + "\n";
		String generated = "{\"response\":\"one\",\"done\":false}\n";
		return Stream
			.of(first + message(" two", ",\"finish_reason\":\"stop\"") + "\n", message("one two", ""),
					"[" + message("one two", "") + "]\n", first + message(" two", "") + "\n[DONE]\n",
					ollama("one", "\"done\":false") + "\n" + ollama(" two", "\"done\":false") + "\n"
							+ ollama("", "\"done\":true,\"done_reason\":\"stop\",\"eval_count\":2") + "\n",
					ollama("one two", "\"done\":true") + "\n", ollama("one two", "\"finish_reason\":\"COMPLETE\""),
					generated + "{\"response\":\" two\",\"done\":true}\n",
					"data: {\"response\":\"one\"}\n\ndata: {\"response\":\" two\"}\n\ndata: [DONE]\n\n")
			.map((body) -> Reply.body("application/x-ndjson", body));
	}

	@ParameterizedTest
	@MethodSource
	@DisplayName("M10 messages of other protocols are answers where they say that they are done")
	void messagesThatEnd(Reply reply) {
		answersWhole(reply);
	}

	static Stream<Reply> messagesThatDoNotEnd() {
		String first = message("one", ",\"finish_reason\":null");
		return Stream
			.of(first + "\n", message("one", "") + "\r\n", first + "\n" + first + "\n", first + ",", "[" + first,
					"[" + first + ",", first + "\n{\"choices\":[{\"message\":{\"con", first + "{\"choices\":[{\"mess",
					ollama("one", "\"done\":false") + "\n", ollama("one", "\"done\":false"),
					ollama("one", "\"created_at\":\"2026\""), "{\"response\":\"one\",\"done\":false}\n",
					"{\"response\":\"one\"}", ollama("one", "\"done\":false") + "\n{\"model\":\"m\",\"mess",
					"data: {\"response\":\"one\"}\n\n", "data: " + first + "\n\n")
			.flatMap((body) -> Stream.of("application/x-ndjson", "application/json", "text/event-stream")
				.map((type) -> Reply.body(type, body)));
	}

	@ParameterizedTest
	@MethodSource
	@DisplayName("M10 a message of a stream of messages is not the answer")
	void messagesThatDoNotEnd(Reply reply) {
		assertThat(movesOn(reply).kind()).isEqualTo(FailureKind.INCOMPLETE);
	}

	@Test
	@DisplayName("M10 a message that stands first is no end for the grace, and neither is a connection that breaks behind it")
	void waitsForFurtherMessages() {
		byte[] first = message("one", "").getBytes(StandardCharsets.UTF_8);
		byte[] second = ("\n" + message(" two", ",\"finish_reason\":\"stop\"")).getBytes(StandardCharsets.UTF_8);
		answersWhole(new Reply("application/x-ndjson", List.of(first, second), Duration.ofMillis(300)));
	}

	static Stream<String> messagesBesidePieces() {
		String both = "{\"choices\":[{\"index\":0,%s,%s,\"finish_reason\":%s}]}";
		String delta = "\"delta\":{\"role\":\"assistant\",\"content\":\"%s\"}";
		String message = "\"message\":{\"role\":\"assistant\",\"content\":\"%s\"}";
		return Stream.of(
				Reply.frames(both.formatted(message.formatted("one"), delta.formatted("one"), "null"),
						both.formatted(message.formatted("one two"), delta.formatted(" two"), "\"stop\"")),
				Reply.frames(both.formatted(message.formatted(""), delta.formatted(""), "null"),
						both.formatted(delta.formatted("one"), message.formatted("one"), "null"),
						both.formatted(delta.formatted(" two"), message.formatted("one two"), "\"stop\"")),
				both.formatted(message.formatted("one two"), delta.formatted(""), "\"stop\""),
				both.formatted(delta.formatted(""), message.formatted("one two"), "\"stop\""),
				"{\"choices\":[{\"finish_reason\":\"stop\"," + message.formatted("one two") + ","
						+ delta.formatted("one two") + "}]}");
	}

	@ParameterizedTest
	@MethodSource
	@DisplayName("M01 a message that is told beside its pieces is told once")
	void messagesBesidePieces(String body) {
		answersWhole(Reply.body("application/json", body));
	}

	static Stream<String> unknownWords() {
		return Stream.of("{\"success\":false}", "{\"oops\":\"lost\"}", "Internal Server Error", "error: lost",
				"{\"type\":\"response.failed\",\"response\":{\"status\":\"failed\"}}",
				"{\"type\":\"about:blank\",\"title\":\"Internal Server Error\"}", "{\"choices\":null,\"code\":7}",
				"{\"internalServerException\":{\"message\":\"lost\"}}", "{\"Message\":\"Endpoint request timed out\"}",
				"{\"errorMessage\":\"Task timed out\",\"errorType\":\"Sandbox.Timedout\"}",
				"{\"fault\":{\"faultstring\":\"lost\"}}", "{\"exception\":\"RuntimeError\"}",
				"{\"choices\":null,\"base_resp\":{\"status_code\":1000,\"status_msg\":\"lost\"}}",
				"{\"choices\":[{\"index\":0,\"delta\":{\"error\":{\"message\":\"lost\"}}}]}",
				"{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":{\"type\":\"abort\",\"message\":\"oom\"}}]}",
				"{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"function_call_filter: MALFORMED_FUNCTION_CALL\"}]}",
				"{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}}]}");
	}

	@ParameterizedTest
	@MethodSource
	@DisplayName("M01 M02 M03 [DONE] behind words that nobody knows, or that break off, is no end")
	void unknownWords(String words) {
		assertThat(movesOn(Reply.events(piece("one", null), words, DONE)).outcome()).isEqualTo(Outcome.CUT);
	}

	static Stream<Reply> wordsThatDoNoHarm() {
		String filter = "{\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0}]}";
		String whole = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":{\"type\":\"text\",\"text\":\"one two\"}},"
				+ "\"finish_reason\":{\"type\":\"stop\",\"matched\":7}}]}";
		return Stream.of(Reply.events(filter, piece("one two", null), DONE),
				Reply.events(piece("one two", null), "{\"choices\":[],\"usage\":{\"prompt_tokens\":1}}", DONE),
				Reply.events("{}", piece("one two", null), "{\"type\":\"ping\"}", DONE),
				Reply.events(piece("one", null), "{\"odd\":1}", piece(" two", "stop"), DONE), Reply.events(whole, DONE),
				Reply.events("data: " + piece("one two", null), "data: [DONE]"));
	}

	@ParameterizedTest
	@MethodSource
	@DisplayName("M01 what says nothing bad, or is followed by a finish reason, spoils no answer")
	void wordsThatDoNoHarm(Reply reply) {
		answersWhole(reply);
	}

	@Test
	@DisplayName("M01 [DONE] without a reason is no end of a model that gives its reasons, until that is its habit")
	void expectsTheUsualFinishReason() {
		Reply bare = Reply.events(piece("one two", null), DONE);
		upstreams.says(bare, Reply.events(piece("one two", "stop"), DONE), bare,
				Reply.events(piece("one two", null) + "\n[DONE]"), Reply.events(piece("one", "stop"), DONE), bare, bare,
				bare, bare);
		assertThat(Stream.generate(() -> upstreams.ask(Way.WHOLE).text()).limit(9)).containsExactly("one two",
				"one two", TwoUpstreams.SECOND, TwoUpstreams.SECOND, "one", TwoUpstreams.SECOND, TwoUpstreams.SECOND,
				"one two", "one two");
		upstreams.says(Reply.events(piece("one", "stop"), DONE), bare);
		upstreams.ask(Way.WHOLE);
		CascadeResponse response = upstreams.ask(Way.WHOLE);
		assertThat(response.attempts().get(0).kind()).isEqualTo(FailureKind.INCOMPLETE);
		assertThat(response.attempts().get(0).reason()).contains("finish reason");
		upstreams.forget();
		upstreams.says(bare);
		assertThat(upstreams.ask(Way.WHOLE).text()).isEqualTo("one two");
	}

	@Test
	@DisplayName("M01 a whole message behind its pieces is a repetition")
	void ignoresARepeatedMessage() {
		answersWhole(Reply.events(piece("one", null), piece(" two", null),
				"{\"choices\":[{\"index\":0,\"message\":{\"content\":\"one two\"},\"finish_reason\":\"stop\"}]}",
				DONE));
	}

	@Test
	@DisplayName("M01 M10 random servers over real sockets: no partial answer is called a success, no good one lost")
	void believesNoRandomServer() {
		for (long seed = 0; seed < 100; seed++) {
			ServerBehaviour server = new ServerBehaviour(seed);
			upstreams.forget();
			upstreams.says(new Reply("text/event-stream", server.pieces(), Duration.ZERO));
			String text = upstreams.ask(Way.WHOLE).text();
			assertThat(text).as("seed %d: %s", seed, server)
				.isIn(server.text(), server.isGood() ? server.text() : TwoUpstreams.SECOND);
		}
	}

	@Test
	@DisplayName("M01 a subscriber of a stream hears of a hole as of any break")
	void breaksAStreamAtAHole() {
		upstreams.says(Reply.events(piece("one", null), "{\"choices\":[{\"delta\":{\"con", piece("two", "stop"), DONE));
		List<CascadeChunk> chunks = Objects.requireNonNull(
				upstreams.cascade().stream(question()).onErrorComplete().collectList().block(Stack.PATIENCE));
		assertThat(chunks).containsExactly(new CascadeChunk.Text("one"));
	}

}
