package io.cascade.test;

import java.util.List;

import io.cascade.test.ProviderWalk.RouterAttempt;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the router tells of its way when asked to.
 */
final class RouterMetadata {

	private RouterMetadata() {
	}

	static ObjectNode of(ChatRequest chat, List<RouterAttempt> attempts) {
		ObjectNode metadata = Json.object()
			.put("requested", chat.models().get(0))
			.put("strategy", (chat.models().size() > 1) ? "fallback" : "direct")
			.put("region", "iad")
			.put("summary", "attempts=" + attempts.size())
			.put("attempt", attempts.size())
			.put("is_byok", false);
		metadata.putObject("endpoints").put("total", attempts.size()).set("available", available(attempts));
		metadata.set("attempts", tried(attempts));
		metadata.putArray("pipeline");
		return metadata;
	}

	private static ArrayNode available(List<RouterAttempt> attempts) {
		ArrayNode available = Json.array();
		attempts.forEach((attempt) -> available.add(Json.object()
			.put("provider", attempt.provider())
			.put("model", attempt.model())
			.put("selected", attempt.status() == 200)));
		return available;
	}

	private static ArrayNode tried(List<RouterAttempt> attempts) {
		ArrayNode tried = Json.array();
		attempts.forEach((attempt) -> tried.add(Json.object()
			.put("provider", attempt.provider())
			.put("model", attempt.model())
			.put("status", attempt.status())));
		return tried;
	}

}
