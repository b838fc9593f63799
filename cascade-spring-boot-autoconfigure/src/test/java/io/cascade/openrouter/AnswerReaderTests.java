package io.cascade.openrouter;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

import io.cascade.Attempt;
import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.Cost;
import io.cascade.FailureKind;
import io.cascade.FallbackRules;
import io.cascade.StreamRules;
import io.cascade.UpstreamException;
import io.cascade.Usage;
import io.cascade.openrouter.Fixtures.Reading;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link AnswerReader}, and with it for {@link ChunkParser} and its helpers.
 */
class AnswerReaderTests {

	private static final String STOP = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";

	private static final String WHOLE = """
			{"id":"gen-1","object":"chat.completion","created":1790000000,"model":"openai/gpt-5-mini-2025-08-07",
			 "provider":"OpenAI","service_tier":"default","choices":[{"index":0,"finish_reason":"stop",
			 "native_finish_reason":"completed","logprobs":{"content":[{"token":"hi","logprob":-0.1}],"refusal":null},
			 "message":{"role":"assistant","content":"hi é€𝄞","refusal":null,"reasoning":"hm",
			 "reasoning_details":[{"type":"reasoning.text","text":"hm","index":0,"signature":"s"}],
			 "tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}],
			 "images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}],
			 "annotations":[{"type":"url_citation","url_citation":{"url":"https://a.example"}}]}}],
			 "usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11,"cost":6.3e-7,"is_byok":true,
			 "prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":1},
			 "completion_tokens_details":{"reasoning_tokens":3},
			 "cost_details":{"upstream_inference_cost":0.5}},
			 "openrouter_metadata":{"attempts":[{"provider":"OpenAI","model":"openai/gpt-5-mini","status":200}]}}""";

	@Test
	void readsAWholeAnswer() {
		Reading reading = new Reading();
		CascadeChunk.End end = reading.whole(WHOLE);
		assertThat(reading.chunks).contains(new CascadeChunk.Text("hi é€𝄞"),
				new CascadeChunk.ToolCallDelta(0, "c1", "f", "{}"),
				new CascadeChunk.Media("image", "data:image/png;base64,AA", null));
		assertThat(end.served()).isEqualTo(
				CascadeChunk.End
					.of(Attempt.of(0, "openai/gpt-5-mini", Attempt.Outcome.ANSWERED)
						.withReportedModel("openai/gpt-5-mini-2025-08-07")
						.withProvider("OpenAI")
						.withGenerationId("gen-1")
						.withServiceTier("default"), null)
					.served());
		assertThat(end.usage()).isEqualTo(new Usage(9L, 2L, 11L, 4L, 1L, 3L));
		assertThat(end.cost()).isEqualTo(Cost.reported(new BigDecimal("6.3E-7"), new BigDecimal("0.5")));
		assertThat(end.finishReason()).isEqualTo("stop");
		assertThat(end.extras().annotations()).hasSize(1);
		assertThat(end.extras().logprobs()).singleElement()
			.satisfies((token) -> assertThat(token).containsEntry("token", "hi"));
		assertThat(reading.reader.answer().metadata().attempts()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "[{\"delta\":{},\"finish_reason\":null}]",
			"[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]" })
	@DisplayName("L19 usage comes with no choice, an empty delta or a repeated finish reason")
	void takesUsageFromAnyChunk(String choices) {
		Reading reading = new Reading().events(text("hi"), STOP, """
				{"choices":%s,"usage":{"prompt_tokens":5,"cost":0.1}}""".formatted(choices), "[DONE]");
		CascadeChunk.End end = reading.complete();
		assertThat(end.usage()).isEqualTo(new Usage(5L, null, null, null, null, null));
		assertThat(end.cost().amount()).isEqualByComparingTo("0.1");
		assertThat(end.finishReason()).isEqualTo("stop");
		assertThat(reading.text()).isEqualTo("hi");
	}

	private static Reading announcing() {
		return new Reading(Fixtures.settings(FallbackRules.DEFAULTS, StreamRules.DEFAULTS.withAnnounceServed(true)));
	}

