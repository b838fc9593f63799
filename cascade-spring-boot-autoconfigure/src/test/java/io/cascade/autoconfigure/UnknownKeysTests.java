package io.cascade.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keys that nobody reads.
 */
@Tag("any-jdk")
@ExtendWith(OutputCaptureExtension.class)
class UnknownKeysTests {

	private static final String GOOD = """
			cascade:
			  api-key: sk-or-v1-secret
			  chains:
			    good: { models: [a/b] }
			""";

	private static List<UnknownKey> properties(String... keys) {
		Map<String, Object> properties = new LinkedHashMap<>();
		List.of(keys).forEach((key) -> properties.put(key, "1"));
		return unknown(new MapPropertySource("test", properties));
	}

	private static List<UnknownKey> variables(String... names) {
		Map<String, Object> variables = new LinkedHashMap<>();
		List.of(names).forEach((name) -> variables.put(name, "1"));
		return unknown(new SystemEnvironmentPropertySource("test", variables));
	}

	private static List<UnknownKey> unknown(MapPropertySource source) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().forEach((other) -> environment.getPropertySources().remove(other.getName()));
		environment.getPropertySources().addFirst(source);
		return UnknownKeys.in(environment);
	}

	/** Every key that is bound, with what is below names and in lists. */
	static Stream<String> keys() {
		List<String> keys = new ArrayList<>();
		UnknownKeys.KNOWN.visit("cascade", (path, below) -> keys.add(path.replace("<name>", "mine")));
		return keys.stream();
	}

	@Test
	void recognizesEveryKey() {
		assertThat(keys()).hasSizeGreaterThan(100)
			.contains("cascade.api-key", "cascade.chains.mine.models[0].price.cache-read",
					"cascade.chains.mine.gate.judge.threshold", "cascade.chains.mine.retry.attempts.rate-limit",
					"cascade.upstreams.mine.connection.proxy.host");
	}

	@ParameterizedTest
	@MethodSource("keys")
	void everyKeyIsReadInEveryForm(String key) {
		assertThat(List.of(key, key.toUpperCase(Locale.ROOT).replace("CASCADE", "cascade"), camelCase(key)))
			.allSatisfy((form) -> assertThat(properties(form)).isEmpty());
		if (isValue(key)) {
			assertThat(variables(variable(key), variable(key).replace("_MINE_", "_MY_OWN_"))).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("keys")
	@DisplayName("one letter changed in any key is found, and the key that was meant is named")
	void oneLetterChangedIsFound(String key) {
		String last = key.substring(key.lastIndexOf('.') + 1).replace("[0]", "");
		if (last.equals("mine") || last.length() < 3) {
			return;
		}
		String misspelt = misspelt(last, new Random(key.hashCode()));
		String written = key.substring(0, key.lastIndexOf('.') + 1) + misspelt;
		assertThat(properties(written)).singleElement()
			.satisfies((unknown) -> assertThat(unknown.name()).isEqualTo(written))
			.extracting(UnknownKey::mend)
			.asString()
			.contains("Did you mean '");
		if (isValue(key)) {
			assertThat(variables(variable(written))).singleElement()
				.extracting(UnknownKey::mend)
				.asString()
				.contains("Did you mean 'CASCADE_");
		}
	}

	private static boolean isValue(String key) {
		List<String> values = new ArrayList<>();
		UnknownKeys.KNOWN.visit("cascade", (path, below) -> values.add(below.value() ? path : ""));
		return values.contains(key.replace("mine", "<name>"));
	}

	private static String misspelt(String word, Random random) {
		int at = random.nextInt(word.length());
		char other = (char) ('a' + (word.charAt(at) - 'a' + 1 + random.nextInt(24) + 26) % 26);
		return word.substring(0, at) + (Character.isLetter(word.charAt(at)) ? other : 'q') + word.substring(at + 1);
	}

	private static String camelCase(String key) {
		StringBuilder camel = new StringBuilder();
		for (String part : key.split("-", -1)) {
			camel.append(camel.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
		}
		return camel.toString();
	}

	private static String variable(String key) {
		return key.replace("-", "").replace('.', '_').replace("[", "_").replace("]", "").toUpperCase(Locale.ROOT);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					cascade.chains.a.max-csot              | Did you mean 'max-cost'?
					cascade.chains.a.gate.jsn              | Did you mean 'json'?
					cascade.chains.a.provider.allow-fallback | Did you mean 'allow-fallbacks'?
					cascade.budget.a.limit                 | Did you mean 'budgets'?
					cascade.max-cost                       | 'max-cost' belongs here: cascade.chains.<name>.max-cost
					cascade.temperature                    | 'temperature' belongs here: cascade.chains.<name>.models[].options.temperature
					cascade.chains.a.api-key               | 'api-key' belongs here: cascade.api-key
					cascade.zzz                            | docs/configuration.md lists the keys.
					cascade.catalog.zzz                    | write one of
					cascade.chains.a.retry.attempts.sever  | Did you mean 'server'?
					""")
	void saysWhatWasMeant(String key, String mend) {
		assertThat(properties(key)).singleElement().extracting(UnknownKey::mend).asString().contains(mend);
	}

	@ParameterizedTest
	@ValueSource(strings = { "cascade.chains.a.options.extra-body.anything.at[0].all",
			"cascade.chains.a.options.plugins[0].id", "cascade.chains.a.options.metadata.team",
			"cascade.upstreams.a.headers.X-Team", "cascade.chains.a.options.logit-bias[0]",
			"cascade.chains.[my.chain].models[0]", "cascade.chains[my chain].models[0]", "cascade.headers.X.Team",
			"cascade.chains.a.options.metadata.my.team", "cascade.fitting.rename.tools.function.strict",
			"cascading.other", "cascade" })
	void whatIsFreeFormIsLeftAlone(String key) {
		assertThat(properties(key)).isEmpty();
	}

	@Test
	void oneMistakeIsToldOnce() {
		assertThat(properties("cascade.chain.a.models[0]", "cascade.chain.a.models[1]", "cascade.chain.b.deadline"))
			.extracting(UnknownKey::name)
			.containsExactly("cascade.chain");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					budgets: [{limit: 5}]                           | cascade.budgets                  | a name before each element
					chains: [{models: [a/b]}]                       | cascade.chains                   | a name before each element
					chains: {a: {models: {x: a/b}}}                 | cascade.chains.a.models          | a list
					chains: {a: {models: [a/b], deadline: [1s]}}    | cascade.chains.a.deadline        | one value
					chains: {a: {models: [a/b], options: [x]}}      | cascade.chains.a.options         | keys and values
					chains: {my.chain: {models: [a/b]}}             | cascade.chains.my.chain          | '[my.chain]'
					upstreams: {my.box: {base-url: 'http://localhost:1/v1'}} | cascade.upstreams.my.box | '[my.box]'
					chains: {a: {models: [ollama/llama3.1: 8b]}}    | cascade.chains.a.models[0]       | 'ollama/llama3.1:…'
					""")
	@DisplayName("a mistake that is certain stops the start whatever the setting")
	void stopsTheStart(String yaml, String key, String mend) {
		YamlContext.runner("cascade: { api-key: k, " + yaml + " }").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context).getFailure().isInstanceOfSatisfying(CascadeConfigurationException.class, (failure) -> {
				assertThat(failure).hasMessageStartingWith(key + ": ");
				assertThat(failure.mend()).contains(mend);
			});
		});
	}

	@Test
	void warnsByDefaultWithThePlaceAndWithoutTheValue(CapturedOutput output) {
		YamlContext.runner(GOOD + "      max-csot: 0.7654321").run((context) -> assertThat(context).hasFailed());
		YamlContext.runner(GOOD + "    other: { models: [a/b], max-csot: 0.7654321 }")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("cascade.chains.other.max-csot: nothing reads it")
			.contains("Did you mean 'max-cost'?")
			.doesNotContain("0.7654321");
	}

	@Test
	void failsOrIgnoresWhereThatIsSaid(CapturedOutput output) {
		String misspelt = GOOD + "  max-csot: 1\n";
		YamlContext.runner(misspelt + "  unknown-keys: fail")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(CascadeConfigurationException.class)
				.hasMessageStartingWith("cascade.max-csot: nothing reads it"));
		YamlContext.runner(misspelt + "  unknown-keys: ignore").run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("max-csot: nothing reads it. ");
	}

}
