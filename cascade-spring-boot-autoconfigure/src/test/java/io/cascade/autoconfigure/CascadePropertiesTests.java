package io.cascade.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import io.cascade.CallSettings;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.CascadeTemplate;
import io.cascade.CommitWindow;
import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.FallbackRules.WhenAllCoolingDown;
import io.cascade.Price;
import io.cascade.RetryKind;
import io.cascade.RetryRules;
import io.cascade.StreamRules.OnMalformedEvent;
import io.cascade.Target;
import io.cascade.Transport;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("any-jdk")
class CascadePropertiesTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final JsonMapper JSON = JsonMapper.shared();

	private static ScriptedOpenRouter openRouter;

	@BeforeAll
	static void start() {
		openRouter = ScriptedOpenRouter.start().acceptAnyModel();
	}

	@BeforeEach
	void reset() {
		openRouter.reset();
	}

	@AfterAll
	static void stop() {
		openRouter.close();
	}

	@Test
	void sendsEveryFieldThatYamlNames() {
		run("""
				cascade:
				  app-name: Golden
				  app-url: https://example.org/golden
				  default-chain: golden
				  chains:
				    golden:
				      models:
				        - anthropic/claude-sonnet-4.5
				        - id: openai/gpt-4.1-mini
				      options:
				        max-tokens: 800
				        temperature: 0.2
				        top-p: 0.9
				        top-k: 40
				        top-a: 0.1
				        min-p: 0.05
				        frequency-penalty: -0.5
				        presence-penalty: 0.5
				        repetition-penalty: 1.1
				        seed: 9007199254740993
				        stop: ["END", "a, b"]
				        logit-bias: { 50256: -100, 11: 1.5 }
				        logprobs: true
				        top-logprobs: 5
				        parallel-tool-calls: false
				        modalities: [text, image]
				        verbosity: low
				        reasoning:
				          effort: high
				          max-tokens: 2000
				          exclude: true
				          enabled: true
				          summary: concise
				        service-tier: priority
				        plugins:
				          - id: web
				            max_results: 3
				            include_domains: [example.org, example.com]
				            nested: { engines: [exa, native], deep: { enabled: true } }
				          - id: response-healing
				        session-id: session-1
				        metadata: { team: red, costCentre: "007" }
				        user: user-1
				        extra-body:
				          max_completion_tokens: 77
				          tools: [{ type: "openrouter:web_search" }]
				          safe: false
				          ratio: 0.25
				          text: words
				          list: [1, two, true, [3, 4], { five: [6] }]
				          object: { snake_case: a, camelCase: b, "[dotted.key]": c, inner: { list: [x] } }
				      provider:
				        order: [anthropic, google-vertex]
				        only: [anthropic, google-vertex, amazon-bedrock]
				        ignore: [azure]
				        allow-fallbacks: true
				        require-parameters: false
				        data-collection: deny
				        zdr: true
				        enforce-distillable-text: false
				        quantizations: [fp8, bf16]
				        sort: { by: throughput, partition: none }
				        preferred-min-throughput: { p50: 50, p75: 40, p90: 20.5, p99: 10 }
				        preferred-max-latency: { p50: 1, p75: 1.5, p90: 3, p99: 9 }
				        max-price: { prompt: 1, completion: 2.50, request: 0.01, image: 0.02, audio: 0.03 }
				""", (context) -> {
			ask(context, CascadeRequest.of("Why?"));
			assertThat(JSON.readTree(openRouter.lastRequest().text()).toPrettyString()).isEqualTo(JSON.readTree("""
					{
					  "models": ["anthropic/claude-sonnet-4.5", "openai/gpt-4.1-mini"],
					  "messages": [{ "role": "user", "content": "Why?" }],
					  "max_completion_tokens": 77,
					  "temperature": 0.2,
					  "top_p": 0.9,
					  "top_k": 40,
					  "top_a": 0.1,
					  "min_p": 0.05,
					  "frequency_penalty": -0.5,
					  "presence_penalty": 0.5,
					  "repetition_penalty": 1.1,
					  "seed": 9007199254740993,
					  "stop": ["END", "a, b"],
					  "logit_bias": { "50256": -100.0, "11": 1.5 },
					  "logprobs": true,
					  "top_logprobs": 5,
					  "parallel_tool_calls": false,
					  "modalities": ["text", "image"],
					  "verbosity": "low",
					  "reasoning": {
					    "effort": "high", "max_tokens": 2000, "exclude": true, "enabled": true, "summary": "concise"
					  },
					  "service_tier": "priority",
					  "plugins": [
					    {
					      "id": "web",
					      "max_results": 3,
					      "include_domains": ["example.org", "example.com"],
					      "nested": { "engines": ["exa", "native"], "deep": { "enabled": true } }
					    },
					    { "id": "response-healing" }
					  ],
					  "session_id": "session-1",
					  "metadata": { "team": "red", "costCentre": "007" },
					  "user": "user-1",
					  "provider": {
					    "order": ["anthropic", "google-vertex"],
					    "only": ["anthropic", "google-vertex", "amazon-bedrock"],
					    "ignore": ["azure"],
					    "allow_fallbacks": true,
					    "require_parameters": false,
					    "data_collection": "deny",
					    "zdr": true,
					    "enforce_distillable_text": false,
					    "quantizations": ["fp8", "bf16"],
					    "sort": { "by": "throughput", "partition": "none" },
					    "preferred_min_throughput": { "p50": 50.0, "p75": 40.0, "p90": 20.5, "p99": 10.0 },
					    "preferred_max_latency": { "p50": 1.0, "p75": 1.5, "p90": 3.0, "p99": 9.0 },
					    "max_price": {
					      "prompt": "1", "completion": "2.5", "request": "0.01", "image": "0.02", "audio": "0.03"
					    }
					  },
					  "stream": true,
					  "tools": [{ "type": "openrouter:web_search" }],
					  "safe": false,
					  "ratio": 0.25,
					  "text": "words",
					  "list": [1, "two", true, [3, 4], { "five": [6] }],
					  "object": {
					    "snake_case": "a", "camelCase": "b", "dotted.key": "c", "inner": { "list": ["x"] }
					  }
					}
					""").toPrettyString());
			assertThat(openRouter.lastRequest().header("HTTP-Referer")).isEqualTo("https://example.org/golden");
			assertThat(openRouter.lastRequest().header("X-OpenRouter-Title")).isEqualTo("Golden");
			assertThat(openRouter.lastRequest().header("X-OpenRouter-Metadata")).isEqualTo("enabled");
			assertThat(openRouter.lastRequest().header("Authorization")).isEqualTo("Bearer sk-or-v1-golden");
		});
	}

	@Test
	void sendsWordsAndNumbersThatStandForObjects() {
		run("""
				cascade:
				  chains:
				    short:
				      models: [openai/gpt-4.1-mini]
				      provider:
				        sort: price
				        preferred-min-throughput: 50
				        preferred-max-latency: 1.5
				""", (context) -> {
			ask(context, CascadeRequest.of("Why?"));
			assertThat(sent("provider")).isEqualTo(JSON.readTree("""
					{
					  "sort": "price",
					  "preferred_min_throughput": { "p50": 50.0 },
					  "preferred_max_latency": { "p50": 1.5 }
					}
					""").toString());
		});
	}

	@Test
	void readsPlainValuesFromPropertiesFilesToo() {
		run("cascade.chains.short.models: openai/gpt-4.1-mini, google/gemini-2.5-flash", (context) -> {
			ask(context, CascadeRequest.of("Why?"));
			assertThat(openRouter.lastRequest().models()).containsExactly("openai/gpt-4.1-mini",
					"google/gemini-2.5-flash");
		});
	}

	@Test
	@DisplayName("L20 max_tokens is always sent")
	void sendsFewFieldsByDefault() {
		run("cascade.chains.plain.models: [openai/gpt-4.1-mini]", (context) -> {
			ask(context, CascadeRequest.of("Why?"));
			assertThat(openRouter.lastRequest().text()).isEqualTo("{\"model\":\"openai/gpt-4.1-mini\","
					+ "\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}],\"max_tokens\":4096,\"stream\":true}");
			assertThat(openRouter.lastRequest().headers()).doesNotContainKeys("HTTP-Referer", "X-OpenRouter-Title");
		});
	}

	@Test
	@DisplayName("C08 options of a model apply to its hop only")
	void overlaysOptionsOfOneModelOnThoseOfTheChain() {
		run("""
				cascade:
				  chains:
				    mixed:
				      models:
				        - id: openai/gpt-4.1-mini
				          system: Be brief.
				          options: { max-tokens: 50, extra-body: { b: 2 } }
				        - google/gemini-2.5-flash
				      options: { temperature: 0.5, max-tokens: 900, extra-body: { a: [1] } }
				""", (context) -> {
			openRouter.model("openai/gpt-4.1-mini").fails(Fault.status(503));
			ask(context, CascadeRequest.of("Why?"));
			assertThat(openRouter.requests("openai/gpt-4.1-mini")).first()
				.satisfies((request) -> assertThat(request.text()).isEqualTo(
						"{\"model\":\"openai/gpt-4.1-mini\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
								+ "{\"role\":\"user\",\"content\":\"Why?\"}],\"max_tokens\":50,\"temperature\":0.5,"
								+ "\"stream\":true,\"a\":[1],\"b\":2}"));
			assertThat(openRouter.lastRequest().text()).isEqualTo("{\"model\":\"google/gemini-2.5-flash\","
					+ "\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}],\"max_tokens\":900,\"temperature\":0.5,"
					+ "\"stream\":true,\"a\":[1]}");
		});
	}

	@Test
	void keepsWhatTheConfigurationSaysAboutAModel() {
		run("""
				cascade:
				  chains:
				    described:
				      models:
				        - id: openai/gpt-4.1-mini
				          system: Be brief.
				          context-length: 1047576
				          accepts-prefill: true
				          price: { prompt: 0.4, completion: 1.6 }
				""",
				(context) -> assertThat(chain(context, "described").targets()).singleElement()
					.extracting(Target::traits)
					.isEqualTo(new Target.Traits("Be brief.", 1_047_576, true,
							Price.perMillion(new BigDecimal("0.4"), new BigDecimal("1.6")), null)));
	}

	@Test
	void readsEverySettingOfAChain() {
		run("""
				cascade:
				  chains:
				    set:
				      models: [openai/gpt-4.1-mini]
				      fallback-on: [400, 422, content-policy, INVALID_REQUEST]
				      finish-reasons-as-failure: [length, content_filter]
				      max-fallbacks: 2
				      max-requests: 5
				      transport: buffered
				      on-malformed-event: fail
				      reasoning-is-content: false
				      announce-served: true
				      commit-window: { characters: 200, time: 400ms }
				      when-all-cooling-down: force
				      retry:
				        max-attempts: 4
				        attempts: { rate-limit: 3, empty-answer: 1 }
				        backoff: 100ms
				        multiplier: 3
				        jitter: 0.1
				        max-wait: 9s
				        prefer: same
				      deadline: 61s
				      connection-request-timeout: 1s
				      first-token-timeout: 11s
				      first-token-per-1k-tokens: 200ms
				      idle-timeout: 12s
				      completion-grace: 3s
				      minimum-slice: 900ms
				""", (context) -> {
			CallSettings settings = chain(context, "set").settings();
			assertThat(settings.fallback().fallbackOn().statuses()).containsExactlyInAnyOrder(400, 422);
			assertThat(settings.fallback().fallbackOn().kinds())
				.isEqualTo(Set.of(FailureKind.CONTENT_POLICY, FailureKind.INVALID_REQUEST));
			assertThat(settings.fallback().finishReasonsAsFailure()).containsExactlyInAnyOrder("length",
					"content_filter");
			assertThat(settings.fallback().maxFallbacks()).isEqualTo(2);
			assertThat(settings.fallback().maxRequests()).isEqualTo(5);
			assertThat(settings.stream().transport()).isEqualTo(Transport.BUFFERED);
			assertThat(settings.stream().onMalformedEvent()).isEqualTo(OnMalformedEvent.FAIL);
			assertThat(settings.stream().reasoningIsContent()).isFalse();
			assertThat(settings.stream().announceServed()).isTrue();
			assertThat(settings.stream().commitWindow()).isEqualTo(new CommitWindow(200, Duration.ofMillis(400)));
			assertThat(settings.fallback().whenAllCoolingDown()).isEqualTo(WhenAllCoolingDown.FORCE);
			assertThat(settings.retry())
				.isEqualTo(new RetryRules(4, Map.of(RetryKind.RATE_LIMIT, 3, RetryKind.EMPTY_ANSWER, 1),
						Duration.ofMillis(100), 3, 0.1, Duration.ofSeconds(9), RetryRules.Prefer.SAME));
			assertThat(settings.timeouts().deadline()).isEqualTo(Duration.ofSeconds(61));
			assertThat(settings.timeouts().connectionRequestTimeout()).isEqualTo(Duration.ofSeconds(1));
			assertThat(settings.timeouts().firstTokenTimeout()).isEqualTo(Duration.ofSeconds(11));
			assertThat(settings.timeouts().firstTokenPer1kTokens()).isEqualTo(Duration.ofMillis(200));
			assertThat(settings.timeouts().idleTimeout()).isEqualTo(Duration.ofSeconds(12));
			assertThat(settings.timeouts().completionGrace()).isEqualTo(Duration.ofSeconds(3));
			assertThat(settings.timeouts().minimumSlice()).isEqualTo(Duration.ofMillis(900));
			ask(context, CascadeRequest.of("Why?"));
			assertThat(openRouter.lastRequest().stream()).isFalse();
		});
	}

	@Test
	void agreesWithTheDefaultsOfTheLibrary() {
		run("cascade.chains.plain.models: [openai/gpt-4.1-mini]",
				(context) -> assertThat(chain(context, "plain").settings()).isEqualTo(CallSettings.DEFAULTS));
	}

	@Test
	@DisplayName("C01 a chain goes on where it escalates to")
	void flattensEscalation() {
		run("""
				cascade:
				  chains:
				    budget: { models: [a/cheap, b/shared], escalate-to: standard }
				    standard: { models: [b/shared, c/usual], escalate-to: premium, options: { max-tokens: 2 } }
				    premium: { models: [d/dear], provider: { order: [x] } }
				""", (context) -> {
			assertThat(chain(context, "budget").targets()).extracting(Target::id)
				.containsExactly("a/cheap", "b/shared", "c/usual", "d/dear");
			assertThat(chain(context, "budget").targets()).extracting(Target::chain)
				.containsExactly("budget", "budget", "standard", "premium");
			assertThat(chain(context, "standard").targets()).extracting(Target::id)
				.containsExactly("b/shared", "c/usual", "d/dear");
			assertThat(chain(context, "premium").targets()).extracting(Target::id).containsExactly("d/dear");
		});
	}

	@Test
	@DisplayName("L17 a further upstream gets its own URL, key and dialect")
	void asksFurtherUpstreamsInTheirDialect() {
		run("""
				cascade:
				  app-name: Golden
				  chains:
				    local:
				      models: [local/llama3.1:8b]
				      options: { temperature: 0.5, top-k: 3, reasoning: { effort: low }, extra-body: { num_ctx: 1 } }
				      provider: { sort: price }
				    mirror:
				      models: [mirror/openai/gpt-4.1-mini, mirror/google/gemini-2.5-flash]
				      provider: { sort: price }
				  upstreams:
				    local:
				      base-url: UPSTREAM
				      headers: { X-Team: red, X-Cost-Centre: "007" }
				    mirror:
				      base-url: OPENROUTER
				      api-key: sk-or-v1-mirror
				      dialect: openrouter
				      max-models-per-request: 2
				      headers: { X-Team: blue }
				""", (context) -> {
			ask(context, CascadeRequest.of("Why?").chain("local"));
			RecordedRequest local = openRouter.lastRequest();
			assertThat(local.text()).isEqualTo("{\"model\":\"llama3.1:8b\",\"messages\":[{\"role\":\"user\","
					+ "\"content\":\"Why?\"}],\"max_tokens\":4096,\"temperature\":0.5,\"stream\":true,"
					+ "\"stream_options\":{\"include_usage\":true},\"num_ctx\":1}");
			assertThat(local.path()).isEqualTo("/v1/chat/completions");
			assertThat(local.header("X-Team")).isEqualTo("red");
			assertThat(local.header("X-Cost-Centre")).isEqualTo("007");
			assertThat(local.headers()).doesNotContainKeys("Authorization", "authorization", "X-OpenRouter-Title",
					"x-openrouter-title", "X-OpenRouter-Metadata", "x-openrouter-metadata");
			ask(context, CascadeRequest.of("Why?").chain("mirror"));
			RecordedRequest mirror = openRouter.lastRequest();
			assertThat(mirror.models()).containsExactly("openai/gpt-4.1-mini", "google/gemini-2.5-flash");
			assertThat(mirror.header("Authorization")).isEqualTo("Bearer sk-or-v1-mirror");
			assertThat(mirror.header("X-Team")).isEqualTo("blue");
			assertThat(mirror.header("X-OpenRouter-Title")).isEqualTo("Golden");
		});
	}

	@Test
	void readsUpstreamsAndTheirConnections() {
		run("""
				cascade:
				  max-models-per-request: 2
				  max-prompt-size: 10KB
				  max-answer-size: 20KB
				  max-event-size: 5KB
				  connection: { connect-timeout: 1s, max-connections: 7, acquire-timeout: 2s, max-idle-time: 3s }
				  chains:
				    plain: { models: [openai/gpt-4.1-mini] }
				  upstreams:
				    local:
				      base-url: https://local.example/v1/
				      dialect: openrouter
				      connection:
				        ssl-bundle: own
				        proxy: { host: proxy.example, port: 3128, username: me, password: hidden, non-proxy-hosts: "a|b" }
				spring.ssl.bundle.jks.own:
				  keystore: { location: "" }
				""",
				(context) -> {
					List<UpstreamsFactory.ConfiguredUpstream> upstreams = context.getBean(Upstreams.class).all();
					assertThat(upstreams.get(0).connection()).isEqualTo(new ConnectionProperties(Duration.ofSeconds(1),
							7, Duration.ofSeconds(2), Duration.ofSeconds(3), null, null));
					assertThat(upstreams.get(0).settings().upstream().maxModelsPerRequest()).isEqualTo(2);
					assertThat(upstreams.get(0).settings().maxAnswerSize()).isEqualTo(20 * 1024);
					assertThat(upstreams.get(0).settings().maxEventSize()).isEqualTo(5 * 1024);
					assertThat(upstreams.get(1).settings().baseUrl()).hasToString("https://local.example/v1");
					assertThat(upstreams.get(1).settings().upstream().dialect()).isEqualTo(Dialect.OPENROUTER);
					assertThat(upstreams.get(1).connection()).isEqualTo(new ConnectionProperties(Duration.ofSeconds(5),
							2000, Duration.ofSeconds(1), Duration.ofSeconds(30), "own",
							new ConnectionProperties.ProxyProperties("proxy.example", 3128, "me", "hidden", "a|b")));
				});
	}

	@ParameterizedTest
	@CsvSource({ "'', ", "'  ', ", "'${NO_SUCH_VARIABLE}', ", "' sk-1 ', sk-1", "sk-1, sk-1" })
	void takesABlankOrUnresolvedKeyForNone(String configured, String key) {
		assertThat(ApiKey.of(configured)).isEqualTo(key);
	}

	private static void run(String yaml, Consumer<AssertableApplicationContext> test) {
		YamlContext
			.runner("""
					cascade.base-url: OPENROUTER
					cascade.api-key: sk-or-v1-golden
					""".concat(yaml)
				.replace("OPENROUTER", openRouter.baseUrl().toString())
				.replace("UPSTREAM", openRouter.upstreamUrl().toString()))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				test.accept(context);
			});
	}

	private static CascadeResponse ask(AssertableApplicationContext context, CascadeRequest request) {
		return Objects.requireNonNull(context.getBean(CascadeTemplate.class).exchange(request).block(LIMIT));
	}

	private static String sent(String field) {
		return JSON.readTree(openRouter.lastRequest().text()).get(field).toString();
	}

	private static Chain chain(AssertableApplicationContext context, String name) {
		return context.getBean(Chains.class)
			.all()
			.stream()
			.filter((chain) -> chain.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

}
