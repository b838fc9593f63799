package io.cascade.openrouter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.cascade.Message;
import io.cascade.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * One message of a request body. What {@link MessageEncoder} writes is read; fields that
 * only some servers know are passed over, those of calls are kept.
 */
final class MessageFields {

	private static final Map<String, Message.Role> ROLES = roles();

	private static final Set<String> OF_CALL = Set.of("id", "type", "function", "index");

	private final BodyField message;

	private final Message.Role role;

	private final ContentFields content;

	private MessageFields(BodyField message) {
		this.message = message;
		this.role = role(message.field("role"));
		this.content = new ContentFields(this.role);
	}

	private static Map<String, Message.Role> roles() {
		Map<String, Message.Role> roles = new LinkedHashMap<>();
		for (Message.Role role : Message.Role.values()) {
			roles.put(role.id(), role);
		}
		return roles;
	}

	private static Message.Role role(BodyField role) {
		if ("function".equals(role.value())) {
			throw role.refused("must not be 'function': a result has the role 'tool' and a 'tool_call_id'");
		}
		return role.oneOf(ROLES);
	}

	static Message read(BodyField message) {
		return new MessageFields(message).read();
	}

	private Message read() {
		refuse("function_call", "must not be set: calls stand in 'tool_calls'");
		refuse("audio", "must not be set: another model does not know it, so send its transcript as 'content'");
		this.content.read(this.message.field("content"));
		if (this.message.field("cache_control").isSet()) {
			this.message.field("cache_control").object();
			this.content.mark();
		}
		return new Message(this.role, this.content.parts(), calls(this.message.field("tool_calls")),
				text("tool_call_id"), refusal(), thoughts(), text("name"), null);
	}

	private void refuse(String name, String why) {
		BodyField field = this.message.field(name);
		if (field.isSet()) {
			throw field.refused(why);
		}
	}

	private @Nullable String text(String name) {
		return this.message.field(name).ifSet(BodyField::text);
	}

	private @Nullable String refusal() {
		String told = text("refusal");
		return (told != null) ? told : this.content.refusal();
	}

	private List<ToolCall> calls(BodyField calls) {
		if (!calls.isSet()) {
			return List.of();
		}
		List<BodyField> all = calls.list();
		if (!all.isEmpty() && this.role != Message.Role.ASSISTANT) {
			throw calls.refused("must not be set: it belongs to a message of the assistant");
		}
		return all.stream().map(MessageFields::call).toList();
	}

	private static ToolCall call(BodyField call) {
		call.field("type").ifSet((type) -> type.oneOf(Map.of("function", true)));
		BodyField function = call.field("function");
		return new ToolCall(call.field("id").text(), function.field("name").text(), function.field("arguments").text(),
				extras(call.object()));
	}

	private static Map<String, Object> extras(Map<String, Object> call) {
		Map<String, Object> extras = new LinkedHashMap<>(call);
		extras.keySet().removeAll(OF_CALL);
		extras.values().removeIf(Objects::isNull);
		return extras;
	}

	/** Words and details say the same, so the words are taken from one of them. */
	private Message.@Nullable Thoughts thoughts() {
		List<Map<String, Object>> details = this.message.field("reasoning_details").ifSet(OptionFields::objects);
		details = (details != null) ? details : List.of();
		String words = text("reasoning");
		words = (words != null) ? words : text("reasoning_content");
		words = (words != null) ? words : this.content.thoughts();
		words = (words != null) ? words : ThoughtWords.of(details);
		return (words.isEmpty() && details.isEmpty()) ? null
				: new Message.Thoughts(words, details, ThoughtWords.author(details));
	}

}
