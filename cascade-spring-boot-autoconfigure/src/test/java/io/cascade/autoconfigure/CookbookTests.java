package io.cascade.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.cascade.CascadeEvent;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.CascadeTemplate;
import io.cascade.LeftOut;
import io.cascade.Message;
import io.cascade.Plan;
import io.cascade.SpendTags;
import io.cascade.Tool;
import io.cascade.ToolCall;
import io.cascade.pricing.CachedCatalog;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import io.cascade.test.ScriptedOpenRouter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.util.TestPropertyValues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/**
 * The recipes of the cookbook send the requests that it says.
 */
@Tag("any-jdk")
class CookbookTests {

	private static final Path COOKBOOK = Path.of("..", "docs", "cookbook.md");

	private static final Pattern RECIPE = Pattern.compile("^## ([^\\n]+)\\n.*?```yaml\\n(.*?)```",
			Pattern.DOTALL | Pattern.MULTILINE);

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final String MISTRAL = "mistralai/mistral-small-3.2-24b-instruct";

	private static final String QWEN = "qwen/qwen3-30b-a3b";

	private static final String FLASH = "google/gemini-2.5-flash";

	private static final String MINI = "openai/gpt-4.1-mini";

	private static final String GPT = "openai/gpt-4.1";

	private static final String GPT_5_MINI = "openai/gpt-5-mini";

	private static final String DEEPSEEK = "deepseek/deepseek-chat-v3.1";

	private static final String LLAMA = "meta-llama/llama-3.3-70b-instruct";

	private static final String SONNET = "anthropic/claude-sonnet-4.5";

	private static final String OPUS = "anthropic/claude-opus-4.1";

	private static final Tool SEARCH = Tool.of("search", "Searches.", Map.of("type", "object"));

	private static final ScriptedOpenRouter openRouter = ScriptedOpenRouter.start();

	private final List<CascadeEvent.BudgetReached> reached = new ArrayList<>();

	@BeforeEach
	void reset() {
		openRouter.reset();
	}

	@AfterAll
	static void close() {
		openRouter.close();
	}

	@Test
	@DisplayName("cheapest first: one request carries the cheap ones, by price")
	void cheapestModelAnswers() {
		cook("Cheapest first with a frontier safety net", (kitchen) -> {
			CascadeResponse answer = kitchen.ask(CascadeRequest.of("Why?"));
			assertThat(answer.model()).isEqualTo(MISTRAL);
			assertThat(answer.spend().isComplete()).isTrue();
			assertThat(sent()).containsExactly(List.of(MISTRAL, QWEN, MINI));
		});
	}

	@Test
	@DisplayName("cheapest first: the frontier model answers when all cheap ones fail")
	void frontierModelIsTheSafetyNet() {
		cook("Cheapest first with a frontier safety net", (kitchen) -> {
			fail(MISTRAL, QWEN, MINI);
			assertThat(kitchen.ask(CascadeRequest.of("Why?")).model()).isEqualTo(OPUS);
			assertThat(sent()).containsExactly(List.of(MISTRAL, QWEN, MINI), List.of(OPUS));
		});
	}

	@Test
	@DisplayName("cheapest first: a call that may not cost as much never reaches the frontier model")
	void ceilingKeepsTheFrontierModelOut() {
		cook("Cheapest first with a frontier safety net", (kitchen) -> {
			fail(MISTRAL, QWEN, MINI);
			CascadeRequest request = CascadeRequest.of("Why?").maxCost("0.01").retries(0);
			assertThatExceptionOfType(CascadeExhaustedException.class).isThrownBy(() -> kitchen.ask(request))
				.satisfies((failure) -> assertThat(failure.leftOut()).extracting(LeftOut::toString)
					.containsExactly(OPUS + " (max-cost)"));
			assertThat(sent()).containsExactly(List.of(MISTRAL, QWEN, MINI));
		});
	}

