package io.cascade.autoconfigure;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
@Tag("any-jdk")
class StartupFailureTests {

	private static final String GOOD = """
			cascade:
			  api-key: sk-or-v1-secret
			  chains:
			    good: { models: [openai/gpt-4.1-mini] }
			""";

	@Test
	@DisplayName("K09 a misconfiguration ends in one readable failure")
	void printsWhatIsWrongAndWhatToDo(CapturedOutput output) {
		SpringApplication application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("cascade.chains.assistant.models=openai/gpt-4.1-mini")
			.build();
		assertThatException().isThrownBy(application::run);
		assertThat(output).containsIgnoringNewLines("""
				***************************
				APPLICATION FAILED TO START
				***************************

				Description:

				cascade.api-key: there is no key, but chain 'assistant' uses openai/gpt-4.1-mini at OpenRouter

				Action:

				Set the environment variable OPENROUTER_API_KEY and 'cascade.api-key: ${OPENROUTER_API_KEY:}'""")
			.doesNotContain("\tat io.cascade");
	}

	@ParameterizedTest
	@MethodSource
	@DisplayName("K09 names the key and the mend")
	void namesTheKeyAndTheMend(Misconfiguration misconfiguration) {
		FailureAnalysis analysis = analyze(YamlContext.runner(misconfiguration.yaml()));
		assertThat(analysis.getDescription()).startsWith(misconfiguration.key() + ": ")
			.contains(misconfiguration.problem())
			.doesNotContain("sk-or-v1-secret", "\n");
		assertThat(analysis.getAction()).contains(misconfiguration.mend()).endsWith(".").doesNotContain("\n");
	}

	static Stream<Misconfiguration> namesTheKeyAndTheMend() {
		return Stream.of(keys(), chains(), escalations(), upstreams(), values(), budgets()).flatMap(List::stream);
	}

	private static List<Misconfiguration> keys() {
		return List.of(
				new Misconfiguration("blank key", "cascade.api-key", "there is no key, but chain 'a' uses b/c",
						"OPENROUTER_API_KEY", "cascade: { api-key: '', chains: { a: { models: [b/c] } } }"),
				new Misconfiguration("unresolved placeholder", "cascade.api-key", "NO_SUCH_VARIABLE",
						"Set the environment variable NO_SUCH_VARIABLE",
						"cascade: { api-key: '${NO_SUCH_VARIABLE}', chains: { a: { models: [b/c] } } }"),
				new Misconfiguration("key over http", "cascade.base-url", "unencrypted to http://openrouter.example",
						"https", GOOD + "  base-url: http://openrouter.example/api/v1"),
				new Misconfiguration("key over http to a name that looks like loopback", "cascade.base-url",
						"unencrypted to http://127.0.0.1.nip.example", "https",
						GOOD + "  base-url: http://127.0.0.1.nip.example/api/v1"),
				new Misconfiguration("key of an upstream over http", "cascade.upstreams.local.base-url",
						"unencrypted to http://10.0.0.7", "https",
						GOOD + "  upstreams.local: { base-url: 'http://10.0.0.7:8000/v1', api-key: k }"));
	}

	private static List<Misconfiguration> chains() {
		return List.of(
				new Misconfiguration("unknown default chain", "cascade.default-chain", "there is no chain 'bad'",
						"Set it to one of [good]", GOOD + "  default-chain: bad"),
				new Misconfiguration("default chain without chains", "cascade.default-chain", "there is no chain 'bad'",
						"cascade.chains", "cascade.default-chain: bad"),
				new Misconfiguration("empty chain", "cascade.chains.bad.models", "the chain has no models",
						"List at least one model", GOOD + "    bad: { models: [] }"),
				new Misconfiguration("chain without models", "cascade.chains.bad.models", "the chain has no models",
						"List at least one model", GOOD + "    bad: { deadline: 1s }"),
				new Misconfiguration("duplicate", "cascade.chains.bad.models[2]", "'a/b' is listed twice", "Remove",
						GOOD + "    bad: { models: [a/b, c/d, {id: a/b}] }"),
				new Misconfiguration("blank id", "cascade.chains.bad.models[1]", "the model has no id",
						"id: author/model", GOOD + "    bad: { models: [a/b, {id: ' '}] }"),
				new Misconfiguration("no id", "cascade.chains.bad.models[0]", "the model has no id", "id: author/model",
						GOOD + "    bad: { models: [{system: Hi}] }"),
				new Misconfiguration("half a price", "cascade.chains.bad.models[0].price.completion",
						"half of the price is missing", "USD per million tokens",
						GOOD + "    bad: { models: [{id: a/b, price: {prompt: 1}}] }"),
				new Misconfiguration("negative price", "cascade.chains.bad.models[0].price.prompt",
						"it must be at least 0, not -1", "USD per million tokens",
						GOOD + "    bad: { models: [{id: a/b, price: {prompt: -1, completion: 1}}] }"),
				new Misconfiguration("nothing in place of a slug", "cascade.chains.bad.models[0]",
						"the model has no id", "id: author/model", GOOD + "    bad: { models: ['', a/b] }"));
	}

