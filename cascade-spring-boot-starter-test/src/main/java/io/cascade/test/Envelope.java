package io.cascade.test;

import java.util.List;
import java.util.Map;

import io.cascade.test.ChatRequest.Dialect;
import io.cascade.test.ProviderWalk.Failure;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The error bodies of the protocol.
 */
final class Envelope {

	private static final String USER = "user_scripted";

	private Envelope() {
	}

	static Reply plain(int status, String message, Dialect dialect) {
		ObjectNode error = Json.object().put("message", message);
		if (dialect == Dialect.OPENAI) {
			error.put("type", "invalid_request_error").putNull("param").putNull("code");
			return Reply.json(status, Json.object().set("error", error));
		}
		return Reply.json(status, Json.object().put("user_id", USER).set("error", error.put("code", status)));
	}

	static Reply of(List<Failure> failures, Dialect dialect, @Nullable ObjectNode metadata) {
		Failure last = failures.get(failures.size() - 1);
		String raw = last.fault().settings().text(FaultSetting.BODY);
		String type = last.fault().settings().text(FaultSetting.CONTENT_TYPE);
		Reply reply = (raw != null) ? Reply.text(last.status(), (type != null) ? type : "text/plain", raw)
				: Reply.json(last.status(), body(failures, dialect, metadata));
		return withRetryAfter(reply, failures).withHeaders(last.fault().settings().map(FaultSetting.HEADERS));
	}

	private static ObjectNode body(List<Failure> failures, Dialect dialect, @Nullable ObjectNode metadata) {
		Failure last = failures.get(failures.size() - 1);
		ObjectNode error = Json.object().put("message", last.message()).put("code", last.status());
		ObjectNode body = Json.object().set("error", error);
		if (dialect == Dialect.OPENAI) {
			error.put("type", StatusDefaults.of(last.status()).errorType()).putNull("param");
			return body;
		}
		error.set("metadata", metadata(failures));
		availability(last.fault(), error);
		body.put("user_id", USER);
		return (metadata != null && last.status() != 500) ? body.set("openrouter_metadata", metadata) : body;
	}

	private static ObjectNode metadata(List<Failure> failures) {
		Failure last = failures.get(failures.size() - 1);
		String type = last.fault().settings().text(FaultSetting.ERROR_TYPE);
		ObjectNode metadata = Json.object()
			.put("error_type", (type != null) ? type : StatusDefaults.of(last.status()).errorType())
			.put("provider_name", last.provider());
		if (failures.size() > 1) {
			metadata.set("previous_errors", previous(failures.subList(0, failures.size() - 1)));
		}
		return metadata.setAll(Json.object(last.fault().settings().map(FaultSetting.METADATA)));
	}

	private static ArrayNode previous(List<Failure> failures) {
		ArrayNode previous = Json.array();
		failures.forEach((failure) -> previous
			.add(Json.object().put("code", failure.status()).put("message", failure.message())));
		return previous;
	}

	private static void availability(Fault fault, ObjectNode error) {
		Map<String, Object> availability = fault.settings().map(FaultSetting.AVAILABILITY);
		if (!availability.isEmpty()) {
			error.set("availability", Json.object(availability));
		}
	}

	/** OpenRouter gives a hint only if every failed model gave one: the shortest. */
	private static Reply withRetryAfter(Reply reply, List<Failure> failures) {
		int seconds = failures.stream()
			.mapToInt((failure) -> failure.fault().settings().number(FaultSetting.RETRY_AFTER_SECONDS, -1))
			.reduce(Integer.MAX_VALUE, Math::min);
		return (seconds >= 0) ? reply.withHeader("Retry-After", seconds) : reply;
	}

}
