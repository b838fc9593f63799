package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.cascade.AnswerFold;
import io.cascade.CascadeChunk;
import io.cascade.CascadeResponse;
import io.cascade.ToolCall;
import io.cascade.Usage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random legal answers, each read as a whole and as a stream. The invariant: every field
 * that went in comes out with its value, nothing else does, and both ways say the same.
 * <p>
 * {@code -Dcascade.random-answers=100000} makes more of them.
 */
class RandomAnswerTests {

	private static final int COUNT = Integer.getInteger("cascade.random-answers", 2_000);

	/** What an answer may hold, in words of our own, in the order in which it is said. */
	private static final Map<String, Function<Random, Part>> LEGAL = new LinkedHashMap<>();

	static {
		LEGAL.put("thoughts", RandomAnswerTests::thoughts);
		LEGAL.put("content", RandomAnswerTests::content);
		LEGAL.put("refusal", (random) -> cut("refusal", words(random), random));
		LEGAL.put("images", (random) -> listed("images", random,
				(each) -> map("type", "image_url", "image_url", map("url", "data:image/png;base64,Q" + each))));
		LEGAL.put("audio", RandomAnswerTests::audio);
		LEGAL.put("annotations", (random) -> listed("annotations", random, (each) -> map("type", "url_citation",
				"url_citation", map("url", "https://a.example/" + each, "start_index", each, "title", "ü"))));
		LEGAL.put("tool_calls", RandomAnswerTests::toolCalls);
		LEGAL.put("vendor_note", (random) -> Part.of(map("vendor_note", map("n", random.nextInt(9)))));
	}

	/** One of them makes an answer. */
	private static final List<String> VISIBLE = List.of("content", "refusal", "images", "audio", "tool_calls");

	@Test
	@DisplayName("M15 O01 O03 O04 O09 no field of a random legal answer is lost or invented, whole or streamed")
	void readsWhatWasSaid() {
		for (int seed = 0; seed < COUNT; seed++) {
			Legal answer = Legal.of(new Random(seed));
			assertThat(read(answer.whole(), answer.random())).as("whole, seed %d", seed).isEqualTo(answer.expected());
			assertThat(read(answer.streamed(), answer.random())).as("streamed, seed %d", seed)
				.isEqualTo(answer.expected());
		}
	}

	/** In pieces of any size. */
	private static Map<String, Object> read(String body, Random random) {
		Fixtures.Reading reading = new Fixtures.Reading();
		byte[] bytes = Fixtures.utf8(body);
		int start = 0;
		while (start < bytes.length) {
			int end = Math.min(bytes.length, start + 1 + random.nextInt(400));
			reading.reader.read(Fixtures.buffer(Arrays.copyOfRange(bytes, start, end)), reading.chunks::add);
			start = end;
		}
		CascadeChunk.End end = reading.complete();
		AnswerFold fold = new AnswerFold();
		reading.chunks.forEach(fold::add);
		fold.add(end);
		return seen(fold.complete());
	}

	private static Map<String, Object> seen(CascadeResponse answer) {
		Map<String, Object> seen = new TreeMap<>();
		CascadeChunk.Extras extras = answer.end().extras();
		put(seen, "content", answer.text());
		put(seen, "refusal", answer.message().refusal());
		if (answer.message().reasoning() != null) {
			put(seen, "reasoning", answer.message().reasoning().text());
			put(seen, "reasoning_details", answer.message().reasoning().details());
		}
		put(seen, "images",
				answer.media()
					.stream()
					.filter((each) -> each.type().equals("image"))
					.map(CascadeChunk.Media::data)
					.toList());
		List<CascadeChunk.Media> sound = answer.media().stream().filter((each) -> each.type().equals("audio")).toList();
		put(seen, "audio", String.join("", sound.stream().map(CascadeChunk.Media::data).toList()));
		put(seen, "transcript", String.join("",
				sound.stream().map((each) -> Objects.requireNonNullElse(each.transcript(), "")).toList()));
		put(seen, "annotations", extras.annotations());
		put(seen, "logprobs", extras.logprobs());
		put(seen, "tool_calls", answer.toolCalls().stream().map(RandomAnswerTests::seen).toList());
		seen.putAll(extras.message());
		seen.putAll(extras.fields());
		put(seen, "finish_reason", answer.finishReason());
		put(seen, "id", answer.generationId());
		put(seen, "provider", answer.provider());
		put(seen, "model", answer.end().served().reportedModel());
		put(seen, "service_tier", answer.end().served().serviceTier());
		put(seen, "usage", (answer.usage() != null) ? answer.usage().toString() : null);
		put(seen, "cost", (answer.cost().amount() != null) ? answer.cost().amount().toPlainString() : null);
		return plain(seen);
	}

