package io.cascade.web;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;

import io.cascade.CascadeChunk;
import io.cascade.CascadeExhaustedException;
import io.cascade.Cost;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.http.codec.ServerSentEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

/**
 * Answers as events for a browser.
 */
class CascadeEventsTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static List<ServerSentEvent<Map<String, Object>>> events(Flux<CascadeChunk> chunks) {
		return Objects.requireNonNull(CascadeEvents.of(chunks).collectList().block(LIMIT));
	}

	private static List<ServerSentEvent<Map<String, Object>>> detailed(Flux<CascadeChunk> chunks) {
		return Objects.requireNonNull(CascadeEvents.detailed(chunks).collectList().block(LIMIT));
	}

	@Test
	void eachPieceIsAnEventNamedAfterIt() {
		List<ServerSentEvent<Map<String, Object>>> events = events(Flux.just(new CascadeChunk.Text("Hi"),
				new CascadeChunk.Reasoning("hm", List.of()), new CascadeChunk.ToolCallDelta(0, "id", null, "{"),
				new CascadeChunk.Media("image", "https://example.org/i.png", null), new CascadeChunk.Refusal("no"),
				new CascadeChunk.Restart(FailureKind.INCOMPLETE, 1), end()));
		assertThat(events).extracting(ServerSentEvent::event)
			.containsExactly("text", "reasoning", "tool-call", "media", "refusal", "restart", "end");
		assertThat(events.get(0).data()).containsExactly(entry("text", "Hi"));
		assertThat(events.get(2).data()).containsExactly(entry("index", 0), entry("id", "id"), entry("arguments", "{"));
		assertThat(events.get(5).data()).containsExactly(entry("reason", "incomplete"), entry("attempt", 1));
		assertThat(events.get(6).data()).containsExactly(entry("finishReason", "stop"));
		assertThat(detailed(Flux.just(end())).get(0).data()).containsExactly(entry("model", "a/b"),
				entry("provider", "Azure"), entry("finishReason", "stop"), entry("spend", BigDecimal.ZERO),
				entry("attempts", 0));
	}

	@Test
	@DisplayName("P13 a stranger learns the kind of a failure, and neither names, words nor money")
	void aFailureAfterTheFirstPieceIsAnEventWithoutNames() {
		Flux<CascadeChunk> broken = Flux.concat(Flux.just(new CascadeChunk.Text("Hi")), Flux.error(lost()));
		List<ServerSentEvent<Map<String, Object>>> events = events(broken);
		assertThat(events).extracting(ServerSentEvent::event).containsExactly("text", "failure");
		assertThat(events.get(1).data()).containsExactly(entry("kind", "unavailable"), entry("status", 503),
				entry("detail", "The call failed: unavailable"));
		assertThat(detailed(broken).get(1).data()).containsKeys("upstreamStatus", "message", "spend", "attempts");
	}

	@Test
	@DisplayName("P13 a failure before the first piece stays one, so that the response gets its status")
	void aFailureBeforeTheFirstPieceIsPassedOn() {
		CascadeExhaustedException lost = lost();
		assertThatExceptionOfType(CascadeExhaustedException.class).isThrownBy(() -> events(Flux.error(lost)))
			.isSameAs(lost);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> events(Flux.error(new IllegalArgumentException("'chain' must be one of [a]"))));
	}

	@Test
	@DisplayName("P13 each subscription has its own beginning")
	void aSecondSubscriptionBeginsAnew() {
		Queue<Flux<CascadeChunk>> answers = new ArrayDeque<>(List.of(Flux.just(end()), Flux.error(lost())));
		Flux<?> events = CascadeEvents.of(Flux.defer(answers::remove));
		assertThat(events.collectList().block(LIMIT)).hasSize(1);
		assertThatExceptionOfType(CascadeExhaustedException.class).isThrownBy(() -> events.collectList().block(LIMIT));
	}

	@Test
	@DisplayName("P13 an error of the application tells nothing of itself")
	void anErrorOfTheApplicationTellsNoMore() {
		Flux<CascadeChunk> broken = Flux.concat(Flux.just(new CascadeChunk.Text("Hi")),
				Flux.error(new IllegalStateException("secret")));
		assertThat(events(broken).get(1).data()).containsExactly(entry("kind", "unknown"), entry("status", 500));
		assertThat(detailed(broken).get(1).data()).containsExactly(entry("kind", "unknown"), entry("status", 500));
	}

	private static CascadeChunk.End end() {
		CascadeChunk.Served served = new CascadeChunk.Served("openrouter", "a/b", null, "Azure", "gen-1", null);
		return new CascadeChunk.End(served, "stop", null, Cost.UNKNOWN, List.of(), CascadeChunk.Extras.NONE);
	}

	private static CascadeExhaustedException lost() {
		UpstreamException cause = new UpstreamException("openrouter", FailureKind.UNAVAILABLE,
				new UpstreamException.Details(503, "overloaded", null, null, List.of()), null);
		return new CascadeExhaustedException(List.of(), List.of(cause), null);
	}

}