	@Test
	@DisplayName("tiers: equal bodies share a request across tiers, other options begin a new one")
	void tiersEscalate() {
		cook("Tiers with escalation", (kitchen) -> {
			fail(QWEN, MISTRAL, FLASH, MINI);
			assertThat(kitchen.ask(CascadeRequest.of("Why?")).model()).isEqualTo(OPUS);
			assertThat(sent()).containsExactly(List.of(QWEN, MISTRAL, FLASH), List.of(MINI), List.of(OPUS, GPT));
		});
	}

	@Test
	@DisplayName("tiers: a request begins at the tier that it names")
	void requestNamesItsTier() {
		cook("Tiers with escalation", (kitchen) -> {
			assertThat(kitchen.ask(CascadeRequest.of("Prove it.").chain("premium")).model()).isEqualTo(OPUS);
			assertThat(sent()).containsExactly(List.of(OPUS, GPT));
		});
	}

	@Test
	@DisplayName("quality floor: the order depends on what this request is made of")
	void cheapestOverTheFloorDependsOnTheRequest() {
		cook("Cheapest model over a quality floor", (kitchen) -> {
			assertThat(kitchen.ask(CascadeRequest.of("Why?")).model()).isEqualTo(MINI);
			CascadeRequest large = CascadeRequest.of("Sum it up.").promptTokens(20_000).maxTokens(50);
			assertThat(kitchen.ask(large).model()).isEqualTo(FLASH);
			assertThat(sent()).containsExactly(List.of(MINI, FLASH, SONNET), List.of(FLASH, MINI, SONNET));
			assertThat(kitchen.plan(large).leftOut()).extracting(LeftOut::toString)
				.containsExactly(QWEN + " (quality)");
		});
	}

	@Test
	@DisplayName("quality floor: a call may raise it")
	void callRaisesTheFloor() {
		cook("Cheapest model over a quality floor", (kitchen) -> {
			kitchen.ask(CascadeRequest.of("Why?").selection((rules) -> rules.withMinQuality(90.0)));
			assertThat(sent()).containsExactly(List.of(SONNET));
		});
	}

	@Test
	@DisplayName("agent loop: the model put in front stays there, the rest is sorted by price")
	void fastModelIsInFrontOfToolTurns() {
		openRouter.model(FLASH).answersWithToolCall("call_1", "search", "{\"q\":\"cascades\"}");
		cook("An agent loop with a fast model in front", (kitchen) -> {
			List<Message> history = new ArrayList<>(List.of(Message.user("Find it.")));
			CascadeResponse turn = kitchen.ask(CascadeRequest.of(history).tools(SEARCH).startWith(FLASH));
			assertThat(turn.model()).isEqualTo(FLASH);
			assertThat(turn.toolCalls()).extracting(ToolCall::name).containsExactly("search");
			history.add(turn.message());
			history.add(Message.tool("call_1", "found"));
			assertThat(kitchen.ask(CascadeRequest.of(history).tools(SEARCH)).model()).isEqualTo(GPT);
			assertThat(sent()).containsExactly(List.of(FLASH, GPT, SONNET), List.of(GPT, SONNET));
		});
	}

	@Test
	@DisplayName("agent loop: a rate-limited fast model costs one turn nothing but time, and later turns leave it out")
	void chainAnswersWhileTheFastModelIsLimited() {
		openRouter.model(FLASH).fails(Fault.status(429));
		cook("An agent loop with a fast model in front", (kitchen) -> {
			CascadeRequest turn = CascadeRequest.of("Find it.").tools(SEARCH).startWith(FLASH);
			assertThat(kitchen.ask(turn).model()).isEqualTo(GPT);
			assertThat(kitchen.ask(turn).model()).isEqualTo(GPT);
			assertThat(sent()).containsExactly(List.of(FLASH, GPT, SONNET), List.of(GPT, SONNET));
		});
	}

