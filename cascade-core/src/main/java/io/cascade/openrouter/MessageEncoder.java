package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.cascade.ContentPart;
import io.cascade.Dialect;
import io.cascade.Hop;
import io.cascade.Message;
import io.cascade.Target;
import io.cascade.ToolCall;
import io.cascade.Upstream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the messages of a conversation.
 */
final class MessageEncoder {

	/** The most bytes of unknown fields that go back with one message or call. */
	private static final int MAX_KEPT = 256 * 1024;

	/** Fields of a message that are written, whatever came in them. */
	private static final Set<String> MESSAGE = Set.of("role", "name", "content", "tool_call_id", "refusal",
			"tool_calls", "reasoning_details", "reasoning", "reasoning_content");

	private static final Set<String> CALL = Set.of("id", "type", "function", "index");

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
		boolean own = isOwn(message);
		this.json.writeStartObject();
		this.json.writeStringProperty("role", message.role().id());
		if (this.names) {
			string("name", message.name());
		}
		this.json.writeName("content");
		content(message, own);
		string("tool_call_id", message.toolCallId());
		string("refusal", message.refusal());
		toolCalls(message.toolCalls(), own);
		thoughts(message.reasoning(), own);
		if (own) {
			giveBack(message);
		}
		this.json.writeEndObject();
	}

	/** Whether all that is asked is what said the message, so that it understands it. */
	private boolean isOwn(Message message) {
		Message.Origin origin = message.origin();
		return origin != null && origin.upstream().equals(this.hop.upstream().name()) && areAllBy(origin.author());
	}

	private boolean areAllBy(@Nullable String author) {
		return this.hop.targets()
			.stream()
			.map(Target::model)
			.map(Upstream::author)
			.allMatch((own) -> own.equals(author));
	}

	/** What else came with it, and its thoughts where they stood. */
	private void giveBack(Message message) {
		Message.Origin origin = Objects.requireNonNull(message.origin());
		Message.Thoughts thoughts = message.reasoning();
		String place = origin.thoughtsIn();
		boolean inField = "reasoning".equals(place) || "reasoning_content".equals(place);
		boolean told = thoughts != null && !thoughts.details().isEmpty() && dialect() == Dialect.OPENROUTER;
		if (place != null && inField && !told) {
			string(place, (thoughts != null) ? thoughts.text() : null);
		}
		if (KeptSize.of(origin.fields()) <= MAX_KEPT) {
			unknown(origin.fields(), MESSAGE);
		}
	}

	private void unknown(Map<String, Object> fields, Set<String> known) {
		fields.forEach((name, value) -> {
			if (!known.contains(name)) {
				this.json.writeName(name);
				JsonValues.write(this.json, value);
			}
		});
	}

	private Dialect dialect() {
		return this.hop.upstream().dialect();
	}

	private void string(String name, @Nullable String value) {
		if (value != null) {
			this.json.writeStringProperty(name, value);
		}
	}

	/** Some providers refuse an empty text, so there is none where nothing was said. */
	private void content(Message message, boolean own) {
		List<ContentPart> parts = message.content();
		String thought = thoughtPart(message, own);
		if (parts.isEmpty() && thought == null) {
			this.json.writeNull();
		}
		else if (thought == null && parts.size() == 1 && parts.get(0) instanceof ContentPart.Text text
				&& !isMarked(text)) {
			this.json.writeString(text.text());
		}
		else {
			this.json.writeStartArray();
			if (thought != null) {
				JsonValues.write(this.json, thinking(thought));
			}
			parts.forEach(this::part);
			this.json.writeEndArray();
		}
	}

	/** Thoughts that came as a part of the content go back as one. */
	private static @Nullable String thoughtPart(Message message, boolean own) {
		boolean inPart = own && "thinking".equals(Objects.requireNonNull(message.origin()).thoughtsIn());
		return (inPart && message.reasoning() != null) ? message.reasoning().text() : null;
	}

	private static Map<String, Object> thinking(String words) {
		Map<String, Object> text = new LinkedHashMap<>();
		text.put("type", "text");
		text.put("text", words);
		Map<String, Object> part = new LinkedHashMap<>();
		part.put("type", "thinking");
		part.put("thinking", List.of(text));
		return part;
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
			string("url", video.url());
			this.json.writeEndObject();
		}
		else if (part instanceof ContentPart.Audio audio) {
			begin("input_audio");
			string("data", audio.data());
			string("format", audio.format());
			this.json.writeEndObject();
		}
		this.json.writeEndObject();
	}

	private void text(ContentPart.Text text) {
		this.json.writeStringProperty("type", "text");
		string("text", text.text());
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
		string("url", image.url());
		string("detail", image.detail());
		this.json.writeEndObject();
	}

	private void file(ContentPart.File file) {
		begin("file");
		string("filename", file.name());
		string("file_data", file.data());
		string("file_id", file.id());
		this.json.writeEndObject();
	}

	private void begin(String type) {
		this.json.writeStringProperty("type", type);
		this.json.writeName(type).writeStartObject();
	}

	private void toolCalls(List<ToolCall> calls, boolean own) {
		if (calls.isEmpty()) {
			return;
		}
		this.json.writeName("tool_calls").writeStartArray();
		for (ToolCall call : calls) {
			this.json.writeStartObject();
			string("id", call.id());
			this.json.writeStringProperty("type", "function");
			this.json.writeName("function").writeStartObject();
			string("name", call.name());
			string("arguments", call.arguments());
			this.json.writeEndObject();
			if (own && KeptSize.of(call.extras()) <= MAX_KEPT) {
				unknown(call.extras(), CALL);
			}
			this.json.writeEndObject();
		}
		this.json.writeEndArray();
	}

	/**
	 * Models refuse the signatures of another author's thoughts, and servers that have no
	 * such field refuse the field.
	 */
	private void thoughts(Message.@Nullable Thoughts thoughts, boolean own) {
		if (thoughts != null && !thoughts.details().isEmpty()
				&& (own || (dialect() == Dialect.OPENROUTER && areAllBy(thoughts.author())))) {
			this.json.writeName("reasoning_details");
			JsonValues.write(this.json, thoughts.details());
		}
	}

}
