package io.cascade.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the first hour gets wrong: each message mends it by its text alone. More of the
 * kind stand in {@link StartupFailureTests} and {@link UnknownKeysTests}.
 */
@ExtendWith(OutputCaptureExtension.class)
class MisconfigurationTests {

	private static final String SECRET = "sk-or-v1-0123456789secret";

	private static final String PROMPT = "Are you the prompt of a judge?";

	private static final String GOOD = """
			cascade:
			  api-key: %s
			  chains:
			    good: { models: [openai/gpt-4.1-mini] }
			""".formatted(SECRET);

	@ParameterizedTest
	@MethodSource("all")
	@DisplayName("the message names the key, what is wrong, and what mends it, and nothing secret")
	void namesKeyProblemAndMend(Row row, CapturedOutput output) {
		FailureAnalysis analysis = analyze(YamlContext.runner(row.yaml()));
		assertThat(analysis.getDescription()).startsWith(row.key() + ": ")
			.contains(row.problem())
			.doesNotContain(SECRET, PROMPT, "\n");
		assertThat(analysis.getAction()).contains(row.mend()).matches(".*[.?]").doesNotContain(SECRET, PROMPT, "\n");
		assertThat(output).doesNotContain(SECRET, PROMPT);
	}

	static Stream<Row> all() {
		return Stream.of(units(), types(), words(), places(), proxies()).flatMap(List::stream);
	}

	private static List<Row> units() {
		return List.of(chain("a deadline without a unit", "deadline", "60", "it would mean milliseconds", "Write 60s"),
				chain("a quoted time without a unit", "deadline", "'60'", "it would mean milliseconds", "or 60ms"),
				chain("a time of a retry without a unit", "retry.max-wait", "5", "milliseconds", "Write 5s"),
				chain("a time of a judge without a unit", "gate.judge.deadline", "10", "milliseconds", "Write 10s"),
				chain("a negative time without a unit", "idle-timeout", "-1", "it must have a unit", "Write -1s"),
				top("a time of circuits without a unit", "circuit.open", "5", "milliseconds", "Write 5s"),
				top("a time of connections without a unit", "connection.connect-timeout", "5", "milliseconds",
						"Write 5s"),
				upstream("a time of an upstream without a unit", "connection.max-idle-time", "30", "milliseconds",
						"Write 30s"),
				chain("seconds spelt out", "deadline", "60 seconds", "a time with a unit, not '60 seconds'",
						"such as 500ms or 30s"),
				chain("sec", "deadline", "60sec", "a time with a unit, not '60sec'", "one of ms, s, m, h, d"),
				chain("a longer time than can be counted", "deadline", "9999999d", "at most 100 years",
						"Write a shorter time"),
				chain("a time of many digits", "deadline", "99999999999999999999s", "a time with a unit",
						"such as 500ms or 30s"),
				top("a size without a unit", "max-answer-size", "8", "it would mean bytes", "Write 8MB"),
				top("a size spelt out", "max-event-size", "8 megabytes", "a size with a unit", "such as 512KB or 8MB"));
	}

