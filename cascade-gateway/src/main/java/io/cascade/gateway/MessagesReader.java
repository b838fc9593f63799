package io.cascade.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.Reasoning;
import io.cascade.ResponseFormat;
import io.cascade.Tool;
import io.cascade.ToolCall;
import io.cascade.ToolChoice;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests of Anthropic's Messages.
 *
 * @see <a href="https://docs.claude.com/en/api/messages">Anthropic, Messages</a>
 */
final class MessagesReader {

	private static final Set<String> KNOWN = Set.of("model", "max_tokens", "messages", "system", "tools", "tool_choice",
			"stop_sequences", "temperature", "top_p", "top_k", "metadata", "thinking", "output_config", "service_tier",
			"stream", "cache_control");

	/** The most that a chat completion can have. */
	private static final int MOST_STOPS = 4;

	private static final String CONTENT = "content";

	private static final String SOURCE = "source";

	private MessagesReader() {
	}

	static Asked read(Map<String, Object> fields) {
		Node body = Node.body(fields);
		Integer maxTokens = body.count("max_tokens", 1);
		if (maxTokens == null) {
			throw body.refused("max_tokens", "%s is missing: the most tokens that the answer may have.");
		}
		Asked asked = counted(fields);
		return asked.granted(asked.request().maxTokens(maxTokens));
	}

	/** A request whose tokens are to be counted has no limit for the answer. */
	static Asked counted(Map<String, Object> fields) {
		Node body = Node.body(fields);
		CascadeRequest request = CascadeRequest.of(messages(body)).options(options(body));
		List<Tool> tools = tools(body);
		if (!tools.isEmpty()) {
			request = request.tools(tools.toArray(Tool[]::new));
		}
		request = choice(body, request);
		Node output = body.object("output_config");
		ResponseFormat format = (output != null) ? format(output) : null;
		if (format != null) {
			request = request.responseFormat(format);
		}
		return new Asked(request, body.text("model"), body.is("stream"), false, body.without(KNOWN), Map.of());
	}

	private static Options options(Node body) {
		List<String> stops = body.texts("stop_sequences");
		if (stops != null && stops.size() > MOST_STOPS) {
			throw body.refused("stop_sequences", "%s must hold at most " + MOST_STOPS + " strings here.");
		}
		Node metadata = body.object("metadata");
		Node caching = body.object("cache_control");
		String tier = body.text("service_tier");
		return Options.none()
			.stop((stops != null && !stops.isEmpty()) ? stops : null)
			.temperature(body.number("temperature"))
			.topP(body.number("top_p"))
			.topK(body.count("top_k", 0))
			.user((metadata != null) ? metadata.text("user_id") : null)
			.serviceTier("standard_only".equals(tier) ? "default" : tier)
			.cacheControl((caching != null) ? Objects.requireNonNullElse(caching.text("ttl"), "5m") : null)
			.reasoning(reasoning(body));
	}

	private static @Nullable Reasoning reasoning(Node body) {
		Node output = body.object("output_config");
		String effort = (output != null) ? output.text("effort") : null;
		Node thinking = body.object("thinking");
		if (thinking == null) {
			return (effort != null) ? Reasoning.effort(effort) : null;
		}
		return switch (thinking.needed("type")) {
			case "enabled" -> Reasoning.maxTokens(budget(thinking));
			case "adaptive" -> new Reasoning(effort, null, null, true, null);
			case "disabled" -> new Reasoning(null, null, null, false, null);
			default -> throw thinking.unknownType("thinking");
		};
	}

	private static int budget(Node thinking) {
		Integer budget = thinking.count("budget_tokens", 1);
		if (budget == null) {
			throw thinking.refused("budget_tokens", "%s is missing.");
		}
		return budget;
	}

	private static @Nullable ResponseFormat format(Node output) {
		Node format = output.object("format");
		if (format == null) {
			return null;
		}
		if (!"json_schema".equals(format.text("type"))) {
			throw format.unknownType("a format");
		}
		return ResponseFormat.jsonSchema("answer", format.object("schema", "%s is missing.").copy());
	}

	private static List<Tool> tools(Node body) {
		List<Tool> tools = new ArrayList<>();
		for (Node tool : body.objects("tools")) {
			String type = tool.text("type");
			if (type != null && !type.equals("custom")) {
				throw tool.refused("type", "%s: only tools with an 'input_schema' are supported here, not '"
						+ Refusals.shortened(type).replace("%", "") + "', which Anthropic defines or runs.");
			}
			tools.add(new Tool(tool.named("name"), tool.text("description"),
					tool.object("input_schema", "%s is missing.").copy(), tool.flag("strict")));
		}
		return tools;
	}

	private static CascadeRequest choice(Node body, CascadeRequest request) {
		Node choice = body.object("tool_choice");
		if (choice == null) {
			return request;
		}
		ToolChoice chosen = switch (choice.needed("type")) {
			case "auto" -> ToolChoice.AUTO;
			case "any" -> ToolChoice.REQUIRED;
			case "none" -> ToolChoice.NONE;
			case "tool" -> ToolChoice.function(choice.named("name"));
			default -> throw choice.unknownType("a choice");
		};
		Boolean alone = choice.flag("disable_parallel_tool_use");
		CascadeRequest chosenFor = (alone != null) ? request.options(Options.none().parallelToolCalls(!alone))
				: request;
		return chosenFor.toolChoice(chosen);
	}

