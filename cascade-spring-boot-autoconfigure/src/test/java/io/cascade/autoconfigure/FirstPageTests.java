package io.cascade.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first page of the README is a program: its code, its configuration and its answer.
 */
@Tag("any-jdk")
class FirstPageTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final JsonMapper JSON = JsonMapper.shared();

	/** Fragments are written as they stand in a method or class of the reader's. */
	private static final String AROUND = """
			import java.time.Duration;
			import java.util.List;
			import java.util.Map;
			import io.cascade.*;
			import io.cascade.quality.*;
			import io.cascade.web.*;
			import reactor.core.publisher.*;
			import org.springframework.boot.test.context.SpringBootTest;
			import org.springframework.beans.factory.annotation.Autowired;
			import org.springframework.http.MediaType;
			import org.springframework.http.codec.ServerSentEvent;
			import org.springframework.web.bind.annotation.*;
			class Fragment%d {
				record Invoice(String number) { }
				record Question(String q) { }
				CascadeTemplate cascade;
				CascadeResponse response;
				%s
			}
			""";

	@TempDir
	private Path classes;

	@Test
	@DisplayName("README's first controller, with README's first YAML, gives README's first JSON")
	void firstControllerGivesTheFirstJson() {
		Class<?> controller = Snippets.type(Snippets.of("README.md", "java").get(0), this.classes);
		try (ScriptedOpenRouter openRouter = ScriptedOpenRouter.start();
				ConfigurableApplicationContext application = start(controller, openRouter)) {
			openRouter.model("google/gemini-2.5-flash").fails(Fault.status(429));
			JsonNode given = JSON.readTree(WebClient
				.create("http://localhost:" + application.getEnvironment().getProperty("local.server.port"))
				.get()
				.uri("/ask?q=hi")
				.retrieve()
				.bodyToMono(String.class)
				.blockOptional(LIMIT)
				.orElseThrow());
			assertThat(given.at("/attempts/1/millis").isIntegralNumber()).isTrue();
			assertThat(timeless(given)).isEqualTo(timeless(JSON.readTree(Snippets.of("README.md", "json").get(0))));
		}
	}

	/** Neither times nor names of generations are the same twice. */
	private static JsonNode timeless(JsonNode answer) {
		((ObjectNode) answer).put("generationId", "gen");
		answer.path("attempts").forEach((attempt) -> ((ObjectNode) attempt).remove("millis"));
		return answer;
	}

	private static ConfigurableApplicationContext start(Class<?> controller, ScriptedOpenRouter openRouter) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "spring.main.banner-mode=off", "spring.reactor.netty.shutdown-quiet-period=0s",
					"cascade.base-url=" + openRouter.baseUrl(), "OPENROUTER_API_KEY=" + openRouter.apiKey(),
					"cascade.catalog.enabled=false")
			.initializers((context) -> YamlContext.load(context, Snippets.of("README.md", "yaml").get(0)),
					(context) -> ((GenericApplicationContext) context).registerBean(controller))
			.run();
	}

	@Test
	@DisplayName("every piece of Java of the README compiles; one that is a whole class says what it imports")
	void codeCompiles() {
		List<String> blocks = Snippets.of("README.md", "java");
		assertThat(blocks).hasSizeGreaterThan(5);
		for (int i = 0; i < blocks.size(); i++) {
			String code = blocks.get(i);
			if (Snippets.isUnit(code)) {
				assertThat(code).startsWith("import ");
				Snippets.type(code, this.classes);
			}
			else {
				String inside = code.startsWith("@") ? code : "void run() {\n" + code + "\n}";
				Snippets.compile("Fragment" + i, AROUND.formatted(i, inside), this.classes);
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
