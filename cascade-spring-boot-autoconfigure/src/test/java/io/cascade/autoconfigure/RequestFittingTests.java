package io.cascade.autoconfigure;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.Tool;
import io.cascade.ToolChoice;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an upstream does not take does not reach it, as the server sees it.
 */
@ExtendWith(OutputCaptureExtension.class)
class RequestFittingTests {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final Tool LOOK_UP = new Tool("look_up", null, Map.of("type", "object"), true);

	/** Everything that servers are known to quarrel about. */
	private static final Options MUCH = Options.none()
		.maxTokens(300)
		.temperature(0.2)
		.topP(0.9)
		.topK(5)
		.presencePenalty(0.1)
		.frequencyPenalty(0.1)
		.seed(7L)
		.stop(List.of("END"))
		.logitBias(Map.of("1", 1.0))
		.logprobs(true)
		.topLogprobs(2)
		.parallelToolCalls(false)
		.verbosity("low")
		.reasoningEffort("low")
		.metadata(Map.of("k", "v"))
		.user("u");

	/** One upstream for each preset, named after it. */
	private static final String PRESETS = Arrays.stream(FittingPreset.values())
		.map((preset) -> "    as-%s: { base-url: UPSTREAM, fitting.preset: %1$s }\n".formatted(preset.id()))
		.collect(Collectors.joining());

	private static final OpenContexts CONTEXTS = new OpenContexts();

	private static ScriptedOpenRouter server;

	@BeforeAll
	static void start() {
		server = ScriptedOpenRouter.start().acceptAnyModel();
	}

	@BeforeEach
	void reset() {
		server.reset();
	}

	@AfterAll
	static void stop() {
		CONTEXTS.close();
		server.close();
	}

	@ParameterizedTest
	@DisplayName("R02 parallel_tool_calls and tool_choice are sent beside tools only")
	@ValueSource(strings = { "a/x", "up/x" })
	void leavesOutWhatIsAboutToolsWhereThereAreNone(String model) {
		String yaml = "options: { parallel-tool-calls: false }";
		assertThat(names(sent(model, yaml, "", CascadeRequest.of("Why?")))).doesNotContain("parallel_tool_calls");
		assertThat(names(sent(model, yaml, "", CascadeRequest.of("Why?").toolChoice(ToolChoice.NONE))))
			.doesNotContain("tool_choice");
		JsonNode with = sent(model, yaml, "",
				CascadeRequest.of("Why?").tools(LOOK_UP).toolChoice(ToolChoice.function("look_up")));
		assertThat(with.get("parallel_tool_calls").asBoolean()).isFalse();
		assertThat(with.at("/tool_choice/function/name").asString()).isEqualTo("look_up");
		assertThat(names(sent(model, yaml, "",
				CascadeRequest.of("Why?").extraBody(Map.of("tools", List.of(Map.of("type", "web_search")))))))
			.contains("parallel_tool_calls");
		assertThat(names(sent("up/x", yaml, "leave-out: [tools]", CascadeRequest.of("Why?").tools(LOOK_UP))))
			.doesNotContain("tools", "parallel_tool_calls");
	}

	@Test
	@DisplayName("R03 a setting leaves stream_options out, and any other field, nested ones too")
	void leavesOutWhatASettingNames() {
		CascadeRequest request = CascadeRequest.of(Message.user("Why?").named("ann")).tools(LOOK_UP).options(MUCH);
		JsonNode whole = sent("up/x", "", "", request);
		assertThat(whole.at("/stream_options/include_usage").asBoolean()).isTrue();
		assertThat(whole.at("/messages/0/name").asString()).isEqualTo("ann");
		JsonNode fitted = sent("up/x", "", "leave-out: [stream_options, seed, tools.function.strict, messages.name]",
				request);
		assertThat(names(fitted)).doesNotContain("stream_options", "seed").contains("logprobs", "tools");
		assertThat(fitted.at("/tools/0/function").toString())
			.isEqualTo("{\"name\":\"look_up\",\"parameters\":{\"type\":\"object\"}}");
		assertThat(fitted.get("messages").toString()).isEqualTo("[{\"role\":\"user\",\"content\":\"Why?\"}]");
	}