	@Test
	@DisplayName("batch: flex, then the standard tier and a cheap model, then the local model")
	void localModelIsLast() {
		openRouter.failsEveryRequest(Fault.status(503).times(2));
		cook("A batch job with a local model last", (kitchen) -> {
			CascadeResponse answer = kitchen.ask(CascadeRequest.of("Why?"));
			assertThat(answer.model()).isEqualTo("llama3.1:8b");
			assertThat(answer.cost().amount()).isZero();
			assertThat(sent()).containsExactly(List.of(GPT_5_MINI), List.of(GPT_5_MINI, DEEPSEEK),
					List.of("llama3.1:8b"));
			assertThat(openRouter.requests()).extracting((request) -> request.body().get("service_tier"))
				.containsExactly("flex", null, null);
			assertThat(openRouter.requests()).extracting(RecordedRequest::path)
				.containsExactly("/api/v1/chat/completions", "/api/v1/chat/completions", "/v1/chat/completions");
		});
	}

	@Test
	@DisplayName("batch: with the budget spent, only the local model is asked")
	void localModelGoesOnWhenTheMoneyIsSpent() {
		openRouter.model(GPT_5_MINI).tokens(1_000_000, 1_000_000);
		cook("A batch job with a local model last", (kitchen) -> {
			assertThat(kitchen.ask(CascadeRequest.of("Why?")).model()).isEqualTo(GPT_5_MINI);
			assertThat(kitchen.ask(CascadeRequest.of("Why?")).model()).isEqualTo("llama3.1:8b");
			assertThat(sent()).containsExactly(List.of(GPT_5_MINI), List.of("llama3.1:8b"));
		});
	}

	@Test
	@DisplayName("hard pin: every request, retries included, names the one provider")
	void pinHoldsThroughFailures() {
		openRouter.failsEveryRequest(Fault.status(503).always());
		cook("A hard pin to one provider", (kitchen) -> {
			assertThatExceptionOfType(CascadeExhaustedException.class)
				.isThrownBy(() -> kitchen.ask(CascadeRequest.of("Why?")));
			assertThat(sent()).containsExactly(List.of(SONNET, OPUS), List.of(SONNET, OPUS));
			assertThat(openRouter.requests()).allSatisfy((request) -> assertThat(request.body()).contains(entry(
					"provider",
					Map.of("only", List.of("amazon-bedrock"), "allow_fallbacks", false, "data_collection", "deny"))));
		});
	}

	@Test
	@DisplayName("long prompt: it goes straight to the model whose window holds it")
	void longPromptGoesToTheLargeWindow() {
		cook("A 200k-token prompt on a chain with a 128k model", (kitchen) -> {
			assertThat(kitchen.ask(CascadeRequest.of("Why?")).model()).isEqualTo(LLAMA);
			CascadeRequest told = CascadeRequest.of("Sum it up.").promptTokens(200_000);
			assertThat(kitchen.ask(told).model()).isEqualTo(SONNET);
			assertThat(sent()).containsExactly(List.of(LLAMA, DEEPSEEK, SONNET), List.of(SONNET));
			assertThat(kitchen.plan(told).leftOut()).extracting(LeftOut::toString)
				.containsExactly(LLAMA + " (context)", DEEPSEEK + " (context)");
		});
	}

	@Test
	@DisplayName("long prompt: nobody has to tell how long it is")
	void longPromptIsCounted() {
		cook("A 200k-token prompt on a chain with a 128k model", (kitchen) -> {
			CascadeRequest counted = CascadeRequest.of("word ".repeat(200_000));
			Awaitility.await().atMost(LIMIT).until(() -> kitchen.plan(counted).leftOut().size() == 2);
			assertThat(kitchen.ask(counted).model()).isEqualTo(SONNET);
			assertThat(sent()).containsExactly(List.of(SONNET));
		});
	}

