package io.cascade.observation;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;

import io.cascade.ContentPart;
import io.cascade.Message;
import io.cascade.ToolCall;
import io.cascade.exchange.Call;
import io.cascade.observation.CascadeObservationDocumentation.CallDetail;
import io.micrometer.observation.Observation;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Prompts and answers in the form of OpenTelemetry. Images, files and sound are named
 * only.
 *
 * @see <a href=
 * "https://github.com/open-telemetry/semantic-conventions-genai">gen_ai.input.messages
 * and gen_ai.output.messages</a>
 */
final class RecordedContent {

	private static final JsonFactory JSON = new JsonFactory();

	private RecordedContent() {
	}

	static void addTo(Observation observation, Call call) {
		observation.highCardinalityKeyValue(CallDetail.INPUT_MESSAGES.withValue(json(call.request().messages())));
		String answer = call.journal().received().text();
		if (!answer.isEmpty()) {
			observation.highCardinalityKeyValue(
					CallDetail.OUTPUT_MESSAGES.withValue(json(List.of(Message.assistant(answer)))));
		}
	}

	static String json(List<Message> messages) {
		StringWriter text = new StringWriter();
		try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
			json.writeStartArray();
			messages.forEach((message) -> write(json, message));
			json.writeEndArray();
		}
		return text.toString();
	}

	private static void write(JsonGenerator json, Message message) {
		json.writeStartObject();
		json.writeStringProperty("role", message.role().id());
		json.writeArrayPropertyStart("parts");
		message.content().forEach((part) -> write(json, part));
		message.toolCalls().forEach((call) -> write(json, call));
		json.writeEndArray();
		json.writeEndObject();
	}

	private static void write(JsonGenerator json, ContentPart part) {
		json.writeStartObject();
		boolean words = part instanceof ContentPart.Text;
		json.writeStringProperty("type", words ? "text" : "blob");
		if (part instanceof ContentPart.Text text) {
			json.writeStringProperty("content", text.text());
		}
		else {
			json.writeStringProperty("modality", part.getClass().getSimpleName().toLowerCase(Locale.ROOT));
		}
		json.writeEndObject();
	}

	private static void write(JsonGenerator json, ToolCall call) {
		json.writeStartObject();
		json.writeStringProperty("type", "tool_call");
		json.writeStringProperty("id", call.id());
		json.writeStringProperty("name", call.name());
		json.writeStringProperty("arguments", call.arguments());
		json.writeEndObject();
	}

}
