package io.cascade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.cascade.exchange.Forgetful;
import io.cascade.health.Availability;
import io.cascade.test.AutoConfigureCascadeStub;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything that a call leaves behind in a bean can be forgotten, as the test kit does
 * between test methods.
 */
@Tag("any-jdk")
@SpringBootTest(classes = ForgettingTests.Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "cascade.catalog.enabled=true", "cascade.max-models-per-request=1", "cascade.default-chain=main",
				"cascade.chains.main.models=openai/gpt-4.1-mini,google/gemini-2.5-flash",
				"cascade.chains.main.gate.bean=picky", "cascade.chains.main.retry.max-attempts=1",
				"cascade.chains.main.options.max-tokens=1000",
				"cascade.chains.hedged.models=openai/gpt-4.1,anthropic/claude-sonnet-4.5",
				"cascade.chains.hedged.hedge.delay=5s", "cascade.chains.hedged.options.max-tokens=1000",
				"cascade.circuit.minimum-calls=2", "cascade.circuit.window=4", "cascade.circuit.open=10m",
				"cascade.circuit.thresholds.timeout=3", "cascade.limits.max-per-minute=500",
				"cascade.limits.max-in-flight=50", "cascade.budgets.tenant.limit=0.02",
				"cascade.budgets.tenant.tag=tenant", "cascade.budgets.all.limit=5", "cascade.spend.tags=tenant",
				"cascade.spend.settle=true", "cascade.health.account.enabled=true",
				"spring.main.web-application-type=none" })
@AutoConfigureCascadeStub
class ForgettingTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String MINI = "openai/gpt-4.1-mini";

	private static final String FLASH = "google/gemini-2.5-flash";

	private static final Pattern LISTED = Pattern.compile("(?m)^\\| `(\\w+(?:\\.\\w+)+)`");

	private static final Pattern CONFIGURATION = Pattern.compile("Properties\\.");

	/** What stays, or comes and goes by itself, and why that is no harm. */
	private static final Map<String, String> STAYS = new TreeMap<>(Map.ofEntries(
			Map.entry("CachedCatalog", "is read anew when it has changed"),
			Map.entry("CatalogRefresh", "is asked anew when the catalog has changed"),
			Map.entry("Callbacks", "what was logged of failing callbacks, so that it is logged once"),
			Map.entry("OpenCalls", "calls that are under way, and the life of the context"),
			Map.entry("ShutdownLifecycle", "the life of the context"),
			Map.entry("CoarseTimers", "timers of calls that are under way"),
			Map.entry("TypeSchemas", "follows from types alone"),
			Map.entry("CompiledSchemas", "follows from schemas alone"),
			Map.entry("LoopBoundPool", "connections, no answers"), Map.entry("UpstreamLine", "made once"),
			Map.entry("Retries", "made by the configuration; counts nothing that decides"),
			Map.entry("LentBytes", "arrays between two uses"), Map.entry("LentParser", "parsers between two events"),
			Map.entry("TokenizerCounter", "the vocabulary"),
			Map.entry("InMemorySpendLedger.lastId", "an id that must not come twice"),
			Map.entry("LastKeyCredit", "is fetched anew by a timer")));

	/** Sets that gauges of the registry hold are emptied and stay. */
	private static final Set<String> EMPTIED = Set.of("cascadeTagBudgetGauges.values.size",
			"cascadeTagBudgetGauges.values[tenant].size");

	@Autowired
	private ConfigurableApplicationContext context;

	@Autowired
	private CascadeTemplate cascade;

	@Autowired
	private Availability availability;

	@Autowired
	private ScriptedOpenRouter openRouter;

	@Test
	@DisplayName("nothing that calls leave behind is left when all beans have forgotten")
	void leavesNothingBehind() {
		Remains before = Remains.of(this.context, STAYS.keySet());
		storm();
		Remains after = Remains.of(this.context, STAYS.keySet());
		String changed = String.join(" ", before.changesTo(after).keySet());
		assertThat(changed).contains("circuits[", "cooldowns[OPERATOR][", "cooldowns[ACCOUNT][", ".met.size",
				".answered[", "missed[", ".settled[", ".reserved", ".told[", ".lines[", ".slices[", ".served[",
				".latencies.", ".gates[", ".answers[", ".numbers", ".latency.", ".tags[", ".rate", ".timesToFirstToken",
				".values[", ".open");
		this.context.getBeansOfType(Forgetful.class).values().forEach(Forgetful::forget);
		SortedMap<String, String> left = before.changesTo(Remains.of(this.context, STAYS.keySet()));
		left.keySet().removeAll(EMPTIED);
		assertThat(left).isEmpty();
	}

	private void storm() {
		for (int i = 0; i < 3; i++) {
			ask(CascadeRequest.of("Why " + i + "?").tag("tenant", "acme"));
			ask(CascadeRequest.of("Why " + i + "?").chain("hedged").tag("tenant", "t" + i));
		}
		ask(CascadeRequest.of("Tell all.").chain("hedged").tag("tenant", "acme").maxTokens(16_000));
		this.openRouter.model(MINI).withoutCost().withoutUsage();
		ask(CascadeRequest.of("How much?"));
		this.openRouter.model(MINI).fails(Fault.status(503));
		this.openRouter.model(FLASH).fails(Fault.status(429).retryAfter(Duration.ofMinutes(10)));
		for (int i = 0; i < 4; i++) {
			ask(CascadeRequest.of("Why?"));
		}
		this.availability.coolDown("anthropic/claude-sonnet-4.5", Duration.ofHours(1));
		this.openRouter.failsEveryRequest(Fault.status(401));
		ask(CascadeRequest.of("Who?").chain("hedged"));
		ask(CascadeRequest.of("Who?").models("x-ai/grok-4"));
	}

	private void ask(CascadeRequest request) {
		this.cascade.exchange(request)
			.doOnNext((answer) -> this.cascade.feedback("" + answer.generationId(), false))
			.onErrorComplete()
			.block(LIMIT);
	}

	@Test
	@DisplayName("every field that can change belongs to a bean that forgets, or is listed with the reason why it stays")
	void listsAllThatChanges() throws IOException {
		storm();
		Set<String> forgotten = new TreeSet<>();
		this.context.getBeansOfType(Forgetful.class)
			.values()
			.forEach((bean) -> forgotten.addAll(Remains.of(bean, STAYS.keySet()).changeable()));
		Set<String> left = new TreeSet<>(Remains.of(this.context, STAYS.keySet()).changeable());
		left.addAll(documented("## What is remembered", "For one call,"));
		left.removeAll(forgotten);
		left.removeAll(documented("Once, at start,", null));
		left.removeIf((field) -> CONFIGURATION.matcher(field).find() || STAYS.containsKey(field)
				|| STAYS.keySet().stream().anyMatch((name) -> field.startsWith(name + ".")));
		assertThat(left).isEmpty();
	}

	private static Set<String> documented(String from, @Nullable String to) throws IOException {
		String document = Files.readString(Path.of("..", "docs", "architecture.md"));
		int begin = document.indexOf(from);
		Matcher matcher = LISTED
			.matcher(document.substring(begin, (to != null) ? document.indexOf(to, begin) : document.length()));
		Set<String> listed = new TreeSet<>();
		while (matcher.find()) {
			listed.add(matcher.group(1));
		}
		return listed;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		AnswerGate picky() {
			return AnswerGate.of("picky", (answer) -> Ruling.accepted("picky"));
		}

	}

}