	@Test
	@DisplayName("tenant: one whose money is spent steps down, others do not")
	void tenantStepsDown() {
		openRouter.model(SONNET).tokens(1_000_000, 200_000);
		cook("A tenant with a daily budget that steps down", (kitchen) -> {
			CascadeRequest why = CascadeRequest.of("Why?");
			assertThat(kitchen.askFor("acme", why).model()).isEqualTo(SONNET);
			assertThat(kitchen.askFor("acme", why).model()).isEqualTo(MISTRAL);
			assertThat(kitchen.ask(why.tag("tenant", "acme")).model()).isEqualTo(MISTRAL);
			assertThat(kitchen.askFor("beta", why).model()).isEqualTo(SONNET);
			List<String> dear = List.of(SONNET, GPT);
			List<String> cheap = List.of(MISTRAL, QWEN);
			assertThat(sent()).containsExactly(dear, cheap, cheap, dear);
			assertThat(openRouter.requests()).extracting((request) -> request.body().get("max_tokens"))
				.containsExactly(800, 400, 400, 800);
			assertThat(this.reached).extracting(CascadeEvent.BudgetReached::tag).containsExactly("acme", "beta");
			assertThat(this.reached).allMatch(CascadeEvent.BudgetReached::exhausted);
		});
	}

	@Test
	void everyRecipeIsTested() throws IOException {
		assertThat(RECIPE.matcher(Files.readString(COOKBOOK)).results()).hasSize(8);
	}

	private static void fail(String... models) {
		List.of(models).forEach((model) -> openRouter.model(model).fails(Fault.status(503)));
	}

	private static List<List<String>> sent() {
		return openRouter.requests().stream().map(RecordedRequest::models).toList();
	}

	/** Starts an application with the YAML of a recipe, and waits for the catalog. */
	private void cook(String title, Consumer<Kitchen> calls) {
		String yaml = recipe(title);
		String local = yaml.contains("ollama:") ? "cascade.upstreams.ollama.base-url=" + openRouter.upstreamUrl()
				: "cascade.warnings=false";
		TestPropertyValues scripted = TestPropertyValues.of("cascade.base-url=" + openRouter.baseUrl(),
				"cascade.api-key=" + openRouter.apiKey(), "cascade.catalog.enabled=true", local);
		YamlContext.runner(yaml)
			.withInitializer(
					(context) -> scripted.applyTo(context.getEnvironment(), TestPropertyValues.Type.MAP, "scripted"))
			.withBean(CascadeListener.class, () -> new CascadeListener() {

				@Override
				public void happened(CascadeEvent event) {
					if (event instanceof CascadeEvent.BudgetReached budget) {
						CookbookTests.this.reached.add(budget);
					}
				}

			})
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Awaitility.await().atMost(LIMIT).until(() -> context.getBean(CachedCatalog.class).size() > 0);
				calls.accept(Kitchen.of(context));
			});
	}

	private static String recipe(String title) {
		try {
			Matcher matcher = RECIPE.matcher(Files.readString(COOKBOOK));
			while (matcher.find()) {
				if (matcher.group(1).equals(title)) {
					return matcher.group(2);
				}
			}
			throw new IllegalArgumentException("There is no recipe '%s'".formatted(title));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Where calls are made.
	 *
	 * @param cascade makes them
	 */
	private record Kitchen(CascadeTemplate cascade) {

		static Kitchen of(AssertableApplicationContext context) {
			return new Kitchen(context.getBean(CascadeTemplate.class));
		}

		CascadeResponse ask(CascadeRequest request) {
			return this.cascade.exchange(request).blockOptional(LIMIT).orElseThrow();
		}

		CascadeResponse askFor(String tenant, CascadeRequest request) {
			return this.cascade.exchange(request)
				.contextWrite(SpendTags.with("tenant", tenant))
				.blockOptional(LIMIT)
				.orElseThrow();
		}

		Plan plan(CascadeRequest request) {
			return this.cascade.explain(request).blockOptional(LIMIT).orElseThrow();
		}

	}

}