	private static List<Misconfiguration> escalations() {
		return List.of(
				new Misconfiguration("circle", "cascade.chains.c.escalate-to",
						"the chains escalate in a circle: a → b → c → a", "Remove it", """
								cascade:
								  api-key: sk-or-v1-secret
								  chains:
								    a: { models: [x/1], escalate-to: b }
								    b: { models: [x/2], escalate-to: c }
								    c: { models: [x/3], escalate-to: a }
								"""),
				new Misconfiguration("a chain that escalates to itself", "cascade.chains.bad.escalate-to",
						"the chains escalate in a circle: bad → bad", "Remove it",
						GOOD + "    bad: { models: [a/b], escalate-to: bad }"),
				new Misconfiguration("a chain that escalates into a circle", "cascade.chains.z.escalate-to",
						"the chains escalate in a circle: y → z → y", "Remove it", """
								cascade:
								  api-key: sk-or-v1-secret
								  chains:
								    x: { models: [x/1], escalate-to: y }
								    y: { models: [x/2], escalate-to: z }
								    z: { models: [x/3], escalate-to: y }
								"""),
				new Misconfiguration("unknown chain", "cascade.chains.bad.escalate-to", "there is no chain 'none'",
						"Set it to one of [good]", GOOD + "    bad: { models: [a/b], escalate-to: none }"));
	}

	private static List<Misconfiguration> upstreams() {
		return List.of(
				new Misconfiguration("upstream without URL", "cascade.upstreams.local.base-url", "there is no base URL",
						"http://localhost:11434/v1", GOOD + "  upstreams.local.dialect: openai"),
				new Misconfiguration("upstream with the name of an author", "cascade.upstreams.anthropic",
						"'anthropic' is an author at OpenRouter, so 'anthropic/claude-sonnet-4.5' could mean either",
						"anthropic-direct/claude-sonnet-4.5", GOOD + """
								    bad: { models: [anthropic/claude-sonnet-4.5] }
								  upstreams.anthropic.base-url: https://api.anthropic.example/v1
								"""),
				new Misconfiguration("upstream with the name of the default one", "cascade.upstreams.openrouter",
						"the name means the default upstream", "cascade.base-url",
						GOOD + "  upstreams.openrouter.base-url: https://a.example/v1"),
				new Misconfiguration("no SSL bundle", "cascade.connection.ssl-bundle", "there is no SSL bundle 'None'",
						"spring.ssl.bundle.", GOOD + "  connection.ssl-bundle: None"),
				new Misconfiguration("no SSL bundle of an upstream", "cascade.upstreams.local.connection.ssl-bundle",
						"there is no SSL bundle 'none'", "spring.ssl.bundle.",
						GOOD + "  upstreams.local: { base-url: 'https://a.example/v1', connection.ssl-bundle: none }"),
				new Misconfiguration("no model in a request", "cascade.max-models-per-request", "0", "at least 1",
						GOOD + "  max-models-per-request: 0"),
				new Misconfiguration("no model in a request of an upstream",
						"cascade.upstreams.local.max-models-per-request", "-1", "at least 1",
						GOOD + "  upstreams.local: { base-url: 'https://a.example/v1', max-models-per-request: -1 }"),
				new Misconfiguration("no connections", "cascade.connection.max-connections", "0", "at least 1",
						GOOD + "  connection.max-connections: 0"),
				new Misconfiguration("no time to connect", "cascade.connection.connect-timeout", "PT0S",
						"longer than 0", GOOD + "  connection.connect-timeout: 0"),
				new Misconfiguration("no time to acquire", "cascade.connection.acquire-timeout", "PT-1S",
						"longer than 0", GOOD + "  connection.acquire-timeout: -1s"),
				new Misconfiguration("proxy without host", "cascade.connection.proxy.host", "no host", "proxy.example",
						GOOD + "  connection.proxy.port: 3128"));
	}

