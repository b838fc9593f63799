package io.cascade;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Scanner;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What is refused before anything is sent.
 */
class RequestCheckTests {

	private static final CascadeRequest GOOD = CascadeRequest.of("Why?");

	@ParameterizedTest
	@DisplayName("X02 fields that decide who is asked, and what, are refused by name, whatever their spelling")
	@ValueSource(strings = { "model", "models", "messages", "stream", "n", "provider", "route", "preset", "fallbacks",
			"prompt", "best_of", "api_key", "api_base", "extra_body", "functions", "Model", "MODELS", " stream ",
			"me\u017f\u017fages", "st\u200bream", "N", "mo\u00addel", "Provider\n", "\uff4dodel", "models[]",
			"deployment", "deployment_id", "engine", "model-id", "custom_llm_provider", "litellm_params",
			"mock_response", "headers", "extra-headers", "api-key", "Authorization", "modelId", "apiKey", "baseURL",
			"fallbackModels", "fallback_model", "mod_el", "BestOf", "user_config", "model_list", "router_settings",
			"context_window_fallbacks", "aws_secret_access_key", "vertex_credentials", "num_return_sequences",
			"candidateCount" })
	void refusesFieldsThatDecide(String name) {
		refused(GOOD.extraBody(Map.of(name, "evil/dear")), "'extra_body.", "must not be set");
		assertThatIllegalArgumentException().isThrownBy(() -> check(GOOD.extraBody(Map.of(name, "evil/dear"))))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("evil"));
	}

	@Test
	@DisplayName("X02 the message names the field and what to use instead")
	void namesTheFieldAndTheMend() {
		refused(GOOD.extraBody(Map.of("model", "evil/dear")), "'extra_body.model'", "models()");
		refused(GOOD.extraBody(Map.of("Tools", List.of())), "'extra_body.Tools'", "it is spelled 'tools'");
		refused(GOOD.extraBody(Map.of("MAX_TOKENS", 9)), "'extra_body.MAX_TOKENS'", "'max_tokens'");
		refused(GOOD.extraBody(Map.of("tools", Map.of())), "'extra_body.tools' must be a list");
		refused(GOOD.extraBody(Map.of("max_tokens", "many")), "'extra_body.max_tokens' must be a whole number");
		refused(GOOD.extraBody(Map.of("max_tokens", 0)), "'max_tokens' must be at least 1, not 0");
		refused(GOOD.extraBody(Map.of("x", Map.of("y", List.of(Double.NaN)))), "'extra_body.x'", "finite numbers");
		refused(GOOD.extraBody(Map.of("x", GOOD)), "'extra_body.x'", "made of text, numbers");
	}

	@Test
	@DisplayName("L07 values of Java with one plain form are that, all others are refused by name")
	void writesPlainFormsOfJavasValues() throws Exception {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("a", Optional.of(Optional.of(List.of(Optional.of("x"), OptionalInt.of(3)))));
		values.put("b", Map.of("empty", Optional.empty()));
		values.put("c", Instant.parse("2026-01-02T03:04:05Z"));
		values.put("d", List.of(Duration.ofSeconds(90), LocalDate.of(2026, 1, 2), ZoneId.of("UTC")));
		values.put("e", Path.of("/srv/data"));
		values.put("f", List.of(Thread.State.NEW, new UUID(1, 2), URI.create("http://x/y"), Locale.CANADA_FRENCH));
		values.put("g", List.of(Date.from(Instant.EPOCH), Currency.getInstance("EUR"), CharBuffer.wrap("text"), 'c'));
		values.put("h", List.of(new AtomicInteger(3), new BigDecimal("1.50")));
		assertThatNoException().isThrownBy(() -> check(GOOD.extraBody(values)));
		assertThat(Options.none().extraBody(values).extraBody()).hasToString(
				"{a=[x, 3], b={empty=null}, c=2026-01-02T03:04:05Z, d=[PT1M30S, 2026-01-02, UTC], e=/srv/data, "
						+ "f=[NEW, 00000000-0000-0001-0000-000000000002, http://x/y, fr-CA], "
						+ "g=[1970-01-01T00:00:00Z, EUR, text, c], h=[3, 1.50]}");
		Map<String, Object> cyclic = new HashMap<>();
		cyclic.put("again", cyclic);
		Supplier<String> supplier = () -> "x";
		for (Object odd : List.of(Stream.of("x"), List.of("x").iterator(), supplier, new AtomicReference<>("x"),
				CompletableFuture.completedFuture("x"), new Object(), String.class, Optional.of(new Object()),
				new Scanner("x"), Thread.currentThread(), Optional.of(Double.NaN), cyclic)) {
			refused(GOOD.extraBody(Map.of("x", Map.of("y", odd))), "'extra_body.x' must be");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tools", "plugins" })
	void letsListsAndHarmlessFieldsPass(String name) {
		assertThatNoException().isThrownBy(() -> check(GOOD.extraBody(Map.of(name, List.of(Map.of("type", "x"))))));
		assertThatNoException().isThrownBy(
				() -> check(GOOD.extraBody(Map.of("num_ctx", 1, "transforms", List.of(), "modelled", 2, "name", 3))));
	}

	@Test
	@DisplayName("O07 names of tools, formats, calls and participants")
	void refusesNamesThatServersRefuse() {
		for (String name : List.of("", " ", "look up", "x".repeat(65), "l\u00f6\u00f6k", "a.b", "a/b", "a\n")) {
			refused(GOOD.tools(Tool.of(name, "", Map.of())), "the name of a tool", "1 to 64");
			refused(GOOD.toolChoice(ToolChoice.function(name)), "'toolChoice.function'", "1 to 64");
			refused(GOOD.responseFormat(ResponseFormat.jsonSchema(name, Map.of())), "'responseFormat.name'", "1 to 64");
			refused(CascadeRequest.of(Message.user("x").named(name)), "'name' of a message", "1 to 64");
		}
		refused(GOOD.responseFormat(new ResponseFormat("json_schema", null, Map.of(), null)), "'responseFormat.name'");
		refused(GOOD.responseFormat(new ResponseFormat("json_schema", "x", null, null)), "'responseFormat.schema'");
		refused(GOOD.tools(Tool.of("f", "", Map.of()), Tool.of("f", "", Map.of())), "two functions", "'f'");
		refused(CascadeRequest
			.of(new Message(Message.Role.TOOL, List.of(ContentPart.text("1")), List.of(), null, null, null)),
				"'toolCallId'", "id of the call");
		refused(CascadeRequest.of(Message.tool("  ", "1")), "'toolCallId'");
		assertThatNoException().isThrownBy(() -> check(GOOD.tools(Tool.of("a-Z_9".repeat(12), "", Map.of()),
				Tool.onServer("openrouter:web_search", Map.of()))));
	}

	@Test
	void quotesWordsAndNumbersOnly() {
		String said = "what was said ";
		refused(GOOD.options(Options.none().verbosity("chatty")), "not chatty");
		refused(GOOD.options(Options.none().modalities(List.of("text", "smell"))), "not [text, smell]");
		refused(GOOD.options(Options.none().sessionId(said.repeat(20))), "not one of 280 characters");
		refused(GOOD.options(Options.none().stop(List.of(said, said, said, said, said, said))),
				"not a list of 6 values");
		refused(GOOD.options(Options.none().plugins(List.of(Map.of("x", said, "y", Double.NaN)))),
				"not a list of 1 value");
		refused(GOOD.options(Options.none().cacheControl("2d")), "not such an object");
		refused(GOOD.toolChoice(ToolChoice.function(said.repeat(20))), "not one of 280 characters");
	}

	@Test
	@DisplayName("O07 words that no server knows")
	void refusesUnknownWords() {
		refused(GOOD.options(Options.none().verbosity("chatty")), "'verbosity' must be one of [low", "not chatty");
		refused(GOOD.options(Options.none().serviceTier("gold")), "'service_tier'", "flex");
		refused(GOOD.options(Options.none().modalities(List.of("text", "smell"))), "'modalities'", "image");
		refused(GOOD.options(Options.none().reasoningEffort("Low")), "'reasoning_effort'", "low");
		refused(GOOD.options(Options.none().reasoning(Reasoning.effort("huge"))), "'reasoning'", "'effort'", "xhigh");
		refused(GOOD.options(Options.none().reasoning(Reasoning.maxTokens(0))), "'reasoning'", "'max_tokens'");
		refused(GOOD.options(Options.none().cacheControl("2d")), "'cache_control'", "5m");
		refused(GOOD.provider(ProviderPreferences.none().sort("cheap")), "'provider.sort'", "price");
		refused(GOOD.provider(ProviderPreferences.none().sort("price", "all")), "'provider.sort'", "'partition'");
		refused(GOOD.provider(ProviderPreferences.none().dataCollection("maybe")), "'provider.data_collection'",
				"deny");
		refused(GOOD.provider(ProviderPreferences.none().quantizations(List.of("fp8", "fp7"))), "quantizations");
		refused(GOOD.toolChoice(new ToolChoice("any", null)), "'toolChoice.mode'", "required");
		refused(GOOD.responseFormat(new ResponseFormat("xml", null, null, null)), "'responseFormat.type'");
		refused(CascadeRequest.of(Message.user(new ContentPart.Image("data:x", "huge"))), "'detail'", "original");
	}

	@Test
	@DisplayName("O07 numbers that JSON does not know")
	void refusesNumbersThatJsonDoesNotKnow() {
		refused(GOOD.options(Options.none().logitBias(Map.of("1", Double.NaN))), "'logit_bias'");
		refused(GOOD.options(Options.none().logitBias(Map.of("1", 101.0))),
				"'logit_bias' must be between -100 and 100");
		refused(GOOD.provider(ProviderPreferences.none().preferredMaxLatency(Map.of("p50", Double.NaN))),
				"'provider.preferred_max_latency'");
		refused(GOOD.tools(Tool.of("f", "", Map.of("minimum", Double.POSITIVE_INFINITY))), "parameters of tool 'f'");
		refused(GOOD.options(Options.none().plugins(List.of(Map.of("id", "web", "x", Float.NaN)))), "'plugins'");
	}

	@Test
	@DisplayName("O02 a ceiling on prices is decimal text, and no number is too large to be looked at")
	void sendsCeilingsAsDecimalText() {
		Map<String, Number> usd = new LinkedHashMap<>();
		usd.put("prompt", 1);
		usd.put("completion", 2.50);
		usd.put("request", new BigDecimal("1E-7"));
		usd.put("image", new BigDecimal("0.0200"));
		usd.put("audio", new BigDecimal("1E+2"));
		assertThat(ProviderPreferences.none().maxPrice(usd).asMap().get("max_price"))
			.hasToString("{prompt=1, completion=2.5, request=0.0000001, image=0.02, audio=100}");
		for (Number amount : List.of(new BigDecimal("1E+20000000"), new BigDecimal("1E-20000000"), -1, Double.NaN)) {
			refused(GOOD.provider(ProviderPreferences.none().maxPrice(Map.of("prompt", amount))),
					"'provider.max_price' must be amounts");
		}
	}

	@Test
	@DisplayName("L07 what has no order is sorted, what has one keeps it, at any depth")
	void sortsWhatHasNoOrder() {
		Map<String, Object> ordered = new LinkedHashMap<>();
		ordered.put("z", 1);
		ordered.put("a", new LinkedHashSet<>(List.of("y", "x")));
		Map<String, Object> hashed = new HashMap<>(Map.of("q", 1, "b", 2, "m", ordered));
		Map<String, Object> extra = Map.of("w", Set.of("two", "one", "three"), "c", hashed, "k",
				new Object[] { Map.of("d", 1, "c", 2), new int[] { 3, 4 } });
		assertThat(Options.none().extraBody(extra).extraBody())
			.hasToString("{c={b=2, m={z=1, a=[y, x]}, q=1}, k=[{c=2, d=1}, [3, 4]], w=[one, three, two]}");
		assertThat(Tool.of("f", "", Map.of("type", "object", "properties", Map.of("b", 1, "a", 2))).parameters())
			.hasToString("{properties={a=2, b=1}, type=object}");
		assertThat(ResponseFormat.jsonSchema("s", Map.copyOf(Map.of("b", 1, "a", 2))).schema())
			.hasToString("{a=2, b=1}");
		assertThat(Options.none().metadata(Map.of("b", "1", "a", "2", "c", "3")).toString())
			.contains("{a=2, b=1, c=3}");
		assertThat(ProviderPreferences.none().maxPrice(Map.of("prompt", 1, "completion", 2)).asMap())
			.hasToString("{max_price={completion=2, prompt=1}}");
	}

	@Test
	@DisplayName("L07 what the caller changes later is not sent, and what holds itself is refused")
	void keepsCopies() {
		List<Integer> numbers = new ArrayList<>(List.of(1));
		Map<String, Object> changing = new LinkedHashMap<>(Map.of("a", numbers));
		Tool tool = Tool.of("f", "", changing);
		Options options = Options.none().extraBody(changing).plugins(List.of(changing));
		changing.put("b", 2);
		numbers.clear();
		assertThat(tool.parameters()).hasToString("{a=[1]}");
		assertThat(options.extraBody()).hasToString("{a=[1]}");
		assertThat(options.toString()).contains("plugins=[{a=[1]}]");
		changing.put("self", changing);
		changing.put("again", List.of(changing));
		refused(GOOD.extraBody(Map.of("x", changing)), "'extra_body.x'", "nested less deeply");
		refused(GOOD.tools(Tool.of("f", "", changing)), "parameters of tool 'f'", "nested less deeply");
	}

	private static void check(CascadeRequest request) {
		RequestCheck.check(request, Long.MAX_VALUE);
	}

	private static void refused(CascadeRequest request, String... words) {
		assertThatIllegalArgumentException().as(Arrays.toString(words))
			.isThrownBy(() -> check(request))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(words));
	}

}
