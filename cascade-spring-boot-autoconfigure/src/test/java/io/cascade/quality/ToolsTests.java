package io.cascade.quality;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.cascade.CascadeChunk;
import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.ChainCheck;
import io.cascade.Message;
import io.cascade.Plan;
import io.cascade.Tool;
import io.cascade.ToolCall;
import io.cascade.ToolChoice;
import io.cascade.exchange.Workers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tools and the loop that runs them.
 */
@ExtendWith(OutputCaptureExtension.class)
class ToolsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final CascadeRequest REQUEST = CascadeRequest.of("How warm is it?");

	private static final Tools NONE = Tools.none(JsonMapper.builder().build());

	private static ToolCall call(String id, String name, String city) {
		return new ToolCall(id, name, "{\"city\":\"%s\"}".formatted(city));
	}

	private static Tools weather() {
		return NONE.with("weather", "Tells the weather", Place.class,
				(place) -> Mono.just(new Weather(place.city(), 21)));
	}

	@Test
	void aToolOfARecordHasItsSchema() {
		Tool tool = weather().tools().get(0);
		assertThat(tool.name()).isEqualTo("weather");
		assertThat(tool.description()).isEqualTo("Tells the weather");
		assertThat(tool.strict()).isTrue();
		assertThat(tool.parameters()).isEqualTo(Map.of("type", "object", "properties",
				Map.of("city", Map.of("type", "string")), "required", List.of("city"), "additionalProperties", false));
	}

	@Test
	void aToolWithArgumentsThatMayBeMissingIsNotStrict() {
		Tool tool = NONE.with("weather", "Tells the weather", Vague.class, (vague) -> Mono.empty()).tools().get(0);
		assertThat(tool.strict()).isNull();
		assertThat(tool.parameters()).doesNotContainKey("required");
	}

	@Test
	void aToolNeedsANameOfItsOwnAndAnObject() {
		assertThatIllegalArgumentException().isThrownBy(() -> NONE.with("a b", "", Place.class, (any) -> Mono.empty()));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> weather().with("weather", "", Place.class, (any) -> Mono.empty()));
		assertThatIllegalArgumentException().isThrownBy(() -> NONE.with("a", "", String.class, (any) -> Mono.empty()));
		assertThat(NONE.tools()).isEmpty();
	}

	@Test
	void anAnswerWithoutToolCallsIsTheAnswer() {
		Scripted models = new Scripted(Judged.text("Warm."));
		assertThat(ask(weather(), models, REQUEST, 1).text()).isEqualTo("Warm.");
		assertThat(models.asked).hasSize(1);
		assertThat(models.asked.get(0).tools()).extracting(Tool::name).containsExactly("weather");
	}

	@Test
	void resultsAreToldUntilThereIsAnAnswer() {
		Scripted models = new Scripted(Judged.toolCalls(call("1", "weather", "Bern"), call("2", "weather", "東京")),
				Judged.toolCalls(call("3", "weather", "Oslo")), Judged.text("Warm."));
		assertThat(ask(weather(), models, REQUEST, 2).text()).isEqualTo("Warm.");
		List<Message> told = models.asked.get(2).messages();
		assertThat(told).extracting(Message::toolCallId).containsExactly(null, null, "1", "2", null, "3");
		assertThat(told.get(2).text()).isEqualTo("{\"city\":\"Bern\",\"degrees\":21}");
		assertThat(told.get(3).text()).isEqualTo("{\"city\":\"東京\",\"degrees\":21}");
	}

	@Test
	void thoughtsAreKept() {
		CascadeResponse thoughtful = Judged.answer(List.of(new CascadeChunk.Reasoning("Hm.", List.of(Map.of("a", 1))),
				new CascadeChunk.ToolCallDelta(0, "1", "weather", "{\"city\":\"Bern\"}")));
		Scripted models = new Scripted(thoughtful, Judged.text("Warm."));
		ask(weather(), models, REQUEST, 1);
		assertThat(models.asked.get(1).messages().get(1)).isEqualTo(thoughtful.message());
	}

	@Test
	void afterTheLastRoundItFailsAndQuotesNothing() {
		CascadeResponse again = Judged.toolCalls(call("1", "weather", "SECRET"));
		Scripted models = new Scripted(again, again, again, again);
		assertThatThrownBy(() -> ask(weather(), models, REQUEST, 3)).isInstanceOf(IllegalStateException.class)
			.hasMessage("a/a still calls tools after 3 rounds of them");
		assertThat(models.asked).hasSize(4);
	}

	@Test
	void ofAFailureOnlyTheClassIsTold(CapturedOutput output) {
		List<CascadeEvent> events = new CopyOnWriteArrayList<>();
		Tools failing = Tools.none(JsonMapper.builder().build(), Workers.NONE, hearing(events))
			.with("late", "Fails later", Place.class, (place) -> Mono.error(new IllegalStateException("SECRET")))
			.with("early", "Fails at once", Place.class, (place) -> {
				throw new IllegalArgumentException("SECRET");
			})
			.with("silent", "Says nothing", Place.class, (place) -> Mono.empty());
		Scripted models = new Scripted(Judged.toolCalls(call("1", "late", "a"), call("2", "early", "a"),
				call("3", "silent", "a"), call("4", "unknown", "a"), new ToolCall("5", "silent", "{")),
				Judged.text("Oh."));
		ask(failing, models, REQUEST, 1);
		assertThat(models.asked.get(1).messages()).filteredOn((message) -> message.toolCallId() != null)
			.extracting(Message::text)
			.containsExactly("{\"error\":\"IllegalStateException\"}", "{\"error\":\"IllegalArgumentException\"}",
					"null", "{\"error\":\"there is no such tool\"}", "{\"error\":\"UnexpectedEndOfInputException\"}");
		assertThat(events).containsExactlyInAnyOrder(
				new CascadeEvent.ToolFailed("late", IllegalStateException.class.getName()),
				new CascadeEvent.ToolFailed("early", IllegalArgumentException.class.getName()));
		assertThat(output.toString())
			.contains("Tool 'late' failed with java.lang.IllegalStateException",
					"at io.cascade.quality.ToolsTests.lambda")
			.doesNotContain("SECRET");
	}

	private static CascadeListener hearing(List<CascadeEvent> events) {
		return new CascadeListener() {

			@Override
			public void happened(CascadeEvent event) {
				events.add(event);
			}

		};
	}

	@Test
	@DisplayName("V01 a tool that can't be linked ends the run at once with the cause")
	void aToolThatCannotBeLinkedEndsTheRun() {
		Tools fatal = NONE.with("fatal", "Fails", Place.class, (place) -> Mono.just(place).map((any) -> {
			throw new NoSuchMethodError("gone");
		}));
		Scripted models = new Scripted(Judged.toolCalls(call("1", "fatal", "a")), Judged.text("Oh."));
		assertThatThrownBy(() -> ask(fatal, models, REQUEST, 1)).hasCauseInstanceOf(NoSuchMethodError.class);
	}

	@Test
	void aToolWithoutEndOrBottomIsToldToTheModel() {
		Tools odd = NONE.with("deep", "Overflows", Place.class, (place) -> Mono.just(place).map((any) -> {
			throw new StackOverflowError();
		}))
			.with("never", "Never ends", Place.class, (place) -> Mono.never())
			.withRules(new ToolRules(8, 64, Duration.ofMillis(500)));
		Scripted models = new Scripted(Judged.toolCalls(call("1", "deep", "a"), call("2", "never", "a")),
				Judged.text("Oh."));
		ask(odd, models, REQUEST, 1);
		assertThat(told(models)).containsExactly("{\"error\":\"StackOverflowError\"}",
				"{\"error\":\"TimeoutException\"}");
	}

	@Test
	@DisplayName("of 50,000 calls in one answer, 8 run at once and 64 at all, and each is answered")
	void howMuchIsRunIsBounded() {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger all = new AtomicInteger();
		Tools counted = NONE.with("count", "Counts", Place.class,
				(place) -> Mono.delay(Duration.ofMillis(5)).doOnSubscribe((subscription) -> {
					all.incrementAndGet();
					most.accumulateAndGet(running.incrementAndGet(), Math::max);
				}).doOnNext((tick) -> running.decrementAndGet()));
		ToolCall[] calls = IntStream.range(0, 50_000)
			.mapToObj((i) -> call("c" + i, "count", "a"))
			.toArray(ToolCall[]::new);
		Scripted models = new Scripted(Judged.toolCalls(calls), Judged.text("Oh."));
		ask(counted, models, REQUEST, 1);
		assertThat(all).hasValue(64);
		assertThat(most).hasValueLessThanOrEqualTo(8);
		assertThat(told(models)).hasSize(50_000).last().asString().contains("64 tools at most");
	}

	@Test
	void aFailureIsLoggedByNameWithoutWords(CapturedOutput output) {
		Tools failing = NONE.with("failing", "Fails", Place.class, (place) -> {
			throw new IllegalStateException("SECRET " + place);
		});
		ask(failing, new Scripted(Judged.toolCalls(call("1", "failing", "PRIVATE")), Judged.text("Oh.")), REQUEST, 1);
		assertThat(output.getOut()).contains("'failing' failed with java.lang.IllegalStateException", "ToolsTests")
			.doesNotContain("SECRET", "PRIVATE");
	}

	private static List<String> told(Scripted models) {
		return models.asked.get(1)
			.messages()
			.stream()
			.filter((message) -> message.toolCallId() != null)
			.map(Message::text)
			.toList();
	}

	@Test
	void toolsRunSideBySideAndAreCancelledTogether() {
		AtomicInteger running = new AtomicInteger();
		Tools slow = NONE.with("slow", "Never ends", Place.class,
				(place) -> Mono.never()
					.doOnSubscribe((subscription) -> running.incrementAndGet())
					.doOnCancel(running::decrementAndGet));
		Scripted models = new Scripted(Judged.toolCalls(call("1", "slow", "a"), call("2", "slow", "b")));
		StepVerifier.create(slow.run(models, REQUEST, 1))
			.expectSubscription()
			.then(() -> assertThat(running).hasValue(2))
			.thenCancel()
			.verify(PATIENCE);
		assertThat(running).hasValue(0);
	}

	@Test
	void aToolIsDemandedOnce() {
		Scripted models = new Scripted(Judged.toolCalls(call("1", "weather", "a")), Judged.text("Warm."));
		ask(weather(), models, REQUEST.toolChoice(ToolChoice.REQUIRED), 1);
		assertThat(models.asked).extracting(CascadeRequest::toolChoice)
			.containsExactly(ToolChoice.REQUIRED, ToolChoice.AUTO);
	}

	private static CascadeResponse ask(Tools tools, CascadeOperations models, CascadeRequest request, int rounds) {
		CascadeResponse answer = tools.run(models, request, rounds).block(PATIENCE);
		assertThat(answer).isNotNull();
		return answer;
	}

	record Place(String city) {

	}

	record Vague(@Nullable String city) {

	}

	record Weather(String city, int degrees) {

	}

	/** Answers as it was told to, one answer after the other. */
	private static final class Scripted implements CascadeOperations {

		private final List<CascadeRequest> asked = new ArrayList<>();

		private final Deque<CascadeResponse> answers;

		Scripted(CascadeResponse... answers) {
			this.answers = new ArrayDeque<>(Arrays.asList(answers));
		}

		@Override
		public Mono<CascadeResponse> exchange(CascadeRequest request) {
			return Mono.fromSupplier(() -> {
				this.asked.add(request);
				return this.answers.remove();
			});
		}

		@Override
		public Flux<CascadeChunk> stream(CascadeRequest request) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Mono<Plan> explain(CascadeRequest request) {
			throw new UnsupportedOperationException();
		}

		@Override
		public <T> Mono<T> entity(CascadeRequest request, ParameterizedTypeReference<T> type) {
			throw new UnsupportedOperationException();
		}

		@Override
		public <T> Flux<T> entities(CascadeRequest request, Class<T> element) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean feedback(String generationId, boolean accepted) {
			return false;
		}

		@Override
		public Mono<ChainCheck> check(CascadeRequest request) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Mono<ChainCheck> checkLive(CascadeRequest request) {
			throw new UnsupportedOperationException();
		}

	}

}