	private static Map<String, Object> seen(ToolCall call) {
		Map<String, Object> seen = new LinkedHashMap<>(call.extras());
		seen.putAll(map("id", call.id(), "name", call.name(), "arguments", call.arguments()));
		return seen;
	}

	private static String usage(long prompt, long answer, @Nullable Long total, @Nullable Long cached,
			@Nullable Long reasoning) {
		return new Usage(prompt, answer, total, cached, null, reasoning).toString();
	}

	/** What is not there, and what is empty, is the same. */
	private static void put(Map<String, Object> map, String name, @Nullable Object value) {
		if (value != null && !value.equals("") && !value.equals(List.of())) {
			map.put(name, value);
		}
	}

	/** Numbers and maps of one kind each. */
	private static Map<String, Object> plain(Map<String, Object> values) {
		return new TreeMap<>(JsonValues.object(JsonValues.write(values)));
	}

	private static Part thoughts(Random random) {
		List<Map<String, Object>> details = new ArrayList<>();
		List<Map<String, Object>> deltas = new ArrayList<>();
		boolean told = random.nextInt(4) > 0;
		StringBuilder all = new StringBuilder();
		for (int index = 0; index <= random.nextInt(4); index++) {
			String words = words(random);
			switch (random.nextInt(3)) {
				case 0 -> {
					Map<String, Object> base = map("type", "reasoning.text", "index", index, "format", "f-v1");
					cuts(words, random)
						.forEach((piece) -> deltas.add(thought(with(base, "text", piece), told ? piece : null)));
					deltas.add(thought(with(base, "signature", "sig" + index), null));
					details.add(with(with(base, "text", words), "signature", "sig" + index));
					all.append(words);
				}
				case 1 -> {
					details.add(map("type", "reasoning.summary", "index", 0, "summary", words));
					deltas.add(thought(details.get(details.size() - 1), told ? words : null));
					all.append(words);
				}
				default -> {
					details.add(map("type", "reasoning.encrypted", "index", 0, "data", "BLOB" + index, "id", "r"));
					deltas.add(thought(details.get(details.size() - 1), null));
				}
			}
		}
		Map<String, Object> whole = new LinkedHashMap<>(map("reasoning_details", details));
		put(whole, "reasoning", told ? all.toString() : null);
		Map<String, Object> seen = map("reasoning_details", details);
		put(seen, "reasoning", all.toString());
		return new Part(whole, deltas, seen);
	}

	private static Map<String, Object> thought(Map<String, Object> detail, @Nullable String words) {
		Map<String, Object> delta = new LinkedHashMap<>(map("reasoning_details", List.of(detail)));
		put(delta, "reasoning", words);
		return delta;
	}

	private static Part content(Random random) {
		String words = "W" + words(random);
		if (random.nextInt(4) > 0) {
			return cut("content", words, random);
		}
		List<Map<String, Object>> parts = new ArrayList<>();
		cuts(words, random).forEach((piece) -> parts.add(map("type", "text", "text", piece)));
		List<Map<String, Object>> deltas = parts.stream().map((part) -> map("content", List.of(part))).toList();
		return new Part(map("content", parts), deltas, map("content", words));
	}

	private static Part audio(Random random) {
		String data = "QUJD".repeat(1 + random.nextInt(5));
		String words = words(random);
		List<Map<String, Object>> deltas = new ArrayList<>();
		deltas.add(map("audio", map("id", "audio_1")));
		cuts(data, random).forEach((piece) -> deltas.add(map("audio", map("data", piece))));
		cuts(words, random).forEach((piece) -> deltas.add(map("audio", map("transcript", piece))));
		deltas.add(map("audio", map("expires_at", 1_800_000_000)));
		return new Part(
				map("audio", map("id", "audio_1", "data", data, "transcript", words, "expires_at", 1_800_000_000)),
				deltas,
				map("audio", data, "transcript", words, "audio_id", "audio_1", "audio_expires_at", 1_800_000_000));
	}