	private static List<Misconfiguration> values() {
		return List.of(value("options.temperature", "NaN"), value("options.temperature", "-0.1"),
				extraBody("model", "model: evil/dear"), extraBody("Models", "Models: [a/b]"),
				extraBody("stream", "stream: false"), value("provider.sort", "cheap"),
				value("options.verbosity", "chatty"), value("options.default-max-tokens", "-1"),
				value("options.temperature", "2.1"), value("options.top-p", "1.01"), value("options.max-tokens", "0"),
				value("options.top-k", "-1"), value("options.stop", "[a, b, c, d, e]"),
				value("options.top-logprobs", "21"), value("options.session-id", "x".repeat(257)),
				value("deadline", "0"), value("deadline", "-1s"), value("first-token-timeout", "0ms"),
				value("first-token-per-1k-tokens", "-1ms"), value("idle-timeout", "-5s"),
				value("completion-grace", "0"), value("minimum-slice", "0"), value("max-fallbacks", "-1"),
				value("max-requests", "0"), fallbackOn("[400, teapot]"), value("connection-request-timeout", "0"),
				value("retry.max-attempts", "0"), value("retry.attempts.rate-limit", "0"),
				value("retry.backoff", "-1s"), value("retry.multiplier", "0.5"), value("retry.jitter", "1"),
				value("retry.max-wait", "-1s"), top("max-answer-size", "0"), top("max-event-size", "0B"),
				top("health.window", "9s"), top("health.minimum-attempts", "0"), top("health.success-rate", "101"),
				top("health.acceptance-drop", "101"), top("health.account.low-credit", "-1"),
				top("health.account.refresh", "0s"), top("circuit.failure-rate", "0"), top("circuit.slow-rate", "101"),
				top("circuit.window", "0"), top("circuit.minimum-calls", "0"), top("circuit.probes", "0"),
				top("circuit.open", "0s"), top("circuit.max-open", "0s"), top("circuit.ramp", "-1s"),
				top("circuit.slow-first-token", "0s"), top("cooldown.rate-limit", "-1s"),
				top("cooldown.account", "-1s"), top("cooldown.misconfigured", "-1s"), top("limits.max-in-flight", "0"),
				top("limits.max-per-minute", "0"), top("limits.max-wait", "-1s"), fallbackOn("[999]"));
	}

	private static List<Misconfiguration> budgets() {
		return List.of(budget("a budget without a limit", "limit", "the budget has no limit", "USD", "{ window: day }"),
				budget("a negative limit", "limit", "it must be at least 0, not -1", "USD", "{ limit: -1 }"),
				budget("no window", "window", "'fortnight' is no window", "hour, day, week, month",
						"{ limit: 1, window: fortnight }"),
				budget("a window that is too short", "window", "'59s' is no window", "1m to 366d",
						"{ limit: 1, window: 59s }"),
				budget("a window that is too long", "window", "'367d' is no window", "1m to 366d",
						"{ limit: 1, window: 367d }"),
				budget("no time zone", "zone", "'Europe/Atlantis' is no time zone", "'Europe/Berlin'",
						"{ limit: 1, zone: Europe/Atlantis }"),
				budget("no share", "warn-at", "at most 1, not 1.5", "0.8", "{ limit: 1, warn-at: 1.5 }"),
				budget("a share of nothing", "warn-at", "more than 0", "0.8", "{ limit: 1, warn-at: 0 }"),
				budget("a value of no tag", "tag-value", "the value of no tag", "Set tag",
						"{ limit: 1, tag-value: acme }"),
				budget("a negative wait", "max-wait", "must be at least 0", "10s", "{ limit: 1, max-wait: -1s }"),
				budget("a budget of an unknown chain", "chain", "there is no chain 'none'", "one of [good]",
						"{ limit: 1, chain: none }"),
				budget("a step down to nowhere", "step-down-to", "there is no chain 'none'", "one of [good]",
						"{ limit: 1, step-down-to: none }"));
	}