	private static List<Row> types() {
		return List.of(chain("words for a number", "max-fallbacks", "two", "a whole number", "such as 10"),
				chain("half of a model", "max-fallbacks", "1.5", "a whole number", "such as 10"),
				chain("a number that is too large", "max-total-attempts", "99999999999", "at most 2147483647",
						"such as 10"),
				chain("a sum with a sign", "max-cost", "1$", "a number, not '1$'", "such as 0.5"),
				chain("a sum with a comma", "max-cost", "'0,5'", "a number, not '0,5'", "with a point"),
				chain("a word for a number below options", "options.temperature", "hot", "a number, not 'hot'",
						"such as 0.5"),
				chain("a word for a switch", "allow-paid", "maybe", "true or false, not 'maybe'", "true or false"),
				top("a percentage with its sign", "circuit.failure-rate", "50%", "a number, not '50%'",
						"without a unit"),
				top("a budget in words", "budgets.b.limit", "ten", "a number, not 'ten'", "such as 0.5"),
				model("a price in words", "price.prompt", "cheap", "a number, not 'cheap'", "such as 0.5"),
				model("a quality in words", "quality", "good", "a number, not 'good'", "such as 0.5"),
				model("a window with a letter", "context-length", "128k", "a whole number", "digits alone"),
				model("a switch of a model", "accepts-prefill", "sometimes", "true or false", "true or false"),
				model("an option of a model", "options.seed", "x", "a whole number", "digits alone"),
				upstream("a number of an upstream", "max-models-per-request", "many", "a whole number", "such as 10"),
				chain("a latency in words", "provider.preferred-max-latency", "fast", "a number", "the number alone"),
				chain("nothing resolves a time", "deadline", "'${NO_SUCH}'", "nothing resolves '${NO_SUCH}'",
						"the environment variable NO_SUCH"),
				chain("a key where a time belongs", "deadline", SECRET, "a time with a unit, not what it is",
						"such as 500ms"));
	}

	private static List<Row> words() {
		return List.of(
				chain("an order that is none", "order-by", "cheapest", "one of [listed, price, latency", "these words"),
				chain("a profile that is none", "profile", "turbo", "one of [balanced, interactive, batch]",
						"these words"),
				top("a profile of all that is none", "profile", "fast", "one of [balanced", "these words"),
				top("a health that is none", "health.down-when", "always", "one of [any-chain, every-chain, never]",
						"these words"),
				top("an action that is none", "unknown-keys", "error", "one of [warn, fail, ignore]", "these words"),
				top("a fullness that is none", "limits.when-full", "queue", "one of [next, wait, fail]", "these words"),
				upstream("a dialect that is none", "dialect", "ollama", "one of [openrouter, openai]", "these words"),
				upstream("a preset that is none", "fitting.preset", "olama", "one of [auto, none,", "these words"),
				chain("a gate as a word", "gate", "json", "'none' or have keys", "Write 'none'"),
				new Row("a kind of failure that is none", "cascade.circuit.thresholds.timeuot", "can't be read",
						"Did you mean 'timeout'?", GOOD + "  circuit.thresholds: { timeuot: 1 }"));
	}

	private static List<Row> places() {
		return List.of(chain("a word in place of keys", "provider", "anthropic", "it must have keys", "'order:'"),
				chain("a number in place of keys", "retry", "3", "it must have keys", "'max-attempts:'"),
				chain("a switch in place of keys", "hedge", "true", "it must have keys", "'delay:'"),
				top("circuits that are off", "circuit", "off", "it must have keys", "'enabled:'"),
				top("a proxy as a URL", "connection.proxy", "'http://proxy:3128'", "it must have keys", "'host:'"),
				top("an upstream as a URL", "upstreams.box", "'http://localhost:1/v1'", "have keys", "'base-url:'"),
				top("a budget as a number", "budgets", "5", "it must have keys", "a name of your own"),
				top("an empty section of budgets", "budgets", "", "it is empty", "Remove it"),
				top("an empty section of upstreams", "upstreams", "", "it is empty", "Remove it"),
				new Row("a chain as a slug", "cascade.chains.bad", "it must have keys", "'models:'",
						GOOD + "    bad: openai/gpt-4.1-mini"),
				new Row("two chains by one name", "cascade.chains.good.models[0]", "can't be read",
						"'cascade.chains.Good.models[0]'", GOOD + "    Good: { models: [a/b] }"),
				new Row("one key in two spellings", "cascade.chains.bad.maxcost", "can't be read",
						"'cascade.chains.bad.max", GOOD + "    bad: { models: [a/b], max-cost: 1, maxCost: 2 }"));
	}