	@Test
	@DisplayName("G28 who answers is told once, right before the first piece, with what is known by then")
	void announcesWhoAnswers() {
		Reading reading = announcing().events("{\"id\":\"gen-1\",\"choices\":[{\"delta\":{\"content\":\"\"}}]}");
		assertThat(reading.chunks).isEmpty();
		reading.events(
				"{\"model\":\"openai/gpt-5-mini-2025-08-07\",\"choices\":[{\"delta\":{\"reasoning\":\"hm\"}}],"
						+ "\"created\":1790000000,\"system_fingerprint\":\"fp\",\"provider\":\"OpenAI\"}",
				text("hi"), STOP);
		assertThat(reading.chunks.get(0))
			.isEqualTo(CascadeChunk.Begin.of(Attempt.of(0, "openai/gpt-5-mini", Attempt.Outcome.ANSWERED)
				.withReportedModel("openai/gpt-5-mini-2025-08-07")
				.withProvider("OpenAI")
				.withGenerationId("gen-1"), Map.of("created", 1790000000, "system_fingerprint", "fp")));
		assertThat(reading.complete().served()).isEqualTo(((CascadeChunk.Begin) reading.chunks.get(0)).served());
		assertThat(reading.chunks).extracting((chunk) -> chunk.getClass().getSimpleName())
			.containsExactly("Begin", "Reasoning", "Text");
	}

	@Test
	@DisplayName("G28 a whole body, half a character, and nothing to tell yet")
	void announcesWhateverComesFirst() {
		Reading whole = announcing();
		CascadeChunk.End end = whole.whole(WHOLE);
		assertThat(whole.chunks.get(0)).isEqualTo(CascadeChunk.Begin.of(end));
		Reading torn = announcing()
			.events("{\"choices\":[{\"delta\":{\"content\":\"\\ud83d\"},\"finish_reason\":\"stop\"}]}", "[DONE]");
		assertThat(torn.chunks).isEmpty();
		torn.complete();
		assertThat(torn.chunks.get(0)).isInstanceOf(CascadeChunk.Begin.class);
		assertThat(((CascadeChunk.Begin) torn.chunks.get(0)).fields()).isEmpty();
	}

