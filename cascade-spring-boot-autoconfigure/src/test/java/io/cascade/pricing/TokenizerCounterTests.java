package io.cascade.pricing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.Message;
import io.cascade.ResponseFormat;
import io.cascade.Tool;
import io.cascade.ToolCall;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenizerCounter}.
 */
@Tag("any-jdk")
@ExtendWith(OutputCaptureExtension.class)
class TokenizerCounterTests {

	private static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

	private static final PromptTokens MESSAGE = new PromptTokens(3, 4, 5);

	private final TokenizerCounter counter = new TokenizerCounter(Runnable::run, () -> O200K::countTokensOrdinary);

	@ParameterizedTest
	@CsvSource({ "hello world, 2", "Hello! How are you today?, 7", "antidisestablishmentarianism, 6", "你好世界, 2",
			"1234567890, 4", "<|endoftext|>, 7", "<|endofprompt|>, 7" })
	void countsShortTextAndLeavesAMargin(String text, int tokens) {
		PromptTokens count = text(this.counter, text);
		assertThat(count.expected()).isEqualTo(tokens);
		assertThat(count.least()).isEqualTo(Math.max(1, tokens * 80 / 100));
		assertThat(count.most()).isEqualTo((tokens * 125 + 99) / 100);
	}

	@Test
	void countsTheTextOfEveryPart() {
		ToolCall call = new ToolCall("id", "weather", "{\"city\":\"Paris\"}");
		Message answer = new Message(Message.Role.ASSISTANT, List.of(), List.of(call), null, "I will not",
				new Message.Thoughts("Let me think", List.of(), null));
		CascadeRequest request = CascadeRequest.of(Message.system("Be brief"),
				Message.user(ContentPart.text("Tell me"), ContentPart.text("the weather")), answer);
		long texts = Stream
			.of("Be brief", "Tell me", "the weather", "weather", "{\"city\":\"Paris\"}", "I will not", "Let me think")
			.mapToLong(O200K::countTokensOrdinary)
			.sum();
		assertThat(this.counter.count(request).expected()).isEqualTo(texts + 3 * MESSAGE.expected());
	}

	@Test
	void takesThoughtsWithoutWordsByTheirDetails() {
		Map<String, Object> detail = Map.of("type", "reasoning.encrypted", "data", "x".repeat(400));
		Message answer = new Message(Message.Role.ASSISTANT, List.of(), List.of(), null, null,
				new Message.Thoughts("", List.of(detail), "author"));
		assertThat(this.counter.count(CascadeRequest.of(answer)).expected()).isBetween(100L, 150L);
	}

	@Test
	void estimatesImages() {
		CascadeRequest request = CascadeRequest.of(Message.user(image(), image()));
		assertThat(this.counter.count(request)).isEqualTo(new PromptTokens(173, 1_604, 3_205));
		assertThat(TokenizerCounter.bounds(request)).isEqualTo(new PromptTokens(173, 1_604, 3_205));
	}

	@Test
	void estimatesFilesAndSoundByTheirLength() {
		CascadeRequest request = CascadeRequest.of(Message.user(ContentPart.audio("x".repeat(8_000), "wav"),
				new ContentPart.File(null, "data:application/pdf;base64," + "x".repeat(7_972), null)));
		assertThat(this.counter.count(request)).isEqualTo(new PromptTokens(3, 2_004, 4_005));
	}

	@Test
	void countsLittleForFilesThatAreElsewhere() {
		CascadeRequest uploaded = CascadeRequest.of(Message.user(new ContentPart.File(null, null, "file-1")));
		CascadeRequest linked = CascadeRequest
			.of(Message.user(new ContentPart.File(null, "https://example.com/a.pdf", null)));
		assertThat(this.counter.count(uploaded)).isEqualTo(new PromptTokens(3, 1_004, 20_005));
		assertThat(this.counter.count(linked)).isEqualTo(this.counter.count(uploaded));
	}