	@Test
	@DisplayName("R03 fields are renamed, forced and taken; a model may have rules of its own; extra-body passes")
	void renamesForcesAndTakes() {
		String fitting = """
				rename: { max_tokens: max_output_tokens }
				        force: { temperature: 1, thinking: { type: enabled, budget: [1] } }
				        take: [top_k]
				        models:
				          - match: ["X*", other]
				            except: ["x-2*"]
				            leave-out: [top_p]
				""";
		CascadeRequest request = CascadeRequest.of("Why?").options(MUCH);
		JsonNode one = sent("up/x-1", "", fitting, request);
		assertThat(one.get("max_output_tokens").asInt()).isEqualTo(300);
		assertThat(one.get("temperature").asInt()).isEqualTo(1);
		assertThat(one.get("thinking").toString()).isEqualTo("{\"type\":\"enabled\",\"budget\":[1]}");
		assertThat(one.get("top_k").asInt()).isEqualTo(5);
		assertThat(names(one)).doesNotContain("max_tokens", "top_p");
		assertThat(names(sent("up/x-2", "", fitting, request))).contains("top_p");
		assertThat(names(sent("up/y", "", fitting, request))).contains("top_p");
		assertThat(sent("up/x-1", "", fitting, request.extraBody(Map.of("top_p", 0.1))).get("top_p").asDouble())
			.isEqualTo(0.1);
	}

	@ParameterizedTest
	@DisplayName("R04 newer models of OpenAI get max_completion_tokens and none of what they refuse")
	@CsvSource({ "openai, gpt-5", "openai, gpt-5-mini-2025-08-07", "openai, o3", "openai, o4-mini", "openai, GPT-5.1",
			"openai, ft:o4-mini:org", "azure, o1", "azure, my-gpt5-deployment", "azure, prod-o3-mini" })
	void fitsNewerModels(String preset, String model) {
		JsonNode body = sent("as-" + preset + "/" + model, "", "", CascadeRequest.of("Why?").options(MUCH));
		assertThat(body.get("max_completion_tokens").asInt()).isEqualTo(300);
		assertThat(names(body)).contains("seed", "reasoning_effort", "user")
			.doesNotContain("max_tokens", "temperature", "top_p", "presence_penalty", "frequency_penalty", "logprobs",
					"top_logprobs", "logit_bias");
	}

	@ParameterizedTest
	@DisplayName("R04 what other models and servers take is sent as it is, a limit once")
	@CsvSource({ "openai, gpt-4.1, max_tokens", "openai, gpt-5-chat-latest, max_completion_tokens",
			"azure, gpt-4o, max_tokens", "ollama, gpt-oss:20b, max_tokens", "vllm, o3, max_tokens",
			"none, gpt-5, max_tokens", "auto, gpt-5, max_tokens" })
	void leavesOthersAlone(String preset, String model, String limit) {
		for (Options limited : List.of(MUCH, Options.none().temperature(0.2).extraBody(Map.of("max_tokens", 300)))) {
			JsonNode body = sent("as-" + preset + "/" + model, "", "", CascadeRequest.of("Why?").options(limited));
			assertThat(body.get("temperature").asDouble()).isEqualTo(0.2);
			assertThat(names(body).stream().filter((name) -> name.startsWith("max_"))).containsExactly(limit);
			assertThat(body.get(limit).asInt()).isEqualTo(300);
		}
	}

