package io.cascade.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.cascade.CascadeOperations;
import io.cascade.exchange.Chains;
import io.cascade.pricing.CachedCatalog;
import io.cascade.pricing.ModelInfo;
import io.cascade.pricing.PriceList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
@Tag("any-jdk")
class StartupWarningTests {

	private static final String UNWISE = """
			cascade:
			  api-key: sk-or-v1-secret
			  max-models-per-request: 2
			  chains:
			    unwise:
			      models:
			        - { id: "a/free:free" }
			        - { id: b/large, price: { prompt: 3, completion: 3 }, context-length: 200000 }
			        - { id: c/small, price: { prompt: 2, completion: 2 }, context-length: 8000 }
			""";

	@Test
	@DisplayName("I17 what is legal but unwise is told at start, one line each")
	void reportsEachWarningInOneLine(CapturedOutput output) {
		assertThat(warnings(UNWISE, output)).hasSize(3)
			.satisfiesExactly((line) -> assertThat(line).endsWith(
					"cascade.chains.unwise: a/free:free is free and not last: its rate limits slow down every call, "
							+ "and no model that costs money is used after it; set allow-paid to allow it"),
					(line) -> assertThat(line)
						.endsWith("cascade.chains.unwise: c/small is cheaper than b/large before it"),
					(line) -> assertThat(line).endsWith(
							"cascade.chains.unwise: c/small has a smaller context window than b/large before it"));
	}

	@Test
	@DisplayName("I17 the warnings can be switched off")
	void saysNothingWhenToldNotTo(CapturedOutput output) {
		assertThat(warnings(UNWISE + "  warnings: false", output)).isEmpty();
	}

	@ParameterizedTest
	@DisplayName("I17 each warning stands alone")
	@CsvSource(delimiter = '|',
			textBlock = """
					[a/x:free, b/y]                                                             | is free and not last
					[a/x, b/y:free, c/z]                                                        | b/y:free is free and not last
					[{id: a/x, price: {prompt: 1, completion: 1.01}}, b/y, {id: c/z, price: {prompt: 1, completion: 1}}] | c/z is cheaper than a/x
					[{id: a/x, price: {prompt: 9, completion: 1}}, {id: b/y, price: {prompt: 1, completion: 1}}]         | b/y is cheaper than a/x
					[{id: a/x, price: {prompt: 1, completion: 1}}, {id: b/y, price: {prompt: 9, completion: 1}}, {id: c/z, price: {prompt: 5, completion: 1}}] | c/z is cheaper than b/y
					[{id: a/x, context-length: 2}, b/y, {id: c/z, context-length: 1}]           | c/z has a smaller context window than a/x
					""")
	void reportsOneWarning(String models, String warning, CapturedOutput output) {
		assertThat(warnings(chain(models), output)).singleElement().asString().contains(warning);
	}

	@ParameterizedTest
	@DisplayName("I17 a good chain starts without a warning")
	@CsvSource(delimiter = '|',
			textBlock = """
					[a/x]
					['a/x:free']
					[a/x, b/y, 'c/z:free']
					['a/x:free', 'b/y:free']
					[{id: a/x, price: {prompt: 1, completion: 1}}, {id: b/y, price: {prompt: 2, completion: 2}}, {id: c/z, price: {prompt: 9, completion: 9}}]
					[{id: a/x, price: {prompt: 2, completion: 2}}, {id: local/y, price: {prompt: 0, completion: 0}}]
					[{id: a/x, price: {prompt: 0.3, completion: 2.5}}, {id: b/y, price: {prompt: 0.4, completion: 1.6}}]
					[{id: a/x, price: {prompt: 3, completion: 1}}, {id: b/y, price: {prompt: 1, completion: 2}}]
					[{id: a/x, price: {prompt: 1, completion: 1}}, {id: b/y, price: {prompt: 1.0, completion: 1.0}}]
					[{id: a/x, context-length: 1}, {id: b/y, context-length: 2}]
					[a/x, b/y, local/z, c/w]
					[a/x, b/y, c/z, d/w]
					""")
	void startsAGoodChainSilently(String models, CapturedOutput output) {
		assertThat(warnings(chain(models) + "  upstreams.local.base-url: http://localhost:1/v1", output)).isEmpty();
	}