	private static Misconfiguration budget(String name, String key, String problem, String mend, String yaml) {
		return new Misconfiguration(name, "cascade.budgets.bad." + key, problem, mend,
				GOOD + "  budgets: { bad: " + yaml + " }");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{ limit: 0 }", "{ limit: 0.5, window: WEEK, zone: Asia/Kathmandu }",
			"{ limit: 1, window: 24h }", "{ limit: 1, window: 1m, warn-at: 1 }",
			"{ limit: 1, chain: good, tag: tenant, step-down-to: good }" })
	void startsWithBudgets(String yaml) {
		YamlContext.runner(GOOD + "  budgets: { fine: " + yaml + " }")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static Misconfiguration value(String key, String value) {
		String property = "cascade.chains.bad." + key;
		return new Misconfiguration(key + " " + value, property, "must be", "Set it to",
				GOOD + "    bad: { models: [a/b], " + key + ": " + value + " }");
	}

	private static Misconfiguration top(String key, String value) {
		return new Misconfiguration(key + " " + value, "cascade." + key, "must be", "Set it to",
				GOOD + "  " + key + ": " + value);
	}

	private static Misconfiguration extraBody(String name, String yaml) {
		return new Misconfiguration("X02 extra-body " + name, "cascade.chains.bad.options.extra-body." + name,
				"it must not be set: ", "Remove it",
				GOOD + "    bad: { models: [a/b], options: { extra-body: { " + yaml + " } } }");
	}

	private static Misconfiguration fallbackOn(String value) {
		return new Misconfiguration("fallback-on " + value, "cascade.chains.bad.fallback-on", "is not a failure kind",
				"List HTTP statuses", GOOD + "    bad: { models: [a/b], fallback-on: " + value + " }");
	}

	@ParameterizedTest
	@DisplayName("K09 a malformed base URL names the key and an example")
	@ValueSource(strings = { "openrouter.ai/api/v1", "localhost:11434/v1", "ftp://openrouter.ai/api/v1",
			"https://open router.ai", "https://", "http:/v1", "/api/v1", "https://a_b:c/v1", "'{}'",
			"https://openrouter.ai/api/v1/chat/completions", "https://openrouter.ai/api/v1?key=secret",
			"https://openrouter.ai/api/v1#x", "https://user:secret@openrouter.ai/api/v1",
			"https://a.example:99999/v1" })
	void refusesMalformedBaseUrls(String url) {
		FailureAnalysis analysis = analyze(YamlContext.runner(GOOD + "  base-url: " + url));
		assertThat(analysis.getDescription()).startsWith("cascade.base-url: ").doesNotContain("secret");
		assertThat(analysis.getAction()).contains("'https://openrouter.ai/api/v1'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:1/v1", "http://LOCALHOST/v1", "http://127.0.0.1:1/v1",
			"http://127.1.2.3/v1", "http://[::1]:1/v1", "https://gateway.example/v1/" })
	void sendsKeysToLoopbackAndOverTls(String url) {
		YamlContext.runner(GOOD + "  base-url: " + url).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void needsNoKeyAtLoopbackNorForOtherUpstreams() {
		YamlContext.runner("""
				cascade:
				  base-url: http://localhost:1/v1
				  chains: { a: { models: [b/c] } }
				""").run((context) -> assertThat(context).hasNotFailed());
		YamlContext.runner("""
				cascade:
				  upstreams: { local: { base-url: 'http://localhost:1/v1' } }
				  chains: { a: { models: [local/c] } }
				""").run((context) -> assertThat(context).hasNotFailed());
		YamlContext.runner("cascade.warnings: true").run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void letsAnUpstreamBearTheNameOfAnAuthorThatNoChainMeans() {
		YamlContext.runner(GOOD + "  upstreams.anthropic.base-url: https://api.anthropic.example/v1")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	@DisplayName("K09 connection details are checked like properties")
	void checksConnectionDetails() {
		CascadeConnectionDetails details = new CascadeConnectionDetails() {

			@Override
			public URI baseUrl() {
				return URI.create("http://openrouter.example/v1");
			}

			@Override
			public String apiKey() {
				return "sk-or-v1-secret";
			}

		};
		FailureAnalysis analysis = analyze(
				YamlContext.runner(GOOD).withBean(CascadeConnectionDetails.class, () -> details));
		assertThat(analysis.getDescription()).contains("unencrypted to http://openrouter.example")
			.doesNotContain("secret");
	}

	private static FailureAnalysis analyze(ApplicationContextRunner runner) {
		@Nullable FailureAnalysis[] analysis = new FailureAnalysis[1];
		runner.run((context) -> {
			assertThat(context).hasFailed();
			analysis[0] = new CascadeConfigurationFailureAnalyzer()
				.analyze(Objects.requireNonNull(context.getStartupFailure()));
			assertThat(analysis[0]).as(String.valueOf(context.getStartupFailure())).isNotNull();
		});
		return Objects.requireNonNull(analysis[0]);
	}

	record Misconfiguration(String name, String key, String problem, String mend, String yaml) {

		@Override
		public String toString() {
			return this.name;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(CascadeAutoConfiguration.class)
	static class Application {

	}

}
