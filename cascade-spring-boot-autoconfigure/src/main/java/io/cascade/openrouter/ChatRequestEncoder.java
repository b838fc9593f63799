package io.cascade.openrouter;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.cascade.Call;
import io.cascade.CascadeRequest;
import io.cascade.Dialect;
import io.cascade.Hop;
import io.cascade.ResponseFormat;
import io.cascade.Target;
import io.cascade.Tool;
import io.cascade.ToolChoice;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/**
 * Writes request bodies. Equal calls give equal bytes: the order of the properties is
 * fixed, as OpenRouter's response cache and the providers' prompt caches want it.
 *
 * @see <a href="https://openrouter.ai/docs/api-reference/overview">API overview</a>
 */
final class ChatRequestEncoder {

	private static final Log logger = LogFactory.getLog(ChatRequestEncoder.class);

	private static final int USUAL_SIZE = 1024;

	private final JsonGenerator json;

	private final Call call;

	private final Hop hop;

	private final Set<String> replaced;

	private ChatRequestEncoder(JsonGenerator json, Call call) {
		this.json = json;
		this.call = call;
		this.hop = call.hop();
		this.replaced = this.hop.options().extraBody().keySet();
	}

	static byte[] encode(Call call, boolean stream) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
		try (JsonGenerator json = JsonValues.FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
			new ChatRequestEncoder(json, call).body(stream);
		}
		return bytes.toByteArray();
	}

	private void body(boolean stream) {
		CascadeRequest request = this.call.request();
		this.json.writeStartObject();
		models(this.hop.targets());
		field("messages", request.messages(), (messages) -> MessageEncoder.write(this.json, messages, this.hop));
		field("tools", request.tools(), this::tools);
		field("tool_choice", request.toolChoice(), this::toolChoice);
		field("response_format", request.responseFormat(), this::responseFormat);
		options();
		provider();
		field("stream", stream, this.json::writeBoolean);
		if (stream && dialect() == Dialect.OPENAI) {
			field("stream_options", Map.of("include_usage", true), (value) -> JsonValues.write(this.json, value));
		}
		this.hop.options().extraBody().forEach(this::plain);
		this.json.writeEndObject();
	}

	private Dialect dialect() {
		return this.hop.upstream().dialect();
	}

	private void models(List<Target> targets) {
		if (targets.size() == 1) {
			field("model", targets.get(0).model(), this.json::writeString);
		}
		else {
			field("models", targets.stream().map(Target::model).toList(),
					(value) -> JsonValues.write(this.json, value));
		}
	}

	private void options() {
		List<String> unknown = new ArrayList<>(0);
		this.hop.options().forEach(dialect(), (name, value) -> {
			if (!this.replaced.contains(name)) {
				plain(name, value);
			}
		}, unknown::add);
		reportLeftOut(unknown);
	}

	private void provider() {
		Map<String, Object> provider = this.hop.provider().asMap();
		if (!provider.isEmpty() && dialect() == Dialect.OPENROUTER) {
			field("provider", provider, (value) -> JsonValues.write(this.json, value));
		}
		else if (!provider.isEmpty()) {
			reportLeftOut(List.of("provider"));
		}
	}

	private void reportLeftOut(List<String> names) {
		if (!names.isEmpty() && logger.isDebugEnabled()) {
			logger.debug("Left out %s, which '%s' does not know".formatted(names, this.hop.upstream().name()));
		}
	}

	private void tools(List<Tool> tools) {
		this.json.writeStartArray();
		tools.forEach(this::tool);
		this.json.writeEndArray();
	}

	private void tool(Tool tool) {
		this.json.writeStartObject();
		this.json.writeStringProperty("type", "function");
		this.json.writeName("function").writeStartObject();
		this.json.writeStringProperty("name", tool.name());
		optional("description", tool.description());
		plain("parameters", tool.parameters());
		optional("strict", tool.strict());
		this.json.writeEndObject();
		this.json.writeEndObject();
	}

	private void toolChoice(ToolChoice choice) {
		if (choice.function() == null) {
			this.json.writeString(choice.mode());
		}
		else {
			this.json.writeStartObject();
			this.json.writeStringProperty("type", "function");
			plain("function", Map.of("name", choice.function()));
			this.json.writeEndObject();
		}
	}

	private void responseFormat(ResponseFormat format) {
		this.json.writeStartObject();
		this.json.writeStringProperty("type", format.type());
		if (format.schema() != null) {
			this.json.writeName("json_schema").writeStartObject();
			optional("name", format.name());
			optional("strict", format.strict());
			plain("schema", format.schema());
			this.json.writeEndObject();
		}
		this.json.writeEndObject();
	}

	private <T> void field(String name, @Nullable T value, Consumer<T> writer) {
		boolean absent = value == null || (value instanceof List<?> list && list.isEmpty());
		if (value != null && !absent && !this.replaced.contains(name)) {
			this.json.writeName(name);
			writer.accept(value);
		}
	}

	private void optional(String name, @Nullable Object value) {
		if (value != null) {
			plain(name, value);
		}
	}

	private void plain(String name, Object value) {
		this.json.writeName(name);
		JsonValues.write(this.json, value);
	}

}