	@ParameterizedTest
	@DisplayName("what is all right and good to know is told, and is no warning")
	@CsvSource(delimiter = '|',
			textBlock = """
					chains: {a: {models: [a/x, b/y, c/z, d/w]}}              | cascade.chains.a: 4 models are spread over several requests
					chains: {a: {models: [a/x]}, b: {models: [a/x]}}         | cascade.default-chain: it is not set, so every request has to name one of [a, b]
					upstreams: {box: {base-url: 'http://localhost:1/v1'}}    | cascade.upstreams.box: no chain lists a model 'box/…'
					""")
	void reportsWhatIsGoodToKnow(String yaml, String note, CapturedOutput output) {
		String chains = yaml.startsWith("chains") ? "" : "chains: {a: {models: [a/x]}}, ";
		assertThat(warnings("cascade: {api-key: k, " + chains + yaml + "}", output)).isEmpty();
		assertThat(output.getAll().lines().filter((line) -> line.contains(" INFO ")))
			.anySatisfy((line) -> assertThat(line).contains(note));
	}

	@ParameterizedTest
	@DisplayName("what leaves nothing to ask is warned of")
	@CsvSource(delimiter = '|',
			textBlock = """
					warnings: true                                              | cascade.chains: there is no chain, so every call fails: write at least 'cascade.chains.main.models
					chains: {a: {models: [a/x]}}, base-url: 'http://localhost:1' | cascade.base-url: 'http://localhost:1' names no version: most servers expect 'http://localhost:1/v1'
					chains: {a: {models: [box/x]}}, upstreams: {box: {base-url: 'http://localhost:1/openai'}} | cascade.upstreams.box.base-url: 'http://localhost:1/openai' names no version
					""")
	void warnsOfWhatLeavesNothingToAsk(String yaml, String warning, CapturedOutput output) {
		assertThat(warnings("cascade: {" + yaml + "}", output)).singleElement().asString().contains(warning);
	}

	@ParameterizedTest
	@DisplayName("a setting that is legal and hardly what was meant is warned of, with what to write")
	@CsvSource(delimiter = '|',
			textBlock = """
					circuit: {failure-rate: 0.5}       | cascade.circuit.failure-rate: it is a percentage, and 0.5 less than one of 100: for a share of 0.5 write 50
					health: {success-rate: 0.95}       | cascade.health.success-rate: it is a percentage, and 0.95 less than one of 100: for a share of 0.95 write 95
					circuit: {slow-rate: 0.8}          | for a share of 0.8 write 80
					circuit: {minimum-calls: 50}       | cascade.circuit.minimum-calls: it is more than the window of 20 calls
					budgets: {b: {limit: 1, window: 24h, zone: Europe/Berlin}} | cascade.budgets.b.zone: it counts for windows of the calendar only
					spring: {cascade: {api-key: k}}    | spring.cascade: nothing reads it (
					""")
	void warnsOfSettingsThatAreHardlyMeant(String yaml, String warning, CapturedOutput output) {
		String written = yaml.startsWith("spring")
				? "{cascade.chains.a.models: [a/x], cascade.api-key: k, " + yaml + "}"
				: "cascade: {api-key: k, chains: {a: {models: [a/x]}}, " + yaml + "}";
		assertThat(warnings(written, output)).singleElement().asString().contains(warning);
	}

	@ParameterizedTest
	@DisplayName("so is one of a chain")
	@CsvSource(delimiter = '|',
			textBlock = """
					models: [a/x], hedge: {delay: 1s}                  | hedge: the chain has one model
					models: [a/x, b/y], hedge: {delay: 40s}            | hedge.delay: it is not shorter than the first-token-timeout of 30s
					models: [a/x, b/y], deadline: 20s                  | first-token-timeout: it is 30s, and the deadline 20s, so a silent model leaves no time for the next one
					models: [a/x, b/y], profile: batch, deadline: 60s  | first-token-timeout: it is 120s, and the deadline 60s
					models: [a/x], content-policy-chain: good          | content-policy-chain: it is the chain that refused
					models: [a/x], options: {max-tokens: 4,096}        | options.096: nothing reads it
					models: [a/x], order-by: quality                   | order-by: no model has a 'quality'
					models: [a/x], finish-reasons-as-failure: [lenght] | finish-reasons-as-failure: 'lenght' is no finish reason of a known vendor; did you mean 'length'?
					models: [a/x], finish-reasons-as-failure: [STOP]   | finish-reasons-as-failure: answers that are complete end with 'stop'
					models: [{id: a/x, price: {prompt: 0.0000003, completion: 2}}] | models[0].price.prompt: it is for a million tokens, and 0.0000003 looks like the price of one: write 0.3
					models: [a/x], provider: {max-price: {completion: 0.00001}}    | provider.max-price.completion: it is for a million tokens
					""")
	void warnsOfSettingsOfAChain(String chain, String warning, CapturedOutput output) {
		assertThat(warnings("cascade: {api-key: k, chains: {good: {" + chain + "}}}", output)).singleElement()
			.asString()
			.contains("cascade.chains.good." + warning);
	}

