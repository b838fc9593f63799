package io.cascade;

import java.time.Duration;
import java.util.List;

import io.cascade.quality.JsonAnswers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fakes: {@link CascadeTemplate#answering} and {@link CascadeResponse#of(String)}.
 */
class AnsweringTemplateTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private final CascadeOperations echo = CascadeTemplate
		.answering((request) -> CascadeResponse.of(request.messages().get(0).text() + " " + request.tags()));

	@Test
	@DisplayName("docs/testing.md an answer that nobody gave looks like one that somebody gave")
	void looksLikeAnAnswer() {
		CascadeResponse answer = CascadeResponse.of("Because it is so.");
		assertThat(answer.text()).isEqualTo("Because it is so.");
		assertThat(answer.model()).isEqualTo("test/model");
		assertThat(answer.finishReason()).isEqualTo("stop");
		assertThat(answer.usage()).isEqualTo(new Usage(10L, 4L, 14L, null, null, null));
		assertThat(answer.cost().total()).isEqualByComparingTo("0.000014");
		assertThat(answer.spend().isComplete()).isTrue();
		assertThat(answer.attempts()).extracting(Attempt::outcome).containsExactly(Attempt.Outcome.ANSWERED);
		assertThat(answer.fallbacks()).isZero();
		assertThat(answer.isRejected()).isFalse();
		assertThat(answer.generationId()).isNotBlank();
		assertThat(CascadeResponse.collect(Flux.fromIterable(answer.chunks())).block(LIMIT)).isEqualTo(answer);
	}

	@Test
	void asksForToolsWhereTheMessageDoes() {
		CascadeResponse answer = CascadeResponse.of(Message.assistant(List.of(new ToolCall("c1", "weather", "{}"))),
				"acme/model");
		assertThat(answer.finishReason()).isEqualTo("tool_calls");
		assertThat(answer.toolCalls()).hasSize(1);
		assertThat(answer.model()).isEqualTo("acme/model");
		assertThat(CascadeResponse.of("").usage()).isNotNull();
	}

	@Test
	void answersWholeAndInPieces() {
		CascadeRequest request = CascadeRequest.of("Why?").chain("any").tag("tenant", "acme");
		StepVerifier.create(this.echo.ask("Why?")).expectNext("Why? {}").expectComplete().verify(LIMIT);
		StepVerifier.create(this.echo.streamText(request))
			.expectNext("Why? {tenant=acme}")
			.expectComplete()
			.verify(LIMIT);
		StepVerifier.create(this.echo.ask("Why?").contextWrite(SpendTags.with("tenant", "of context")))
			.expectNext("Why? {tenant=of context}")
			.expectComplete()
			.verify(LIMIT);
	}

	@Test
	void refusesWhatCanNotBeAsked() {
		StepVerifier.create(this.echo.ask("")).expectError(InvalidRequestException.class).verify(LIMIT);
		StepVerifier.create(this.echo.stream(CascadeRequest.of("Why?").maxTokens(-1)))
			.expectError(InvalidRequestException.class)
			.verify(LIMIT);
	}

	@Test
	void failsAsTheFunctionDoes() {
		IllegalStateException failure = new IllegalStateException("no answer");
		CascadeTemplate failing = CascadeTemplate.answering((request) -> {
			throw failure;
		});
		StepVerifier.create(failing.ask("Why?")).expectErrorMatches((ex) -> ex == failure).verify(LIMIT);
	}

	@Test
	void makesValuesWithABinder() {
		CascadeTemplate cascade = CascadeTemplate.answering(
				(request) -> CascadeResponse.of("{\"name\":\"Paris\",\"people\":2100000}"),
				new JsonAnswers(JsonMapper.builder().build()));
		assertThat(cascade.entity(CascadeRequest.of("Which city?"), City.class).block(LIMIT))
			.isEqualTo(new City("Paris", 2_100_000));
	}

	@Test
	@DisplayName("docs/testing.md a lambda is a fake: whole, in pieces, and without plans")
	void takesALambda() {
		CascadeTemplate fake = new CascadeTemplate((request) -> Mono.just(CascadeResponse.of("Because.")));
		CascadeRequest request = CascadeRequest.of("Why?");
		StepVerifier.create(fake.ask("Why?")).expectNext("Because.").expectComplete().verify(LIMIT);
		StepVerifier.create(fake.streamText(request)).expectNext("Because.").expectComplete().verify(LIMIT);
		assertThat(fake.feedback("gen-1", true)).isFalse();
		for (Mono<?> unsupported : List.of(fake.explain(request), fake.check(request), fake.checkLive(request),
				fake.entity(request, City.class))) {
			StepVerifier.create(unsupported).expectError(UnsupportedOperationException.class).verify(LIMIT);
		}
	}

	@Test
	void plansAndFindsNothing() {
		assertThat(this.echo.explain(CascadeRequest.of("Why?").chain("main")).block(LIMIT))
			.isEqualTo(new Plan("main", List.of(), List.of()));
		assertThat(this.echo.check(CascadeRequest.of("Why?")).map(ChainCheck::isFine).block(LIMIT)).isTrue();
		assertThat(this.echo.checkLive(CascadeRequest.of("Why?")).map(ChainCheck::isFine).block(LIMIT)).isTrue();
		assertThat(this.echo.feedback("gen-test", true)).isTrue();
	}

	record City(String name, int people) {

	}

}
