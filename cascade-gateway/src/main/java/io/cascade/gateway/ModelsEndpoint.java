package io.cascade.gateway;

import java.util.List;
import java.util.Map;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriUtils;

/**
 * The models that a key may ask: chains first.
 *
 * @param access knows them
 * @param path the path of the list
 * @param created when the application was started, in seconds
 */
record ModelsEndpoint(Access access, String path, long created) implements Endpoint {

	@Override
	public String name() {
		return "models";
	}

	@Override
	public HttpMethod method() {
		return HttpMethod.GET;
	}

	@Override
	public Object error(GatewayError error, String requestId) {
		return ChatDialect.openAiError(error);
	}

	@Override
	public Mono<Void> serve(ServerWebExchange exchange, GatewayKey key, Reply reply) {
		String asked = exchange.getRequest().getPath().value();
		String name = asked.substring(Math.min(asked.length(), this.path.length() + 1));
		return Responses.json(exchange.getResponse(), 200, name.isEmpty() ? list(key) : one(key, decoded(name)));
	}

	/** What can't be decoded is no name. */
	private static String decoded(String name) {
		try {
			return UriUtils.decode(name, "UTF-8");
		}
		catch (IllegalArgumentException ex) {
			throw Refusals.noModel(name);
		}
	}

	private Map<String, Object> list(GatewayKey key) {
		List<Map<String, Object>> models = this.access.names(key).stream().map(this::model).toList();
		return Json.object("object", "list", "data", models, "has_more", false);
	}

	private Map<String, Object> one(GatewayKey key, String name) {
		if (!this.access.names(key).contains(name)) {
			throw Refusals.noModel(name);
		}
		return model(name);
	}

	private Map<String, Object> model(String name) {
		return Json.object("id", name, "object", "model", "created", this.created, "owned_by", "cascade");
	}

}
