package io.cascade.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.ContentPart;
import io.cascade.Dialect;
import io.cascade.InvalidRequestException;
import io.cascade.InvalidRequestException.Subject;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.Plan;
import io.cascade.ProviderPreferences;
import io.cascade.RequestCheck;
import io.cascade.Target;
import io.cascade.Tool;
import io.cascade.ToolCall;
import io.cascade.Transport;
import io.cascade.Upstream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link ExchangeOperations}, and with it for {@link RequestCheck} and
 * {@link Chains}.
 */
class ExchangeOperationsTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final Upstream OPENROUTER = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 3, "main");

	private static final Upstream OLLAMA = new Upstream("ollama", Dialect.OPENAI, 1, "none");

	private final List<Call> calls = new ArrayList<>();

	private final CascadeOperations template = template("small");

	@SuppressWarnings("NullAway")
	static Stream<Arguments> badRequests() {
		CascadeRequest good = CascadeRequest.of("Why?");
		return Stream.of(arguments(null, "'request'"),
				arguments(CascadeRequest.of((String) null), "'content' of a user"),
				arguments(CascadeRequest.of(""), "'content' of a user"),
				arguments(CascadeRequest.of(List.of()), "'messages'"),
				arguments(CascadeRequest.of((List<Message>) null), "'messages'"),
				arguments(CascadeRequest.of((Message) null), "'messages' must not hold null"),
				arguments(CascadeRequest.of(Message.user((ContentPart) null)), "'content' must not hold null"),
				arguments(CascadeRequest.of(Message.user(new ContentPart[0])), "'content' of a user"),
				arguments(CascadeRequest.of(Message.system("")), "'content' of a system"),
				arguments(CascadeRequest.of("x".repeat(1001)),
						"at most 1000 characters (cascade.max-prompt-size), not 1001"),
				arguments(CascadeRequest.of(Message.user("x".repeat(600)), Message.assistant("x".repeat(600))),
						"not 1200"),
				arguments(good.chain("nope"), "'chain' must be one of [small, large], not 'nope'"),
				arguments(good.maxTokens(0), "'max_tokens' must be at least 1, not 0"),
				arguments(good.maxTokens(-5), "'max_tokens' must be at least 1, not -5"),
				arguments(good.temperature(Double.NaN), "'temperature' must be between 0 and 2, not NaN"),
				arguments(good.temperature(Double.POSITIVE_INFINITY), "'temperature' must be between 0 and 2"),
				arguments(good.temperature(-0.1), "'temperature' must be between 0 and 2, not -0.1"),
				arguments(good.temperature(5), "'temperature' must be between 0 and 2, not 5.0"),
				arguments(good.options(Options.none().topP(1.5)), "'top_p' must be between 0 and 1"),
				arguments(good.options(Options.none().topK(-1)), "'top_k' must be at least 0"),
				arguments(good.options(Options.none().topA(2.0)), "'top_a'"),
				arguments(good.options(Options.none().minP(-1.0)), "'min_p'"),
				arguments(good.options(Options.none().frequencyPenalty(3.0)),
						"'frequency_penalty' must be between -2 and 2"),
				arguments(good.options(Options.none().presencePenalty(-3.0)), "'presence_penalty'"),
				arguments(good.options(Options.none().repetitionPenalty(2.5)), "'repetition_penalty'"),
				arguments(good.options(Options.none().topLogprobs(21)), "'top_logprobs' must be between 0 and 20"),
				arguments(good.options(Options.none().stop(List.of())), "'stop' must be of a size between 1 and 4"),
				arguments(good.options(Options.none().stop(Collections.nCopies(5, "x"))), "'stop'"),
				arguments(good.options(Options.none().modalities(List.of())), "'modalities'"),
				arguments(good.options(Options.none().sessionId("x".repeat(257))), "'session_id'"),
				arguments(good.models(" "), "'models'"), arguments(good.models("a/b", null), "'models'"),
				arguments(good.startWith(""), "'startWith'"), arguments(good.tools((Tool) null), "'tools'"),
				arguments(good.tools(Tool.of("", "x", Map.of())), "name of a tool"),
				arguments(good.tools(Tool.of("x".repeat(65), "x", Map.of())), "1 to 64 characters"),
				arguments(good.deadline(Duration.ZERO), "'deadline' must be longer than 0"),
				arguments(good.deadline(Duration.ofSeconds(-1)), "'deadline'"),
				arguments(good.deadline(null), "'deadline'"),
				arguments(good.timeouts((timeouts) -> timeouts.withIdleTimeout(Duration.ZERO)), "'idle-timeout'"),
				arguments(good.timeouts((timeouts) -> timeouts.withFirstTokenTimeout(Duration.ZERO)),
						"'first-token-timeout'"),
				arguments(good.timeouts((timeouts) -> timeouts.withFirstTokenPer1kTokens(Duration.ofMillis(-1))),
						"'first-token-per-1k-tokens' must be at least 0"),
				arguments(good.fallback((rules) -> rules.withMaxFallbacks(-1)),
						"'max-fallbacks' must be at least 0, not -1"),
				arguments(good.fallback((rules) -> rules.withMaxRequests(0)), "'max-requests' must be at least 1"),
				arguments(good.fallback((rules) -> rules.withFallbackOn("4xx")), "'4xx' is not a failure kind"));
	}

	@ParameterizedTest
	@MethodSource("badRequests")
	void refusesBadRequestsInTheMonoAndFlux(CascadeRequest request, String complaint) {
		StepVerifier.create(this.template.exchange(request))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(IllegalArgumentException.class)
				.hasMessageContaining(complaint))
			.verify(SOON);
		StepVerifier.create(this.template.stream(request))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(IllegalArgumentException.class)
				.hasMessageContaining(complaint))
			.verify(SOON);
		assertThat(this.calls).isEmpty();
	}

	@Test
	void refusesARequestWithoutAChainWhenThereIsNoDefault() {
		StepVerifier.create(template(null).ask("Why?"))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(IllegalArgumentException.class)
				.hasMessage("'chain' must be one of [small, large], since there is no cascade.default-chain"))
			.verify(SOON);
	}

	@Test
	void tellsWhatABadRequestIsWrongAbout() {
		CascadeRequest good = CascadeRequest.of("Why?");
		assertWrong(template(null), good, Subject.CHAIN, null);
		assertWrong(this.template, good.chain("nope"), Subject.CHAIN, null);
		assertWrong(this.template, good.models("refused/model"), Subject.MODEL, null);
		assertWrong(this.template, good.startWith("refused/model"), Subject.MODEL, null);
		assertWrong(this.template, CascadeRequest.of(List.of()), Subject.PROMPT, "messages");
		assertWrong(this.template, CascadeRequest.of(Message.user("x"), Message.user(" ")), Subject.PROMPT,
				"messages[1].content");
		assertWrong(this.template, CascadeRequest.of("x".repeat(1001)), Subject.PROMPT, "messages");
		assertWrong(this.template, good.maxTokens(0), Subject.REQUEST, "max_tokens");
		assertWrong(this.template, good.extraBody(Map.of("model", "a/b")), Subject.REQUEST, "model");
		assertWrong(this.template, good.provider(ProviderPreferences.none().sort("cheap")), Subject.REQUEST,
				"provider.sort");
		assertWrong(this.template, good.tools(Tool.of("f", "", Map.of()), Tool.of("f", "", Map.of())), Subject.REQUEST,
				"tools[1].function.name");
		assertWrong(this.template, CascadeRequest.of(Message.user("x").named("a b")), Subject.REQUEST,
				"messages[0].name");
		assertWrong(this.template, good.deadline(Duration.ZERO), Subject.REQUEST, null);
	}

	private static void assertWrong(CascadeOperations template, CascadeRequest request, Subject subject,
			@Nullable String param) {
		StepVerifier.create(template.exchange(request))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOfSatisfying(InvalidRequestException.class,
					(invalid) -> {
						assertThat(invalid.subject()).as(invalid.getMessage()).isEqualTo(subject);
						assertThat(invalid.param()).as(invalid.getMessage()).isEqualTo(param);
						assertThat(invalid.isOfPrompt()).isEqualTo(subject == Subject.PROMPT);
					}))
			.verify(SOON);
	}

	@Test
	void acceptsTheBoundsOfEachParameter() {
		StepVerifier
			.create(this.template.ask("x".repeat(1000))
				.then(this.template.exchange(CascadeRequest.of(Message.tool("c1", ""))
					.maxTokens(1)
					.temperature(2)
					.options(Options.none().topP(0.0).topLogprobs(20).stop(List.of("a", "b", "c", "d")))))
				.map(CascadeResponse::text))
			.expectNext("hi")
			.expectComplete()
			.verify(SOON);
	}

	@Test
	@DisplayName("C07 the default chain is asked where none is named")
	void asksTheDefaultChain() {
		perform(CascadeRequest.of("x"), CascadeRequest.of("x").chain("large"));
		assertThat(this.calls).extracting((call) -> call.chain().name()).containsExactly("small", "large");
	}

	@Test
	void asksTheModelsOfTheRequestWithTheSettingsOfTheChain() {
		perform(CascadeRequest.of("x").models("x/new", "ollama/llama3.1:8b", "a/one", "x/new"),
				CascadeRequest.of("x").startWith("b/two"), CascadeRequest.of("x").startWith("x/new"),
				CascadeRequest.of("x").models("openrouter/auto").startWith("ollama/y"));
		assertThat(this.calls).extracting((call) -> call.chain().targets().stream().map(Target::id).toList())
			.containsExactly(List.of("x/new", "ollama/llama3.1:8b", "a/one"), List.of("b/two", "a/one"),
					List.of("x/new", "a/one", "b/two"), List.of("ollama/y", "openrouter/auto"));
		Target brought = this.calls.get(0).chain().targets().get(1);
		assertThat(brought.upstream()).isEqualTo(OLLAMA);
		assertThat(brought.model()).isEqualTo("llama3.1:8b");
		assertThat(brought.options()).isEqualTo(Options.none().maxTokens(7));
	}

	@Test
	@DisplayName("B15 what the request sets wins, 0 too")
	void adjustsTheSettingsOfTheChain() {
		perform(CascadeRequest.of("x")
			.deadline(Duration.ofSeconds(3))
			.noFallback()
			.streaming((rules) -> rules.withTransport(Transport.BUFFERED))
			.timeouts((timeouts) -> timeouts.withDeadline(timeouts.deadline().multipliedBy(2))));
		CallSettings settings = this.calls.get(0).settings();
		assertThat(settings.timeouts().deadline()).hasSeconds(6);
		assertThat(settings.fallback().maxFallbacks()).isZero();
		assertThat(settings.fallback().maxRequests()).isEqualTo(8);
		assertThat(settings.stream().transport()).isEqualTo(Transport.BUFFERED);
	}

	@Test
	@DisplayName("C18 each subscription is a call with its own journal")
	void opensAJournalForEachSubscription() {
		Flux<CascadeChunk> stream = this.template.stream(CascadeRequest.of("x"));
		assertThat(this.calls).isEmpty();
		stream.blockLast(SOON);
		stream.blockLast(SOON);
		assertThat(this.calls).extracting(Call::streamed).containsExactly(true, true);
		assertThat(this.calls.get(0).journal()).isNotSameAs(this.calls.get(1).journal());
		this.template.exchange(CascadeRequest.of("x")).block(SOON);
		assertThat(this.calls.get(2).streamed()).isFalse();
	}

	@Test
	@DisplayName("K07 toString shows neither prompts nor what an answer says")
	void reportsNoPromptInToString() {
		CascadeRequest request = CascadeRequest
			.of(Message.system("a secret"), Message.user("a secret"),
					Message.user(ContentPart.image("a secret"), ContentPart.file("a secret", "a secret"),
							ContentPart.audio("a secret", "wav")),
					new Message(Message.Role.ASSISTANT, List.of(), List.of(new ToolCall("c", "f", "a secret")), null,
							"a secret", new Message.Thoughts("a secret", List.of(Map.of("text", "a secret")), "a")))
			.extraBody(Map.of("prediction", "a secret"));
		assertThat(request.toString()).doesNotContain("secret");
		assertThat(request.messages().toString()).doesNotContain("secret");
		perform(request);
		assertThat(this.calls.toString()).doesNotContain("secret");
		assertThat(new CascadeResponse(Message.assistant("a secret"), List.of(), end()).toString())
			.doesNotContain("secret");
	}

	private void perform(CascadeRequest... requests) {
		Arrays.stream(requests).forEach((request) -> this.template.exchange(request).block(SOON));
	}

	private CascadeOperations template(@Nullable String defaultChain) {
		return new ExchangeOperations(new Chains(List.of(chain("small"), chain("large")), defaultChain,
				List.of(OPENROUTER, OLLAMA), 1000, (slug) -> slug.startsWith("refused/") ? "it is refused" : null),
				(call) -> {
					this.calls.add(call);
					return Flux.just(new CascadeChunk.Text("hi"), end());
				}, (call) -> new Plan(call.chain().name(), List.of(), List.of()), ExchangeOperations.Services.NONE);
	}

	private static Chain chain(String name) {
		Options options = Options.none().maxTokens(7);
		return new Chain(name,
				Stream.of("a/one", "b/two")
					.map((slug) -> new Target(OPENROUTER, slug, name, options, ProviderPreferences.none(),
							Target.Traits.UNKNOWN))
					.toList(),
				options, ProviderPreferences.none(), CallSettings.DEFAULTS, 0, List.of(), List.of());
	}

	private static CascadeChunk.End end() {
		return CascadeChunk.End.of(Attempt.of(0, "a/one", Attempt.Outcome.ANSWERED), "stop");
	}

}
