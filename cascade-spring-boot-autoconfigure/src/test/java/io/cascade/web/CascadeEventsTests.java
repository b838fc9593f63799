package io.cascade.web;

import java.time.Duration;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.CascadeChunk;
import io.cascade.CascadeExhaustedException;
import io.cascade.Cost;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.http.codec.ServerSentEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Answers as events for a browser.
 */
class CascadeEventsTests {

	private static List<ServerSentEvent<Map<String, Object>>> events(Flux<CascadeChunk> chunks) {
		return Objects.requireNonNull(CascadeEvents.of(chunks).collectList().block(Duration.ofSeconds(5)));
	}

	@Test
	void eachPieceIsAnEventNamedAfterIt() {
		CascadeChunk.Served served = new CascadeChunk.Served("openrouter", "a/b", null, "Azure", "gen-1", null);
		List<ServerSentEvent<Map<String, Object>>> events = events(Flux.just(new CascadeChunk.Text("Hi"),
				new CascadeChunk.Reasoning("hm", List.of()), new CascadeChunk.ToolCallDelta(0, "id", null, "{"),
				new CascadeChunk.Media("image", "https://example.org/i.png", null), new CascadeChunk.Refusal("no"),
				new CascadeChunk.Restart(FailureKind.INCOMPLETE, 1),
				new CascadeChunk.End(served, "stop", null, Cost.UNKNOWN, List.of(), CascadeChunk.Extras.NONE)));
		assertThat(events).extracting(ServerSentEvent::event)
			.containsExactly("text", "reasoning", "tool-call", "media", "refusal", "restart", "end");
		assertThat(events.get(0).data()).containsExactly(entry("text", "Hi"));
		assertThat(events.get(2).data()).containsExactly(entry("index", 0), entry("id", "id"), entry("arguments", "{"));
		assertThat(events.get(5).data()).containsExactly(entry("reason", "incomplete"), entry("attempt", 1));
		assertThat(events.get(6).data()).containsExactly(entry("model", "a/b"), entry("provider", "Azure"),
				entry("finishReason", "stop"), entry("spend", BigDecimal.ZERO), entry("attempts", 0));
	}

	@Test
	void anErrorIsTheLastEvent() {
		UpstreamException cause = new UpstreamException("openrouter", FailureKind.UNAVAILABLE,
				new UpstreamException.Details(503, "overloaded", null, null, List.of()), null);
		List<ServerSentEvent<Map<String, Object>>> events = events(Flux.concat(Flux.just(new CascadeChunk.Text("Hi")),
				Flux.error(new CascadeExhaustedException(List.of(), List.of(cause), null))));
		assertThat(events).extracting(ServerSentEvent::event).containsExactly("text", "error");
		assertThat(events.get(1).data()).contains(entry("kind", "unavailable"), entry("status", 503));
	}

	@Test
	void anErrorOfTheApplicationTellsNoMore() {
		assertThat(events(Flux.error(new IllegalStateException("secret")))).singleElement()
			.satisfies((event) -> assertThat(event.data()).containsExactly(entry("kind", "unknown"),
					entry("message", "java.lang.IllegalStateException")));
		assertThat(events(Flux.error(new IllegalArgumentException("'chain' must be one of [a]")))).singleElement()
			.satisfies((event) -> assertThat(event.data()).contains(entry("message", "'chain' must be one of [a]")));
	}

}