	/** The pieces of parallel calls may take turns. */
	private static Part toolCalls(Random random) {
		List<Map<String, Object>> whole = new ArrayList<>();
		List<Map<String, Object>> seen = new ArrayList<>();
		List<List<Map<String, Object>>> queues = new ArrayList<>();
		for (int index = 0; index <= random.nextInt(3); index++) {
			String arguments = "{\"%s\":[%d,{\"é\":null}]}".formatted("q".repeat(1 + random.nextInt(9)), index);
			Map<String, Object> extra = random.nextBoolean()
					? map("extra_content", map("google", map("thought_signature", "s" + index))) : map();
			Map<String, Object> call = new LinkedHashMap<>(extra);
			call.putAll(map("id", "call_" + index, "type", "function"));
			whole.add(with(with(call, "function", map("name", "f" + index, "arguments", arguments)), "index", index));
			Map<String, Object> result = new LinkedHashMap<>(extra);
			result.putAll(map("id", "call_" + index, "name", "f" + index, "arguments", arguments));
			seen.add(result);
			List<Map<String, Object>> queue = new ArrayList<>();
			queue.add(with(with(call, "function", map("name", "f" + index, "arguments", "")), "index", index));
			for (String piece : cuts(arguments, random)) {
				queue.add(map("index", index, "function", map("arguments", piece)));
			}
			queues.add(queue);
		}
		List<Map<String, Object>> deltas = new ArrayList<>();
		boolean turns = random.nextBoolean();
		queues.forEach((queue) -> deltas.add(map("tool_calls", List.of(queue.remove(0)))));
		while (queues.stream().anyMatch((queue) -> !queue.isEmpty())) {
			List<List<Map<String, Object>>> left = queues.stream().filter((queue) -> !queue.isEmpty()).toList();
			List<Map<String, Object>> next = left.get(turns ? random.nextInt(left.size()) : 0);
			deltas.add(map("tool_calls", List.of(next.remove(0))));
		}
		return new Part(map("tool_calls", whole), deltas, map("tool_calls", seen));
	}

	private static Part listed(String field, Random random, Function<Integer, Map<String, Object>> entry) {
		List<Map<String, Object>> entries = IntStream.rangeClosed(0, random.nextInt(3)).boxed().map(entry).toList();
		List<Map<String, Object>> deltas = entries.stream().map((each) -> map(field, List.of(each))).toList();
		Object seen = field.equals("images") ? entries.stream()
			.map((each) -> ((Map<?, ?>) Objects.requireNonNull(each.get("image_url"))).get("url"))
			.toList() : entries;
		return new Part(map(field, entries), deltas, map(field, seen));
	}

	private static Part cut(String field, String words, Random random) {
		List<Map<String, Object>> deltas = new ArrayList<>();
		cuts(words, random).forEach((piece) -> deltas.add(map(field, piece)));
		return new Part(map(field, words), deltas, map(field, words));
	}

	/** Between characters; a piece may be white space alone. */
	private static List<String> cuts(String words, Random random) {
		List<String> pieces = new ArrayList<>();
		int start = 0;
		for (int at = 1; at < words.length(); at++) {
			if (random.nextInt(3) == 0 && !Character.isLowSurrogate(words.charAt(at))) {
				pieces.add(words.substring(start, at));
				start = at;
			}
		}
		pieces.add(words.substring(start));
		return pieces;
	}

	private static String words(Random random) {
		List<String> some = List.of(" world ", "é𝄞\n", "\"quoted\" \\ ", "{\"a\":1}", "data: [DONE]\n\n", "\t",
				"<think>");
		StringBuilder words = new StringBuilder("w");
		for (int i = 0; i <= random.nextInt(4); i++) {
			words.append(some.get(random.nextInt(some.size())));
		}
		return words.append(random.nextInt(99)).toString();
	}

