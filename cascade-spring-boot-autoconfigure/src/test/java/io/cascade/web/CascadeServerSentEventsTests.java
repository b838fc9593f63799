package io.cascade.web;

import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.CascadeExhaustedException;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.http.codec.ServerSentEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

/**
 * Answers as events for a browser.
 */
class CascadeServerSentEventsTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final List<CascadeChunk> PIECES = List.of(new CascadeChunk.Text("Hi"),
			new CascadeChunk.Reasoning("hm", List.of()), new CascadeChunk.ToolCallDelta(0, "id", null, "{"),
			new CascadeChunk.Media("image", "https://example.org/i.png", null), new CascadeChunk.Refusal("no"),
			new CascadeChunk.Restart(FailureKind.INCOMPLETE, 1));

	private static List<ServerSentEvent<Map<String, Object>>> events(Flux<CascadeChunk> chunks) {
		return Objects.requireNonNull(CascadeServerSentEvents.of(chunks).collectList().block(LIMIT));
	}

	private static List<ServerSentEvent<Map<String, Object>>> detailed(Flux<CascadeChunk> chunks) {
		return Objects.requireNonNull(CascadeServerSentEvents.detailed(chunks).collectList().block(LIMIT));
	}

	@Test
	void eachPieceIsAnEventNamedAfterIt() {
		List<ServerSentEvent<Map<String, Object>>> events = events(Flux.fromIterable(PIECES).concatWithValues(end()));
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
	@DisplayName("G28 who answers is an event for those who may know, and none for a stranger")
	void whoAnswersIsToldToThoseWhoMayKnow() {
		CascadeChunk.End end = end();
		Flux<CascadeChunk> chunks = Flux.just(CascadeChunk.Begin.of(end), new CascadeChunk.Text("Hi"), end);
		assertThat(events(chunks)).extracting(ServerSentEvent::event).containsExactly("text", "end");
		List<ServerSentEvent<Map<String, Object>>> events = detailed(chunks);
		assertThat(events).extracting(ServerSentEvent::event).containsExactly("begin", "text", "end");
		assertThat(events.get(0).data()).containsExactly(entry("model", "a/b"), entry("provider", "Azure"));
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
		Flux<?> events = CascadeServerSentEvents.of(Flux.defer(answers::remove));
		assertThat(events.collectList().block(LIMIT)).hasSize(1);
		assertThatExceptionOfType(CascadeExhaustedException.class).isThrownBy(() -> events.collectList().block(LIMIT));
	}

	@Test
	@DisplayName("P13 an error of the application reports nothing of itself")
	void anErrorOfTheApplicationTellsNoMore() {
		Flux<CascadeChunk> broken = Flux.concat(Flux.just(new CascadeChunk.Text("Hi")),
				Flux.error(new IllegalStateException("secret")));
		assertThat(events(broken).get(1).data()).containsExactly(entry("kind", "unknown"), entry("status", 500));
		assertThat(detailed(broken).get(1).data()).containsExactly(entry("kind", "unknown"), entry("status", 500));
	}

	@Test
	@DisplayName("P13 P14 what carries a lost call does not hide its kind")
	void aCarriedFailureHasItsKind() {
		for (Throwable carrier : List.of(new CompletionException(lost()), new ExecutionException(lost()),
				new InvocationTargetException(lost()),
				Exceptions.propagate(new ExecutionException(new CompletionException(lost()))))) {
			Flux<CascadeChunk> broken = Flux.concat(Flux.just(new CascadeChunk.Text("Hi")), Flux.error(carrier));
			assertThat(events(broken).get(1).data()).as("%s", carrier)
				.containsEntry("kind", "unavailable")
				.containsEntry("status", 503);
			assertThat(detailed(broken).get(1).data()).as("%s", carrier).containsKeys("upstreamStatus", "spend");
			assertThat(new CascadeProblems(Clock.systemUTC()).problem(carrier)).as("%s", carrier).isNotNull();
		}
	}

	@Test
	@DisplayName("each event has an id, by which a repeated request is known, and the first puts it off by a day")
	void eachEventHasAnIdAndTheFirstPutsARepetitionOff() {
		Flux<CascadeChunk> broken = Flux.concat(Flux.just(new CascadeChunk.Text("Hi"), new CascadeChunk.Text(" you")),
				Flux.error(lost()));
		for (Flux<CascadeChunk> chunks : List.of(broken, Flux.<CascadeChunk>just(end(), end()))) {
			List<ServerSentEvent<Map<String, Object>>> events = events(chunks);
			assertThat(events).extracting(ServerSentEvent::id).doesNotHaveDuplicates().allMatch(EventIds::isOfAnAnswer);
			assertThat(events.get(0).retry()).isEqualTo(Duration.ofDays(1));
			assertThat(events.subList(1, events.size())).extracting(ServerSentEvent::retry).containsOnlyNulls();
		}
	}

	@Test
	@DisplayName("a silent model is covered by comments, which have an id too; a failure behind one is an event")
	void coversSilenceWithComments() {
		StepVerifier
			.withVirtualTime(() -> CascadeServerSentEvents.of(Flux.<CascadeChunk>never()
				.takeUntilOther(Mono.delay(Duration.ofSeconds(40)))
				.concatWith(Flux.error(lost()))))
			.expectSubscription()
			.expectNoEvent(Duration.ofSeconds(15))
			.assertNext((first) -> {
				assertThat(first.comment()).isEmpty();
				assertThat(first.data()).isNull();
				assertThat(first.event()).isNull();
				assertThat(first.id()).matches(EventIds::isOfAnAnswer);
				assertThat(first.retry()).isEqualTo(Duration.ofDays(1));
			})
			.expectNoEvent(Duration.ofSeconds(15))
			.assertNext((second) -> assertThat(second.retry()).isNull())
			.thenAwait(Duration.ofSeconds(10))
			.assertNext((last) -> assertThat(last.event()).isEqualTo("failure"))
			.expectComplete()
			.verify(LIMIT);
	}

	@Test
	@DisplayName("a page that does not read gets one comment, not a heap of them, and nothing follows the end")
	void commentsWaitForNobody() {
		StepVerifier
			.withVirtualTime(() -> CascadeServerSentEvents
				.of(Flux.<CascadeChunk>just(end()).delaySubscription(Duration.ofSeconds(601))), 0)
			.thenAwait(Duration.ofSeconds(600))
			.thenRequest(Long.MAX_VALUE)
			.expectNextCount(1)
			.thenAwait(Duration.ofSeconds(1))
			.assertNext((event) -> assertThat(event.event()).isEqualTo("end"))
			.expectComplete()
			.verify(LIMIT);
	}

	@Test
	@DisplayName("a page that is slow slows the answer: no more than one piece is taken ahead")
	void takesNoMoreThanIsAskedFor() {
		AtomicLong taken = new AtomicLong();
		Flux<CascadeChunk> chunks = Flux.<CascadeChunk>just(new CascadeChunk.Text("a"))
			.repeat(100)
			.doOnNext((chunk) -> taken.incrementAndGet());
		StepVerifier.create(CascadeServerSentEvents.of(chunks), 3).expectNextCount(3).then(() -> {
			assertThat(taken).hasValueLessThanOrEqualTo(4);
		}).thenCancel().verify(LIMIT);
	}

	@ParameterizedTest
	@ValueSource(longs = { 3, 17, 2026 })
	@DisplayName("whatever comes, whenever: ids in order, the pieces whole, one last event, no name of EventSource's own")
	void keepsItsPromisesWhateverComes(long seed) {
		Random random = new Random(seed);
		for (int round = 0; round < 200; round++) {
			List<CascadeChunk> pieces = new ArrayList<>();
			for (int i = random.nextInt(6); i >= 0; i--) {
				pieces.add(PIECES.get(random.nextInt(PIECES.size())));
			}
			Flux<CascadeChunk> chunks = Flux.fromIterable(pieces);
			boolean fails = random.nextBoolean();
			Flux<CascadeChunk> all = fails ? chunks.concatWith(Flux.error(lost())) : chunks.concatWithValues(end());
			List<ServerSentEvent<Map<String, Object>>> events = random.nextBoolean() ? events(all) : detailed(all);
			assertThat(events).hasSize(pieces.size() + 1);
			assertThat(events).extracting(ServerSentEvent::id)
				.containsExactlyElementsOf(IntStream.range(0, events.size()).mapToObj(EventIds::of).toList());
			assertThat(events).extracting(ServerSentEvent::event)
				.doesNotContainNull()
				.doesNotContain("error", "message", "open")
				.last()
				.isEqualTo(fails ? "failure" : "end");
		}
	}

	private static CascadeChunk.End end() {
		Attempt attempt = Attempt.of(0, "a/b", Attempt.Outcome.ANSWERED)
			.withProvider("Azure")
			.withGenerationId("gen-1");
		return CascadeChunk.End.of(attempt, "stop");
	}

	private static CascadeExhaustedException lost() {
		UpstreamException cause = new UpstreamException("openrouter", FailureKind.UNAVAILABLE,
				new UpstreamException.Details(503, "overloaded", null, null, List.of()), null);
		return new CascadeExhaustedException(List.of(), List.of(cause), null);
	}

}
