package io.cascade.openrouter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.AnswerFold;
import io.cascade.CascadeChunk;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.ToolCall;
import io.cascade.UpstreamException;
import io.cascade.openrouter.Fixtures.Reading;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What belongs together in an answer, and what is kept of it.
 */
class IdentityTests {

	private static final ToolCall A = new ToolCall("a", "f", "{\"x\":1}");

	private static final ToolCall B = new ToolCall("b", "f", "{\"x\":2}");

	private static CascadeResponse read(String... deltas) {
		Reading reading = new Reading();
		for (String delta : deltas) {
			reading.events(
					"{'choices':[{'index':0,'delta':{%s}}]}".formatted(delta).replace("#", "\\\"").replace('\'', '"'));
		}
		reading.events("[DONE]");
		AnswerFold fold = new AnswerFold();
		CascadeChunk.End end = reading.complete();
		reading.chunks.forEach(fold::add);
		fold.add(end);
		return fold.complete();
	}

	private static List<ToolCall> calls(String... arrays) {
		List<String> deltas = new ArrayList<>();
		for (String array : arrays) {
			deltas.add("'tool_calls':[" + array + "]");
		}
		return read(deltas.toArray(new String[0])).toolCalls();
	}

	private static String call(String head, String arguments) {
		return "{%s'function':{'name':'f','arguments':'%s'}}".formatted(head, arguments);
	}

	@Test
	@DisplayName("T01 another id is another call, in two chunks and in one")
	void distinguishesCallsById() {
		String a = call("'index':0,'id':'a',", "{#x#:1}");
		String b = call("'index':0,'id':'b',", "{#x#:2}");
		assertThat(calls(a, b)).containsExactly(A, B);
		assertThat(calls(a + "," + b)).containsExactly(A, B);
		assertThat(calls(a, b, "{'index':0,'function':{'arguments':' '}}")).containsExactly(A, B);
	}

	@Test
	@DisplayName("T03 one id twice is two calls where the arguments were whole")
	void makesIdsUnique() {
		ToolCall second = new ToolCall("a_2", "f", "{\"x\":2}");
		String first = call("'id':'a',", "{#x#:1}");
		assertThat(calls(first + "," + call("'id':'a',", "{#x#:2}"))).containsExactly(A, second);
		assertThat(calls(first, call("'id':'a',", "{#x#:2}"))).containsExactly(A, second);
		assertThat(calls(call("'index':0,'id':'a',", "{#x#:1}"), call("'index':1,'id':'a',", "{#x#:2}")))
			.containsExactly(A, second);
		assertThat(calls(call("", "{#x#:1}"), call("", "{#x#:2}"))).extracting(ToolCall::id)
			.containsExactly("call_0", "call_1");
		assertThat(calls(call("'id':'call_1',", "{}") + "," + call("", "{}"))).extracting(ToolCall::id)
			.doesNotHaveDuplicates();
	}

	@Test
	@DisplayName("T01 what is repeated or changes on each piece begins no other call")
	void joinsWhatBelongsTogether() {
		assertThat(calls(call("'index':0,'id':'a',", "{#x#"), call("'index':0,'id':'a',", ":1}"))).containsExactly(A);
		assertThat(calls(call("'id':'a',", ""), call("'id':'a',", "{#x#:"), call("'id':'a',", "1}")))
			.containsExactly(A);
		assertThat(calls(call("'index':0,'id':'a',", "{#x#"), "{'index':0,'id':'z','function':{'arguments':':1}'}}"))
			.containsExactly(A);
		assertThat(calls(call("'index':7,'id':'a',", "{#x#:1}"), call("'index':3,'id':'b',", "{#x#:2}")))
			.containsExactly(B, A);
		assertThat(calls("{'index':0,'id':'a','function':{'name':'f','arguments':{'x':1}}}")).containsExactly(A);
		assertThat(calls(call("'id':'a',", "{#x#:#{#") + "," + call("'id':'b',", "{#x#:2}"),
				"{'id':'a','function':{'arguments':'}'}}"))
			.extracting(ToolCall::arguments)
			.containsExactly("{\"x\":\"{\"}", "{\"x\":2}");
	}

	@Test
	@DisplayName("T04 T05 O01 reasoning details keep their order and are not modified")
	void keepsReasoningDetails() {
		String a = "{'type':'reasoning.summary','summary':'a','id':null,'index':0}";
		String b = "{'type':'reasoning.summary','summary':'b','index':0}";
		String one = "{'type':'reasoning.encrypted','data':'AAAA','id':'r1','index':0}";
		String c = "{'type':'reasoning.summary','summary':'c','index':0}";
		String two = "{'type':'reasoning.encrypted','data':'BBBB','id':'r2','index':0}";
		String whole = "'content':'x','reasoning_details':[" + String.join(",", a, b, one, c, two) + "]";
		assertThat(details(whole)).extracting((detail) -> detail.getOrDefault("summary", detail.get("data")))
			.containsExactly("a", "b", "AAAA", "c", "BBBB");
		assertThat(details(whole).get(0)).containsEntry("id", null);
		String piece = "'reasoning_details':[%s]";
		assertThat(details("'content':'x'", piece.formatted(a), piece.formatted(b), piece.formatted(one),
				piece.formatted(c), piece.formatted(two)))
			.isEqualTo(details(whole));
	}

