package io.cascade.actuate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.cascade.CascadeRequest;
import io.cascade.health.Availability;
import io.cascade.health.CascadeHealth;
import io.cascade.pricing.TokenCounter;
import io.cascade.pricing.TokenizerCounter;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The answers of {@code /actuator/cascade} and of the health below it, to the letter:
 * members, their order and how values are written, however the application writes its own
 * JSON. Only instants, measured times and the score, which fades with time, are told as
 * what they are. {@code -Dcascade.write-documents=true} writes them.
 */
class EndpointAnswersTests {

	private static final Path ANSWERS = Path.of("src/test/resources/io/cascade/actuate/answers.txt");

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final RunningApplication application = RunningApplication.start(
			"management.endpoint.cascade.access=unrestricted", "cascade.check.enabled=true",
			"spring.jackson.property-naming-strategy=SNAKE_CASE", "cascade.health.account.enabled=true",
			"cascade.spend.tags=tenant", "cascade.budgets.all.limit=1.50", "cascade.budgets.all.chain=paid",
			"cascade.budgets.tenants.limit=1", "cascade.budgets.tenants.tag=tenant",
			"cascade.budgets.tenants.window=24h", "cascade.budgets.tenants.step-down-to=local",
			"cascade.chains.paid.models[0].id=google/paid", "cascade.chains.paid.models[0].price.prompt=2.5",
			"cascade.chains.paid.models[0].price.completion=10",
			"cascade.chains.paid.models[0].price.request=0.000000012",
			"cascade.chains.gated.models=openai/b,ollama/llama", "cascade.chains.gated.gate.min-length=20",
			"cascade.chains.gated.learn-quality=true", "cascade.chains.gated.min-quality=0.5",
			"cascade.chains.gated.max-cost=0.00000025", "cascade.chains.alone.hedge.percentile=0.9",
			"cascade.chains.gated.exploration=0", "cascade.chains.gated.first-token-per-1k-tokens=1500ms",
			"cascade.chains.gated.max-fallbacks=2", "cascade.chains.gated.fallback-on=invalid-request,418",
			"cascade.chains.gated.finish-reasons-as-failure=length,content_filter",
			"cascade.chains.gated.min-throughput=3", "cascade.chains.gated.commit-window.time=400ms",
			"cascade.chains.gated.commit-window.characters=200", "cascade.chains.gated.announce-served=true",
			"cascade.chains.gated.retry.attempts.server=3", "cascade.chains.gated.hedge.delay=90s",
			"cascade.chains.gated.deadline=1h", "cascade.chains.gated.options.max-tokens=300");

	@BeforeAll
	static void callsAreMade() {
		ScriptedOpenRouter server = application.server();
		Awaitility.await().atMost(LIMIT).until(() -> application.bean(CascadeHealth.class).account().credit() != null);
		Awaitility.await().atMost(LIMIT).until(EndpointAnswersTests::countsTokens);
		server.model("google/a")
			.fails(Fault.status(503).message("overloaded").times(1), Fault.status(429).message("slow down").times(1));
		server.model("openai/b").answers("Short.").provider("Azure");
		server.model("google/paid").withoutCost();
		application.ask("main", 2);
		application.ask("gated", 2);
		application.cascade().exchange(CascadeRequest.of("Why?").chain("paid").tag("tenant", "acme")).block(LIMIT);
		server.model("google/paid").withoutUsage();
		application.cascade()
			.exchange(CascadeRequest.of("Why?").chain("paid").maxTokens(5).tag("tenant", "beta"))
			.materialize()
			.block(LIMIT);
		server.model("google/paid").recovers();
		application.cascade().exchange(CascadeRequest.of("Why?").models("hostile/model")).block(LIMIT);
		application.bean(Availability.class).coolDown("google/a", Duration.ofMinutes(5));
	}

	/** Until its words are loaded, a counter guesses. */
	private static boolean countsTokens() {
		CascadeRequest asked = CascadeRequest.of("Why?");
		return application.bean(TokenCounter.class)
			.count(asked)
			.equals(TokenizerCounter.loadingOn(Runnable::run).count(asked));
	}

	@AfterAll
	static void close() {
		application.close();
	}

	@Test
	@DisplayName("answers have the same members in the same order, written the same way")
	void answersAreWhatTheyWere() throws IOException {
		String told = Stream.concat(inService(), refused()).collect(Collectors.joining("\n"));
		if (Boolean.getBoolean("cascade.write-documents")) {
			Files.writeString(ANSWERS, told);
			return;
		}
		assertThat(told).isEqualTo(Files.readString(ANSWERS));
	}

	private static Stream<String> inService() {
		return Stream.of(get("/cascade"), get("/cascade/explain?chain=paid&promptTokens=1000"),
				get("/cascade/explain?chain=no"), get("/cascade/nothing"), get("/cascade/spend"),
				post("/cascade/check", Map.of("chain", "main")), check("local"),
				post("/cascade/cooldown", Map.of("target", "google/paid", "duration", "10m")),
				post("/cascade/reset", Map.of("target", "google/paid")), post("/cascade/reset", Map.of()),
				get("/health/cascade"));
	}

	private static Stream<String> refused() {
		application.server().failsEveryRequest(Fault.status(401));
		String check = check("paid");
		application.ask("paid", 1);
		application.server().reset();
		return Stream.of(check, get("/health/cascade/account"), get("/cascade"));
	}

	private static String check(String chain) {
		return told("POST /cascade/check", application.post("/cascade/check", Map.of("chain", chain, "live", "true")));
	}

	private static String get(String path) {
		return told("GET " + path, application.get(path));
	}

	private static String post(String path, Map<String, String> body) {
		return told("POST " + path, application.post(path, body));
	}

	private static String told(String request, RunningApplication.Answer answer) {
		String body = answer.body()
			.replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[\\d:]+(\\.\\d{3})?Z\"", "(an instant)")
			.replaceAll("\"(p50|p95|millis)\":\\d+", "\"$1\":(milliseconds)")
			.replaceAll("\"score\":0\\.\\d{1,3}\\b", "\"score\":(a score)")
			.replaceAll("127.0.0.1:\\d+", "(an address)")
			.replaceAll(" +\\d+ ms", " (milliseconds)")
			.replaceAll(" +time\\\\n", " time\\\\n")
			.replaceAll("(\\{|,)\"", "$1\n\"");
		return request + "\n" + answer.status() + " " + body + "\n";
	}

}
