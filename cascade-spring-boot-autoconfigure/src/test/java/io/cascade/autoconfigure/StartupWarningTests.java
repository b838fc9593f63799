package io.cascade.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
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
	void tellsEachDoubtInOneLine(CapturedOutput output) {
		assertThat(warnings(UNWISE, output)).hasSize(4)
			.satisfiesExactly((line) -> assertThat(line).endsWith(
					"cascade.chains.unwise: a/free:free is free and not last: its rate limits slow down every call, "
							+ "and no model that costs money is asked after it; set allow-paid if it may be"),
					(line) -> assertThat(line).endsWith(
							"cascade.chains.unwise: 3 models are walked in several requests, since one carries at most 2"),
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
	@DisplayName("I17 each doubt stands alone")
	@CsvSource(delimiter = '|',
			textBlock = """
					[a/x:free, b/y]                                                             | is free and not last
					[a/x, b/y:free, c/z]                                                        | b/y:free is free and not last
					[a/x, b/y, c/z, d/w]                                                        | 4 models are walked
					[{id: a/x, price: {prompt: 1, completion: 1.01}}, b/y, {id: c/z, price: {prompt: 1, completion: 1}}] | c/z is cheaper than a/x
					[{id: a/x, price: {prompt: 9, completion: 1}}, {id: b/y, price: {prompt: 1, completion: 1}}]         | b/y is cheaper than a/x
					[{id: a/x, price: {prompt: 1, completion: 1}}, {id: b/y, price: {prompt: 9, completion: 1}}, {id: c/z, price: {prompt: 5, completion: 1}}] | c/z is cheaper than b/y
					[{id: a/x, context-length: 2}, b/y, {id: c/z, context-length: 1}]           | c/z has a smaller context window than a/x
					""")
	void tellsOneDoubt(String models, String doubt, CapturedOutput output) {
		assertThat(warnings(chain(models), output)).singleElement().asString().contains(doubt);
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
					[{id: a/x, price: {prompt: 1, completion: 1}}, {id: b/y, price: {prompt: 1.0, completion: 1.0}}]
					[{id: a/x, context-length: 1}, {id: b/y, context-length: 2}]
					[a/x, b/y, local/z, c/w]
					""")
	void startsAGoodChainSilently(String models, CapturedOutput output) {
		assertThat(warnings(chain(models) + "  upstreams.local.base-url: http://localhost:1/v1", output)).isEmpty();
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
