package io.cascade.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

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
@Tag("any-jdk")
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
		return Stream
			.of(units(), types(), words(), places(), levels(), names(), nothing(), proxies(), keys(), urls(), chains(),
					models(), gates(), budgets(), bundles())
			.flatMap(List::stream);
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
				chain("a number that is too large", "max-requests", "99999999999", "at most 2147483647", "such as 10"),
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
				top("a health that is none", "health.down-when", "always",
						"one of [never, every-chain, default-chain, any-chain]", "these words"),
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

	/** What is not far enough to the right. */
	private static List<Row> levels() {
		return List.of(
				new Row("a time of a chain beside chains", "cascade.chains.deadline", "a name of your own belongs here",
						"Move 'deadline' below a name", GOOD + "    deadline: 60s"),
				new Row("models beside the name of their chain", "cascade.chains.models", "can't be read",
						"Move 'models' below a name", "cascade:\n  chains:\n    models: [a/b]"),
				top("a limit beside budgets", "budgets.limit", "5", "a name of your own", "Move 'limit' below a name"),
				top("a URL beside upstreams", "upstreams.base-url", "'http://localhost:1/v1'", "a name of your own",
						"Move 'base-url' below a name"),
				new Row("a chain with nothing below it", "cascade.chains.bad", "have keys, and it is empty",
						"such as 'models:'", GOOD + "    bad:"),
				top("a budget with nothing below it", "budgets.b", "", "have keys, and it is empty",
						"such as 'limit:'"),
				top("an upstream with nothing below it", "upstreams.box", "''", "have keys, and it is empty",
						"further to the right"),
				top("one number in place of limits", "limits.models", "3", "it must be a list", "keys such as 'id:'"),
				chain("one word in place of plugins", "options.plugins", "web", "it must be a list", "'id:'"),
				new Row("words in place of plugins", "cascade.chains.bad.options.plugins[0]", "it must have keys",
						"'my-key", GOOD + "    bad: { models: [a/b], options: { plugins: [web] } }"),
				chain("one word in place of fields", "options.extra-body", "x", "it must have keys", "keys and values"),
				upstream("one word in place of fields to send", "fitting.force", "'temperature=1'", "have keys",
						"keys and values"),
				top("one word in place of headers", "headers", "'X-Team=a'", "it must have keys", "keys and values"),
				new Row("keys below a switch", "cascade.transaction-warning", "can't be read", "Write one value here",
						GOOD + "  transaction-warning: { enabled: false }"),
				new Row("keys below a gate that is a switch", "cascade.chains.bad.gate.json", "can't be read",
						"without keys below it", GOOD + "    bad: { models: [a/b], gate: { json: { schema: x } } }"),
				new Row("a model by another key", "cascade.chains.bad.models[0].model", "can't be read",
						"Write 'id' in place of 'model'", GOOD + "    bad: { models: [{ model: a/b }] }"),
				new Row("a limit by another key", "cascade.limits.models[0].name", "can't be read", "Write 'id'",
						GOOD + "  limits.models: [{ name: a/b, max-in-flight: 1 }]"),
				new Row("a slug with settings below it", "cascade.chains.bad.models[0]", "can't be read",
						"'id: openai/gpt-4.1-mini'",
						GOOD + "    bad: { models: [ openai/gpt-4.1-mini: { options: { seed: 1 } } ] }"),
				new Row("a slug with one setting below it", "cascade.chains.bad.models[1]", "can't be read",
						"'id: box/x'", GOOD + "    bad: { models: [ a/b, box/x: { quality: 1 } ] }"));
	}

	private static List<Row> names() {
		return List.of(
				new Row("a chain by the name on", "cascade.chains[true]", "YAML reads on, off, yes and no",
						"Put the name in quotes", GOOD + "    on: { models: [a/b] }"),
				new Row("a chain by the name no", "cascade.chains[false]", "YAML reads", "in quotes",
						GOOD + "    no: { models: [a/b] }"),
				new Row("a budget by the name off", "cascade.budgets[false]", "YAML reads", "in quotes",
						GOOD + "  budgets: { off: { limit: 1 } }"),
				new Row("a name with a blank", "cascade.chains.my chain", "can't be read", "'[my chain]'",
						GOOD + "    my chain: { models: [a/b] }"),
				new Row("a name with a slash", "cascade.budgets.a/b", "can't be read", "'[a/b]'",
						GOOD + "  budgets: { a/b: { limit: 1 } }"),
				top("a default chain that is yes", "default-chain", "yes", "there is no chain 'true'", "in quotes"),
				chain("nothing resolves a chain", "escalate-to", "'${NO_SUCH}'", "nothing resolves '${NO_SUCH}'",
						"the environment variable NO_SUCH"),
				top("nothing resolves the default chain", "default-chain", "'${NO_SUCH}'", "nothing resolves",
						"the environment variable NO_SUCH"),
				new Row("nothing resolves a tag", "cascade.budgets.b.tag", "nothing resolves '${NO_SUCH}'", "NO_SUCH",
						GOOD + "  budgets.b: { limit: 1, tag: '${NO_SUCH}' }"),
				chain("a time that is itself", "deadline", "'${cascade.chains.bad.deadline}'", "leads back to itself",
						"Write the value itself"),
				chain("a chain that is itself", "escalate-to", "'${cascade.chains.bad.escalate-to}'",
						"leads back to itself", "another key"));
	}

	/** What would let nothing pass, or change nothing. */
	private static List<Row> nothing() {
		return List.of(
				new Row("lengths that no answer has", "cascade.chains.bad.gate.min-length",
						"at most the max-length of 10, not 100", "a smaller number",
						GOOD + "    bad: { models: [a/b], gate: { min-length: 100, max-length: 10 } }"),
				chain("a status that is no failure", "fallback-on", "[200]", "the status 200 is no failure",
						"from 300 to 599"),
				chain("a status to the base 8", "fallback-on", "[0400]", "the status 256 is no failure",
						"without a 0 before"),
				chain("a misspelt kind of failure", "fallback-on", "[timout]", "'timout' is not a failure kind",
						"Did you mean 'timeout'?"),
				chain("a negative delay", "hedge.delay", "-1s", "at least 0", "remove it"),
				top("a limit of free models without a number", "limits.free", "{ when-full: wait }",
						"neither max-in-flight nor max-per-minute", "Set one of them"),
				top("no room for a prompt", "max-prompt-size", "0B", "larger than 0", "such as 8MB"),
				upstream("names in a list", "fitting.rename", "[max_tokens, max_completion_tokens]", "has no name",
						"'max_tokens: max_completion_tokens'"),
				upstream("a name that is empty", "fitting.rename", "{ seed: '' }", "has no name", "its other name"),
				new Row("a field that is left out and sent", "cascade.upstreams.box.fitting.leave-out",
						"'seed' is left out here, and sent", "Remove it from one",
						GOOD + "  upstreams.box: { base-url: 'http://localhost:1/v1', fitting: { leave-out: [seed], force: { seed: 1 } } }"),
				upstream("a field with a dash", "fitting.leave-out", "[stream-options]",
						"no request has a field 'stream-options'", "'stream_options'"),
				upstream("a field with a dash that gets a name", "fitting.rename", "{ max-tokens: max_new_tokens }",
						"'max-tokens'", "'max_tokens'"),
				upstream("a name with a dash", "fitting.rename", "{ max_tokens: max-completion-tokens }",
						"'max-completion-tokens'", "'max_completion_tokens'"));
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

	private static List<Row> keys() {
		return List.of(key("a header", "Bearer %s".formatted(SECRET), "begins with 'Bearer'", "the key alone"),
				key("a header in lower case", "bearer %s".formatted(SECRET), "begins with 'Bearer'", "the key alone"),
				key("a whole header", "Authorization: Bearer %s".formatted(SECRET), "begins with 'Bearer'",
						"the key alone"),
				key("quotes within quotes", "\"%s\"".formatted(SECRET), "it stands in quotes", "Remove the quotes"),
				key("backquotes", "`%s`".formatted(SECRET), "it stands in quotes", "Remove the quotes"),
				key("one quote", "%s\"".formatted(SECRET), "it stands in quotes", "Remove the quotes"),
				key("a variable", "OPENROUTER_API_KEY=%s".formatted(SECRET), "the name of a variable",
						"behind that name"),
				key("two keys", "%s %s".formatted(SECRET, SECRET), "a blank or a line break inside", "one word"),
				key("a URL", "https://openrouter.ai/keys", "it is a URL", "Write the key"),
				key("three points", "sk-...", "stands in for a key", "https://openrouter.ai/keys"),
				key("three points of OpenRouter", "sk-or-v1-...", "stands in for a key", "OPENROUTER_API_KEY"),
				key("crosses", "sk-or-v1-xxxxxxxx", "stands in for a key", "OPENROUTER_API_KEY"),
				key("changeme", "changeme", "stands in for a key", "OPENROUTER_API_KEY"),
				key("change-me", "please-change-me", "stands in for a key", "OPENROUTER_API_KEY"),
				key("angle brackets", "<key>", "stands in for a key", "OPENROUTER_API_KEY"),
				key("your key", "your-api-key-here", "stands in for a key", "OPENROUTER_API_KEY"),
				key("my key", "MY_OPENROUTER_KEY", "stands in for a key", "OPENROUTER_API_KEY"),
				key("the name of the variable", "OPENROUTER_API_KEY", "stands in for a key", "OPENROUTER_API_KEY"),
				key("a variable of the shell", "$OPENROUTER_API_KEY", "stands in for a key", "OPENROUTER_API_KEY"),
				key("a template", "{{ .Values.key }}", "a blank", "one word"),
				key("a variable of Kubernetes", "$(OPENROUTER_API_KEY)", "stands in for a key", "OPENROUTER_API_KEY"),
				key("a variable of Maven", "@openrouter.key@", "stands in for a key", "OPENROUTER_API_KEY"),
				key("a file", "file:/run/secrets/key", "stands in for a key", "OPENROUTER_API_KEY"),
				key("null", "null", "stands in for a key", "OPENROUTER_API_KEY"),
				key("a key of Anthropic", "sk-ant-api03-abc", "another vendor than OpenRouter", "'sk-or-'"),
				key("a key of OpenAI", "sk-proj-abc", "another vendor than OpenRouter", "cascade.upstreams"),
				new Row("a key of OpenRouter at OpenAI", "cascade.upstreams.box.api-key", "a key of OpenRouter",
						"remove it",
						GOOD + "  upstreams.box: { base-url: 'https://api.openai.com/v1', api-key: %s }"
							.formatted(SECRET)),
				new Row("the key of an upstream as a header", "cascade.upstreams.box.api-key", "begins with 'Bearer'",
						"the key alone",
						GOOD + "  upstreams.box: { base-url: 'http://localhost:1/v1', api-key: 'Bearer %s' }"
							.formatted(SECRET)));
	}

	private static List<Row> urls() {
		return List.of(url("https://openrouter.ai", "'https://openrouter.ai/api/v1'"),
				url("https://openrouter.ai/", "'https://openrouter.ai/api/v1'"),
				url("https://openrouter.ai/api", "'https://openrouter.ai/api/v1'"),
				url("https://openrouter.ai/v1", "'https://openrouter.ai/api/v1'"),
				url("http://openrouter.ai/api/v1", "https"),
				url("http://localhost:11434", "'http://localhost:11434/v1'"),
				url("http://127.0.0.1:11434/api", "'http://127.0.0.1:11434/v1'"),
				url("http://localhost:1234", "'http://localhost:1234/v1'"),
				url("https://localhost:11434/v1", "'http://localhost:11434/v1'"),
				url("https://localhost:1234/v1", "'http://localhost:1234/v1'"),
				url("https://gateway.example:80/v1", "'http://gateway.example:80/v1'"),
				url("http://localhost:443/v1", "'https://localhost:443/v1'"),
				url("'${NO_SUCH}'", "'https://openrouter.ai/api/v1'"), box("https://api.openai.com", "/v1'"),
				box("https://api.groq.com/v1", "'https://api.groq.com/openai/v1'"),
				box("https://generativelanguage.googleapis.com/v1beta",
						"'https://generativelanguage.googleapis.com/v1beta/openai'"),
				box("http://host.docker.internal:11434", "'http://host.docker.internal:11434/v1'"),
				box("http://api.mistral.ai/v1", "'https://api.mistral.ai/v1'"));
	}

	private static List<Row> chains() {
		return List.of(
				new Row("a step up from the only chain", "cascade.chains.good.escalate-to",
						"there is no chain 'better'", "Add it under cascade.chains",
						GOOD.replace(" }", ", escalate-to: better }")),
				new Row("a step up to a misspelt chain", "cascade.chains.bad.escalate-to", "there is no chain 'goood'",
						"Did you mean 'good'? Set it to one of [good]",
						GOOD + "    bad: { models: [a/b], escalate-to: goood }"),
				new Row("a health of the default chain without one", "cascade.health.down-when",
						"it is default-chain, and there is none of [good, bad]", "Set cascade.default-chain",
						GOOD + "    bad: { models: [a/b] }\n  health: { down-when: default-chain }"),
				new Row("a default chain in another case", "cascade.default-chain", "there is no chain 'Good'",
						"Did you mean 'good'?", GOOD + "  default-chain: Good"),
				new Row("a chain for refusals that is none", "cascade.chains.bad.content-policy-chain",
						"there is no chain 'none'", "one of [good, bad]",
						GOOD + "    bad: { models: [a/b], content-policy-chain: none }"),
				new Row("a quality that nobody has", "cascade.chains.bad.min-quality",
						"no model of the chain reaches 0.9", "Set it to at most 0.7",
						GOOD + "    bad: { min-quality: 0.9, models: [{id: a/b, quality: 0.5}, {id: c/d, quality: 0.7}] }"),
				new Row("a deadline that leaves no time", "cascade.chains.bad.deadline",
						"longer than the minimum-slice of 2s, not 1500ms", "cascade.chains.bad.minimum-slice",
						GOOD + "    bad: { models: [a/b], deadline: 1500ms }"),
				new Row("a slice as long as the deadline", "cascade.chains.bad.deadline",
						"longer than the minimum-slice of 60s, not 60s", "to a shorter one",
						GOOD + "    bad: { models: [a/b], deadline: 60s, minimum-slice: 1m }"),
				new Row("a name with a dot", "cascade.chains.my.chain", "can't be read", "'[my.chain]'",
						GOOD + "    my.chain: { models: [a/b] }"),
				new Row("a slug with a colon and a blank", "cascade.chains.bad.models[0]", "can't be read", "one word",
						GOOD + "    bad: { models: [ollama/llama3.1: 8b] }"));
	}

	private static List<Row> models() {
		return List.of(local("ollama/llama3.1:8b", "'cascade.upstreams.ollama.base-url: http://localhost:11434/v1'"),
				local("Ollama/llama3.1:8b", "http://localhost:11434/v1"),
				local("lmstudio/qwen3", "http://localhost:1234/v1"),
				local("lm-studio/qwen3", "http://localhost:1234/v1"),
				local("lm_studio/qwen3", "upstreams.lm_studio.base-url"), local("vllm/meta-llama/Llama-3.1-8B", "8000"),
				local("llama.cpp/qwen3", "'cascade.upstreams.[llama.cpp].base-url"), local("llamacpp/x", "8080"),
				local("localai/x", "8080"), local("local/x", "cascade.upstreams.local.base-url"),
				local("localhost/x", "cascade.upstreams.localhost.base-url"), local("localhost:8080/x", "base-url"),
				local("tgi/x", "3000"), local("sglang/x", "30000"), local("jan/x", "1337"), local("gpt4all/x", "4891"),
				local("koboldcpp/x", "5001"), local("mlx/x", "8080"), local("llamafile/x", "8080"),
				local("docker/ai/smollm2", "http://localhost:12434/engines/v1"),
				slug("'${NO_SUCH_MODEL}'", "nothing resolves '${NO_SUCH_MODEL}'", "NO_SUCH_MODEL"),
				slug("openai/gpt 4", "is not a slug", "'openai/gpt-4.1-mini'"),
				slug("'https://openrouter.ai/openai/gpt-4'", "is not a slug", "one word"),
				slug("'openai/gpt-4; a/b'", "is not a slug", "an element of its own"));
	}

	private static List<Row> gates() {
		return List.of(
				chain("a gate that is no bean", "gate.bean", "[none]", "there is no AnswerGate bean 'none'",
						"Define a bean"),
				chain("a pattern that is none", "gate.pattern", "'('", "no regular expression", "Correct it"),
				chain("a length of nothing", "gate.min-length", "0", "at least 1", "number of characters"),
				new Row("a judge that is no chain", "cascade.chains.bad.gate.judge.chain", "there is no chain 'god'",
						"Did you mean 'good'?", judge("chain: god")),
				new Row("a judge without a chain", "cascade.chains.bad.gate.judge.chain", "the judge has no chain",
						"one of [good, bad]", judge("threshold: 0.5")),
				new Row("a grade above one", "cascade.chains.bad.gate.judge.threshold", "at most 1, not 7.0", "0.7",
						judge("chain: good, threshold: 7")),
				new Row("a prompt without the answer", "cascade.chains.bad.gate.judge.prompt", "'{answer}'",
						"{question}", judge("chain: good, prompt: '%s'".formatted(PROMPT))));
	}

	private static String judge(String yaml) {
		return GOOD + "    bad: { models: [a/b], gate: { judge: { " + yaml + " } } }";
	}

	private static List<Row> budgets() {
		return List.of(
				new Row("a budget of a misspelt chain", "cascade.budgets.b.chain", "there is no chain 'goood'",
						"Did you mean 'good'?", GOOD + "  budgets.b: { limit: 1, chain: goood }"),
				new Row("a step down to a misspelt chain", "cascade.budgets.b.step-down-to", "there is no chain 'god'",
						"Did you mean 'good'?", GOOD + "  budgets.b: { limit: 1, step-down-to: god }"),
				new Row("a window without a unit", "cascade.budgets.b.window", "'24' is no window", "such as 24h",
						GOOD + "  budgets.b: { limit: 1, window: 24 }"));
	}

	private static List<Row> bundles() {
		return List.of(upstream("a bundle that is none", "connection.ssl-bundle", "no-such", "no SSL bundle 'no-such'",
				"spring.ssl.bundle."));
	}

	private static Row key(String name, String key, String problem, String mend) {
		return new Row("a key: " + name, "cascade.api-key", problem, mend,
				GOOD.replace("api-key: " + SECRET, "api-key: '%s'".formatted(key)));
	}

	private static Row url(String url, String mend) {
		return new Row(url, "cascade.base-url", "", mend, GOOD + "  base-url: " + url);
	}

	private static Row box(String url, String mend) {
		return new Row(url, "cascade.upstreams.box.base-url", "", mend,
				GOOD + "  upstreams.box: { base-url: '" + url + "' }");
	}

	private static Row local(String slug, String mend) {
		String upstream = slug.substring(0, slug.indexOf('/'));
		return slug(slug, "there is no upstream '" + upstream + "', so OpenRouter would be sent the prompts", mend);
	}

	private static Row slug(String slug, String problem, String mend) {
		return new Row(slug, "cascade.chains.bad.models[1]", problem, mend,
				GOOD + "    bad: { models: [a/b, " + slug + "] }");
	}

	@ParameterizedTest
	@ValueSource(strings = { "base-url: http://localhost:1/v1", "base-url: https://gateway.example/v1",
			"upstreams.ollama.base-url: http://localhost:11434/v1" })
	@DisplayName("a gateway of one's own may call models what it likes, and so may an upstream of that name")
	void asksALocalNameWhereItIsMeant(String setting) {
		YamlContext.runner(GOOD + "    fine: { models: ['ollama/llama3.1:8b'] }\n  " + setting)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	@DisplayName("a request can't send a prompt abroad either that was meant for a local server")
	void refusesALocalNameOfARequest() {
		YamlContext.runner(GOOD).run((context) -> {
			CascadeOperations cascade = context.getBean(CascadeOperations.class);
			for (CascadeRequest request : List.of(CascadeRequest.of(PROMPT).models("ollama/llama3.1:8b"),
					CascadeRequest.of(PROMPT).models("a/b", "lm-studio/x"),
					CascadeRequest.of(PROMPT).startWith("vllm/x"))) {
				StepVerifier.create(cascade.exchange(request))
					.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(IllegalArgumentException.class)
						.hasMessageContaining("there is no upstream '")
						.hasMessageNotContaining(PROMPT))
					.verify(Duration.ofSeconds(5));
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "k", "lm-studio", "none", "EMPTY", "changeme", "sk-..." })
	void aServerOfOnesOwnMayWantAnyKey(String key) {
		YamlContext.runner(GOOD + "  upstreams.box: { base-url: 'http://localhost:1/v1', api-key: '" + key + "' }")
			.run((context) -> assertThat(context).hasNotFailed());
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

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			cascade.chains.good.models[1]: x/y            | cascade.chains.good.models[1]
			cascade.chains.good.models[2].id: x/y         | cascade.chains.good.models[2]
			cascade.limits.models[1]: {id: x/y}           | cascade.limits.models[1]
			cascade.chains.good.options.stop[3]: x        | cascade.chains.good.options.stop[3]
			""")
	@DisplayName("half a list that a profile overrides is refused, since a list is read from one place")
	void refusesHalfAList(String over, String key) {
		FailureAnalysis analysis = analyze(
				YamlContext.runner(GOOD).withInitializer((context) -> YamlContext.override(context, over)));
		assertThat(analysis.getDescription()).startsWith(key + ": [0] is missing beside it");
		assertThat(analysis.getAction()).contains("Write the whole list here, from [0] on");
	}

	@Test
	void refusesHalfAListOfVariablesAndLeavesAWholeOneAlone() {
		assertThat(analyze(variables(Map.of("CASCADE_CHAINS_GOOD_MODELS_1", "x/y"))).getDescription())
			.contains("cascade.chains.good.models[1]: [0] is missing", "CASCADE_CHAINS_GOOD_MODELS_1");
		variables(Map.of("CASCADE_CHAINS_GOOD_MODELS_0", "x/y", "CASCADE_CHAINS_GOOD_MODELS_1", "z/w"))
			.run((context) -> assertThat(context).hasNotFailed());
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
		@Nullable FailureAnalysis[] analysis = new FailureAnalysis[1];
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
