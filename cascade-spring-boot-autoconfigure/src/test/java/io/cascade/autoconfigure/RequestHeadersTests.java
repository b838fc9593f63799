package io.cascade.autoconfigure;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeTemplate;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.client.ApiVersionInserter;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which headers reach an upstream, as it sees them.
 */
class RequestHeadersTests {

	private static final List<String> SECRETS = List.of("Authorization", "Proxy-Authorization", "Cookie", "api-key",
			"x-api-key", "X-Goog-Api-Key", "Ocp-Apim-Subscription-Key");

	private static final String UPSTREAMS = """
			cascade:
			  base-url: OPENROUTER
			  api-key: sk-of-openrouter
			  default-chain: default
			  chains:
			    default.models: a/x
			    keyless.models: keyless/x
			    azure.models: azure/x
			  upstreams:
			    keyless: { base-url: UPSTREAM }
			    azure: { base-url: UPSTREAM, headers: { api-key: of-azure } }
			""";

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
	@DisplayName("P15 credentials, headers, cookies and filters of the application's clients stay out")
	void keepsWhatTheApplicationAddsToItsClientsOut() {
		runner("").withBean(WebClientCustomizer.class, () -> RequestHeadersTests::customize).run((context) -> {
			CascadeTemplate cascade = context.getBean(CascadeTemplate.class);
			for (String chain : List.of("default", "keyless", "azure")) {
				RecordedRequest sent = ask(cascade, chain);
				assertThat(sent.headers()).as(chain)
					.doesNotContainKeys("X-Internal", "X-Filter", "X-Request", "x-internal", "x-filter", "x-request");
				assertThat(sent.header("Accept")).isEqualTo(MediaType.TEXT_EVENT_STREAM_VALUE);
			}
			assertOwnCredentialsOnly(cascade);
		});
	}

	@Test
	@DisplayName("P15 use-customizers lets them in, but never a credential")
	void letsThemInWhereTheyAreWanted() {
		runner("""
				cascade.use-customizers: true
				cascade.upstreams.keyless.use-customizers: true
				cascade.upstreams.azure.use-customizers: false
				""").withBean(WebClientCustomizer.class, () -> RequestHeadersTests::customize).run((context) -> {
			CascadeTemplate cascade = context.getBean(CascadeTemplate.class);
			for (String chain : List.of("default", "keyless")) {
				RecordedRequest sent = ask(cascade, chain);
				assertThat(sent.header("X-Internal")).as(chain).isEqualTo("default");
				assertThat(sent.header("X-Filter")).as(chain).isEqualTo("filter");
				assertThat(sent.header("X-Request")).as(chain).isEqualTo("request");
			}
			assertThat(ask(cascade, "azure").header("X-Internal")).isNull();
			assertOwnCredentialsOnly(cascade);
		});
	}

	@Test
	@DisplayName("P15 the version of the application's own interface is none of an upstream's")
	void keepsTheApplicationsVersionOut() {
		for (ApiVersionInserter inserter : List.of(ApiVersionInserter.useHeader("X-Version"),
				ApiVersionInserter.useQueryParam("version"), ApiVersionInserter.usePathSegment(0))) {
			runner("")
				.withBean(WebClientCustomizer.class,
						() -> (builder) -> builder.apiVersionInserter(inserter).defaultApiVersion("v7"))
				.run((context) -> {
					CascadeTemplate cascade = context.getBean(CascadeTemplate.class);
					for (String chain : List.of("default", "keyless")) {
						RecordedRequest sent = ask(cascade, chain);
						assertThat(sent.header("X-Version")).isNull();
						assertThat(sent.path()).doesNotContain("v7");
					}
				});
		}
	}

	@Test
	@DisplayName("P15 no filter is ever shown the key: not in the request, not in the response, not in a failure")
	void showsTheKeyToNoFilter() {
		List<String> seen = new CopyOnWriteArrayList<>();
		runner("cascade.use-customizers: true").withBean(WebClientCustomizer.class,
				() -> (builder) -> builder.filter((request, next) -> next.exchange(request)
					.doOnNext((response) -> seen.add(request.headers() + " " + response.request().getHeaders()))
					.doOnError(WebClientRequestException.class, (failure) -> seen.add(failure.getHeaders() + " lost"))))
			.run((context) -> {
				CascadeTemplate cascade = context.getBean(CascadeTemplate.class);
				assertThat(secrets(ask(cascade, "default"))).containsExactly("Bearer sk-of-openrouter");
				openRouter.model("a/x").fails(Fault.resetBeforeHeaders().always());
				assertThatExceptionOfType(CascadeException.class).isThrownBy(() -> ask(cascade, "default"));
				assertThat(seen).hasSizeGreaterThan(1).noneMatch((headers) -> headers.contains("sk-of"));
				assertThat(seen).anyMatch((headers) -> headers.contains("Content-Type"))
					.anyMatch((headers) -> headers.contains("lost"));
			});
	}

