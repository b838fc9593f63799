package io.cascade.autoconfigure;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.cascade.Attempt;
import io.cascade.CallView;
import io.cascade.CascadeListener;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Message;
import io.cascade.quality.Tools;
import io.cascade.test.RecordedRequest;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.Cache;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/**
 * The code of the cookbook, compiled as it stands there, in applications that listen on a
 * port: what is answered, and what the server saw.
 */
@Tag("any-jdk")
class CookbookCodeTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final String QUESTION = "Write to erika@example.org and max.m+x@mail.example.com";

	private static final ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel();

	@TempDir
	private static Path classes;

	@BeforeEach
	void reset() {
		openRouter.reset();
	}

	@AfterAll
	static void close() {
		openRouter.close();
	}

	@Test
	@DisplayName("cache: the same question is asked once, as a value too, and tools are always asked")
	void asksOnce() {
		run("CacheConfiguration", (web) -> {
			for (int i = 0; i < 3; i++) {
				assertThat(web.get("/ask?q=Why")).contains("\"text\":\"Hello from a/x.\"", "\"model\":\"a/x\"");
			}
			assertThat(web.get("/stream?q=Why")).isEqualTo("Hello from a/x.");
			assertThat(openRouter.requests()).hasSize(1);
			web.get("/ask?q=Why not");
			assertThat(openRouter.requests()).hasSize(2);
			openRouter.reset();
			openRouter.model("a/x").answers("{\"text\":\"Because.\"}");
			assertThat(web.get("/value?q=Why") + web.get("/value?q=Why")).isEqualTo("Because.Because.");
			assertThat(openRouter.requests()).hasSize(1);
			web.get("/tools?q=Why");
			web.get("/tools?q=Why");
			assertThat(openRouter.requests()).hasSize(3);
		});
	}

	@Test
	@DisplayName("mask: the server never sees an address, whichever way it is asked")
	void masksEveryWay() {
		run("MaskConfiguration", (web) -> {
			openRouter.model("a/x").answers("{\"text\":\"Done.\"}");
			for (String path : List.of("/ask", "/stream", "/value", "/tools", "/check")) {
				openRouter.reset();
				openRouter.model("a/x").answers("{\"text\":\"Done.\"}");
				web.get(path + "?q=" + QUESTION);
				assertThat(openRouter.requests()).as(path)
					.isNotEmpty()
					.extracting(RecordedRequest::text)
					.allSatisfy((body) -> assertThat(body).contains("Write to [address] and [address]")
						.doesNotContain("@"));
			}
			assertThat(web.get("/actuator/cascade")).contains("CascadeTemplate over call observation");
			assertThat(web.get("/actuator/health")).contains("\"status\":\"UP\"");
		});
	}

	@Test
	@DisplayName("callers: tags of a header and of the security context are those of every call, each round of tools included")
	void tagsByWhoAsks() {
		run("ReactiveCallers", (web) -> {
			for (String path : List.of("/ask", "/stream", "/value", "/tools")) {
				web.context().getBean(Seen.class).tags().clear();
				openRouter.reset();
				openRouter.model("a/x").answers("{\"text\":\"Done.\"}");
				web.get(path + "?q=Why");
				assertThat(web.context().getBean(Seen.class).tags()).as(path)
					.isNotEmpty()
					.allSatisfy((tags) -> assertThat(tags).containsOnly(entry("tenant", "acme"), entry("user", "erika"),
							entry("feature", "chat")));
				assertThat(openRouter.requests())
					.allSatisfy((sent) -> assertThat(sent.body()).containsEntry("max_tokens", 300));
			}
			openRouter.reset();
			web.context().getBean(Seen.class).tags().clear();
			openRouter.model("a/x").answersWithToolCall("call_1", "look", "{\"text\":\"x\"}").then().answers("Done.");
			web.get("/tools?q=Why");
			assertThat(web.context().getBean(Seen.class).tags()).hasSize(2)
				.allSatisfy((tags) -> assertThat(tags).containsEntry("tenant", "acme").containsEntry("user", "erika"));
		});
	}

	@Test
	@DisplayName("stop: nothing is sent for a tenant that is stopped, whichever way it asks; the line of stages shows who stops it")
	void stopsATenant() {
		run("StopConfiguration", (web) -> {
			CascadeOperations cascade = web.context().getBean(CascadeOperations.class);
			CascadeRequest stopped = CascadeRequest.of("Why?").tag("tenant", "acme");
			for (Publisher<?> asked : List.of(cascade.exchange(stopped), cascade.stream(stopped),
					cascade.entity(stopped, Value.class))) {
				assertThatExceptionOfType(ResponseStatusException.class)
					.isThrownBy(() -> Flux.from(asked).blockLast(LIMIT));
			}
			assertThat(openRouter.requests()).isEmpty();
			assertThat(cascade.exchange(stopped.tag("tenant", "beta")).blockOptional(LIMIT).orElseThrow().text())
				.isEqualTo("Hello from a/x.");
			assertThat(web.get("/actuator/cascade")).contains("deadline ▸ StopConfiguration ▸ routing");
		});
	}

	@Test
	@DisplayName("conversation: what is kept goes on, and is read back as it was")
	void conversationGoesOn() {
		run("Conversation", (web) -> {
			Object conversation = make(unit("Conversation"), web.context().getBean(CascadeOperations.class),
					web.context().getBean(JsonMapper.class));
			String kept = goOn(conversation, "[]", "Why?");
			String longer = goOn(conversation, kept, "Why not?");
			List<Message> messages = JsonMapper.shared().readValue(longer, new TypeReference<>() {
			});
			assertThat(messages).extracting(Message::text)
				.containsExactly("Why?", "Hello from a/x.", "Why not?", "Hello from a/x.");
			assertThat(openRouter.lastRequest().text())
				.contains("\"role\":\"assistant\",\"content\":\"Hello from a/x.\"");
		});
	}

	@Test
	@DisplayName("whatever stands there as a whole class says what it imports")
	void showsImports() {
		assertThat(Snippets.of("docs/cookbook.md", "java").stream().filter(Snippets::isUnit)).hasSize(6)
			.allSatisfy((code) -> assertThat(code).startsWith("import "));
	}

	private static String unit(String type) {
		return Snippets.of("docs/cookbook.md", "java")
			.stream()
			.filter((code) -> code.contains("\nclass " + type + " {"))
			.findFirst()
			.orElseThrow();
	}

	private static Object make(String code, Object... arguments) {
		try {
			Constructor<?> constructor = Snippets.type(code, classes).getDeclaredConstructors()[0];
			constructor.setAccessible(true);
			return constructor.newInstance(arguments);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String goOn(Object conversation, String kept, String said) {
		try {
			Method method = conversation.getClass().getDeclaredMethod("goOn", String.class, String.class);
			method.setAccessible(true);
			return String.valueOf(((Mono<?>) method.invoke(conversation, kept, said)).block(LIMIT));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void run(String type, Consumer<Web> calls) {
		Class<?> configuration = Snippets.type(unit(type), classes);
		boolean isConfiguration = configuration.isAnnotationPresent(Configuration.class);
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "spring.main.banner-mode=off", "spring.reactor.netty.shutdown-quiet-period=0s",
					"cascade.base-url=" + openRouter.baseUrl(), "cascade.api-key=" + openRouter.apiKey(),
					"cascade.catalog.enabled=false", "cascade.chains.only.models=a/x",
					"management.endpoints.web.exposure.include=*", "application.stopped-tenants=acme")
			.initializers((created) -> {
				if (isConfiguration) {
					((GenericApplicationContext) created).registerBean(configuration);
				}
			})
			.run()) {
			calls.accept(new Web(context,
					WebClient.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port"))));
		}
	}

	private record Web(ConfigurableApplicationContext context, WebClient client) {

		String get(String path) {
			return this.client.get()
				.uri(path.replaceAll("\\?.*", "") + "?q={q}", path.replaceAll(".*\\?q=", ""))
				.header("X-Tenant", "acme")
				.retrieve()
				.bodyToMono(String.class)
				.blockOptional(LIMIT)
				.orElse("");
		}

	}

	/**
	 * The tags of the attempts that were made.
	 */
	record Seen(List<Map<String, String>> tags) implements CascadeListener {

		@Override
		public void attempted(CallView call, List<Attempt> attempts) {
			this.tags.add(call.request().tags());
		}

	}

	record Value(String text) {

	}

	@RestController
	record Asking(CascadeOperations cascade, Tools tools) {

		@GetMapping("/ask")
		Mono<CascadeResponse> ask(@RequestParam String q) {
			return this.cascade.exchange(CascadeRequest.of(q));
		}

		@GetMapping("/stream")
		Flux<String> stream(@RequestParam String q) {
			return this.cascade.streamText(CascadeRequest.of(q));
		}

		@GetMapping("/value")
		Mono<String> value(@RequestParam String q) {
			return this.cascade.entity(CascadeRequest.of(q), Value.class).map(Value::text);
		}

		@GetMapping("/tools")
		Mono<String> tools(@RequestParam String q) {
			return this.tools.run(this.cascade, CascadeRequest.of(q), 3).map(CascadeResponse::text);
		}

		@GetMapping("/check")
		Mono<String> check(@RequestParam String q) {
			return this.cascade.checkLive(CascadeRequest.of(q)).map(String::valueOf);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Asking asking(CascadeOperations cascade, Tools tools) {
			return new Asking(cascade, tools.with("look", "Looks", Value.class, (value) -> Mono.just("seen")));
		}

		@Bean
		Seen seen() {
			return new Seen(new CopyOnWriteArrayList<>());
		}

		@Bean
		Cache answers() {
			return new ConcurrentMapCache("answers");
		}

		@Bean
		WebFilter knowsTheUser() {
			return (exchange, chain) -> chain.filter(exchange)
				.contextWrite(
						ReactiveSecurityContextHolder.withAuthentication(new TestingAuthenticationToken("erika", "")));
		}

	}

}
