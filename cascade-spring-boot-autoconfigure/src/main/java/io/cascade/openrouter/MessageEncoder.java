package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.cascade.ContentPart;
import io.cascade.Dialect;
import io.cascade.Hop;
import io.cascade.Message;
import io.cascade.Target;
import io.cascade.ToolCall;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

/**
 * Writes the messages of a conversation.
 */
final class MessageEncoder {

	private final JsonGenerator json;

	private final Hop hop;

	private final boolean names;

	private final boolean caches;

	private MessageEncoder(JsonGenerator json, Hop hop, Set<String> leftOut) {
		this.json = json;
		this.hop = hop;
		this.names = !leftOut.contains("messages.name");
		this.caches = hop.upstream().dialect() == Dialect.OPENROUTER
				&& !leftOut.contains("messages.content.cache_control");
	}

	static void write(JsonGenerator json, List<Message> messages, Hop hop, Set<String> leftOut) {
		MessageEncoder encoder = new MessageEncoder(json, hop, leftOut);
		json.writeStartArray();
		withSystem(messages, hop.first().traits().system()).forEach(encoder::message);
		json.writeEndArray();
	}

	/** A model's own instructions replace those that lead the conversation. */
	private static List<Message> withSystem(List<Message> messages, @Nullable String system) {
		if (system == null) {
			return messages;
		}
		List<Message> own = new ArrayList<>(messages);
		while (!own.isEmpty() && own.get(0).role() == Message.Role.SYSTEM) {
			own.remove(0);
		}
		own.add(0, Message.system(system));
		return own;
	}

	private void message(Message message) {
		this.json.writeStartObject();
		this.json.writeStringProperty("role", message.role().id());
		if (this.names) {
			optional("name", message.name());
		}
		this.json.writeName("content");
		content(message);
		if (message.toolCallId() != null) {
			this.json.writeStringProperty("tool_call_id", message.toolCallId());
		}
		if (message.refusal() != null) {
			this.json.writeStringProperty("refusal", message.refusal());
		}
		toolCalls(message.toolCalls());
		thoughts(message.reasoning());
		this.json.writeEndObject();
	}

	/** Some providers refuse an empty text, so there is none where nothing was said. */
	private void content(Message message) {
		List<ContentPart> parts = message.content();
		if (parts.isEmpty()) {
			this.json.writeNull();
		}
		else if (parts.size() == 1 && parts.get(0) instanceof ContentPart.Text text && !isMarked(text)) {
			this.json.writeString(text.text());
		}
		else {
			this.json.writeStartArray();
			parts.forEach(this::part);
			this.json.writeEndArray();
		}
	}

	private void part(ContentPart part) {
		this.json.writeStartObject();
		if (part instanceof ContentPart.Text text) {
			text(text);
		}
		else if (part instanceof ContentPart.Image image) {
			image(image);
		}
		else if (part instanceof ContentPart.File file) {
			file(file);
		}
		else if (part instanceof ContentPart.Video video) {
			begin("video_url");
			this.json.writeStringProperty("url", video.url());
			this.json.writeEndObject();
		}
		else if (part instanceof ContentPart.Audio audio) {
			begin("input_audio");
			this.json.writeStringProperty("data", audio.data());
			this.json.writeStringProperty("format", audio.format());
			this.json.writeEndObject();
		}
		this.json.writeEndObject();
	}

	private void text(ContentPart.Text text) {
		this.json.writeStringProperty("type", "text");
		this.json.writeStringProperty("text", text.text());
		if (isMarked(text)) {
			this.json.writeName("cache_control").writeStartObject();
			this.json.writeStringProperty("type", "ephemeral");
			this.json.writeEndObject();
		}
	}

	/** Servers that do not know the mark refuse the request. */
	private boolean isMarked(ContentPart.Text text) {
		return this.caches && text.cached();
	}

	private void image(ContentPart.Image image) {
		begin("image_url");
		this.json.writeStringProperty("url", image.url());
		optional("detail", image.detail());
		this.json.writeEndObject();
	}

	private void file(ContentPart.File file) {
		begin("file");
		optional("filename", file.name());
		optional("file_data", file.data());
		optional("file_id", file.id());
		this.json.writeEndObject();
	}

	private void begin(String type) {
		this.json.writeStringProperty("type", type);
		this.json.writeName(type).writeStartObject();
	}

	private void optional(String name, @Nullable String value) {
		if (value != null) {
			this.json.writeStringProperty(name, value);
		}
	}

	private void toolCalls(List<ToolCall> calls) {
		if (calls.isEmpty()) {
			return;
		}
		this.json.writeName("tool_calls").writeStartArray();
		for (ToolCall call : calls) {
			this.json.writeStartObject();
			this.json.writeStringProperty("id", call.id());
			this.json.writeStringProperty("type", "function");
			this.json.writeName("function").writeStartObject();
			this.json.writeStringProperty("name", call.name());
			this.json.writeStringProperty("arguments", call.arguments());
			this.json.writeEndObject();
			this.json.writeEndObject();
		}
		this.json.writeEndArray();
	}

	/** Models refuse the signatures of another author's thoughts. */
	private void thoughts(Message.@Nullable Thoughts thoughts) {
		if (thoughts != null && !thoughts.details().isEmpty() && this.hop.upstream().dialect() == Dialect.OPENROUTER
				&& this.hop.targets()
					.stream()
					.map(Target::model)
					.map(Target::author)
					.allMatch((author) -> author.equals(thoughts.author()))) {
			this.json.writeName("reasoning_details");
			JsonValues.write(this.json, thoughts.details());
		}
	}

}