	@Test
	@DisplayName("T04 the pieces of one text are joined, up to its signature")
	void joinsThePiecesOfOneText() {
		String text = "'reasoning_details':[{'type':'reasoning.text','text':'%s','index':0%s}]";
		assertThat(details("'content':'x'", text.formatted("I", ""), text.formatted(" am", ""),
				text.formatted("", ",'signature':'S1'"), text.formatted("So", ""),
				"'reasoning_details':[{'type':'reasoning.encrypted','data':'D','index':0}]", text.formatted("!", "")))
			.extracting((detail) -> detail.getOrDefault("text", detail.get("data")))
			.containsExactly("I am", "So", "D", "!");
	}

	private static List<Map<String, Object>> details(String... deltas) {
		return Objects.requireNonNull(read(deltas).message().reasoning()).details();
	}

	@Test
	@DisplayName("P08 60,000 pieces of a thought are joined in linear time")
	void foldsThoughtsInLinearTime() {
		AnswerFold fold = new AnswerFold();
		CascadeChunk piece = new CascadeChunk.Reasoning("x".repeat(20),
				List.of(Map.of("type", "reasoning.text", "text", "x".repeat(20), "index", 0)));
		long begun = System.nanoTime();
		for (int i = 0; i < 60_000; i++) {
			fold.add(piece);
		}
		fold.add(new Reading().events("{\"choices\":[{\"delta\":{\"content\":\"x\"}}]}", "[DONE]").complete());
		assertThat(Objects.requireNonNull(fold.complete().message().reasoning()).details()).singleElement()
			.satisfies((detail) -> assertThat(String.valueOf(detail.get("text"))).hasSize(1_200_000));
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
	}

	@ParameterizedTest
	@ValueSource(strings = { "'content':'x','annotations':[{'a':'%s'}]", "'images':[{'image_url':{'url':'%s'}}]",
			"'reasoning_details':[{'data':'%s'}]", "'odd':['%s']", "'audio':{'transcript':'%s'}",
			"'tool_calls':[{'index':0,'extra':'%s'}]" })
	@DisplayName("P09 whatever is kept counts")
	void countsWhateverIsKept(String delta) {
		UpstreamSettings settings = Fixtures.upstream(1000, 2000);
		Reading reading = new Reading(Fixtures.call(Fixtures.QUESTION, Fixtures.hop("a/b")), settings);
		String event = "{\"choices\":[{\"delta\":{%s}}]}".formatted(delta.replace('\'', '"'));
		assertThatNoException().isThrownBy(() -> reading.events(event.formatted("x".repeat(700))));
		assertThatExceptionOfType(UpstreamException.class)
			.isThrownBy(() -> reading.events(event.formatted("x".repeat(1300))))
			.matches((failure) -> failure.kind() == FailureKind.TOO_LARGE);
	}

	@Test
	@DisplayName("P08 30,000 calls of one id are told apart in linear time, in one array and in many")
	void distinguishesCallsOfOneIdInLinearTime() {
		String call = "{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";
		String[] arrays = new String[300];
		Arrays.fill(arrays, "{\"choices\":[{\"delta\":{\"tool_calls\":[%s]}}]}"
			.formatted(String.join(",", Collections.nCopies(100, call))));
		long begun = System.nanoTime();
		Reading reading = new Reading(Fixtures.call(Fixtures.QUESTION, Fixtures.hop("a/b")),
				Fixtures.upstream(10_000_000, 1_000_000))
			.events(arrays)
			.events("[DONE]");
		CascadeChunk.End end = reading.complete();
		AnswerFold fold = new AnswerFold();
		reading.chunks.forEach(fold::add);
		for (int i = 30_000; i < 60_000; i++) {
			fold.add(new CascadeChunk.ToolCallDelta(i, "b", "f", "{}"));
		}
		fold.add(end);
		assertThat(fold.complete().toolCalls()).hasSize(60_000)
			.extracting(ToolCall::id)
			.doesNotHaveDuplicates()
			.contains("a", "a_2", "a_30000", "b", "b_30000");
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
	}

	@ParameterizedTest
	@ValueSource(strings = { "'content':'x','annotations':[%s]", "'reasoning_details':[%s]", "'odd':[%s]" })
	@DisplayName("P09 what is empty counts too")
	void countsWhatIsEmpty(String delta) {
		UpstreamSettings settings = Fixtures.upstream(10_000, 20_000);
		for (String nothing : List.of("{}", "{\"a\":[[],[]]}", "{\"\":\"\"}")) {
			Reading reading = new Reading(Fixtures.call(Fixtures.QUESTION, Fixtures.hop("a/b")), settings);
			String event = "{\"choices\":[{\"delta\":{%s}}]}".formatted(delta.replace('\'', '"'))
				.formatted(String.join(",", Collections.nCopies(1000, nothing)));
			assertThatExceptionOfType(UpstreamException.class).as(nothing)
				.isThrownBy(() -> reading.events(event))
				.matches((failure) -> failure.kind() == FailureKind.TOO_LARGE);
		}
	}

