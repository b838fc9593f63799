package io.cascade.springai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeChunk;
import io.cascade.CascadeResponse;
import io.cascade.Message;
import io.cascade.ToolCall;
import io.cascade.Usage;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.content.Media;

/**
 * Answers of chains as Spring AI has them.
 */
final class Answers {

	private Answers() {
	}

	static ChatResponse whole(CascadeResponse answer) {
		return response(answer.message(), answer.text(), answer.media().stream().map(MediaParts::media).toList(),
				answer.end());
	}

	/** All that is left to tell when the text of a stream was handed out. */
	static ChatResponse last(CascadeResponse answer) {
		return response(answer.message(), "", List.of(), answer.end());
	}

	private static ChatResponse response(Message message, String text, List<Media> media, CascadeChunk.End end) {
		Map<String, Object> told = CascadeMetadata.of(end);
		Map<String, Object> kept = new LinkedHashMap<>(told);
		Replay.keep(message, kept);
		AssistantMessage output = AssistantMessage.builder()
			.content(text)
			.properties(kept)
			.toolCalls(message.toolCalls().stream().map(Answers::call).toList())
			.media(media)
			.build();
		ChatGenerationMetadata generation = ChatGenerationMetadata.builder()
			.finishReason(end.finishReason())
			.metadata(told)
			.build();
		ChatResponseMetadata metadata = metadata(end.served()).usage(usage(end.usage())).metadata(told).build();
		return new ChatResponse(List.of(new Generation(output, generation)), metadata);
	}

	static ChatResponse piece(String text, @Nullable Media media, CascadeChunk.@Nullable Served served) {
		return piece(AssistantMessage.builder().content(text).media((media != null) ? List.of(media) : List.of()),
				served);
	}

	static ChatResponse thought(String text, CascadeChunk.@Nullable Served served) {
		return piece(AssistantMessage.builder().content("").properties(Map.of(CascadeMetadata.THOUGHT, text)), served);
	}

	private static ChatResponse piece(AssistantMessage.Builder<?> output, CascadeChunk.@Nullable Served served) {
		List<Generation> generations = List.of(new Generation(output.build()));
		return (served != null) ? new ChatResponse(generations, metadata(served).build())
				: new ChatResponse(generations);
	}

	private static ChatResponseMetadata.Builder metadata(CascadeChunk.Served served) {
		ChatResponseMetadata.Builder metadata = ChatResponseMetadata.builder().model(served.model());
		return (served.generationId() != null) ? metadata.id(served.generationId()) : metadata;
	}

	private static AssistantMessage.ToolCall call(ToolCall call) {
		return new AssistantMessage.ToolCall(call.id(), "function", call.name(), call.arguments());
	}

	static org.springframework.ai.chat.metadata.Usage usage(@Nullable Usage usage) {
		if (usage == null) {
			return new EmptyUsage();
		}
		return new DefaultUsage(tokens(usage.promptTokens()), tokens(usage.completionTokens()),
				tokens(usage.totalTokens()), usage, usage.cachedTokens(), usage.cacheWriteTokens());
	}

	private static @Nullable Integer tokens(@Nullable Long count) {
		return (count != null) ? Integer.valueOf((int) Math.min(count, Integer.MAX_VALUE)) : null;
	}

}
