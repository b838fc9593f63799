package io.cascade.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.Spend;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerSentEvent;

/**
 * Pieces of an answer as server-sent events for a browser: one event a piece, named after
 * it, and {@code end} or {@code failure} last.
 * <p>
 * A failure before the first piece is passed on, so that the response gets its status. A
 * later one is an event, since the status was sent; it is not named {@code error}, which
 * is what {@code EventSource} calls a lost connection.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML,
 * Server-sent events</a>
 */
public final class CascadeEvents {

	private CascadeEvents() {
	}

	/**
	 * Encodes an answer for anybody: neither models, providers, costs nor an upstream's
	 * words are told.
	 * @param chunks the pieces
	 * @return the events; they fail only before the first
	 */
	public static Flux<ServerSentEvent<Map<String, Object>>> of(Flux<CascadeChunk> chunks) {
		return events(chunks, (end) -> fields("finishReason", end.finishReason()), CascadeEvents::problem);
	}

	/**
	 * Encodes an answer for those who may know who was asked, what it cost and what went
	 * wrong.
	 * @param chunks the pieces
	 * @return the events; they fail only before the first
	 */
	public static Flux<ServerSentEvent<Map<String, Object>>> detailed(Flux<CascadeChunk> chunks) {
		return events(chunks, CascadeEvents::served, CascadeEvents::history);
	}

	private static Flux<ServerSentEvent<Map<String, Object>>> events(Flux<CascadeChunk> chunks,
			Function<CascadeChunk.End, Map<String, Object>> end, Function<Throwable, Map<String, Object>> failure) {
		return Flux.defer(() -> {
			AtomicBoolean begun = new AtomicBoolean();
			return chunks.doOnNext((chunk) -> begun.setPlain(true))
				.map((chunk) -> (chunk instanceof CascadeChunk.End last) ? event("end", end.apply(last)) : event(chunk))
				.onErrorResume((ex) -> begun.getPlain(), (ex) -> Flux.just(event("failure", failure.apply(ex))));
		});
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
		CascadeChunk.Restart restart = (CascadeChunk.Restart) chunk;
		return event("restart", fields("reason", restart.reason().id(), "attempt", restart.attempt()));
	}

	private static Map<String, Object> served(CascadeChunk.End end) {
		return fields("model", end.served().model(), "provider", end.served().provider(), "finishReason",
				end.finishReason(), "usage", end.usage(), "cost", end.cost().amount(), "spend",
				Spend.of(end.attempts()).known(), "attempts", end.attempts().size());
	}

	private static Map<String, Object> problem(Throwable ex) {
		return (ex instanceof CascadeException failure)
				? fields("kind", failure.kind().id(), "status", ProblemStatus.of(failure.kind()).value(), "detail",
						CascadeProblems.detail(failure))
				: fields("kind", "unknown", "status", HttpStatus.INTERNAL_SERVER_ERROR.value());
	}

	private static Map<String, Object> history(Throwable ex) {
		Map<String, Object> fields = problem(ex);
		if (ex instanceof CascadeException failure) {
			fields.putAll(fields("upstreamStatus", failure.status(), "message", failure.getMessage(), "spend",
					failure.spend().known(), "attempts", failure.attempts().size()));
		}
		return fields;
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
