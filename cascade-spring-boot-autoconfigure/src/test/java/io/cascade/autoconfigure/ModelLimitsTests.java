package io.cascade.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.Hop;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import io.cascade.test.ScriptedOpenRouter;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Limits of models: whose requests they count, what the server sees, and what the start
 * says of those that are wrong.
 */
@Tag("any-jdk")
@ExtendWith(OutputCaptureExtension.class)
class ModelLimitsTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final CascadeRequest WHY = CascadeRequest.of("Why?");

	private static final ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel();

	@BeforeEach
	void reset() {
		openRouter.reset();
	}

	@AfterAll
	static void close() {
		openRouter.close();
	}

	@Test
	@DisplayName("docs/resilience.md: free models share twenty requests a minute, then the paid one is asked; OpenRouter is named once")
	void freeModelsShareALimit() {
		String yaml = Snippets.of("docs/resilience.md", "yaml")
			.stream()
			.filter((block) -> block.contains("free: { max-per-minute: 20 }"))
			.findFirst()
			.orElseThrow();
		runner(yaml).run((context) -> {
			CascadeOperations cascade = context.getBean(CascadeOperations.class);
			assertThat(hops(cascade)).containsExactly("[google/gemma-3-27b-it:free]",
					"[meta-llama/llama-3.3-70b-instruct:free, openai/gpt-4.1-mini]");
			for (int i = 0; i < 20; i++) {
				assertThat(ask(cascade, WHY).model()).isEqualTo("google/gemma-3-27b-it:free");
			}
			CascadeResponse answer = ask(cascade, WHY);
			assertThat(answer.model()).isEqualTo("openai/gpt-4.1-mini");
			assertThat(answer.attempts()).extracting(Attempt::kind)
				.containsExactly(FailureKind.MODEL_LIMIT, FailureKind.MODEL_LIMIT, null);
			assertThat(answer.attempts().get(0).reason()).isEqualTo("max-per-minute of 20 for :free is reached");
			assertThat(sent()).hasSize(21).last().isEqualTo(List.of("openai/gpt-4.1-mini"));
			assertThat(ask(cascade, WHY.models("anthropic/claude-opus-4.1")).model())
				.isEqualTo("anthropic/claude-opus-4.1");
		});
	}

	@Test
	@DisplayName("a slug limits its model wherever it is asked, a tier and a request that brings it too; others go on as before")
	void limitsOneModel() {
		runner("""
				cascade:
				  limits: { models: [{ id: b/y, max-per-minute: 2 }] }
				  chains: { main: { models: [a/x, b/y, c/z] } }
				""").run((context) -> {
			CascadeOperations cascade = context.getBean(CascadeOperations.class);
			assertThat(hops(cascade)).containsExactly("[a/x]", "[b/y, c/z]");
			openRouter.model("a/x").fails(Fault.status(404));
			assertThat(ask(cascade, WHY).model()).isEqualTo("b/y");
			assertThat(ask(cascade, WHY.models("b/y")).model()).isEqualTo("b/y");
			assertThat(ask(cascade, WHY).model()).isEqualTo("c/z");
			assertThatExceptionOfType(CascadeExhaustedException.class).isThrownBy(() -> ask(cascade, WHY.models("b/y")))
				.returns(FailureKind.MODEL_LIMIT, CascadeException::kind);
			assertThat(sent()).filteredOn((models) -> models.contains("b/y"))
				.hasSize(2)
				.allMatch((models) -> models.get(0).equals("b/y"));
		});
	}

	@Test
	@DisplayName("a pattern is one limit for all that it names, at other upstreams too, and each limit that holds is kept")
	void patternsAreSharedAndLimitsAddUp() {
		runner("""
				cascade:
				  limits:
				    max-per-minute: 5
				    models:
				      - { id: "local/*", max-per-minute: 1 }
				      - { id: "a/*", max-per-minute: 3 }
				      - { id: a/x, max-per-minute: 2 }
				  chains: { main: { models: [a/x, a/y, local/m] } }
				  upstreams: { local: { base-url: "%s" } }
				""".formatted(openRouter.upstreamUrl())).run((context) -> {
			CascadeOperations cascade = context.getBean(CascadeOperations.class);
			List<String> models = Stream.generate(() -> ask(cascade, WHY).model()).limit(4).toList();
			assertThat(models).containsExactly("a/x", "a/x", "a/y", "m");
			assertThatExceptionOfType(CascadeExhaustedException.class).isThrownBy(() -> ask(cascade, WHY));
			assertThat(ask(cascade, WHY.models("b/one")).model()).isEqualTo("b/one");
			assertThat(ask(cascade, WHY.models("b/one")).model()).isEqualTo("b/one");
			assertThatExceptionOfType(CascadeExhaustedException.class)
				.isThrownBy(() -> ask(cascade, WHY.models("b/one")))
				.returns(FailureKind.SATURATED, CascadeException::kind);
		});
	}

	@Test
	@DisplayName("when-full and max-wait are those of cascade.limits, unless an entry has its own")
	void inheritsWhatIsNotSet() {
		runner("""
				cascade:
				  limits:
				    when-full: fail
				    free: { max-per-minute: 1 }
				    models: [{ id: b/y, max-per-minute: 1, when-full: next }]
				  chains: { main: { models: ["a/x:free", c/z], allow-paid: true }, other: { models: [b/y, c/z] } }
				  default-chain: main
				""").run((context) -> {
			CascadeOperations cascade = context.getBean(CascadeOperations.class);
			ask(cascade, WHY);
			assertThatExceptionOfType(CascadeExhaustedException.class).isThrownBy(() -> ask(cascade, WHY))
				.returns(FailureKind.OVER_LIMIT, CascadeException::kind)
				.withMessageContaining("max-per-minute of 1 for :free is reached");
			ask(cascade, WHY.chain("other"));
			assertThat(ask(cascade, WHY.chain("other")).model()).isEqualTo("c/z");
		});
	}

	static Stream<Arguments> mistakes() {
		return Stream.of(arguments("models: [{ max-in-flight: 1 }]", "cascade.limits.models[0].id", "it is missing"),
				arguments("models: [{ id: ' ', max-in-flight: 1 }]", "cascade.limits.models[0].id", "it is missing"),
				arguments("models: [{ id: a/x }]", "cascade.limits.models[0]",
						"neither max-in-flight nor max-per-minute"),
				arguments("models: [{ id: a/x, max-in-flight: 0 }]", "cascade.limits.models[0].max-in-flight",
						"must be at least 1, not 0"),
				arguments("models: [{ id: a/x, max-in-flight: 1 }, { id: a/x, max-per-minute: -3 }]",
						"cascade.limits.models[1].max-per-minute", "must be at least 1, not -3"),
				arguments("models: [{ id: a/x, max-in-flight: 1, max-wait: -1s }]", "cascade.limits.models[0].max-wait",
						"must be at least 0"),
				arguments("models: [{ id: a/x, max-in-flight: 1 }, { id: A-x, max-in-flight: 1 }]",
						"cascade.limits.models[1].id", "differs in signs only"),
				arguments("free: { max-per-minute: 0 }", "cascade.limits.free.max-per-minute",
						"must be at least 1, not 0"));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	@DisplayName("what is wrong stops the start and names its key")
	void refusesMistakes(String limits, String key, String words) {
		runner("cascade: { limits: { %s }, chains: { main: { models: [a/x] } } }".formatted(limits))
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(CascadeConfigurationException.class)
				.hasMessageContaining(key)
				.hasMessageContaining(words));
	}

	static Stream<Arguments> warnings() {
		return Stream.of(arguments("models: [{ id: openai/gpt-41-mini, max-in-flight: 1 }]",
				"cascade.limits.models[0].id: no chain lists 'openai/gpt-41-mini'; did you mean 'openai/gpt-4.1-mini'?"),
				arguments("models: [{ id: gpt-4.1-mini, max-in-flight: 1 }]", "did you mean 'openai/gpt-4.1-mini'?"),
				arguments("models: [{ id: google/gemma-3-27b-it, max-in-flight: 1 }]",
						"did you mean 'google/gemma-3-27b-it:free'?"),
				arguments("models: [{ id: 'anthropic/*', max-in-flight: 1 }]",
						"no chain lists 'anthropic/*', so the limit holds only for requests that name such a model themselves"),
				arguments("free: { max-per-minut: 20 }", "Did you mean 'max-per-minute'?"),
				arguments("model: [{ id: openai/gpt-4.1-mini, max-in-flight: 1 }]", "Did you mean 'models'?"));
	}

	@ParameterizedTest
	@MethodSource("warnings")
	@DisplayName("what is probably not meant is told at start, with what is near")
	void reportsWhatIsProbablyNotMeant(String limits, String words, CapturedOutput output) {
		runner("cascade: { limits: { %s }, chains: { main: { models: [openai/gpt-4.1-mini, 'google/gemma-3-27b-it:free'] } } }"
			.formatted(limits)).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains(words);
	}

	@Test
	@DisplayName("limits that fit tell nothing, and bulkheads have names of the configuration only")
	void isQuietAndBounded(CapturedOutput output) {
		runner("""
				cascade:
				  limits: { models: [{ id: "a/*", max-in-flight: 1 }], free: { max-in-flight: 2 } }
				  chains: { main: { models: [a/x, "b/y:free"] } }
				""").withBean(BulkheadRegistry.class, BulkheadRegistry::ofDefaults).run((context) -> {
			CascadeOperations cascade = context.getBean(CascadeOperations.class);
			for (int i = 0; i < 5; i++) {
				ask(cascade, WHY.models("a/model-" + i, "b/model-" + i + ":free"));
			}
			assertThat(context.getBean(BulkheadRegistry.class).getAllBulkheads())
				.extracting((bulkhead) -> bulkhead.getName())
				.containsExactlyInAnyOrder("cascade-limit-a-", "cascade-limit--free");
		});
		assertThat(output).doesNotContain("cascade.limits");
	}

	private static List<String> hops(CascadeOperations cascade) {
		return cascade.explain(WHY).blockOptional(LIMIT).orElseThrow().hops().stream().map(Hop::toString).toList();
	}

	private static CascadeResponse ask(CascadeOperations cascade, CascadeRequest request) {
		return cascade.exchange(request).blockOptional(LIMIT).orElseThrow();
	}

	private static List<List<String>> sent() {
		return openRouter.requests().stream().map(RecordedRequest::models).toList();
	}

	private static ApplicationContextRunner runner(String yaml) {
		return YamlContext.runner(yaml)
			.withPropertyValues("cascade.base-url=" + openRouter.baseUrl(), "OPENROUTER_API_KEY=sk-or-test",
					"cascade.catalog.enabled=false");
	}

}
