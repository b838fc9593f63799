package io.cascade.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.cascade.AnswerFold;
import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.CascadeResponse;
import io.cascade.Usage;
import org.jspecify.annotations.NullUnmarked;

/**
 * An answer in pieces as upstreams may send it, with calls whose pieces are mixed. The
 * same seed makes the same answer.
 *
 * @param pieces the pieces, the last one is the end
 */
@NullUnmarked
record AnswerPieces(List<CascadeChunk> pieces) {

	private static final List<String> MODELS = List.of("anthropic/claude-x", "openai/gpt-x", "x-ai/grok", "local");

	private static final List<String> WORDS = List.of("a", "Ein \"Satz\"", " \n", "\u0001\u2028<&", "日本 😀",
			"data: x\n\n");

	private static final List<String> ARGUMENTS = List.of("{}", "{\"a\":\"}\\\"{\"}", "{\"input\":\"*** {\\n\"}",
			"{\"b\":[1,{\"c\":null}],\"d\":1.50}", "{ \"city\" : \"Z\u00fcrich\\\\\" }");

	static AnswerPieces of(long seed) {
		return new AnswerPieces(new Maker(new Random(seed * 0x9E3779B97F4A7C15L)).make());
	}

	CascadeResponse whole() {
		AnswerFold fold = new AnswerFold();
		this.pieces.forEach(fold::add);
		return fold.complete();
	}

	static CascadeChunk.End end(String model, String reason) {
		Attempt attempt = Attempt.of(0, model, Attempt.Outcome.ANSWERED)
			.withUsage(new Usage(120L, 34L, 154L, 100L, 5L, 7L));
		return CascadeChunk.End.of(attempt, reason).withAttempts(List.of(attempt));
	}

	/**
	 * Makes one answer.
	 *
	 * @param random decides
	 */
	private record Maker(Random random) {

		List<CascadeChunk> make() {
			String model = one(MODELS);
			CascadeChunk.End end = end(model,
					one(List.of("stop", "tool_calls", "length", "content_filter", "end_turn")));
			List<CascadeChunk> pieces = new ArrayList<>();
			pieces.add(CascadeChunk.Begin.of(end));
			boolean detailed = this.random.nextBoolean();
			if (detailed) {
				detailed(pieces);
			}
			List<CascadeChunk> body = new ArrayList<>();
			calls(body);
			words(body, !detailed);
			pieces.addAll(body);
			for (int i = this.random.nextInt(6) - 4; i > 0; i--) {
				pieces.add(new CascadeChunk.Refusal(one(WORDS)));
			}
			if (this.random.nextInt(9) == 0) {
				pieces.add(new CascadeChunk.Media("image", "data:image/png;base64,AA==", null));
			}
			pieces.add(end);
			return pieces;
		}

		private <T> T one(List<T> list) {
			return list.get(this.random.nextInt(list.size()));
		}

		private void detailed(List<CascadeChunk> pieces) {
			switch (this.random.nextInt(4)) {
				case 0 -> signed(pieces, "anthropic-claude-v1");
				case 1 -> signed(pieces, "google-gemini-v1");
				case 2 -> pieces.add(new CascadeChunk.Reasoning("", List.of(Map.of("type", "reasoning.encrypted",
						"data", "c2VjcmV0", "format", "anthropic-claude-v1", "index", 0))));
				default -> {
					pieces.add(new CascadeChunk.Reasoning("Summed up.", List.of(Map.of("type", "reasoning.summary",
							"summary", "Summed up.", "format", "openai-responses-v1", "index", 0))));
					pieces.add(new CascadeChunk.Reasoning("", List.of(Map.of("type", "reasoning.encrypted", "data",
							"gAAA", "id", "rs_1", "format", "openai-responses-v1", "index", 1))));
				}
			}
		}

		private void signed(List<CascadeChunk> pieces, String format) {
			for (int i = this.random.nextInt(4); i >= 0; i--) {
				String words = one(WORDS);
				pieces.add(new CascadeChunk.Reasoning(words,
						List.of(Map.of("type", "reasoning.text", "text", words, "format", format, "index", 0))));
			}
			if (this.random.nextInt(5) > 0) {
				pieces.add(new CascadeChunk.Reasoning("", List.of(Map.of("type", "reasoning.text", "text", "",
						"signature", "c2ln", "format", format, "index", 0))));
			}
		}

		/** Each call's pieces stay in their order, whatever comes between. */
		private void calls(List<CascadeChunk> body) {
			Map<Integer, List<CascadeChunk>> left = new HashMap<>();
			int count = Math.max(0, this.random.nextInt(6) - 2);
			for (int index = 0; index < count; index++) {
				left.put(index, call(index));
			}
			boolean mixed = this.random.nextBoolean();
			while (!left.isEmpty()) {
				List<Integer> open = left.keySet().stream().sorted().toList();
				int index = mixed ? one(open) : open.get(0);
				body.add(left.get(index).remove(0));
				if (left.get(index).isEmpty()) {
					left.remove(index);
				}
			}
		}

		private List<CascadeChunk> call(int index) {
			List<CascadeChunk> pieces = new ArrayList<>();
			String id = (this.random.nextInt(5) == 0) ? null : "id" + index;
			if (this.random.nextInt(4) == 0) {
				pieces.add(new CascadeChunk.ToolCallDelta(index, id, null, ""));
				pieces.add(new CascadeChunk.ToolCallDelta(index, null, "tool" + index, " "));
			}
			else {
				pieces.add(new CascadeChunk.ToolCallDelta(index, id, "tool" + index, ""));
			}
			String arguments = (this.random.nextInt(6) == 0) ? "" : one(ARGUMENTS) + one(List.of("", " ", "\n"));
			int from = 0;
			while (from < arguments.length()) {
				int to = Math.min(arguments.length(), from + 1 + this.random.nextInt(7));
				pieces.add(new CascadeChunk.ToolCallDelta(index, null, null, arguments.substring(from, to)));
				from = to;
			}
			return pieces;
		}

		private void words(List<CascadeChunk> body, boolean thoughts) {
			for (int i = this.random.nextInt(8); i > 0; i--) {
				boolean thought = thoughts && this.random.nextInt(3) == 0;
				String words = (this.random.nextInt(9) == 0) ? "" : one(WORDS);
				int at = this.random.nextInt(body.size() + 1);
				body.add(at, thought ? new CascadeChunk.Reasoning(words, List.of()) : new CascadeChunk.Text(words));
			}
		}

	}

}