	@Test
	@DisplayName("R04 one limit is sent whatever its name, and none where none is wanted")
	void sendsOneLimitOrNone() {
		CascadeRequest request = CascadeRequest.of("Why?");
		String both = "options: { max-tokens: 5, extra-body: { max_completion_tokens: 7 } }";
		assertThat(limits(sent("a/x", both, "", request))).isEqualTo("{max_completion_tokens=7}");
		assertThat(limits(sent("a/x", both, "", request.maxTokens(9)))).isEqualTo("{max_tokens=9}");
		assertThat(limits(sent("a/x", "options: { max-completion-tokens: 3 }", "", request)))
			.isEqualTo("{max_completion_tokens=3}");
		assertThat(limits(sent("as-mistral/x", "options: { max-completion-tokens: 3 }", "", request)))
			.isEqualTo("{max_tokens=3}");
		assertThat(limits(sent("a/x", "", "", request))).isEqualTo("{max_tokens=4096}");
		assertThat(limits(sent("a/x", "options: { default-max-tokens: 0 }", "", request))).isEqualTo("{}");
		assertThat(limits(sent("a/x", "options: { default-max-tokens: 0 }", "", request.maxTokens(8))))
			.isEqualTo("{max_tokens=8}");
		CascadeRequest unlimited = request.options(Options.none().defaultMaxTokens(0));
		assertThat(limits(sent("up/x", "", "", unlimited))).isEqualTo("{}");
		assertThat(limits(sent("up/x", "options: { max-tokens: 6 }", "", unlimited))).isEqualTo("{max_tokens=6}");
	}

	@ParameterizedTest
	@DisplayName("M06 known servers do not get what they refuse")
	@CsvSource(delimiter = '|',
			value = { "mistral | random_seed | seed, stream_options, logit_bias, user, verbosity",
					"groq | seed, stream_options | logprobs, top_logprobs, logit_bias, reasoning_effort",
					"gemini | temperature, reasoning_effort | frequency_penalty, seed, metadata",
					"ollama | seed, reasoning_effort | tool_choice, logit_bias, user", "vllm | top_k, seed | top_a",
					"deepseek | logprobs, seed | max_completion_tokens", "openrouter | seed, user | nothing" })
	void fitsKnownServers(String preset, String contains, String lacks) {
		JsonNode body = sent("as-" + preset + "/x", "", "",
				CascadeRequest.of("Why?").options(MUCH).tools(LOOK_UP).toolChoice(ToolChoice.AUTO));
		assertThat(names(body)).contains(contains.split(", ")).doesNotContain(lacks.split(", "));
	}

	@ParameterizedTest
	@DisplayName("M06 known servers are told by their host")
	@CsvSource({ "https://api.openai.com/v1, OPENAI", "https://eu.api.openai.com/v1, OPENAI",
			"https://my.openai.azure.com/openai/v1, AZURE", "http://localhost:11434/v1, OLLAMA",
			"http://ollama:11434/v1, OLLAMA", "https://api.groq.com/openai/v1, GROQ",
			"https://api.deepseek.com, DEEPSEEK", "https://api.mistral.ai/v1, MISTRAL",
			"https://generativelanguage.googleapis.com/v1beta/openai, GEMINI",
			"https://openrouter.ai/api/v1, OPENROUTER", "http://localhost:8000/v1, NONE",
			"https://api.openai.com.evil.example/v1, NONE", "https://notapi.groq.com.example, NONE" })
	void recognizesServersByTheirHost(URI url, FittingPreset preset) {
		assertThat(FittingPreset.of(url)).isEqualTo(preset);
	}

	@Test
	@DisplayName("R12 marks for a prompt cache are sent to OpenRouter only")
	void keepsMarksForCachesAtOpenRouter() {
		CascadeRequest one = CascadeRequest.of(Message.user(new ContentPart.Text("long", true)));
		CascadeRequest two = CascadeRequest
			.of(Message.user(new ContentPart.Text("long", true), ContentPart.image("https://i.example")))
			.options(Options.none().cacheControl("1h"));
		assertThat(sent("up/x", "", "", one).get("messages").toString())
			.isEqualTo("[{\"role\":\"user\",\"content\":\"long\"}]");
		assertThat(sent("up/x", "", "", two).toString()).contains("\"text\":\"long\"").doesNotContain("cache_control");
		assertThat(sent("a/x", "", "", two).toString()).contains(
				"\"text\":\"long\",\"cache_control\":{\"type\":\"ephemeral\"}",
				"\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}");
	}

