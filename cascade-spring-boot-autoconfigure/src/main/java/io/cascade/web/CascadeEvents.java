package io.cascade.web;

import java.util.LinkedHashMap;
import java.util.Map;

import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.Spend;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.http.codec.ServerSentEvent;

/**
 * Pieces of an answer as server-sent events for a browser: one event a piece, named after
 * it, and {@code end} or {@code error} last. An error is an event too, since the status
 * of the response was sent with the first one.
 */
public final class CascadeEvents {

	private CascadeEvents() {
	}

	/**
	 * Encodes an answer.
	 * @param chunks the pieces
	 * @return the events; they never fail
	 */
	public static Flux<ServerSentEvent<Map<String, Object>>> of(Flux<CascadeChunk> chunks) {
		return chunks.map(CascadeEvents::event).onErrorResume((ex) -> Flux.just(error(ex)));
	}

	private static ServerSentEvent<Map<String, Object>> event(CascadeChunk chunk) {
		if (chunk instanceof CascadeChunk.Text text) {
			return event("text", Map.of("text", text.text()));
		}
		if (chunk instanceof CascadeChunk.Reasoning reasoning) {
			return event("reasoning", Map.of("text", reasoning.text()));
		}
		if (chunk instanceof CascadeChunk.ToolCallDelta call) {
			return event("tool-call",
					fields("index", call.index(), "id", call.id(), "name", call.name(), "arguments", call.arguments()));
		}
		if (chunk instanceof CascadeChunk.Media media) {
			return event("media", fields("type", media.type(), "data", media.data(), "transcript", media.transcript()));
		}
		if (chunk instanceof CascadeChunk.Refusal refusal) {
			return event("refusal", Map.of("text", refusal.text()));
		}
		return (chunk instanceof CascadeChunk.Restart restart)
				? event("restart", fields("reason", restart.reason().id(), "attempt", restart.attempt()))
				: end((CascadeChunk.End) chunk);
	}

	private static ServerSentEvent<Map<String, Object>> end(CascadeChunk.End end) {
		return event("end",
				fields("model", end.served().model(), "provider", end.served().provider(), "finishReason",
						end.finishReason(), "usage", end.usage(), "cost", end.cost().amount(), "spend",
						Spend.of(end.attempts()).known(), "attempts", end.attempts().size()));
	}

	private static ServerSentEvent<Map<String, Object>> error(Throwable ex) {
		if (ex instanceof CascadeException failure) {
			return event("error", fields("kind", failure.kind().id(), "status", failure.status(), "message",
					failure.getMessage(), "spend", failure.spend().known(), "attempts", failure.attempts().size()));
		}
		boolean callersFault = ex instanceof IllegalArgumentException;
		return event("error", fields("kind", callersFault ? "invalid-request" : "unknown", "message",
				callersFault ? ex.getMessage() : ex.getClass().getName()));
	}

	private static ServerSentEvent<Map<String, Object>> event(String name, Map<String, Object> data) {
		return ServerSentEvent.builder(data).event(name).build();
	}

	private static Map<String, Object> fields(@Nullable Object... namesAndValues) {
		Map<String, Object> fields = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			Object value = namesAndValues[i + 1];
			if (value != null) {
				fields.put(String.valueOf(namesAndValues[i]), value);
			}
		}
		return fields;
	}

}