	@ParameterizedTest
	@ValueSource(strings = { "models: [a/x], deadline: 20s", "models: [a/x, b/y], deadline: 31s",
			"models: [a/x, b/y], hedge: {delay: 1s}", "models: [a/x], order-by: quality, learn-quality: true",
			"models: [a/x], finish-reasons-as-failure: [length, tool_use, content-policy, unknown]",
			"models: [{id: a/x, price: {prompt: 0, completion: 0.01}}]" })
	void saysNothingOfSettingsThatAreRight(String chain, CapturedOutput output) {
		assertThat(warnings("cascade: {api-key: k, chains: {good: {" + chain + "}}}", output)).isEmpty();
	}

	@Test
	void aCallWithoutAnyChainSaysWhatIsMissing() {
		YamlContext.runner("cascade.warnings: false")
			.run((context) -> StepVerifier.create(context.getBean(CascadeOperations.class).ask("Why?"))
				.expectErrorSatisfies(
						(failure) -> assertThat(failure).hasMessageContaining("add one under cascade.chains"))
				.verify(Duration.ofSeconds(5)));
	}

	@ParameterizedTest
	@DisplayName("a slug that the catalog lacks is warned of when it has been read, with what was meant")
	@CsvSource(delimiter = '|',
			textBlock = """
					openai/gpt-4.1-mni       | is not in the catalog: did you mean openai/gpt-4.1-mini?
					opnai/gpt-4.1-mini       | is not in the catalog: did you mean openai/gpt-4.1-mini?
					openai/gpt-4.1-mini:fre  | is not in the catalog: did you mean openai/gpt-4.1-mini:free?
					gpt-4.1-mini             | is not in the catalog: did you mean openai/gpt-4.1-mini?
					claude-sonet-4.5         | is not in the catalog: did you mean anthropic/claude-sonnet-4.5?
					gemma3                   | is not in the catalog, and has no author: a slug is written author/model
					openai/o9-unheard-of     | is not in the catalog (https://openrouter.ai/models)
					mybox/llama3             | is not in the catalog, nor is any model of 'mybox': a server of your own needs cascade.upstreams.mybox
					""")
	void warnsOfASlugThatTheCatalogLacks(String slug, String warning, CapturedOutput output) {
		YamlContext.runner(chain("['" + slug + "']")).run((context) -> {
			assertThat(output).doesNotContain("is not in the catalog");
			context.getBean(CachedCatalog.class)
				.update(Stream
					.of("openai/gpt-4.1-mini", "openai/gpt-4.1-mini:free", "anthropic/claude-sonnet-4.5",
							"google/gemini-2.5-flash")
					.map((id) -> new ModelInfo(id, null, null, null, null, null, null, null))
					.toList());
			new CatalogWarnings(context.getBean(Chains.class), context.getBean(PriceList.class), true).run();
		});
		assertThat(output.getAll().lines().filter((line) -> line.contains(" WARN "))).singleElement()
			.asString()
			.endsWith("cascade.chains.good: " + slug + " " + warning);
	}

	@ParameterizedTest
	@ValueSource(strings = { "openai/gpt-4.1-mini", "openai/gpt-4.1-mini:nitro", "openai/gpt-4.1-mini:online",
			"'@preset/mine'", "box/anything" })
	void saysNothingOfASlugThatIsRight(String slug, CapturedOutput output) {
		YamlContext.runner(chain("[" + slug + "]") + "  upstreams.box.base-url: http://localhost:1/v1")
			.run((context) -> {
				context.getBean(CachedCatalog.class)
					.update(List.of(new ModelInfo("openai/gpt-4.1-mini", null, null, null, null, null, null, null)));
				new CatalogWarnings(context.getBean(Chains.class), context.getBean(PriceList.class), true).run();
			});
		assertThat(output).doesNotContain(" WARN ");
	}

	@Test
	void warnsAboutAModelOnceThoughChainsEscalateToIt(CapturedOutput output) {
		assertThat(warnings("""
				cascade:
				  api-key: sk-or-v1-secret
				  chains:
				    budget: { models: ['a/x:free'], escalate-to: standard }
				    standard: { models: ['b/y:free', c/z] }
				""", output)).singleElement().asString().contains("cascade.chains.standard: b/y:free");
	}

	private static String chain(String models) {
		return """
				cascade:
				  api-key: sk-or-v1-secret
				  chains.good.models: %s
				""".formatted(models);
	}

	private static List<String> warnings(String yaml, CapturedOutput output) {
		YamlContext.runner(yaml).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("Cascade: ");
		return output.getAll().lines().filter((line) -> line.contains(" WARN ")).toList();
	}

}