	@Test
	@DisplayName("O03 white space is kept in parts, transcripts and thoughts")
	void keepsWhiteSpace() {
		assertThat(read("'content':[{'type':'text','text':'Hello'},{'type':'text','text':' '}]",
				"'content':[{'type':'text','text':'world'}]")
			.text()).isEqualTo("Hello world");
		assertThat(read("'audio':{'transcript':'Hello'}", "'audio':{'transcript':' '}").media())
			.extracting(CascadeChunk.Media::transcript)
			.containsExactly("Hello", " ");
		String piece = "'reasoning_details':[{'type':'reasoning.text','text':'%s'}]";
		assertThat(Objects
			.requireNonNull(
					read("'content':'x'", piece.formatted("a"), piece.formatted(" "), piece.formatted("b")).message()
						.reasoning())
			.text()).isEqualTo("a b");
	}

	@Test
	@DisplayName("O04 a list of content with an image only is an image")
	void findsAnImageInAList() {
		assertThat(read("'content':[{'type':'image_url','image_url':{'url':'u'}}]").media()).hasSize(1);
		assertThat(read("'content':[{'type':'image_url','image_url':'u'}]").media()).hasSize(1);
	}

	@Test
	@DisplayName("W20 no lone half leaves a chunk, in text, thoughts, arguments and refusals")
	void joinsTornCharacters() {
		String high = "\\ud83d";
		String low = "\\ude00";
		CascadeResponse answer = read("'content':'a" + high + "'", "'reasoning':'" + high + "'",
				"'refusal':'" + high + "'",
				"'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'" + high + "'}}]",
				"'tool_calls':[{'index':0,'function':{'arguments':'" + low + "'}}]", "'refusal':'" + low + "'",
				"'reasoning':'" + low + "'", "'content':'" + low + "b'",
				"'content':'" + low + "c" + high + "d" + high + "'");
		assertThat(answer.text()).isEqualTo("a\uD83D\uDE00b\uFFFDc\uFFFDd\uFFFD");
		assertThat(answer.message().refusal()).isEqualTo("\uD83D\uDE00");
		assertThat(answer.toolCalls().get(0).arguments()).isEqualTo("\uD83D\uDE00");
		assertThat(Objects.requireNonNull(answer.message().reasoning()).text()).isEqualTo("\uD83D\uDE00");
	}

	@Test
	@DisplayName("W20 a half whose other half never comes is U+FFFD, wherever it is told, and an answer of nothing else is one")
	void replacesWhatStaysTorn() {
		String high = "\\ud83d";
		CascadeResponse answer = read("'content':'" + high + "'", "'reasoning':'" + high + "'",
				"'refusal':'" + high + "'",
				"'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'" + high + "'}}]",
				"'audio':{'data':'AA','transcript':'" + high + "'}");
		assertThat(answer.text()).isEqualTo("\uFFFD");
		assertThat(answer.message().refusal()).isEqualTo("\uFFFD");
		assertThat(answer.toolCalls().get(0).arguments()).isEqualTo("\uFFFD");
		assertThat(Objects.requireNonNull(answer.message().reasoning()).text()).isEqualTo("\uFFFD");
		assertThat(answer.media()).extracting(CascadeChunk.Media::transcript).contains("\uFFFD");
		assertThat(read("'content':'" + high + "'").text()).isEqualTo("\uFFFD");
	}

	@Test
	@DisplayName("G26 the half of another choice is not joined with the answer")
	void keepsHalvesOfOtherChoicesOut() {
		Reading reading = new Reading().events("{\"choices\":[{\"delta\":{\"content\":\"\\ud83d\"},\"index\":1}]}",
				"{\"choices\":[{\"delta\":{\"content\":\"\\ude00x\"},\"index\":0,\"finish_reason\":\"stop\"}]}");
		reading.complete();
		assertThat(reading.text()).isEqualTo("\uFFFDx");
	}

	@Test
	@DisplayName("O09 what else an answer has is kept")
	void keepsFurtherFields() {
		Reading reading = new Reading()
			.events("{\"created\":17,\"system_fingerprint\":\"fp\",\"openrouter_metadata\":{\"region\":\"iad\"},\"choices\":[{\"delta\":"
					+ "{\"content\":\"x\",\"audio\":{\"id\":\"snd\"}},\"finish_reason\":\"stop\",\"native_finish_reason\":\"STOP\"}]}");
		assertThat(reading.complete().extras().fields()).containsEntry("created", 17)
			.containsEntry("system_fingerprint", "fp")
			.containsEntry("native_finish_reason", "STOP")
			.containsEntry("audio_id", "snd")
			.containsEntry("openrouter_metadata", Map.of("region", "iad"));
	}

}
