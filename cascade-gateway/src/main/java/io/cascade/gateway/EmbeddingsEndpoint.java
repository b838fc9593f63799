package io.cascade.gateway;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeOperations;
import io.cascade.EmbeddingRequest;
import io.cascade.EmbeddingResponse;
import io.cascade.Usage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;

/**
 * Vectors by way of a chain for embeddings, which has one model: those of several do not
 * mix.
 *
 * @param cascade asks the chain
 * @param access what keys may ask
 * @param body reads bodies
 * @param rates the requests and tokens of keys
 * @param runs the runs that clients name
 * @see <a href="https://platform.openai.com/docs/api-reference/embeddings">OpenAI,
 * Embeddings</a>
 */
record EmbeddingsEndpoint(CascadeOperations cascade, Access access, RequestBody body, KeyRates rates,
		KeyRuns runs) implements Endpoint {

	@Override
	public String name() {
		return "embeddings";
	}

	@Override
	public HttpMethod method() {
		return HttpMethod.POST;
	}

	@Override
	public Object error(GatewayError error, String requestId) {
		return ChatDialect.openAiError(error);
	}

	@Override
	public Mono<Void> serve(ServerWebExchange exchange, GatewayKey key, Reply reply) {
		this.rates.admit(key);
		HttpHeaders headers = exchange.getRequest().getHeaders();
		return this.body.read(exchange, (json) -> wanted(Node.body(json), key, headers, reply))
			.flatMap((wanted) -> this.rates.counted(key, wanted.request().asked(),
					this.runs.around(key, headers, this.cascade.embed(wanted.request())), EmbeddingResponse::attempts)
				.flatMap((answer) -> {
					Told.of(answer.end(), reply).write(exchange.getResponse().getHeaders());
					return Responses.json(exchange.getResponse(), 200, body(answer, wanted.base64()));
				}));
	}

	private Wanted wanted(Node body, GatewayKey key, HttpHeaders headers, Reply reply) {
		return new Wanted(request(body, key, headers, reply), isBase64(body.text("encoding_format")));
	}

	private EmbeddingRequest request(Node body, GatewayKey key, HttpHeaders headers, Reply reply) {
		String user = body.text("user");
		EmbeddingRequest request = EmbeddingRequest.of(inputs(body.value("input")))
			.chain(this.access.chain(key, body.text("model"), headers));
		Integer dimensions = body.count("dimensions", 1);
		request = (dimensions != null) ? request.dimensions(dimensions) : request;
		request = (user != null) ? request.user(user) : request;
		for (Map.Entry<String, String> tag : Access.tags(key, user, headers, reply).entrySet()) {
			request = request.tag(tag.getKey(), tag.getValue());
		}
		return request;
	}

	private static List<String> inputs(@Nullable Object given) {
		List<?> inputs = (given instanceof List<?> list) ? list : (given != null) ? List.of(given) : List.of();
		List<String> texts = new ArrayList<>(inputs.size());
		for (Object input : inputs) {
			if (!(input instanceof String text)) {
				throw Refusals.field("input",
						"'input' must be a text or a list of texts; lists of token numbers are not supported.");
			}
			texts.add(text);
		}
		if (texts.isEmpty()) {
			throw Refusals.field("input", "'input' must have at least one text.");
		}
		return texts;
	}

	private static boolean isBase64(@Nullable String format) {
		if (format != null && !format.equals("float") && !format.equals("base64")) {
			throw Refusals.field("encoding_format", "'encoding_format' must be one of [float, base64].");
		}
		return "base64".equals(format);
	}

	private static Map<String, Object> body(EmbeddingResponse answer, boolean base64) {
		List<Map<String, Object>> data = new ArrayList<>();
		for (int i = 0; i < answer.vectors().size(); i++) {
			float[] vector = answer.vector(i);
			data.add(Json.object("object", "embedding", "index", i, "embedding", base64 ? encoded(vector) : vector));
		}
		return Json.object("object", "list", "data", data, "model", ChatFrames.model(answer.end().served()), "usage",
				usage(answer.usage()));
	}

	/** As the clients of OpenAI ask for them: 32 bits each, the lowest byte first. */
	private static String encoded(float[] vector) {
		ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(vector);
		return Base64.getEncoder().encodeToString(bytes.array());
	}

	private static Map<String, Object> usage(@Nullable Usage usage) {
		long tokens = (usage != null) ? UsedTokens.of(usage) : 0;
		return Json.object("prompt_tokens", tokens, "total_tokens", tokens);
	}

	/**
	 * What a client wants.
	 *
	 * @param request the texts, with a chain
	 * @param base64 whether vectors are encoded
	 */
	private record Wanted(EmbeddingRequest request, boolean base64) {

	}

}
