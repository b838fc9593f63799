package io.cascade.openrouter;

import java.util.List;
import java.util.Map;

import io.cascade.ContentPart;
import io.cascade.Dialect;
import io.cascade.Hop;
import io.cascade.Message;
import io.cascade.exchange.Call;
import tools.jackson.core.JsonGenerator;

/**
 * Writes bodies of requests for embeddings: each message is an input.
 *
 * @see <a href="https://openrouter.ai/docs/api-reference/embeddings">Embeddings</a>
 */
final class EmbeddingEncoder {

	private static final String USER = "user";

	private EmbeddingEncoder() {
	}

	static byte[] encode(Call call) {
		FramedBytes bytes = new FramedBytes(new byte[0], 0, call.request().size());
		try (JsonGenerator json = WellFormedGenerator.to(bytes)) {
			json.writeStartObject();
			json.writeName("model");
			json.writeString(call.hop().first().model());
			json.writeName("input");
			inputs(json, call.request().messages());
			fields(json, call.hop());
			json.writeEndObject();
		}
		return bytes.toByteArray();
	}

	private static void inputs(JsonGenerator json, List<Message> inputs) {
		json.writeStartArray();
		for (Message input : inputs) {
			json.writeString(((ContentPart.Text) input.content().get(0)).text());
		}
		json.writeEndArray();
	}

	private static void fields(JsonGenerator json, Hop hop) {
		Map<String, Object> extra = hop.options().extraBody();
		hop.options().forEach(Dialect.OPENROUTER, (name, value) -> {
			if (name.equals(USER) && !extra.containsKey(USER)) {
				json.writeName(USER);
				JsonValues.write(json, value);
			}
		}, (name) -> {
		});
		Map<String, Object> provider = hop.provider().asMap();
		if (!provider.isEmpty() && hop.upstream().dialect() == Dialect.OPENROUTER && !extra.containsKey("provider")) {
			json.writeName("provider");
			JsonValues.write(json, provider);
		}
		extra.forEach((name, value) -> {
			json.writeName(name);
			JsonValues.write(json, value);
		});
	}

}