	private static void assertOwnCredentialsOnly(CascadeTemplate cascade) {
		assertThat(secrets(ask(cascade, "default"))).containsExactly("Bearer sk-of-openrouter");
		assertThat(secrets(ask(cascade, "keyless"))).isEmpty();
		assertThat(secrets(ask(cascade, "azure"))).containsExactly("of-azure");
	}

	private static List<String> secrets(RecordedRequest sent) {
		return SECRETS.stream().map(sent::header).filter(Objects::nonNull).toList();
	}

	private static void customize(WebClient.Builder builder) {
		builder.defaultHeaders((headers) -> SECRETS.forEach((name) -> headers.set(name, "internal")))
			.defaultHeader("X-Internal", "default")
			.defaultCookie("session", "internal")
			.defaultRequest((request) -> request.header("X-Request", "request")
				.header(HttpHeaders.AUTHORIZATION, "Basic internal")
				.cookie("other", "internal"))
			.filter((request,
					next) -> next.exchange(ClientRequest.from(request)
						.header("X-Filter", "filter")
						.headers((headers) -> headers.setBasicAuth("user", "internal"))
						.cookie("third", "internal")
						.build()));
	}

	@Test
	@DisplayName("X03 the default upstream takes headers of its own")
	void sendsHeadersToTheDefaultUpstream() {
		runner("cascade.headers: { X-OpenRouter-Cache: 'true', X-OpenRouter-Cache-TTL: 600, X-Empty: '' }")
			.run((context) -> {
				RecordedRequest sent = ask(context.getBean(CascadeTemplate.class), "default");
				assertThat(sent.header("X-OpenRouter-Cache")).isEqualTo("true");
				assertThat(sent.header("X-OpenRouter-Cache-TTL")).isEqualTo("600");
				assertThat(sent.headers()).doesNotContainKeys("X-Empty", "x-empty");
				assertThat(ask(context.getBean(CascadeTemplate.class), "keyless").header("X-OpenRouter-Cache"))
					.isNull();
			});
	}

	@Test
	@DisplayName("X05 blanks and line breaks around a value are dropped")
	void stripsValues() {
		runner("cascade: { headers: { X-Team: \"a\\n\" }, app-name: \" Golden\\r\\n\", "
				+ "upstreams.keyless.headers: { X-Team: \"\\t b c \\n\" } }")
			.run((context) -> {
				CascadeTemplate cascade = context.getBean(CascadeTemplate.class);
				assertThat(ask(cascade, "default").header("X-Team")).isEqualTo("a");
				assertThat(ask(cascade, "default").header("X-OpenRouter-Title")).isEqualTo("Golden");
				assertThat(ask(cascade, "keyless").header("X-Team")).isEqualTo("b c");
			});
	}

	@ParameterizedTest
	@DisplayName("X05 what no header can hold is refused at start")
	@CsvSource(delimiter = '|', value = { "cascade.headers.X-Team | cascade.headers: { X-Team: \"a\\nb\" }",
			"cascade.upstreams.keyless.headers.X-Team | cascade.upstreams.keyless.headers: { X-Team: \"a\\rX: b\" }",
			"cascade.headers.X-Team | cascade.headers: { X-Team: caf\u00e9 }",
			"cascade.headers.X-Team | cascade.headers: { X-Team: \"a\\0b\" }",
			"cascade.headers.X-Team | cascade.headers: { X-Team: '${NO_SUCH_VARIABLE}' }",
			"cascade.headers.X Team | cascade.headers: { '[X Team]': a }",
			"cascade.headers.Content-Length | cascade.headers: { Content-Length: 3 }",
			"cascade.headers.transfer-encoding | cascade.headers: { transfer-encoding: chunked }",
			"cascade.app-name | cascade.app-name: Gr\u00f6\u00dfe",
			"cascade.api-key | cascade.api-key: \"sk-\\nsecret\"",
			"cascade.upstreams.keyless.api-key | cascade.upstreams.keyless.api-key: sekr\u00e9t" })
	void refusesWhatNoHeaderCanHold(String key, String yaml) {
		runner(yaml).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(CascadeConfigurationException.class)
				.hasMessageStartingWith(key + ": ")
				.hasMessageNotContaining("secret");
		});
	}

	private static RecordedRequest ask(CascadeTemplate cascade, String chain) {
		cascade.exchange(CascadeRequest.of("Why?").chain(chain)).block();
		return openRouter.lastRequest();
	}

	private static ApplicationContextRunner runner(String yaml) {
		return YamlContext
			.runner(UPSTREAMS.replace("OPENROUTER", openRouter.baseUrl().toString())
				.replace("UPSTREAM", openRouter.upstreamUrl().toString()))
			.withInitializer((context) -> YamlContext.override(context, yaml));
	}

}
