package io.cascade.springai;

import java.util.ArrayList;
import java.util.List;

import io.cascade.ContentPart;
import io.cascade.InvalidRequestException;
import io.cascade.Message;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.content.Media;
import org.springframework.ai.content.MediaContent;

/**
 * Messages of Spring AI as messages to a chain.
 */
final class Messages {

	private Messages() {
	}

	static List<Message> of(List<org.springframework.ai.chat.messages.Message> instructions) {
		List<Message> messages = new ArrayList<>(instructions.size());
		for (org.springframework.ai.chat.messages.Message instruction : instructions) {
			add(instruction, messages);
		}
		return messages;
	}

	private static void add(org.springframework.ai.chat.messages.Message instruction, List<Message> messages) {
		switch (instruction.getMessageType()) {
			case SYSTEM -> messages.add(Message.system(text(instruction)));
			case USER -> messages.add(Message.user(content(instruction).toArray(ContentPart[]::new)));
			case ASSISTANT -> messages.add(assistant(instruction));
			case TOOL -> results(instruction, messages);
			default -> throw InvalidRequestException.inField("messages",
					"A message of the type %s is not known".formatted(instruction.getMessageType()));
		}
	}

	/** Providers take text only of what a model answered before; so do chains. */
	private static Message assistant(org.springframework.ai.chat.messages.Message instruction) {
		if (!(instruction instanceof AssistantMessage answer)) {
			return Message.assistant(text(instruction));
		}
		Replay replay = Replay.of(answer);
		Object refusal = answer.getMetadata().get(CascadeMetadata.REFUSAL);
		String text = text(answer);
		List<ContentPart> content = text.isEmpty() ? List.of() : List.of(ContentPart.text(text));
		return new Message(Message.Role.ASSISTANT, content, replay.calls(answer), null,
				(refusal instanceof String words && !words.isEmpty() && content.isEmpty()) ? words : null,
				replay.thoughts(), null, replay.origin());
	}

	private static void results(org.springframework.ai.chat.messages.Message instruction, List<Message> messages) {
		if (!(instruction instanceof ToolResponseMessage results)) {
			throw InvalidRequestException.inField("messages", "A result of a tool must be a ToolResponseMessage");
		}
		for (ToolResponseMessage.ToolResponse result : results.getResponses()) {
			messages.add(Message.tool(result.id(), result.responseData()));
		}
	}

	private static List<ContentPart> content(org.springframework.ai.chat.messages.Message instruction) {
		List<ContentPart> parts = new ArrayList<>();
		String text = text(instruction);
		if (!text.isEmpty()) {
			parts.add(ContentPart.text(text));
		}
		if (instruction instanceof MediaContent content) {
			for (Media media : content.getMedia()) {
				parts.add(MediaParts.part(media));
			}
		}
		return parts;
	}

	private static String text(org.springframework.ai.chat.messages.Message instruction) {
		return (instruction.getText() != null) ? instruction.getText() : "";
	}

}
