package io.cascade.langchain4j;

import java.util.List;
import java.util.Map;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import io.cascade.ContentPart;
import io.cascade.Message;
import io.cascade.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of LangChain4j.
 */
final class MessageReader {

	private MessageReader() {
	}

	static Message read(ChatMessage message) {
		if (message instanceof SystemMessage system) {
			return Message.system(system.text());
		}
		if (message instanceof UserMessage user) {
			return user(user);
		}
		if (message instanceof AiMessage answer) {
			return assistant(answer);
		}
		if (message instanceof ToolExecutionResultMessage result) {
			return new Message(Message.Role.TOOL, parts(result.contents()), List.of(), result.id(), null, null);
		}
		throw new UnsupportedFeatureException("Cascade does not know messages of the type " + message.type());
	}

	private static Message user(UserMessage user) {
		Message message = Message.user(parts(user.contents()).toArray(ContentPart[]::new));
		return (user.name() != null) ? message.named(user.name()) : message;
	}

	private static List<ContentPart> parts(List<Content> contents) {
		return contents.stream().map(ContentReader::read).toList();
	}

	private static Message assistant(AiMessage answer) {
		KeptAnswer kept = KeptAnswer.in(answer);
		List<ToolCall> calls = answer.toolExecutionRequests().stream().map((call) -> call(call, kept)).toList();
		List<ContentPart> content = isEmpty(answer.text()) ? List.of() : List.of(ContentPart.text(answer.text()));
		return new Message(Message.Role.ASSISTANT, content, calls, null, null, kept.thoughts(), null, kept.origin());
	}

	private static boolean isEmpty(@Nullable String text) {
		return text == null || text.isEmpty();
	}

	private static ToolCall call(ToolExecutionRequest call, KeptAnswer kept) {
		String arguments = call.arguments();
		Map<String, Object> extras = kept.extras(call.id());
		return new ToolCall(call.id(), call.name(), (arguments == null || arguments.isBlank()) ? "{}" : arguments,
				extras);
	}

}