	@Test
	@DisplayName("X04 a plugin that acts on whole answers is warned of where answers are streamed")
	void warnsOfHealingThatDoesNothing(CapturedOutput output) {
		YamlContext.runner("""
				cascade:
				  base-url: http://localhost:1
				  chains:
				    typed: { models: [a/x], options: { plugins: [{ id: web }, { id: response-healing }] } }
				    extra: { models: [a/x], options: { extra-body: { plugins: [{ id: response-healing }] } } }
				    model: { models: [{ id: a/x, options: { plugins: [{ id: response-healing, enabled: true }] } }] }
				    "off": { models: [a/x], options: { plugins: [{ id: response-healing, enabled: false }] } }
				    whole: { models: [a/x], transport: buffered, options: { plugins: [{ id: response-healing }] } }
				    other: { models: [a/x], options: { plugins: [{ id: web }] } }
				""").run((context) -> assertThat(context).hasNotFailed());
		List<String> warned = output.getOut()
			.lines()
			.filter((line) -> line.contains("set 'transport: buffered'"))
			.map((line) -> line.replaceAll(".*cascade\\.chains\\.(\\w+): .*", "$1"))
			.toList();
		assertThat(warned).containsExactlyInAnyOrder("typed", "extra", "model");
	}

	@ParameterizedTest
	@DisplayName("X02 a fitting can't change who is asked, nor what it may cost")
	@CsvSource(delimiter = '|',
			value = { "leave-out | { leave-out: [model] }", "leave-out | { leave-out: [a, stream] }",
					"rename | { rename: { messages: m } }", "rename | { rename: { user: model } }",
					"force | { force: { models: x } }", "force | { force: { max_tokens: 9 } }",
					"models[0].match | { models: [{ leave-out: [a] }] }",
					"models[0].force | { models: [{ match: [x], force: { n: 2 } }] }" })
	void refusesFittingsThatDecide(String key, String fitting) {
		String prefix = key.startsWith("models") ? "cascade.fitting" : "cascade.upstreams.up.fitting";
		YamlContext
			.runner("cascade: { base-url: 'http://localhost:1', chains.a.models: a/b }\n" + prefix + ": " + fitting
					+ "\ncascade.upstreams.up.base-url: http://localhost:1/v1")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(CascadeConfigurationException.class)
				.hasMessageStartingWith(prefix + "." + key + ": "));
	}

	private static String limits(JsonNode body) {
		return names(body).stream()
			.filter((name) -> name.startsWith("max_"))
			.map((name) -> name + "=" + body.get(name))
			.toList()
			.toString()
			.replace('[', '{')
			.replace(']', '}');
	}

	private static List<String> names(JsonNode body) {
		return body.propertyNames().stream().toList();
	}

	/** What the server got from a chain of one model. */
	private static JsonNode sent(String model, String chain, String fitting, CascadeRequest request) {
		String yaml = """
				cascade:
				  base-url: %s
				  api-key: sk-1
				  chains:
				    only:
				      models: [a/x]
				      %s
				  upstreams:
				%s    up:
				      base-url: %s
				      fitting:
				        %s
				""".formatted(server.baseUrl(), chain, PRESETS.replace("UPSTREAM", server.upstreamUrl().toString()),
				server.upstreamUrl(), fitting.isEmpty() ? "preset: auto" : fitting);
		CONTEXTS.cascade(yaml).exchange(request.models(model)).block();
		String text = server.lastRequest().text();
		assertThat(text.split("\"max_completion_tokens\"|\"max_tokens\"", -1)).hasSizeLessThan(3);
		return JSON.readTree(text);
	}

}
