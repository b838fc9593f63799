package io.cascade.openrouter;

import java.io.ByteArrayOutputStream;
import java.util.Map;

import io.cascade.Hop;
import io.cascade.Target;
import io.cascade.exchange.Call;
import tools.jackson.core.JsonGenerator;

/**
 * Writes request bodies. Equal calls give equal bytes: the order of the properties is
 * fixed, as OpenRouter's response cache and the providers' prompt caches want it.
 *
 * @see <a href="https://openrouter.ai/docs/api-reference/overview">API overview</a>
 */
final class ChatRequestEncoder {

	private static final int USUAL_SIZE = 1024;

	private ChatRequestEncoder() {
	}

	static byte[] encode(Call call, boolean stream, Fitting fitting) {
		Hop hop = call.hop();
		Fitting.Rule fit = fitting.of(hop.targets().stream().map(Target::model).toList());
		Map<String, Object> body = new RequestBody(hop, fit).fields(call, stream);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
		try (JsonGenerator json = WellFormedGenerator.to(bytes)) {
			json.writeStartObject();
			body.forEach((name, value) -> {
				json.writeName(name);
				if (value == RequestBody.MESSAGES) {
					MessageEncoder.write(json, call.request().messages(), hop, fit.leaveOut());
				}
				else {
					JsonValues.write(json, value);
				}
			});
			json.writeEndObject();
		}
		return bytes.toByteArray();
	}

}
