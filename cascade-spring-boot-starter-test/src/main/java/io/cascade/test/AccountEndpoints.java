package io.cascade.test;

import java.util.List;
import java.util.Map;

import io.cascade.test.ChatRequest.Dialect;
import io.cascade.test.ProviderWalk.Failure;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Catalog, key and generation look-up.
 *
 * @param stub the state of the server
 */
record AccountEndpoints(StubState stub) {

	private static final int PAGE = 1000;

	Reply models(RecordedRequest request) {
		String body = this.stub.catalog().body();
		Reply reply = (body != null) ? Reply.text(200, "application/json", body) : page(Queries.parse(request.query()));
		return suffering(this.stub.scripts().catalog().next(), reply.withHeader("Cache-Control", "max-age=300"));
	}

	private Reply page(Map<String, String> query) {
		List<CatalogEntry> all = List.copyOf(this.stub.catalog().entries());
		List<ObjectNode> data = all.stream()
			.skip(Queries.number(query, "offset", 0))
			.limit(Queries.number(query, "limit", PAGE))
			.map(CatalogEntry::toJson)
			.toList();
		ObjectNode body = Json.object().set("data", Json.array(data));
		body.put("total_count", all.size()).putObject("links");
		return Reply.json(200, body);
	}

	Reply key(RecordedRequest request) {
		ObjectNode data = Json.object()
			.put("label", "sk-or-v1-scr...ted")
			.putNull("limit")
			.putNull("limit_remaining")
			.putNull("limit_reset")
			.put("usage", 0)
			.put("usage_daily", 0)
			.put("is_free_tier", false)
			.put("is_management_key", false);
		return suffering(this.stub.scripts().everyRequest().next(), Reply.json(200, Json.object().set("data", data)));
	}

	Reply generation(RecordedRequest request) {
		String id = Queries.parse(request.query()).getOrDefault("id", "");
		Generation generation = this.stub.generations().find(id);
		Reply reply = (generation != null) ? Reply.json(200, Json.object().set("data", generation.toJson()))
				: Envelope.plain(404, "Generation " + id + " not found", Dialect.OPENROUTER);
		return suffering(this.stub.scripts().everyRequest().next(), reply);
	}

	private Reply suffering(@Nullable Fault fault, Reply reply) {
		if (fault == null) {
			return reply;
		}
		return (fault.kind() == FaultKind.STATUS)
				? Envelope.of(List.of(new Failure(fault, "", null)), Dialect.OPENROUTER, null)
				: reply.suffering(fault, this.stub.timer());
	}

}
