package io.cascade.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.cascade.ContentPart;
import io.cascade.Message;
import io.cascade.ToolCall;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items of a conversation of OpenAI's Responses: what an assistant thought,
 * said and called is one message. Not thread-safe.
 */
final class ResponsesInput {

	private static final Log logger = LogFactory.getLog(ResponsesInput.class);

	private static final String CONTENT = "content";

	private static final String OUTPUT = "output";

	private final List<Message> messages;

	private AssistantTurn turn = new AssistantTurn();

	private ResponsesInput(List<Message> messages) {
		this.messages = messages;
	}

	static void read(List<Node> items, List<Message> into) {
		ResponsesInput input = new ResponsesInput(into);
		items.forEach(input::item);
		input.answered();
	}

	private void answered() {
		if (!this.turn.isEmpty()) {
			this.messages.add(this.turn.message());
		}
		this.turn = new AssistantTurn();
	}

	private void item(Node item) {
		String type = item.has("type") ? item.needed("type") : "message";
		switch (type) {
			case "message" -> message(item);
			case "reasoning" -> reasoning(item);
			case "function_call" -> call(item, arguments(item));
			case "custom_tool_call" -> call(item, FreeformTools.arguments(item.needed("input")));
			case "function_call_output", "custom_tool_call_output" -> result(item);
			case "item_reference" -> throw item.refused("type",
					"%s: an item can't be referred to, since nothing is stored here. Send the item itself.");
			case "web_search_call", "file_search_call", "computer_call", "computer_call_output",
					"code_interpreter_call", "image_generation_call", "local_shell_call", "local_shell_call_output",
					"shell_call", "shell_call_output", "apply_patch_call", "apply_patch_call_output", "mcp_call",
					"mcp_list_tools", "mcp_approval_request", "mcp_approval_response", "compaction" ->
				logger.debug("Left out of a request: an item of a tool that is not supported");
			default -> throw item.unknownType("an item");
		}
	}

	private void message(Node item) {
		String role = item.needed("role");
		if (role.equals("assistant")) {
			said(item);
			return;
		}
		Message.Role speaker = switch (role) {
			case "user" -> Message.Role.USER;
			case "system" -> Message.Role.SYSTEM;
			case "developer" -> Message.Role.DEVELOPER;
			default -> throw item.refused("role", "%s must be 'user', 'assistant', 'system' or 'developer'.");
		};
		answered();
		List<ContentPart> parts = parts(item, CONTENT);
		if (parts.isEmpty() && speaker == Message.Role.USER) {
			throw item.refused(CONTENT, "%s must not be empty.");
		}
		if (!parts.isEmpty()) {
			this.messages.add(new Message(speaker, parts, List.of(), null, null, null));
		}
	}

	private void said(Node item) {
		if (item.value(CONTENT) instanceof String text) {
			this.turn.say(ContentPart.text(text));
			return;
		}
		for (Node part : item.objects(CONTENT)) {
			if ("refusal".equals(part.text("type"))) {
				this.turn.refuse(part.needed("refusal"));
			}
			else {
				this.turn.say(part(part));
			}
		}
	}

	/** What others have encrypted nobody here can use. */
	private void reasoning(Node item) {
		StringBuilder words = new StringBuilder();
		item.objects("summary").forEach((part) -> words.append(part.needed("text")));
		String kept = item.text("encrypted_content");
		Message.Thoughts thoughts = (kept != null) ? KeptThoughts.read(kept, words.toString()) : null;
		this.turn.think((thoughts != null) ? thoughts : new Message.Thoughts(words.toString(), List.of(), null));
	}

	private void call(Node item, String arguments) {
		this.turn.call(new ToolCall(item.named("call_id"), item.named("name"), arguments));
	}

	private static String arguments(Node item) {
		String arguments = item.needed("arguments");
		return arguments.isBlank() ? "{}" : arguments;
	}

	private void result(Node item) {
		String call = item.named("call_id");
		answered();
		List<ContentPart> parts = item.has(OUTPUT) ? parts(item, OUTPUT) : List.of();
		this.messages.add(new Message(Message.Role.TOOL, parts.isEmpty() ? List.of(ContentPart.text("")) : parts,
				List.of(), call, null, null));
	}

	private static List<ContentPart> parts(Node of, String name) {
		if (of.value(name) instanceof String text) {
			return text.isEmpty() ? List.of() : List.of(ContentPart.text(text));
		}
		List<ContentPart> parts = new ArrayList<>();
		for (Node part : of.objects(name)) {
			ContentPart read = part(part);
			if (read.size() > 0) {
				parts.add(read);
			}
		}
		return parts;
	}

	private static ContentPart part(Node part) {
		return switch (part.needed("type")) {
			case "input_text", "output_text", "text", "summary_text" -> ContentPart.text(part.needed("text"));
			case "input_image" -> new ContentPart.Image(data(part, "image_url"), part.text("detail"));
			case "input_file" -> file(part);
			case "input_audio" -> {
				Node audio = part.object("input_audio", "%s is missing.");
				yield ContentPart.audio(audio.named("data"), audio.named("format"));
			}
			default -> throw part.unknownType("a part");
		};
	}

	private static ContentPart file(Node part) {
		String name = Objects.requireNonNullElse(part.text("filename"), "document.pdf");
		return ContentPart.file(name, data(part, part.has("file_url") ? "file_url" : "file_data"));
	}

	private static String data(Node part, String field) {
		stored(part, part.text("file_id"), field);
		return part.named(field);
	}

	private static void stored(Node part, @Nullable String id, String field) {
		if (id != null && !part.has(field)) {
			throw part.refused("file_id", "%s is not supported: nothing is stored here. Send the data or a URL.");
		}
	}

}
