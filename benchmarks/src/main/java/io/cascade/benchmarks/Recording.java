package io.cascade.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What OpenRouter answers, as bytes that are made once.
 */
public final class Recording {

	/** Chunks with text in a stream of 4,000 characters. */
	public static final int CHUNKS = 200;

	/** Chunks with text in an answer of about 1 KB of JSON. */
	public static final int SHORT = 16;

	/** Chunks with text in a stream whose first one counts. */
	public static final int PACED = 5;

	/** Characters of each of them. */
	public static final int CHUNK_LENGTH = 20;

	private static final String PROSE = "Water that falls in steps loses its force bit by bit, and so does a failure. ";

	private static final String IDENTITY = """
			{"id":"gen-1767225600-Qm3xT0aVbN8sLr5kWc2d","provider":"Google","model":"google/gemini-2.5-flash",\
			"object":"%s","created":1767225600,""";

	private static final String USAGE = """
			"usage":{"prompt_tokens":27,"completion_tokens":112,"total_tokens":139,"cost":0.00028810,"is_byok":false,\
			"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},\
			"cost_details":{"upstream_inference_cost":null,"upstream_inference_prompt_cost":0.0000081,\
			"upstream_inference_completions_cost":0.00028},\
			"completion_tokens_details":{"reasoning_tokens":0,"image_tokens":0}}}""";

	private Recording() {
	}

	/** An answer with the text of so many chunks, in one piece. */
	public static byte[] whole(int chunks) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < chunks; i++) {
			text.append(text(i));
		}
		String choice = """
				"choices":[{"logprobs":null,"finish_reason":"stop","native_finish_reason":"STOP","index":0,\
				"message":{"role":"assistant","content":"%s","refusal":null,"reasoning":null}}],""".formatted(text);
		return (IDENTITY.formatted("chat.completion") + choice + USAGE).getBytes(StandardCharsets.UTF_8);
	}

	/** The events of a stream, each with the line that ends it. */
	public static List<byte[]> events(int chunks) {
		List<byte[]> events = new ArrayList<>();
		events.add(bytes(": OPENROUTER PROCESSING\n\n"));
		for (int i = 0; i < chunks; i++) {
			events.add(event(choice(text(i), "null", "null") + "}"));
		}
		events.add(event(choice("", "\"stop\"", "\"STOP\"") + "}"));
		events.add(event(choice("", "null", "null") + "," + USAGE));
		events.add(bytes("data: [DONE]\n\n"));
		return events;
	}

	private static String text(int index) {
		String prose = PROSE.repeat(2);
		int from = index * CHUNK_LENGTH % PROSE.length();
		return prose.substring(from, from + CHUNK_LENGTH);
	}

	private static String choice(String text, String finishReason, String nativeFinishReason) {
		return """
				"choices":[{"index":0,"delta":{"role":"assistant","content":"%s"},"finish_reason":%s,\
				"native_finish_reason":%s,"logprobs":null}]""".formatted(text, finishReason, nativeFinishReason);
	}

	private static byte[] event(String rest) {
		return bytes("data: " + IDENTITY.formatted("chat.completion.chunk") + rest + "\n\n");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** The longest stream in packets of a few events each, the sizes taken in turn. */
	public static List<byte[]> packets(int... sizes) {
		return packets(events(CHUNKS), sizes);
	}

	/** Events in packets of a few each, the sizes taken in turn. */
	static List<byte[]> packets(List<byte[]> events, int... sizes) {
		List<byte[]> packets = new ArrayList<>();
		for (int next = 0; next < events.size();) {
			int size = Math.min(sizes[packets.size() % sizes.length], events.size() - next);
			packets.add(joined(events.subList(next, next + size)));
			next += size;
		}
		return packets;
	}

	private static byte[] joined(List<byte[]> events) {
		byte[] packet = new byte[events.stream().mapToInt((event) -> event.length).sum()];
		int at = 0;
		for (byte[] event : events) {
			System.arraycopy(event, 0, packet, at, event.length);
			at += event.length;
		}
		return packet;
	}

}
