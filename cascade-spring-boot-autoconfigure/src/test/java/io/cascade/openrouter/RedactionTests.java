package io.cascade.openrouter;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.FailureKind;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.Tool;
import io.cascade.ToolCall;
import io.cascade.UpstreamException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Redaction} and what {@link FailureFactory} makes of an error.
 */
class RedactionTests {

	private static final String KEY = "very-own-key-000111222";

	private static final String SECRET = "abcdEFGH12345678";

	static LongStream seeds() {
		return LongStream.range(0, 200);
	}

	@Test
	@DisplayName("K07 the own key is masked, whatever it looks like")
	void masksTheOwnKey() {
		assertThat(redact("no credit for " + KEY + ", sorry")).isEqualTo("no credit for ***, sorry");
		assertThat(redact("<" + KEY + "><" + KEY + ">")).doesNotContain("very-own");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer " + SECRET, "bearer   " + SECRET, "Authorization: " + SECRET,
			"Authorization: Bearer " + SECRET, "authorization=Basic " + SECRET,
			"'Authorization': 'Bearer " + SECRET + "'", "\"authorization\":\"Bearer " + SECRET + "\"",
			"api_key=" + SECRET, "apikey: " + SECRET, "x-api-key: " + SECRET, "\"api_key\": \"" + SECRET + "\"",
			"token=" + SECRET, "access_token=" + SECRET, "https://host/v1?key=" + SECRET, "sk-" + SECRET,
			"sk-or-v1-" + SECRET, "key sk-proj-" + SECRET + " is wrong", "Incorrect API key provided: sk-" + SECRET,
			"gsk_" + SECRET, "xai-" + SECRET, "hf_" + SECRET, "AIza" + SECRET + SECRET })
	@DisplayName("K07 other keys are masked in every spelling")
	void masksOtherKeys(String words) {
		assertThat(redact("refused: " + words)).startsWith("refused: ").doesNotContain(SECRET);
	}

	@Test
	@DisplayName("H09 a model's own system message and the descriptions of tools are masked too")
	void masksWhatElseWasSaid() {
		CascadeRequest request = CascadeRequest.of("Why?")
			.tools(Tool.of("pay", "Transfers money from the account of the customer", Map.of()));
		Target target = new Target(Fixtures.OPENROUTER, "a/x", "test", Options.none(), ProviderPreferences.none(),
				new Target.Traits("You are the oracle of the sales department", null, false, null, null));
		assertThat(new Redaction(null).apply("flagged: 'the oracle of the sales department' and "
				+ "'Transfers money from the account of the customer'", request, List.of(target)))
			.isEqualTo("flagged: '[prompt]' and '[prompt]'");
	}

	@Test
	void keepsWordsThatTellNothing() {
		String words = "This model's maximum context length is 8192 tokens, max_tokens: 900. Visit the docs";
		assertThat(redact(words)).isEqualTo(words);
		assertThat(new Redaction(null).apply(null, Fixtures.QUESTION, List.of())).isNull();
		assertThat(new Redaction(" ").apply("a b", Fixtures.QUESTION, List.of())).isEqualTo("a b");
	}

	@Test
	void cutsLongWords() {
		assertThat(redact("x y ".repeat(1000))).hasSize(301).endsWith("…");
	}

	@Test
	@DisplayName("K07 a key at the cut does not show its beginning")
	void masksAKeyAtTheCut() {
		assertThat(redact("x".repeat(290) + " " + KEY)).doesNotContain("very");
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("H09 a quote of the prompt is masked wherever it stands")
	void masksQuotesOfThePrompt(long seed) {
		Random random = new Random(seed);
		String prompt = words(random, 20 + random.nextInt(500));
		int length = Math.min(prompt.length(), 16 + random.nextInt(150));
		int from = random.nextInt(prompt.length() - length + 1);
		String quote = prompt.substring(from, from + length);
		String told = redact("#".repeat(random.nextInt(40)) + " flagged <" + quote + "> in input",
				CascadeRequest.of(Message.system("Be brief and kind."), Message.user(prompt)));
		assertThat(told).contains("flagged", "[prompt]");
		for (int at = 0; at + 16 <= quote.length(); at++) {
			assertThat(told).doesNotContain(quote.substring(at, at + 16));
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("H09 a whole short prompt is masked wherever it stands")
	void masksAWholeShortPrompt(long seed) {
		Random random = new Random(seed);
		String prompt = "pin " + (1000 + random.nextInt(9000)) + "Q".repeat(random.nextInt(7));
		assertThat(redact("#".repeat(random.nextInt(30)) + prompt + " is bad", CascadeRequest.of(prompt)))
			.doesNotContain(prompt)
			.contains("[prompt] is bad");
	}

	@Test
	@DisplayName("H09 a quote is found although its pieces stand elsewhere in the prompt too")
	void masksQuotesOfPromptsThatRepeatThemselves() {
		String prompt = "abcdefgh-ijklmnop-abcdefghijklmnop";
		assertThat(redact("abcdefghijklmnop", CascadeRequest.of(prompt))).isEqualTo("[prompt]");
		String chat = IntStream.range(0, 50).mapToObj((i) -> "password" + i + "|").reduce("", String::concat)
				+ "passwordpassword hunter2";
		assertThat(redact("passwordpassword hunter2", CascadeRequest.of(chat))).doesNotContain("hunter2");
	}

	@Test
	@DisplayName("H09 everything that a message says counts as prompt")
	void masksQuotesOfEverythingInAMessage() {
		CascadeRequest request = CascadeRequest.of(
				Message.user(ContentPart.image("https://private.example/photo?sig=0123456789"),
						ContentPart.file("diagnosis-of-john-doe.pdf", "data:application/pdf;base64,QUJDREVGR0hJSktM")),
				Message.assistant(List.of(new ToolCall("call_1", "look_up", "{\"patient\":\"John Doe, 1970\"}"))),
				Message.tool("call_1", "the result is confidential"));
		assertThat(redact("can't load https://private.example/photo?sig=0123456789", request))
			.doesNotContain("private.example");
		assertThat(redact("bad file data:application/pdf;base64,QUJDREVGR0hJSktM", request))
			.doesNotContain("QUJDREVGR0hJSktM");
		assertThat(redact("bad name diagnosis-of-john-doe.pdf", request)).doesNotContain("john-doe");
		assertThat(redact("bad call {\"patient\":\"John Doe, 1970\"}", request)).doesNotContain("John Doe");
		assertThat(redact("bad text: the result is confidential", request)).doesNotContain("confidential");
	}

	@Test
	@DisplayName("H09 line breaks in the quote or the prompt do not hide it")
	void masksQuotesWithOtherWhiteSpace() {
		CascadeRequest request = CascadeRequest.of("My diagnosis\n\nis   none of your business");
		assertThat(redact("flagged: My diagnosis is\tnone of\r\nyour business", request))
			.isEqualTo("flagged: [prompt]");
	}

	@Test
	@DisplayName("H09 a moderation error reports its categories and not the input")
	void reportsCategoriesOnly() {
		CascadeRequest request = CascadeRequest.of("How do I hurt my neighbour?");
		UpstreamException failure = Fixtures.failures(KEY, request).of(Fixtures.error(403, """
				{"error":{"code":403,"message":"Your input was flagged","metadata":{"reasons":["violence"],
				"flagged_input":"How do I hurt my neighbour?","provider_name":"OpenAI"}}}"""));
		assertThat(failure.getMessage()).contains("content-policy", "[violence]").doesNotContain("neighbour");
		assertThat(failure.toString()).doesNotContain("neighbour");
	}

	@Test
	@DisplayName("K07 H09 keys and prompts in the categories, the raw message or the cause are masked")
	void masksAllThatGoesIntoAnException() {
		CascadeRequest request = CascadeRequest.of("How do I hurt my neighbour?");
		FailureFactory failures = Fixtures.failures(KEY, request);
		String reasons = "{'error':{'message':'no','metadata':{'reasons':['How do I hurt my neighbour?','" + KEY
				+ "']}}}";
		String raw = "{'error':{'message':'Provider returned error','metadata':{'provider_name':'X','raw':{'message':'"
				+ KEY + " said: How do I hurt my neighbour?'}}}}";
		List<UpstreamException> told = List
			.of(failures.of(Fixtures.error(403, reasons.replace('\'', '"'))),
					failures.of(Fixtures.error(400, raw.replace('\'', '"'))),
					failures.of(new IllegalStateException("outer",
							new RuntimeException(KEY + " How do I hurt my neighbour?")), FailureKind.RESET),
					failures.of(ErrorBody.inside(KEY + " How do I hurt my neighbour?", HttpHeaders.EMPTY,
							RouterMetadata.NONE)));
		assertThat(told).allSatisfy(
				(failure) -> assertThat(failure.getMessage() + failure.details()).doesNotContain("neighbour", KEY));
	}

	private static String redact(String words) {
		return redact(words, CascadeRequest.of("What is the capital of France?"));
	}

	@SuppressWarnings("NullAway")
	private static String redact(String words, CascadeRequest request) {
		return new Redaction(KEY).apply(words, request, List.of());
	}

	private static String words(Random random, int length) {
		StringBuilder words = new StringBuilder();
		while (words.length() < length) {
			words.append((random.nextInt(5) == 0) ? ' ' : (char) ('a' + random.nextInt(26)));
		}
		return words.toString().strip() + "quoted to its very end.";
	}

}
