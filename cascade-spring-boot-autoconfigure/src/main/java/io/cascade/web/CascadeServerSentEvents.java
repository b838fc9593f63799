package io.cascade.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.Spend;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerSentEvent;

/**
 * Pieces of an answer as server-sent events for a browser: one event a piece, named after
 * it, and {@code end} or {@code failure} last.
 * <p>
 * A failure before the first event is passed on, so that the response gets its status. A
 * later one is an event, since the status was sent. No event has a name that
 * {@code EventSource} uses for itself: {@code error}, {@code message}, {@code open}.
 * <p>
 * {@code EventSource} asks again whenever a stream ends, three seconds later. An answer
 * is not to be paid for again and again, so each event has an id, by which
 * {@link CascadeServerSentEventsAutoConfiguration} knows the repeated request, and the
 * first one puts it off by a day, for a page that loses the id. A comment every 15
 * seconds keeps proxies from closing a silent stream, and shows that a page has gone.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML,
 * Server-sent events</a>
 */
public final class CascadeServerSentEvents {

	private static final Duration SILENCE = Duration.ofSeconds(15);

	/**
	 * Timers of scripts can't wait for much longer: 25 days are no time at all to them.
	 */
	private static final Duration REPEAT = Duration.ofDays(1);

	private CascadeServerSentEvents() {
	}

	/**
	 * Encodes an answer for the public: without models, providers, costs and an
	 * upstream's words. A {@link CascadeChunk.Begin} is left out.
	 * @param chunks the pieces
	 * @return the events; they fail only before the first
	 */
	public static Flux<ServerSentEvent<Map<String, Object>>> of(Flux<CascadeChunk> chunks) {
		return events(chunks.filter((chunk) -> !(chunk instanceof CascadeChunk.Begin)),
				(end) -> fields("finishReason", end.finishReason()), CascadeServerSentEvents::problem);
	}

	/**
	 * Encodes an answer for readers who may see its models, what it cost and what went
	 * wrong.
	 * @param chunks the pieces
	 * @return the events; they fail only before the first
	 */
	public static Flux<ServerSentEvent<Map<String, Object>>> detailed(Flux<CascadeChunk> chunks) {
		return events(chunks, CascadeServerSentEvents::served, CascadeServerSentEvents::history);
	}

	private static Flux<ServerSentEvent<Map<String, Object>>> events(Flux<CascadeChunk> chunks,
			Function<CascadeChunk.End, Map<String, Object>> end, Function<Throwable, Map<String, Object>> failure) {
		return Flux.defer(() -> {
			AtomicBoolean begun = new AtomicBoolean();
			return alive(chunks.map((chunk) -> (chunk instanceof CascadeChunk.End last)
					? new Event("end", end.apply(last)) : event(chunk)))
				.doOnNext((event) -> begun.setPlain(true))
				.onErrorResume((ex) -> begun.getPlain(), (ex) -> Flux.just(new Event("failure", failure.apply(ex))))
				.index((index, event) -> event.sent(index));
		});
	}

	/** What is under way is delivered before an end, and no comment after it. */
	private static Flux<Event> alive(Flux<Event> events) {
		Sinks.Empty<Void> ended = Sinks.empty();
		Flux<Event> comments = Flux.interval(SILENCE)
			.map((tick) -> Event.COMMENT)
			.onBackpressureDrop()
			.takeUntilOther(ended.asMono());
		return Flux.mergeDelayError(1, events.doOnTerminate(ended::tryEmitEmpty), comments);
	}

	private static Event event(CascadeChunk chunk) {
		if (chunk instanceof CascadeChunk.Text text) {
			return new Event("text", Map.of("text", text.text()));
		}
		if (chunk instanceof CascadeChunk.Reasoning reasoning) {
			return new Event("reasoning", Map.of("text", reasoning.text()));
		}
		if (chunk instanceof CascadeChunk.ToolCallDelta call) {
			return new Event("tool-call",
					fields("index", call.index(), "id", call.id(), "name", call.name(), "arguments", call.arguments()));
		}
		if (chunk instanceof CascadeChunk.Media media) {
			return new Event("media",
					fields("type", media.type(), "data", media.data(), "transcript", media.transcript()));
		}
		if (chunk instanceof CascadeChunk.Refusal refusal) {
			return new Event("refusal", Map.of("text", refusal.text()));
		}
		if (chunk instanceof CascadeChunk.Begin begin) {
			return new Event("begin", fields("model", begin.served().model(), "provider", begin.served().provider()));
		}
		CascadeChunk.Restart restart = (CascadeChunk.Restart) chunk;
		return new Event("restart", fields("reason", restart.reason().id(), "attempt", restart.attempt()));
	}

	private static Map<String, Object> served(CascadeChunk.End end) {
		return fields("model", end.served().model(), "provider", end.served().provider(), "finishReason",
				end.finishReason(), "usage", end.usage(), "cost", end.cost().amount(), "spend",
				Spend.of(end.attempts()).known(), "attempts", end.attempts().size());
	}

	private static Map<String, Object> problem(Throwable ex) {
		return (CascadeProblems.carried(ex) instanceof CascadeException failure)
				? fields("kind", failure.kind().id(), "status", failure.kind().httpStatus(), "detail",
						CascadeProblems.detail(failure))
				: fields("kind", "unknown", "status", HttpStatus.INTERNAL_SERVER_ERROR.value());
	}

	private static Map<String, Object> history(Throwable ex) {
		Map<String, Object> fields = problem(ex);
		if (CascadeProblems.carried(ex) instanceof CascadeException failure) {
			fields.putAll(fields("upstreamStatus", failure.status(), "message", failure.getMessage(), "spend",
					failure.spend().known(), "attempts", failure.attempts().size()));
		}
		return fields;
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

	/**
	 * What is told at a time.
	 *
	 * @param name the name of the event, {@code null} for a comment
	 * @param data its content
	 */
	private record Event(@Nullable String name, @Nullable Map<String, Object> data) {

		static final Event COMMENT = new Event(null, null);

		ServerSentEvent<Map<String, Object>> sent(long index) {
			ServerSentEvent.Builder<Map<String, Object>> event = ServerSentEvent.builder();
			event.id(EventIds.of(index));
			if (index == 0) {
				event.retry(REPEAT);
			}
			return (this.name != null && this.data != null) ? event.event(this.name).data(this.data).build()
					: event.comment("").build();
		}

	}

}
