package io.cascade.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.cascade.Attempt;
import io.cascade.CallView;
import io.cascade.CascadeListener;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeRequestCustomizer;
import io.cascade.quality.Tools;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is bound to the thread that asks is there for customizers, on whatever thread the
 * calls of a loop or a judge begin.
 */
class BoundToThreadTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel();

	private final List<Map<String, String>> tags = new CopyOnWriteArrayList<>();

	@BeforeEach
	void begin() {
		openRouter.reset();
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("erika", ""));
	}

	@AfterEach
	void end() {
		SecurityContextHolder.clearContext();
	}

	@AfterAll
	static void close() {
		openRouter.close();
	}

	@Test
	@DisplayName("each round of a tool loop is the same user's, though later ones begin on other threads")
	void roundsAreOfTheSameUser() {
		openRouter.model("a/x")
			.answersWithToolCall("call_1", "look", "{\"text\":\"a\"}")
			.then()
			.answersWithToolCall("call_2", "look", "{\"text\":\"b\"}")
			.then()
			.answers("Done.");
		runner("cascade: {chains: {only: {models: [a/x]}}}").run((context) -> {
			Tools tools = context.getBean(Tools.class).with("look", "Looks", Look.class, (look) -> Mono.just("seen"));
			tools.run(context.getBean(CascadeOperations.class), CascadeRequest.of("Why?"), 5).block(LIMIT);
			assertThat(this.tags).hasSize(3).containsOnly(Map.of("user", "erika", "asked", "1"));
		});
	}

	@Test
	@DisplayName("a judge's call is the same user's, and so are retries and the next model, which are not customized again")
	void judgesAndRetriesAreOfTheSameUser() {
		openRouter.model("a/x").fails(Fault.status(503));
		openRouter.model("j/judge").answers("1.0");
		runner("""
				cascade:
				  default-chain: only
				  max-models-per-request: 1
				  chains:
				    only: { models: [a/x, b/y, c/z], gate: { judge: { chain: judges } } }
				    judges: { models: [j/judge] }
				""").run((context) -> {
			context.getBean(CascadeOperations.class).ask("Why?").block(LIMIT);
			assertThat(this.tags).hasSize(3).allSatisfy((tags) -> assertThat(tags).containsEntry("user", "erika"));
		});
	}

	private ApplicationContextRunner runner(String yaml) {
		return YamlContext.runner(yaml)
			.withPropertyValues("cascade.base-url=" + openRouter.baseUrl(), "cascade.api-key=sk-or-test",
					"cascade.catalog.enabled=false")
			.withBean(CascadeListener.class, () -> new CascadeListener() {

				@Override
				public void attempted(CallView call, List<Attempt> attempts) {
					BoundToThreadTests.this.tags.add(call.request().tags());
				}

			})
			.withBean(CascadeRequestCustomizer.class,
					() -> (request) -> Mono.justOrEmpty(SecurityContextHolder.getContext().getAuthentication())
						.map((user) -> request.tag("user", user.getName())
							.tag("asked", request.tags().getOrDefault("asked", "") + "1")));
	}

	record Look(String text) {

	}

}
