package io.cascade.langchain4j;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.cascade.CascadeChunk;
import io.cascade.CascadeResponse;
import io.cascade.Message;
import io.cascade.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * Writes answers as LangChain4j knows them.
 */
final class AnswerWriter {

	private static final Map<String, FinishReason> REASONS = Map.of("stop", FinishReason.STOP, "length",
			FinishReason.LENGTH, "tool_calls", FinishReason.TOOL_EXECUTION, "function_call",
			FinishReason.TOOL_EXECUTION, "content_filter", FinishReason.CONTENT_FILTER);

	private static final String BASE64 = ";base64,";

	private AnswerWriter() {
	}

	/** A model that declines gives no answer, as with LangChain4j's own models. */
	static ChatResponse write(CascadeResponse answer) {
		String refusal = answer.message().refusal();
		if (refusal != null && answer.text().isEmpty() && answer.toolCalls().isEmpty()) {
			throw new ContentFilteredException(refusal);
		}
		return ChatResponse.builder().aiMessage(message(answer)).metadata(metadata(answer)).build();
	}

	private static AiMessage message(CascadeResponse answer) {
		Message message = answer.message();
		Message.Thoughts thoughts = message.reasoning();
		return AiMessage.builder()
			.text(answer.text().isEmpty() ? null : answer.text())
			.thinking((thoughts == null || thoughts.text().isEmpty()) ? null : thoughts.text())
			.toolExecutionRequests(calls(answer.toolCalls()))
			.attributes(attributes(answer))
			.build();
	}

	private static Map<String, Object> attributes(CascadeResponse answer) {
		Map<String, Object> attributes = new LinkedHashMap<>(KeptAnswer.attributes(answer.message()));
		List<Image> images = images(answer.media());
		if (!images.isEmpty()) {
			attributes.put(AiMessage.GENERATED_IMAGES_KEY, images);
		}
		return attributes;
	}

	private static List<ToolExecutionRequest> calls(List<ToolCall> calls) {
		return calls.stream()
			.map((call) -> ToolExecutionRequest.builder()
				.id(call.id())
				.name(call.name())
				.arguments(call.arguments())
				.build())
			.toList();
	}

	private static List<Image> images(List<CascadeChunk.Media> media) {
		return media.stream().filter((piece) -> "image".equals(piece.type())).map(AnswerWriter::image).toList();
	}

	private static Image image(CascadeChunk.Media media) {
		String url = media.data();
		int data = url.indexOf(BASE64);
		if (url.startsWith("data:") && data > 0) {
			return Image.builder()
				.mimeType(url.substring("data:".length(), data))
				.base64Data(url.substring(data + BASE64.length()))
				.build();
		}
		return Image.builder().url(URI.create(url)).build();
	}

	private static CascadeChatResponseMetadata metadata(CascadeResponse answer) {
		return CascadeChatResponseMetadata.of(answer.end())
			.id(answer.generationId())
			.modelName(answer.model())
			.tokenUsage(CascadeTokenUsage.of(answer.usage()))
			.finishReason(reason(answer.finishReason(), !answer.toolCalls().isEmpty()))
			.build();
	}

	private static @Nullable FinishReason reason(@Nullable String reason, boolean calls) {
		if (reason == null) {
			return calls ? FinishReason.TOOL_EXECUTION : null;
		}
		return REASONS.getOrDefault(reason.toLowerCase(Locale.ROOT), FinishReason.OTHER);
	}

}