	@Test
	void estimatesSchemas() {
		Map<String, Object> schema = Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string")),
				"required", List.of("city"), "additionalProperties", false);
		long exact = O200K.countTokensOrdinary("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},"
				+ "\"required\":[\"city\"],\"additionalProperties\":false}");
		CascadeRequest request = CascadeRequest.of("hello");
		PromptTokens alone = this.counter.count(request);
		PromptTokens formed = this.counter.count(request.responseFormat(ResponseFormat.jsonSchema("a", schema)));
		PromptTokens tooled = this.counter.count(request.tools(Tool.of("a", "b", schema)));
		assertThat(exact + 1).isBetween(formed.least() - alone.most(), formed.most() - alone.least());
		assertThat(formed.expected() - alone.expected()).isBetween(exact * 3 / 4, exact * 4 / 3);
		assertThat(tooled.expected() - alone.expected()).isBetween(exact * 3 / 4, exact * 4 / 3 + 10);
	}

	@Test
	void survivesASchemaThatContainsItself() {
		Map<String, Object> schema = new HashMap<>();
		schema.put("items", schema);
		schema.put("nothing", null);
		CascadeRequest request = CascadeRequest.of("hello").tools(new Tool("a", null, schema, null));
		assertThat(this.counter.count(request).expected()).isPositive();
	}

	@Test
	void countsNothingWhereThereIsNoText() {
		Message empty = new Message(Message.Role.ASSISTANT, List.of(), List.of(), null, null, null);
		assertThat(this.counter.count(CascadeRequest.of(empty))).isEqualTo(MESSAGE);
		assertThat(TokenizerCounter.bounds(CascadeRequest.of(empty))).isEqualTo(MESSAGE);
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void samplesOfLongTextAreWithinTheBounds(Kind kind) {
		for (int seed = 0; seed < 10; seed++) {
			String text = kind.text(new Random(seed), 30_000 + 7_919 * seed);
			PromptTokens count = text(this.counter, text);
			long exact = kind.exact(text);
			assertThat(exact).as("%s %d: %s", kind, seed, count).isBetween(count.least(), count.most());
			assertThat(count.expected()).as("%s %d", kind, seed).isBetween(exact * 85 / 100, exact * 115 / 100);
		}
	}

	@Test
	void samplesAreSpreadOverAllMessages() {
		Random random = new Random(1);
		Message[] messages = IntStream.range(0, 600)
			.mapToObj((number) -> Message.user(Kind.values()[number / 100 % 4].text(random, 1 + random.nextInt(200))))
			.toArray(Message[]::new);
		long exact = Stream.of(messages).mapToLong((message) -> O200K.countTokensOrdinary(message.text())).sum();
		PromptTokens count = this.counter.count(CascadeRequest.of(messages));
		assertThat(exact + 600 * 4).isBetween(count.least(), count.most());
	}

	@Test
	void countsAFewThousandCharactersOfATextOfAnyLength() {
		AtomicInteger seen = new AtomicInteger();
		TokenizerCounter watched = new TokenizerCounter(Runnable::run, () -> (text) -> {
			seen.addAndGet(text.length());
			return 1;
		});
		watched.count(CascadeRequest.of("a".repeat(1_000_000)));
		assertThat(seen.get()).isEqualTo(4_000);
	}

	@Test
	void neverHandsALongRunToTheTokenizer() {
		AtomicInteger longest = new AtomicInteger();
		TokenizerCounter watched = new TokenizerCounter(Runnable::run, () -> (text) -> {
			longest.accumulateAndGet(text.length(), Math::max);
			return 1;
		});
		Stream.of("a", "😀", " ", "\n", "a b ", "\ud800")
			.forEach((unit) -> watched.count(CascadeRequest.of(unit.repeat(8_000 / unit.length()))));
		assertThat(longest.get()).isEqualTo(128);
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void boundsAreInOrderAndNarrowerThanTheCheapOnes(Kind kind) {
		TokenizerCounter unloaded = new TokenizerCounter((load) -> {
		}, () -> O200K::countTokensOrdinary);
		Random random = new Random(7);
		for (int round = 0; round < 100; round++) {
			CascadeRequest request = CascadeRequest.of(kind.text(random, 1 + random.nextInt(12_000)));
			assertInOrder(this.counter.count(request), request);
			assertInOrder(unloaded.count(request), request);
		}
	}

	private static void assertInOrder(PromptTokens count, CascadeRequest request) {
		PromptTokens bounds = TokenizerCounter.bounds(request);
		assertThat(count.least()).isBetween(bounds.least() + 1, count.expected());
		assertThat(count.most()).isBetween(count.expected(), bounds.most());
		assertThat(bounds.expected()).isBetween(bounds.least(), bounds.most());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "hello", "héllo", "你好", "😀😀", "a😀" })
	void boundsAreTheLengthInUtf8(String text) {
		int bytes = text.getBytes(StandardCharsets.UTF_8).length;
		assertThat(TokenizerCounter.bounds(CascadeRequest.of(text)))
			.isEqualTo(new PromptTokens(3, 4 + text.length() / 4, 5 + bytes));
	}

	@Test
	void halfAPairIsWhatItIsReplacedWith() {
		assertThat(TokenizerCounter.bounds(CascadeRequest.of("\ud83d")).most()).isEqualTo(5 + 3);
		assertThat(TokenizerCounter.bounds(CascadeRequest.of("\ude00\ud83d")).most()).isEqualTo(5 + 6);
	}

	@Test
	void charactersAreTheMeasureUntilTheTokenizerIsLoaded() {
		Queue<Runnable> jobs = new ArrayDeque<>();
		TokenizerCounter loading = new TokenizerCounter(jobs::add, () -> O200K::countTokensOrdinary);
		assertThat(jobs).isEmpty();
		assertThat(text(loading, "antidisestablishmentarianism")).isEqualTo(new PromptTokens(3, 7, 14));
		assertThat(text(loading, "你好世界")).isEqualTo(new PromptTokens(2, 4, 8));
		assertThat(text(loading, "a")).isEqualTo(PromptTokens.exactly(1));
		assertThat(jobs).hasSize(1);
		jobs.remove().run();
		assertThat(text(loading, "antidisestablishmentarianism").expected()).isEqualTo(6);
		assertThat(jobs).isEmpty();
	}

	@Test
	void loadsTheTokenizerOfTheLibrary() {
		TokenizerCounter real = TokenizerCounter.loadingOn(Runnable::run);
		assertThat(text(real, "antidisestablishmentarianism").expected()).isEqualTo(6);
	}

	@Test
	void reportsOnceThatTheTokenizerCannotBeLoaded(CapturedOutput output) {
		TokenizerCounter broken = new TokenizerCounter(Runnable::run, () -> {
			throw new NoClassDefFoundError("com/knuddels/jtokkit/Encodings");
		});
		assertThat(text(broken, "antidisestablishmentarianism").expected()).isEqualTo(7);
		assertThat(text(broken, "antidisestablishmentarianism").expected()).isEqualTo(7);
		assertThat(output.toString().lines()).singleElement().asString().contains("WARN", "jtokkit/Encodings");
	}

	@Test
	void reportsOnceThatNobodyLoadsTheTokenizer(CapturedOutput output) {
		TokenizerCounter broken = new TokenizerCounter((load) -> {
			throw new RejectedExecutionException("shut down");
		}, () -> O200K::countTokensOrdinary);
		assertThat(text(broken, "antidisestablishmentarianism").expected()).isEqualTo(7);
		assertThat(text(broken, "antidisestablishmentarianism").expected()).isEqualTo(7);
		assertThat(output.toString().lines()).singleElement().asString().contains("WARN", "shut down");
	}

	@Test
	void manyThreadsCountTheSame() throws Exception {
		AtomicInteger loads = new AtomicInteger();
		TokenizerCounter shared = new TokenizerCounter(Runnable::run, () -> {
			loads.incrementAndGet();
			return O200K::countTokensOrdinary;
		});
		CascadeRequest request = CascadeRequest.of(Kind.JSON.text(new Random(3), 20_000));
		PromptTokens measured = this.counter.count(request);
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			List<Future<PromptTokens>> counts = new ArrayList<>();
			IntStream.range(0, 50).forEach((number) -> counts.add(threads.submit(() -> shared.count(request))));
			for (Future<PromptTokens> count : counts) {
				assertThat(count.get(10, TimeUnit.SECONDS)).isNotNull();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(shared.count(request)).isEqualTo(measured);
		assertThat(loads.get()).isEqualTo(1);
	}

	private static PromptTokens text(TokenizerCounter counter, String text) {
		PromptTokens all = counter.count(CascadeRequest.of(text));
		return new PromptTokens(all.least() - MESSAGE.least(), all.expected() - MESSAGE.expected(),
				all.most() - MESSAGE.most());
	}

	private static ContentPart image() {
		return ContentPart.image("https://example.com/a.png");
	}

	enum Kind {

		ENGLISH((random) -> pick(random, "the", "quick", "brown", "fox", "understands", "international", "agreements",
				"of", "and", "to") + pick(random, " ", " ", " ", ", ", ".\n")),

		JSON((random) -> "{\"" + pick(random, "id", "name", "createdAt") + "\": " + random.nextInt() + ",\n    \""
				+ pick(random, "value", "tags") + "\": [\"" + Long.toHexString(random.nextLong()) + "\"]},\n"),

		CHINESE((random) -> pick(random, "我们", "的", "中国", "今天", "天气", "很好", "，", "。", "经济", "发展", "是")),

		EMOJI((random) -> Character.toString(0x1F600 + random.nextInt(70))),

		BYTES((random) -> Character.toString(random.nextInt(0x10000))),

		LETTERS((random) -> Character.toString('a' + random.nextInt(26))),

		SAME((random) -> "a");

		private final Function<Random, String> unit;

		Kind(Function<Random, String> unit) {
			this.unit = unit;
		}

		String text(Random random, int length) {
			StringBuilder text = new StringBuilder();
			while (text.length() < length) {
				text.append(this.unit.apply(random));
			}
			return text.toString();
		}

		/** In parts, since the library takes long for long runs. */
		long exact(String text) {
			return IntStream.rangeClosed(0, text.length() / 1_000)
				.mapToObj((part) -> text.substring(part * 1_000, Math.min(text.length(), (part + 1) * 1_000)))
				.collect(Collectors.summingLong(O200K::countTokensOrdinary));
		}

		private static String pick(Random random, String... words) {
			return words[random.nextInt(words.length)];
		}

	}

}
