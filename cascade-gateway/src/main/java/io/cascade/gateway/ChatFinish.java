package io.cascade.gateway;

import java.util.EnumMap;
import java.util.Map;

import io.cascade.CascadeChunk;
import io.cascade.FinishReason;

/**
 * The finish reasons of OpenAI's chat completions, which their clients switch on.
 */
final class ChatFinish {

	private static final String STOP = "stop";

	private static final String TOOL_CALLS = "tool_calls";

	private static final Map<FinishReason, String> WORDS = new EnumMap<>(Map.of(FinishReason.LENGTH, "length",
			FinishReason.TOOL_CALLS, TOOL_CALLS, FinishReason.CONTENT_POLICY, "content_filter"));

	private ChatFinish() {
	}

	/** Whatever its upstream said, an answer that ends with calls waits for results. */
	static String of(CascadeChunk.End end, boolean calls) {
		String word = WORDS.getOrDefault(FinishReason.of(end.finishReason()), STOP);
		return (calls && word.equals(STOP)) ? TOOL_CALLS : word;
	}

}