	private static List<Message> messages(Node body) {
		List<Message> messages = new ArrayList<>();
		List<ContentPart> system = body.has("system") ? texts(body, "system") : List.of();
		if (!system.isEmpty()) {
			messages.add(new Message(Message.Role.SYSTEM, system, List.of(), null, null, null));
		}
		List<Node> told = body.objects("messages");
		if (told.isEmpty()) {
			throw body.refused("messages", "%s must hold at least one message.");
		}
		for (Node message : told) {
			switch (message.needed("role")) {
				case "user" -> user(message, messages);
				case "assistant" -> assistant(message, messages);
				default -> throw message.refused("role", "%s must be 'user' or 'assistant'.");
			}
		}
		return messages;
	}

	/** Text, or blocks of text; what is empty is left out, as providers refuse it. */
	private static List<ContentPart> texts(Node of, String name) {
		if (of.value(name) instanceof String text) {
			return text.isEmpty() ? List.of() : List.of(ContentPart.text(text));
		}
		List<ContentPart> parts = new ArrayList<>();
		for (Node block : of.objects(name)) {
			if (!"text".equals(block.text("type"))) {
				throw block.unknownType("a block");
			}
			text(block, parts);
		}
		return parts;
	}

	private static void text(Node block, List<ContentPart> parts) {
		String text = block.needed("text");
		if (!text.isEmpty()) {
			parts.add(new ContentPart.Text(text, block.object("cache_control") != null));
		}
	}

	private static void user(Node message, List<Message> messages) {
		List<ContentPart> parts = new ArrayList<>();
		boolean results = false;
		if (message.value(CONTENT) instanceof String) {
			parts.addAll(texts(message, CONTENT));
		}
		else {
			for (Node block : message.objects(CONTENT)) {
				if ("tool_result".equals(block.text("type"))) {
					results = true;
					messages.add(result(block));
				}
				else {
					part(block, parts);
				}
			}
		}
		if (parts.isEmpty() && !results) {
			throw message.refused(CONTENT, "%s must not be empty.");
		}
		if (!parts.isEmpty()) {
			messages.add(Message.user(parts.toArray(ContentPart[]::new)));
		}
	}

	private static void part(Node block, List<ContentPart> parts) {
		switch (block.needed("type")) {
			case "text" -> text(block, parts);
			case "image" -> parts.add(ContentPart.image(url(block.object(SOURCE, "%s is missing."), "image/png")));
			case "document" -> document(block, parts);
			default -> throw block.unknownType("a block");
		}
	}

	private static String url(Node source, String usual) {
		return switch (source.needed("type")) {
			case "base64" -> "data:%s;base64,%s".formatted(Objects.requireNonNullElse(source.text("media_type"), usual),
					source.named("data"));
			case "url" -> source.named("url");
			default -> throw source.unknownType("a source");
		};
	}

	private static void document(Node block, List<ContentPart> parts) {
		Node source = block.object(SOURCE, "%s is missing.");
		String type = source.needed("type");
		if (type.equals("text")) {
			String text = source.needed("data");
			if (!text.isEmpty()) {
				parts.add(ContentPart.text(text));
			}
		}
		else if (type.equals(CONTENT)) {
			parts.addAll(texts(source, CONTENT));
		}
		else {
			String title = block.text("title");
			parts.add(ContentPart.file((title != null && !title.isBlank()) ? title : "document.pdf",
					url(source, "application/pdf")));
		}
	}

	/** A result that is an error says so, since there is no other place for it. */
	private static Message result(Node block) {
		String call = block.named("tool_use_id");
		List<ContentPart> parts = new ArrayList<>();
		if (block.is("is_error")) {
			parts.add(ContentPart.text("Error: "));
		}
		if (block.value(CONTENT) instanceof String text) {
			parts.add(ContentPart.text(text));
		}
		else {
			block.objects(CONTENT).forEach((part) -> part(part, parts));
		}
		if (parts.isEmpty()) {
			parts.add(ContentPart.text(""));
		}
		return new Message(Message.Role.TOOL, joined(parts, block.object("cache_control") != null), List.of(), call,
				null, null);
	}

	/** Servers want one text where there is nothing but text. */
	private static List<ContentPart> joined(List<ContentPart> parts, boolean cached) {
		StringBuilder text = new StringBuilder();
		boolean marked = cached;
		for (ContentPart part : parts) {
			if (!(part instanceof ContentPart.Text piece)) {
				return parts.stream().filter((one) -> one.size() > 0).toList();
			}
			text.append(piece.text());
			marked |= piece.cached();
		}
		return List.of(new ContentPart.Text(text.toString(), marked && !text.isEmpty()));
	}

	private static void assistant(Node message, List<Message> messages) {
		AssistantTurn turn = new AssistantTurn();
		if (message.value(CONTENT) instanceof String text) {
			turn.say(ContentPart.text(text));
		}
		else {
			message.objects(CONTENT).forEach((block) -> said(block, turn));
		}
		if (!turn.isEmpty()) {
			messages.add(turn.message());
		}
	}

	private static void said(Node block, AssistantTurn turn) {
		switch (block.needed("type")) {
			case "text" -> turn.say(new ContentPart.Text(block.needed("text"), block.object("cache_control") != null));
			case "tool_use" -> turn.call(new ToolCall(block.named("id"), block.named("name"), input(block)));
			case "thinking" -> {
				String words = block.needed("thinking");
				turn.think(MessagesThoughts.signed(words, block.text("signature"), turn.details()));
			}
			case "redacted_thinking" -> turn.think(MessagesThoughts.redacted(block.needed("data"), turn.details()));
			default -> throw block.unknownType("a block");
		}
	}

	private static String input(Node block) {
		Node input = block.object("input");
		return (input != null) ? Json.text(input.fields()) : "{}";
	}

}