	/** In an order that is the same in every run. */
	private static Map<String, Object> map(Object... namesAndValues) {
		Map<String, Object> map = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			map.put((String) namesAndValues[i], namesAndValues[i + 1]);
		}
		return map;
	}

	private static Map<String, Object> with(Map<String, Object> map, String name, Object value) {
		Map<String, Object> more = new LinkedHashMap<>(map);
		more.put(name, value);
		return more;
	}

	/**
	 * A part of an answer.
	 *
	 * @param whole its fields in a whole message
	 * @param deltas its pieces in a stream
	 * @param seen what is to come out
	 */
	private record Part(Map<String, Object> whole, List<Map<String, Object>> deltas, Map<String, Object> seen) {

		static Part of(Map<String, Object> field) {
			return new Part(field, List.of(field), field);
		}

	}

	/**
	 * A legal answer in both forms.
	 *
	 * @param whole as one JSON body
	 * @param streamed as events
	 * @param expected what is to come out
	 * @param random for what is left to chance
	 */
	private record Legal(String whole, String streamed, Map<String, Object> expected, Random random) {

		static Legal of(Random random) {
			String needed = VISIBLE.get(random.nextInt(VISIBLE.size()));
			Map<String, Object> message = new LinkedHashMap<>(map("role", "assistant"));
			List<Map<String, Object>> deltas = new ArrayList<>(List.of(map("role", "assistant", "content", "")));
			Map<String, Object> expected = new TreeMap<>();
			LEGAL.forEach((name, make) -> {
				if (name.equals(needed) || random.nextInt(4) == 0) {
					Part part = make.apply(random);
					message.putAll(part.whole());
					deltas.addAll(part.deltas());
					expected.putAll(part.seen());
				}
			});
			Map<String, Object> envelope = envelope(random, expected);
			Map<String, Object> last = last(random, expected);
			Map<String, Object> logprobs = logprobs(random, expected);
			Map<String, Object> usage = usage(random, expected);
			Map<String, Object> choice = new LinkedHashMap<>(last);
			choice.put("message", message);
			choice.putAll(logprobs);
			Map<String, Object> body = with(envelope, "choices", List.of(choice));
			body.putAll(usage);
			return new Legal(JsonValues.write(body), stream(envelope, deltas, List.of(logprobs, last), usage, random),
					plain(expected), random);
		}

		private static Map<String, Object> envelope(Random random, Map<String, Object> expected) {
			Map<String, Object> envelope = new LinkedHashMap<>(
					map("id", "gen-" + random.nextInt(99), "model", "openai/gpt-5-mini", "created", 1_700_000_000));
			if (random.nextBoolean()) {
				envelope.putAll(map("provider", "Azure", "system_fingerprint", "fp_" + random.nextInt(9),
						"service_tier", "flex"));
			}
			expected.putAll(envelope);
			envelope.put("object", "chat.completion");
			return envelope;
		}

		private static Map<String, Object> last(Random random, Map<String, Object> expected) {
			Map<String, Object> last = new LinkedHashMap<>();
			String spoken = random.nextBoolean() ? "stop" : "length";
			last.put("finish_reason", expected.containsKey("tool_calls") ? "tool_calls" : spoken);
			if (random.nextBoolean()) {
				last.put("native_finish_reason", "END_" + random.nextInt(9));
			}
			expected.putAll(last);
			return with(last, "index", 0);
		}

		private static Map<String, Object> logprobs(Random random, Map<String, Object> expected) {
			if (random.nextBoolean()) {
				return map();
			}
			List<Map<String, Object>> tokens = IntStream.rangeClosed(0, random.nextInt(3))
				.mapToObj((each) -> map("token", "t" + each, "logprob", -each - 0.5, "bytes", List.of(116, each),
						"top_logprobs", List.of(map("token", "x", "logprob", -1.25))))
				.toList();
			expected.put("logprobs", tokens);
			return map("logprobs", map("content", tokens));
		}

		private static Map<String, Object> usage(Random random, Map<String, Object> expected) {
			int prompt = 10 + random.nextInt(90);
			int answer = 50 + random.nextInt(90);
			return switch (random.nextInt(4)) {
				case 0 -> map();
				case 1 -> {
					expected.put("usage", RandomAnswerTests.usage(prompt, answer, (long) prompt + answer, null, null));
					yield map("usage",
							map("prompt_tokens", prompt, "completion_tokens", answer, "total_tokens", prompt + answer));
				}
				case 2 -> {
					expected.put("usage", RandomAnswerTests.usage(prompt, answer, null, null, null));
					yield map("usage", map("input_tokens", prompt, "output_tokens", answer));
				}
				default -> {
					expected.put("usage", RandomAnswerTests.usage(prompt, answer, (long) prompt + answer, 7L, 33L));
					expected.put("cost", "0.25");
					yield map("usage",
							map("prompt_tokens", prompt, "completion_tokens", answer, "total_tokens", prompt + answer,
									"prompt_tokens_details", map("cached_tokens", 7), "completion_tokens_details",
									map("reasoning_tokens", 33), "cost", 0.25));
				}
			};
		}

		private static String stream(Map<String, Object> envelope, List<Map<String, Object>> deltas,
				List<Map<String, Object>> choices, Map<String, Object> usage, Random random) {
			StringBuilder body = new StringBuilder();
			String line = random.nextBoolean() ? "\n" : "\r\n";
			Map<String, Object> named = with(envelope, "object", "chat.completion.chunk");
			for (Map<String, Object> delta : deltas) {
				Map<String, Object> choice = new LinkedHashMap<>(map("index", 0, "delta", delta));
				body.append(event(with(named, "choices", List.of(choice)), line));
				body.append((random.nextInt(5) == 0) ? ": OPENROUTER PROCESSING" + line + line : "");
			}
			boolean together = random.nextBoolean();
			for (Map<String, Object> rest : choices) {
				Map<String, Object> event = with(named, "choices",
						List.of(with(with(rest, "index", 0), "delta", map())));
				event.putAll((together && rest.containsKey("finish_reason")) ? usage : map());
				body.append(event(event, line));
			}
			if (!together && !usage.isEmpty()) {
				Map<String, Object> event = with(named, "choices", List.of());
				event.putAll(usage);
				body.append(event(event, line));
			}
			return body.append("data: [DONE]").append(line).append(line).toString();
		}

		private static String event(Map<String, Object> event, String line) {
			return "data: " + JsonValues.write(event) + line + line;
		}

	}

}
