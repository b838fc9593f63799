package io.cascade.check;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.cascade.AnswerGate;
import io.cascade.Attempt;
import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.ChainCheck;
import io.cascade.ContentPart;
import io.cascade.Dialect;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.Plan;
import io.cascade.Price;
import io.cascade.ProviderPreferences;
import io.cascade.ResponseFormat;
import io.cascade.SelectionRules.OrderBy;
import io.cascade.Target;
import io.cascade.Tool;
import io.cascade.ToolChoice;
import io.cascade.Upstream;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.exchange.ExchangeOperations;
import io.cascade.exchange.ExchangeOperations.Services;
import io.cascade.exchange.Time;
import io.cascade.health.MovableClock;
import io.cascade.pricing.CachedCatalog;
import io.cascade.pricing.ModelInfo;
import io.cascade.pricing.PriceList;
import io.cascade.pricing.PromptTokens;
import io.cascade.quality.Gates;
import io.cascade.quality.JsonGates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChainInspector}.
 */
class ChainInspectorTests {

	private static final Upstream OPENROUTER = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 3, "main");

	private static final Upstream OLLAMA = new Upstream("ollama", Dialect.OPENAI, 1, "none");

	private static final Tool TOOL = Tool.of("look_up", "Looks it up", Map.of("type", "object"));

	private static final Set<String> EVERYTHING = Set.of("tools", "response_format", "structured_outputs");

	private static final CascadeRequest PROMPT = CascadeRequest.of("a secret prompt of mine");

	private final MovableClock clock = new MovableClock();

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final List<ModelInfo> models = new ArrayList<>();

	private final List<Call> calls = new ArrayList<>();

	@Test
	@DisplayName("a model that can do everything has nothing against it")
	void findsNothingAgainstAGoodModel() {
		list("a/good", 100_000, 8_000, EVERYTHING, null);
		CascadeRequest request = PROMPT.tools(TOOL).responseFormat(ResponseFormat.jsonSchema("x", Map.of()));
		ChainCheck check = check(request, target("a/good"));
		assertThat(check.isFine()).isTrue();
		assertThat(check.models()).singleElement().isEqualTo(new ChainCheck.Model("a/good", List.of(), null));
		assertThat(this.calls).isEmpty();
	}

	@Test
	@DisplayName("a model that the known catalog does not have is most likely misspelled")
	void findsMisspelledModels() {
		list("a/good", 100_000, 8_000, EVERYTHING, null);
		ChainCheck check = check(PROMPT, target("a/goood"), target("a/good:nitro"), target("a/good:online"),
				target("@preset/mine"));
		assertThat(check.models().get(0).findings()).containsExactly("is not in the catalog: is it spelled right?");
		assertThat(check.models().subList(1, 4)).flatExtracting(ChainCheck.Model::findings)
			.noneMatch((finding) -> finding.toString().contains("catalog"));
	}

	@Test
	@DisplayName("without a catalog nothing is misspelled, and windows and prices are unknown")
	void reportsWhatNobodyKnows() {
		assertThat(findings(PROMPT, target("a/x"))).containsExactly("has an unknown context window",
				"has an unknown price");
		list("a/good", 100_000, 8_000, EVERYTHING, null);
		Target local = new Target(OLLAMA, "llama", "desk", Options.none(), ProviderPreferences.none(),
				new Target.Traits(null, 8_000, false, Price.FREE, null));
		assertThat(findings(PROMPT, local)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "900, 100, 1000, ''", "901, 100, 1000, prompt and answer may need 1001",
			"1001, , 1000, prompt and answer may need 1001", "1000, , 1000, ''" })
	@DisplayName("the window must hold the prompt and the whole answer")
	void comparesTheWindow(int prompt, @Nullable Integer answer, int window, String words) {
		list("a/good", window, null, EVERYTHING, null);
		CascadeRequest asked = PROMPT.promptTokens(prompt);
		List<String> findings = findings((answer != null) ? asked.maxTokens(answer) : asked, target("a/good"));
		assertThat(String.join(";", findings)).endsWith(words);
		assertThat(findings).hasSize(words.isEmpty() ? 0 : 1);
	}

	@Test
	void countsThePromptWhereTheCallerDidNot() {
		list("a/good", 499, null, EVERYTHING, null);
		assertThat(findings(PROMPT, target("a/good")))
			.containsExactly("has a context window of 499 tokens, and prompt and answer may need 500");
	}

	@Test
	void comparesMaxTokensWithWhatAModelWrites() {
		list("a/good", 100_000, 8_000, EVERYTHING, null);
		assertThat(findings(PROMPT.maxTokens(8_001), target("a/good")))
			.containsExactly("writes at most 8000 tokens, and max_tokens is 8001");
		assertThat(findings(PROMPT.maxTokens(8_000), target("a/good"))).isEmpty();
	}

	@Test
	@DisplayName("what the request uses must be supported, and nothing else")
	void comparesParameters() {
		list("a/plain", 100_000, null, Set.of("max_tokens"), null);
		list("a/json", 100_000, null, Set.of("response_format"), null);
		ResponseFormat schema = ResponseFormat.jsonSchema("x", Map.of());
		assertThat(findings(PROMPT, target("a/plain"))).isEmpty();
		assertThat(findings(PROMPT.tools(TOOL).responseFormat(schema), target("a/plain")))
			.containsExactly("does not support tools", "does not support structured_outputs");
		assertThat(findings(PROMPT.responseFormat(ResponseFormat.jsonObject()), target("a/plain")))
			.containsExactly("does not support response_format");
		assertThat(findings(PROMPT.responseFormat(schema), target("a/json")))
			.containsExactly("does not support structured_outputs");
		assertThat(findings(PROMPT.responseFormat(ResponseFormat.jsonObject()), target("a/json"))).isEmpty();
	}

	@Test
	void comparesWhatThePromptConsistsOf() {
		list("a/text", 100_000, null, EVERYTHING, null);
		CascadeRequest request = CascadeRequest.of(Message.user(ContentPart.text("What is it?"),
				ContentPart.image("https://example.org/x.png"), ContentPart.audio("AAAA", "wav")));
		assertThat(findings(request, target("a/text"))).containsExactly("accepts no audio in a prompt",
				"accepts no image in a prompt");
	}

	@ParameterizedTest
	@CsvSource({ "2026-11-22, was withdrawn on 2026-11-22", "2026-11-23, is withdrawn on 2026-11-23",
			"2026-12-23, is withdrawn on 2026-12-23", "2026-12-24, " })
	@DisplayName("a model that is gone, or goes within 30 days, is told")
	void reportsWhoIsWithdrawn(LocalDate day, @Nullable String words) {
		list("a/good", 100_000, null, EVERYTHING, day);
		assertThat(findings(PROMPT, target("a/good")))
			.containsExactlyElementsOf((words != null) ? List.of(words) : List.of());
	}

	@Test
	@DisplayName("a smaller window and a lower price further down are told, by price only the window")
	void warnsAboutTheChain() {
		Chain chain = chain(target("a/first", "desk", 200_000, "2"), target("b/second", "desk", 8_000, "1"));
		assertThat(inspect(PROMPT, chain).warnings()).containsExactly("b/second is cheaper than a/first before it",
				"b/second has a smaller context window than a/first before it");
		CascadeRequest byPrice = PROMPT.selection((rules) -> rules.withOrderBy(OrderBy.PRICE));
		assertThat(inspect(byPrice, chain).warnings()).singleElement().asString().contains("window");
		assertThat(inspect(PROMPT, chain).isFine()).isFalse();
	}

	@Test
	@DisplayName("the chain that is escalated to may be cheaper, but not smaller")
	void looksAtTheWindowsOfTheEscalation() {
		Chain chain = chain(target("a/first", "desk", 200_000, "2"), target("b/second", "strong", 8_000, "1"));
		assertThat(inspect(PROMPT, chain).warnings())
			.containsExactly("b/second has a smaller context window than a/first before it");
	}

	@Test
	@DisplayName("free before paid is told unless the paid ones may be asked")
	void warnsAboutFreeBeforePaid() {
		Chain chain = chain(target("a/first:free", "desk", 8_000, "0"), target("b/second", "desk", 8_000, "0"));
		assertThat(inspect(PROMPT, chain).warnings()).singleElement().asString().contains("set allow-paid");
		assertThat(inspect(PROMPT.allowPaid(), chain).warnings()).isEmpty();
	}

	@Test
	@DisplayName("each model is asked alone and in turn, by all gates, and what it took is told")
	void asksEachModelAlone() {
		CascadeRequest request = PROMPT.gates(Gates.blank())
			.startWith("a/one")
			.tools(TOOL)
			.toolChoice(ToolChoice.REQUIRED)
			.responseFormat(ResponseFormat.jsonSchema("x", Map.of()));
		ChainCheck check = live(request, chain(target("a/one"), target("b/two")));
		assertThat(check.models()).extracting((model) -> Objects.requireNonNull(model.live()).elapsed())
			.containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(3));
		assertThat(this.calls).extracting((call) -> call.chain().targets().toString())
			.containsExactly("[a/one]", "[b/two]");
		assertThat(this.calls).allSatisfy((call) -> {
			assertThat(call.gates(call.chain().targets().get(0))).extracting(AnswerGate::name)
				.containsExactly("blank", "tool-call", "schema", "tool-arguments");
			assertThat(call.settings().fallback().maxFallbacks()).isZero();
			assertThat(call.settings().retry().maxAttempts()).isEqualTo(1);
			assertThat(call.request().tools()).containsExactly(TOOL);
		});
	}

	@Test
	@DisplayName("a target at the flex tier is asked as such, wherever the tier comes from")
	void asksTargetsOfATier() {
		Target flex = target("a/one").withOptions(Options.none().serviceTier("flex"));
		live(PROMPT, chain(flex, target("a/one")));
		live(PROMPT.options(Options.none().serviceTier("flex")), chain(target("b/two")));
		assertThat(this.calls).extracting((call) -> call.chain().targets().toString())
			.containsExactly("[a/one@flex]", "[a/one]", "[b/two@flex]", "[b/two]");
		assertThat(this.calls).extracting((call) -> call.chain().targets().get(0).model())
			.containsExactly("a/one", "a/one", "b/two", "b/two");
	}

	private void list(String slug, int window, @Nullable Integer most, Set<String> parameters,
			@Nullable LocalDate expires) {
		this.models.add(new ModelInfo(slug, null, Price.FREE, window, most, parameters, Set.of("text"), expires));
	}

	private static Target target(String slug) {
		return new Target(OPENROUTER, slug, "desk", Options.none(), ProviderPreferences.none(), Target.Traits.UNKNOWN);
	}

	private static Target target(String slug, String chain, int window, String price) {
		Price each = Price.perMillion(new BigDecimal(price), new BigDecimal(price));
		return new Target(OPENROUTER, slug, chain, Options.none(), ProviderPreferences.none(),
				new Target.Traits(null, window, false, each, null));
	}

	private static Chain chain(Target... targets) {
		return new Chain("desk", Arrays.asList(targets), Options.none(), ProviderPreferences.none(),
				CallSettings.DEFAULTS, 0, List.of(), List.of());
	}

	private List<String> findings(CascadeRequest request, Target target) {
		return check(request, target).models().get(0).findings();
	}

	private ChainCheck check(CascadeRequest request, Target... targets) {
		return inspect(request, chain(targets));
	}

	private ChainCheck inspect(CascadeRequest request, Chain chain) {
		return Objects.requireNonNull(cascade(chain).check(request).block(Duration.ofSeconds(5)));
	}

	private ChainCheck live(CascadeRequest request, Chain chain) {
		List<ChainCheck> checks = new ArrayList<>();
		cascade(chain).checkLive(request).subscribe(checks::add);
		this.scheduler.advanceTimeBy(Duration.ofSeconds(3));
		this.scheduler.advanceTimeBy(Duration.ofSeconds(3));
		return checks.get(0);
	}

	private CascadeOperations cascade(Chain chain) {
		CachedCatalog catalog = new CachedCatalog(Upstream.DEFAULT, this.clock);
		catalog.update(this.models);
		PriceList prices = new PriceList(List.of(), catalog, this.clock);
		ChainInspector inspector = new ChainInspector(prices, (request) -> new PromptTokens(500, 600, 700),
				new ChainInspector.FormGates(JsonGates.schema(), JsonGates.toolArguments()),
				new Time(this.clock, this.scheduler));
		Services services = new Services(Services.NONE.binder(), inspector, Services.NONE.feedback(),
				Services.NONE.workers(), Services.NONE.customizers());
		return new ExchangeOperations(
				new Chains(List.of(chain), "desk", List.of(OPENROUTER, OLLAMA), 10_000, (slug) -> null), this::answer,
				(call) -> new Plan("desk", List.of(), List.of()), services);
	}

	private Flux<CascadeChunk> answer(Call call) {
		this.calls.add(call);
		CascadeChunk end = CascadeChunk.End.of(Attempt.of(0, "any/model", Attempt.Outcome.ANSWERED), "stop");
		return Flux.just(new CascadeChunk.Text("ok"), end).delaySubscription(Duration.ofSeconds(3), this.scheduler);
	}

}