	@Test
	@DisplayName("G28 an event that is taken back because it is malformed tells of nobody")
	void announcesNobodyForAMalformedEvent() {
		Reading reading = announcing();
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> reading.events("{\"choices\":[{\"delta\":{\"content\":\"hi\"}}]"));
		assertThat(reading.chunks).isEmpty();
	}

	@Test
	@DisplayName("L19 the last usage wins")
	void takesTheLastUsage() {
		CascadeChunk.End end = new Reading()
			.events(text("hi"), "{\"usage\":{\"prompt_tokens\":1,\"cost\":0.1}}", "{\"usage\":{\"prompt_tokens\":2}}",
					"{\"usage\":null}", STOP)
			.complete();
		assertThat(end.usage()).isEqualTo(new Usage(2L, null, null, null, null, null));
		assertThat(end.cost().amount()).isEqualByComparingTo("0.1");
	}

	@Test
	@DisplayName("G23 I04 absent usage and cost are unknown and not 0")
	void inventsNoUsage() {
		CascadeChunk.End end = new Reading().events(text("hi"), STOP, "[DONE]").complete();
		assertThat(end.usage()).isNull();
		assertThat(end.cost()).isEqualTo(Cost.UNKNOWN);
		CascadeChunk.End odd = new Reading().events(text("hi"), STOP,
				"{\"usage\":{\"prompt_tokens\":\"many\",\"completion_tokens\":{},\"cost\":null,\"cost_details\":7}}")
			.complete();
		assertThat(odd.usage()).isEqualTo(new Usage(null, null, null, null, null, null));
		assertThat(odd.cost()).isEqualTo(Cost.UNKNOWN);
	}

	@Test
	@DisplayName("G09 a finish reason without [DONE] is complete, and [DONE] without a finish reason too")
	void completesWithEitherEnd() {
		assertThat(new Reading().events(text("hi"), STOP).complete().finishReason()).isEqualTo("stop");
		assertThat(new Reading().events(text("hi"), "[DONE]").complete().finishReason()).isNull();
		Reading reading = new Reading().events(text("hi"), STOP, "[DONE]", text("late"), "garbage");
		reading.complete();
		assertThat(reading.text()).isEqualTo("hi");
	}

	@Test
	@DisplayName("G07 G08 a stream without finish reason and [DONE] is incomplete")
	void findsACutIncomplete() {
		assertThat(failure(new Reading().events(text("hi")))).isEqualTo(FailureKind.INCOMPLETE);
	}

	@Test
	@DisplayName("G08 a cut inside the last event does not count as its end")
	void findsACutInsideTheLastEventIncomplete() {
		String last = "data: {\"choices\":[{\"delta\":{\"content\":\"the rest\"},\"finish_reason\":\"stop\"}]}";
		for (int at = 1; at < last.length(); at++) {
			Reading reading = new Reading().events(text("hi ")).raw(last.substring(0, at));
			assertThat(failure(reading)).as(last.substring(0, at)).isEqualTo(FailureKind.INCOMPLETE);
		}
		Reading whole = new Reading().events(text("hi ")).raw(last);
		whole.complete();
		assertThat(whole.text()).isEqualTo("hi the rest");
	}

	@Test
	@DisplayName("G12 A17 A18 nothing is no answer")
	void findsAnEmptyAnswer() {
		assertThat(failure(new Reading())).isEqualTo(FailureKind.EMPTY_ANSWER);
		assertThat(failure(new Reading().events("[DONE]"))).isEqualTo(FailureKind.EMPTY_ANSWER);
		assertThat(failure(new Reading().events(STOP))).isEqualTo(FailureKind.EMPTY_ANSWER);
		assertThat(failure(new Reading().events(text(" \n\t"), STOP))).isEqualTo(FailureKind.EMPTY_ANSWER);
		assertThat(failure(new Reading().raw(": OPENROUTER PROCESSING\n\n"))).isEqualTo(FailureKind.EMPTY_ANSWER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\n \r\n\t", "{}", "[]", "{}{}", "{\"choices\":[]}", "{\"choices\":null}",
			"{\"choices\":{}}", "{\"choices\":[null]}", "{\"choices\":[{}]}", "{\"choices\":[{\"message\":null}]}",
			"{\"choices\":[{\"message\":{\"content\":null},\"finish_reason\":\"stop\"}]}",
			"{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}",
			"{\"choices\":[{\"message\":{\"content\":\" \\n\",\"tool_calls\":[]},\"finish_reason\":\"stop\"}]}",
			"{\"choices\":[{\"message\":{\"content\":[],\"images\":[],\"audio\":null,\"refusal\":\"\"}}]}",
			"{\"choices\":[{\"message\":{\"reasoning\":\"hm\"},\"finish_reason\":\"stop\"}]}",
			"{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}" })
	@DisplayName("A17 A18 A19 L16 a whole answer with nothing in it is empty")
	void findsAnEmptyWholeAnswer(String body) {
		assertThat(wholeFailure(body).kind()).isEqualTo(FailureKind.EMPTY_ANSWER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\"}}]", "\"refusal\":\"no\"",
			"\"images\":[{\"image_url\":{\"url\":\"data:x\"}}]", "\"audio\":{\"data\":\"AA\"}",
			"\"content\":[{\"type\":\"text\",\"text\":\"parts\"}]" })
	@DisplayName("A18 tool calls, refusals, images and sound are no empty answer")
	void findsOtherContentThanText(String content) {
		Reading reading = new Reading();
		reading.whole("{\"choices\":[{\"message\":{%s},\"finish_reason\":\"stop\"}]}".formatted(content));
		assertThat(reading.chunks).hasSize(1);
	}

	@Test
	@DisplayName("L16 white space before a body is skipped")
	void skipsWhiteSpaceBeforeABody() {
		Reading reading = new Reading();
		reading.whole("\n ".repeat(88) + WHOLE + "\n ");
		assertThat(reading.text()).isEqualTo("hi é€𝄞");
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html>", "x", "{", "\"text\"", "42", "{\"choices\":[{\"message\":{" })
	void findsAMalformedBody(String body) {
		assertThat(wholeFailure(body).kind()).isEqualTo(FailureKind.MALFORMED);
	}

	@Test
	@DisplayName("A18 reasoning that used up max_tokens is not tried again")
	void findsReasoningThatUsedUpTheTokens() {
		assertThat(failure(new Reading().events(delta("\"reasoning\":\"hm\""),
				"{\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}")))
			.isEqualTo(FailureKind.REASONING_EXHAUSTED);
	}

	@Test
	@DisplayName("A19 H08 finish reasons that are failures")
	void findsFinishReasonsThatAreFailures() {
		assertThat(failure(new Reading().events(text("hi"), STOP.replace("stop", "content_filter"))))
			.isEqualTo(FailureKind.CONTENT_POLICY);
		assertThat(failure(new Reading().events(text("hi"), STOP.replace("stop", "error"))))
			.isEqualTo(FailureKind.INCOMPLETE);
		assertThat(failure(new Reading().events(STOP.replace("stop", "error")))).isEqualTo(FailureKind.EMPTY_ANSWER);
	}

	@Test
	@DisplayName("A20 a finish reason is a failure where the chain says so, and no other one")
	void rejectsFinishReasonsThatTheChainLists() {
		CallSettings settings = Fixtures.settings(
				FallbackRules.DEFAULTS.withFinishReasonsAsFailure(List.of("length", "odd_one")), StreamRules.DEFAULTS);
		String length = STOP.replace("stop", "length");
		assertThat(failure(new Reading(settings).events(text("hi"), length))).isEqualTo(FailureKind.REJECTED);
		assertThat(failure(new Reading(settings).events(text("hi"), STOP.replace("stop", "odd_one"))))
			.isEqualTo(FailureKind.REJECTED);
		assertThat(new Reading(settings).events(text("hi"), STOP).complete().finishReason()).isEqualTo("stop");
		assertThat(new Reading(settings).events(text("hi"), "[DONE]").complete().finishReason()).isNull();
		assertThat(new Reading().events(text("hi"), length).complete().finishReason()).isEqualTo("length");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"error\":{\"code\":502,\"message\":\"gone\"}}",
			"{\"error\":{\"code\":\"502\",\"message\":\"gone\"},\"choices\":[]}",
			"{\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}],\"error\":{\"code\":502,\"message\":\"gone\"}}",
			"{\"error\":{\"http_status\":502,\"message\":\"gone\"},\"choices\":[{\"finish_reason\":null}],\"usage\":{\"cost\":1}}",
			"{\"choices\":[{\"finish_reason\":\"error\",\"error\":{\"code\":502,\"message\":\"gone\"},\"delta\":{}}]}" })
	@DisplayName("A16 A19 G02 G18 an error is found in every place of an event or a body")
	void findsErrorsInEveryPlace(String json) {
		Reading reading = new Reading();
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> reading.events(delta("\"content\":\"partial\""), json))
			.withMessage("openrouter: unavailable (502), gone");
		assertThat(reading.text()).isEqualTo("partial");
		assertThat(wholeFailure(json.replace("\"delta\"", "\"message\"")).status()).isEqualTo(502);
	}

	@Test
	@DisplayName("I02 usage beside an error is kept")
	void keepsUsageBesideAnError() {
		Reading reading = new Reading();
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(
				() -> reading.events("{\"usage\":{\"prompt_tokens\":3,\"cost\":0.5},\"error\":{\"code\":500}}"));
		assertThat(reading.reader.answer().end().usage()).isEqualTo(new Usage(3L, null, null, null, null, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "nonsense", "[1]", "42", "{}}", "{\"a\":tru}", "{\"a\":1,,}", "\"now\"", "{\"type\":ping}",
			"{'a':1}" })
	@DisplayName("G10 a malformed event that can hold no content is skipped and counted, or fails")
	void skipsOrFailsMalformedEvents(String event) {
		Reading reading = new Reading().events(text("a"), event, text("b"), STOP);
		reading.complete();
		assertThat(reading.chunks).containsExactly(new CascadeChunk.Text("a"), new CascadeChunk.Text("b"));
		assertThat(reading.reader.malformed()).isEqualTo(1);
		CallSettings strict = Fixtures.settings(FallbackRules.DEFAULTS,
				StreamRules.DEFAULTS.withOnMalformedEvent(StreamRules.OnMalformedEvent.FAIL));
		assertThat(catchThrowableOfType(UpstreamException.class, () -> new Reading(strict).events(event)).kind())
			.isEqualTo(FailureKind.MALFORMED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "}]}", "ent\":\"lost\"}}]}", "{\"choices\":[{\"delta\":{\"content\":\"lost\"}",
			"{\"choices\":[{\"delta\":{\"reasoning\":\"lost\",", "{\"id\":\"x", "{\"delta\":{\"text\":\"lost}}",
			"{\"choices\":[{\"delta\":{\"content\":" })
	@DisplayName("G10 M01 a malformed event that may hold content is a hole, and no answer with a hole is whole")
	void findsAHoleIncomplete(String event) {
		Reading reading = new Reading().events(text("a"));
		assertThat(catchThrowableOfType(UpstreamException.class, () -> reading.events(event)).kind())
			.isEqualTo(FailureKind.INCOMPLETE);
		assertThat(reading.reader.malformed()).isEqualTo(1);
		Reading after = new Reading().events(text("a"), STOP, event);
		assertThat(after.complete().finishReason()).isEqualTo("stop");
		Reading between = new Reading().events(text("a"), STOP, event);
		assertThat(
				catchThrowableOfType(UpstreamException.class, () -> between.events(text("b"), STOP).complete()).kind())
			.isEqualTo(FailureKind.INCOMPLETE);
	}

	@Test
	@DisplayName("G10 a malformed event leaves nothing behind")
	void takesNothingFromAMalformedEvent() {
		Reading reading = new Reading().events(text("a"), STOP);
		reading.events(
				"{\"choices\":[{\"delta\":{\"content\":\"lost\"},\"finish_reason\":\"length\"}],\"error\":{\"code\":500},");
		assertThat(reading.complete().finishReason()).isEqualTo("stop");
		assertThat(reading.text()).isEqualTo("a");
	}

	@Test
	void ignoresUnknownFieldsAndOddValues() {
		Reading reading = new Reading().events("""
				{"future":{"a":[{"b":{}}]},"id":7,"model":{"x":1},"provider":["y"],"service_tier":["z"],"choices":[
				{"index":"x","delta":{"role":"oracle","future":[[1]],"content":"a","tool_calls":null,"images":{},
				"annotations":"x","audio":[],"reasoning":{},"reasoning_details":{}},"finish_reason":{"odd":1},
				"logprobs":[1]}],"usage":[],"openrouter_metadata":"x","error":null}""".replace("\n", ""), """
				{"choices":[{"delta":{"content":7},"finish_reason":"end_turn"}]}""");
		CascadeChunk.End end = reading.complete();
		assertThat(reading.text()).isEqualTo("a7");
		assertThat(end.finishReason()).isEqualTo("end_turn");
		assertThat(end.served().model()).isEqualTo("openai/gpt-5-mini");
	}

	@Test
	void reportsThoughtsOnce() {
		Reading reading = new Reading().events(
				delta("\"reasoning\":\"hm\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"hm\"}]"),
				delta("\"reasoning_details\":[{\"type\":\"reasoning.summary\",\"summary\":\"so\"}]"),
				delta("\"reasoning\":\"x\",\"reasoning_content\":\"x\""),
				delta("\"reasoning\":null,\"reasoning_details\":[]"));
		assertThat(reading.chunks).containsExactly(
				new CascadeChunk.Reasoning("hm", List.of(Map.of("type", "reasoning.text", "text", "hm"))),
				new CascadeChunk.Reasoning("so", List.of(Map.of("type", "reasoning.summary", "summary", "so"))),
				new CascadeChunk.Reasoning("x", List.of()));
	}

	@Test
	void readsSoundImagesAndRefusals() {
		Reading reading = new Reading().events(delta("\"audio\":{\"data\":\"AA\",\"transcript\":\"hi\"}"),
				delta("\"audio\":{\"id\":\"a\"}"), delta("\"images\":[{\"image_url\":{\"url\":\"u\"}},{},7]"),
				delta("\"refusal\":\"no\""));
		assertThat(reading.chunks).containsExactly(new CascadeChunk.Media("audio", "AA", "hi"),
				new CascadeChunk.Media("image", "u", null), new CascadeChunk.Refusal("no"));
	}

	@Test
	void refusesAnswersAndEventsThatAreTooLarge() {
		UpstreamSettings settings = Fixtures.upstream(100, 300);
		Reading answer = new Reading(Fixtures.call(Fixtures.QUESTION, Fixtures.hop("a/b")), settings)
			.events(text("x".repeat(60)));
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> answer.events(text("x".repeat(60))))
			.withMessageContaining("max-answer-size")
			.matches((failure) -> failure.kind() == FailureKind.TOO_LARGE);
		Reading event = new Reading(Fixtures.call(Fixtures.QUESTION, Fixtures.hop("a/b")), settings);
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> event.events(text("x".repeat(400))))
			.withMessageContaining("max-event-size")
			.matches((failure) -> failure.kind() == FailureKind.TOO_LARGE);
	}

	@Test
	void survivesDeepNesting() {
		String deep = "{\"a\":".repeat(100_000);
		assertThat(wholeFailure(deep).kind()).isEqualTo(FailureKind.MALFORMED);
		assertThat(wholeFailure("{\"error\":" + "[".repeat(100_000)).kind()).isEqualTo(FailureKind.MALFORMED);
	}

	static LongStream seeds() {
		return LongStream.range(0, 300);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("A22 G10 no damage to a body or a stream ends in anything but an answer or a failure")
	void turnsAnyDamageIntoAnAnswerOrAFailure(long seed) {
		Random random = new Random(seed);
		byte[] body = damaged(Fixtures.utf8(WHOLE), random);
		Reading whole = new Reading();
		expectAnswerOrFailure(() -> {
			whole.reader.read(Fixtures.buffer(body), whole.chunks::add);
			whole.complete();
		});
		byte[] stream = damaged(Fixtures.utf8("data: " + WHOLE.replace("\n", "") + "\n\ndata: " + text("a")
				+ "\n\ndata: " + STOP + "\n\ndata: [DONE]\n\n"), random);
		Reading streamed = new Reading();
		expectAnswerOrFailure(() -> {
			streamed.reader.read(Fixtures.buffer(stream), streamed.chunks::add);
			streamed.complete();
		});
	}

	private static void expectAnswerOrFailure(Runnable reading) {
		try {
			reading.run();
		}
		catch (UpstreamException ex) {
			assertThat(ex.kind()).isNotNull();
		}
	}

	private static byte[] damaged(byte[] bytes, Random random) {
		byte[] copy = bytes.clone();
		for (int i = random.nextInt(4); i > 0; i--) {
			copy[random.nextInt(copy.length)] = (byte) (random.nextBoolean() ? random.nextInt(256)
					: "{}[]\",:0-eE.\\ntf".charAt(random.nextInt(16)));
		}
		return random.nextBoolean() ? copy : Arrays.copyOf(copy, random.nextInt(copy.length));
	}

	private static String text(String text) {
		return delta("\"content\":\"" + text.replace("\n", "\\n").replace("\t", "\\t") + "\"");
	}

	private static String delta(String fields) {
		return "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",%s},\"finish_reason\":null}]}"
			.formatted(fields);
	}

	private static FailureKind failure(Reading reading) {
		return catchThrowableOfType(UpstreamException.class, reading::complete).kind();
	}

	private static UpstreamException wholeFailure(String body) {
		return catchThrowableOfType(UpstreamException.class, () -> new Reading().whole(body));
	}

}