	private static List<Row> proxies() {
		return List.of(
				top("a proxy with a scheme", "connection.proxy.host", "'http://proxy.example'", "without a scheme",
						"cascade.connection.proxy.port"),
				top("a proxy with its port", "connection.proxy.host", "'proxy.example:3128'",
						"without a scheme, a port", "cascade.connection.proxy.port"),
				top("a proxy with a password", "connection.proxy.host", "'%s@proxy.example'".formatted(SECRET),
						"a user", "'proxy.example'"),
				new Row("a proxy at no port", "cascade.connection.proxy.port", "between 1 and 65535", "Set it to",
						GOOD + "  connection.proxy: { host: proxy.example, port: 99999 }"),
				new Row("a pattern of hosts that is none", "cascade.connection.proxy.non-proxy-hosts",
						"no regular expression", "'localhost|.*\\.internal'",
						GOOD + "  connection.proxy: { host: proxy.example, non-proxy-hosts: '*.internal' }"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "CASCADE_CHAINS_GOOD_DEADLINE", "CASCADE_CHAINS_GOOD_FIRSTTOKENTIMEOUT",
			"CASCADE_CHAINS_GOOD_RETRY_MAXWAIT", "CASCADE_CIRCUIT_OPEN", "CASCADE_CONNECTION_CONNECT_TIMEOUT" })
	@DisplayName("environment variables are checked like files, and named as they are written")
	void checksEnvironmentVariables(String variable) {
		FailureAnalysis analysis = analyze(variables(Map.of(variable, "60")));
		assertThat(analysis.getDescription()).contains("it would mean milliseconds", variable);
		assertThat(analysis.getAction()).contains("Write 60s");
	}

	@Test
	void aVariableThatIsOverruledIsNoMistake() {
		variables(Map.of("CASCADE_CHAINS_GOOD_DEADLINE", "60"))
			.withInitializer((context) -> YamlContext.override(context, "cascade.chains.good.deadline: 60s"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(strings = { "deadline: 60s", "deadline: PT1M", "deadline: 2m", "deadline: ''", "max-cost: ''",
			"retry: { backoff: 0 }", "allow-paid: on", "order-by: PRICE", "options: { temperature: 1 }", "gate: none",
			"gate: { bean: [] }", "fallback-on: 400", "fallback-on: '400,402'" })
	void leavesWhatIsRightAlone(String setting) {
		YamlContext.runner(GOOD + "    fine: { models: [a/b], " + setting + " }")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static ApplicationContextRunner variables(Map<String, Object> variables) {
		return YamlContext.runner(GOOD)
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables)));
	}

	private static Row chain(String name, String key, String value, String problem, String mend) {
		return new Row(name, "cascade.chains.bad." + key, problem, mend,
				GOOD + "    bad: { models: [a/b], " + key + ": " + value + " }");
	}

	private static Row model(String name, String key, String value, String problem, String mend) {
		return new Row(name, "cascade.chains.bad.models[1]." + key, problem, mend,
				GOOD + "    bad: { models: [a/b, { id: c/d, " + key + ": " + value + " }] }");
	}

	private static Row upstream(String name, String key, String value, String problem, String mend) {
		return new Row(name, "cascade.upstreams.box." + key, problem, mend,
				GOOD + "  upstreams.box: { base-url: 'http://localhost:1/v1', " + key + ": " + value + " }");
	}

	private static Row top(String name, String key, String value, String problem, String mend) {
		return new Row(name, "cascade." + key, problem, mend, GOOD + "  " + key + ": " + value);
	}

	private static FailureAnalysis analyze(ApplicationContextRunner runner) {
		FailureAnalysis[] analysis = new FailureAnalysis[1];
		runner.run((context) -> {
			assertThat(context).hasFailed();
			analysis[0] = new CascadeConfigurationFailureAnalyzer()
				.analyze(Objects.requireNonNull(context.getStartupFailure()));
			assertThat(analysis[0]).as(String.valueOf(context.getStartupFailure())).isNotNull();
		});
		return Objects.requireNonNull(analysis[0]);
	}

	record Row(String name, String key, String problem, String mend, String yaml) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
