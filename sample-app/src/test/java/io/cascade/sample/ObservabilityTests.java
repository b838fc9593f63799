package io.cascade.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.cascade.AnswerGate;
import io.cascade.BudgetExceededException;
import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.CascadeRun;
import io.cascade.CascadeTemplate;
import io.cascade.FailureKind;
import io.cascade.HedgeRules;
import io.cascade.RunExceededException;
import io.cascade.RunLimits;
import io.cascade.health.Availability;
import io.cascade.observation.CascadeMeter;
import io.cascade.pricing.CachedCatalog;
import io.cascade.quality.Gates;
import io.cascade.quality.JsonGates;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The dashboard, the alerts and the table of the document name what the sample shows to
 * Prometheus after everything has happened once.
 */
@Tag("any-jdk")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "cascade.api-key=", "sample.scripted-port=0", "cascade.catalog.enabled=true",
				"cascade.spend.tags=tenant", "cascade.budgets.nothing.limit=0", "cascade.budgets.nothing.chain=batch",
				"cascade.budgets.tenants.limit=5", "cascade.budgets.tenants.tag=tenant",
				"cascade.budgets.tight.limit=0.1", "cascade.budgets.tight.tag=tenant",
				"cascade.budgets.tight.tag-value=tight" })
@DirtiesContext
@TestInstance(Lifecycle.PER_CLASS)
class ObservabilityTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String FLASH = "google/gemini-2.5-flash";

	private static final String OPUS = "anthropic/claude-opus-4.1";

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final Path DOCS = Path.of("..", "docs");

	private static final Pattern LEGEND = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

	private static final Pattern TEMPLATE = Pattern.compile("\\$labels\\.(\\w+)");

	private static final Pattern VARIABLE = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final Pattern TEXT = Pattern.compile("```text\n(.*?)```", Pattern.DOTALL);

	@LocalServerPort
	private int port;

	@Autowired
	private CascadeTemplate cascade;

	@Autowired
	private ScriptedOpenRouter openRouter;

	@Autowired
	private Availability availability;

	@Autowired
	private CachedCatalog catalog;

	private Scrape scrape = Scrape.of("");

	@BeforeAll
	void everythingHappensOnce() {
		Awaitility.await().atMost(LIMIT).until(() -> this.catalog.size() > 0);
		premium((request) -> request.tag("tenant", "acme"));
		refusesACall();
		refusesACallOfARun();
		waitsForABudget();
		movesOnUntilACircuitOpens();
		losesACall();
		meetsARateLimit();
		beginsAnew();
		hedges();
		rejectsAnAnswer();
		takesOffAWrapper();
		asksTheEndpoint();
		this.scrape = Scrape.of(get("/actuator/prometheus"));
	}

	private void asksTheEndpoint() {
		String models = WebClient.create("http://localhost:" + this.port)
			.get()
			.uri("/v1/models")
			.header("Authorization", "Bearer sk-sample")
			.retrieve()
			.bodyToMono(String.class)
			.block(LIMIT);
		assertThat(models).contains("\"assistant\"");
	}

	private void movesOnUntilACircuitOpens() {
		this.openRouter.model(FLASH).fails(Fault.status(503));
		for (int i = 0; i < 6; i++) {
			assertThat(get("/ask?q=Why")).contains("\"model\":\"openai/gpt-4.1-mini\"");
		}
		assertThat(get("/actuator/health/cascade/google")).contains("\"circuit\":\"open\"");
	}

	private void refusesACall() {
		CascadeRequest request = CascadeRequest.of("Why?").chain("batch");
		assertThatExceptionOfType(BudgetExceededException.class)
			.isThrownBy(() -> this.cascade.exchange(request).block(LIMIT));
	}

	private void refusesACallOfARun() {
		CascadeRun run = CascadeRun.of(RunLimits.NONE.withMaxRequests(0));
		assertThatExceptionOfType(RunExceededException.class)
			.isThrownBy(() -> run.around(this.cascade.ask("Why?")).block(LIMIT));
	}

	private void waitsForABudget() {
		this.openRouter.model(OPUS).fails(Fault.chunkDelay(Duration.ofMillis(50)));
		CascadeRequest request = CascadeRequest.of("Why?")
			.chain("premium")
			.tag("tenant", "tight")
			.maxTokens(1_000)
			.noFallback();
		assertThat(Flux.range(0, 2).flatMap((number) -> this.cascade.exchange(request)).collectList().block(LIMIT))
			.hasSize(2);
		reset();
	}

	private void losesACall() {
		this.openRouter.failsEveryRequest(Fault.status(503));
		assertThatExceptionOfType(CascadeException.class).isThrownBy(() -> premium((request) -> request));
		reset();
	}

	private void meetsARateLimit() {
		this.openRouter.model(OPUS).fails(Fault.status(429));
		assertThat(premium((request) -> request).model()).isEqualTo("openai/gpt-4.1");
		reset();
	}

	private void beginsAnew() {
		this.openRouter.model(OPUS).fails(Fault.cutAfter(2));
		assertThat(premium((request) -> request).model()).isEqualTo("openai/gpt-4.1");
		reset();
	}

	private void hedges() {
		this.openRouter.model(OPUS).fails(Fault.slowFirstToken(Duration.ofSeconds(5)));
		HedgeRules soon = new HedgeRules(Duration.ofMillis(50), null, 1, false);
		assertThat(premium((request) -> request.hedge(soon)).model()).isEqualTo("openai/gpt-4.1");
		reset();
	}

	private void rejectsAnAnswer() {
		AnswerGate atLength = Gates.minLength(1_000);
		assertThatExceptionOfType(CascadeException.class)
			.isThrownBy(() -> premium((request) -> request.gates(atLength)))
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(FailureKind.REJECTED));
		reset();
	}

	private void takesOffAWrapper() {
		this.openRouter.model(OPUS).answers("```json\n{}\n```");
		assertThat(premium((request) -> request.gates(JsonGates.json())).text()).isEqualTo("{}");
		reset();
	}

	private CascadeResponse premium(UnaryOperator<CascadeRequest> change) {
		return this.cascade.exchange(change.apply(CascadeRequest.of("Why?").chain("premium")))
			.blockOptional(LIMIT)
			.orElseThrow();
	}

	private void reset() {
		this.openRouter.reset();
		this.availability.resetAll();
	}

	private String get(String path) {
		return WebClient.create("http://localhost:" + this.port)
			.get()
			.uri(path)
			.retrieve()
			.bodyToMono(String.class)
			.blockOptional(LIMIT)
			.orElseThrow();
	}

	@Test
	void dashboardAsksOnlyForWhatIsScraped() throws IOException {
		List<JsonNode> targets = panels().stream().flatMap((panel) -> panel.path("targets").valueStream()).toList();
		assertThat(targets).hasSizeGreaterThan(30)
			.allSatisfy((target) -> assertThat(this.scrape.missing(target.path("expr").asString())).isEmpty());
	}

	@Test
	void legendsOfTheDashboardNameLabelsThatAreGroupedBy() throws IOException {
		for (JsonNode panel : panels()) {
			assertThat(panel.path("targets").valueStream()).allSatisfy((target) -> {
				Set<String> labels = labels(target.path("expr").asString());
				assertThat(groups(LEGEND, target.path("legendFormat").asString())).isSubsetOf(labels);
			});
		}
	}

	@Test
	void variablesOfTheDashboardAskOnlyForWhatIsScraped() throws IOException {
		List<String> queries = dashboard().path("templating")
			.path("list")
			.valueStream()
			.filter((variable) -> variable.path("type").asString().equals("query"))
			.map((variable) -> variable.path("query").path("query").asString())
			.toList();
		assertThat(queries).isNotEmpty().allSatisfy((query) -> assertThat(query).matches(VARIABLE));
		assertThat(queries).allSatisfy((query) -> {
			MatchResult parts = VARIABLE.matcher(query).results().findFirst().orElseThrow();
			assertThat(this.scrape.missing("%s{%s=\"\"}".formatted(parts.group(1), parts.group(2)))).isEmpty();
		});
	}

	@Test
	void panelsOfTheDashboardHaveIdsOfTheirOwnAndDoNotOverlap() throws IOException {
		List<JsonNode> panels = panels();
		assertThat(panels).extracting((panel) -> panel.path("id").asInt()).doesNotHaveDuplicates();
		assertThat(panels).extracting((panel) -> panel.path("title").asString()).doesNotHaveDuplicates();
		Set<String> taken = new TreeSet<>();
		for (JsonNode panel : panels) {
			JsonNode at = panel.path("gridPos");
			assertThat(at.path("x").asInt() + at.path("w").asInt()).isBetween(1, 24);
			for (int x = at.path("x").asInt(); x < at.path("x").asInt() + at.path("w").asInt(); x++) {
				for (int y = at.path("y").asInt(); y < at.path("y").asInt() + at.path("h").asInt(); y++) {
					assertThat(taken.add(x + "/" + y)).as("%s at %d/%d", panel.path("title"), x, y).isTrue();
				}
			}
		}
	}

	@Test
	void everyPanelAsksTheDataSourceOfTheVariable() throws IOException {
		assertThat(panels()).filteredOn((panel) -> !panel.path("type").asString().equals("row")).allSatisfy((panel) -> {
			assertThat(panel.path("datasource").path("uid").asString()).isEqualTo("${datasource}");
			assertThat(panel.path("targets").valueStream()).isNotEmpty()
				.allSatisfy((target) -> assertThat(target.path("datasource").path("uid").asString())
					.isEqualTo("${datasource}"));
		});
	}

	@Test
	void alertsAskOnlyForWhatIsScraped() throws IOException {
		assertThat(alerts()).hasSizeGreaterThan(5)
			.allSatisfy((alert) -> assertThat(this.scrape.missing(alert.path("expr").asString())).isEmpty());
	}

	@Test
	void alertsSayHowBadItIsAndWhatToLookAt() throws IOException {
		assertThat(alerts()).extracting((alert) -> alert.path("alert").asString()).doesNotHaveDuplicates();
		assertThat(alerts()).allSatisfy((alert) -> {
			assertThat(alert.path("alert").asString()).matches("Cascade[A-Za-z]+");
			assertThat(alert.path("for").asString()).matches("[0-9]+m");
			assertThat(alert.path("labels").path("severity").asString()).isIn("warning", "critical");
			assertThat(alert.path("annotations").path("summary").asString()).isNotBlank();
			assertThat(alert.path("annotations").path("description").asString()).contains("/actuator/health/cascade",
					"/actuator/cascade");
			assertThat(groups(TEMPLATE, alert.path("annotations").toString()))
				.isSubsetOf(labelsOfSeries(alert.path("expr").asString()));
		});
	}

	@Test
	void documentListsEveryAlert() throws IOException {
		List<String> documented = document().lines()
			.filter((line) -> line.matches("\\| `Cascade\\w+` .*"))
			.map((line) -> code(line).get(0) + " " + line.split("\\|", -1)[2].strip())
			.toList();
		assertThat(documented).containsExactlyElementsOf(alerts().stream()
			.map((alert) -> alert.path("alert").asString() + " " + alert.path("labels").path("severity").asString())
			.toList());
	}

	@Test
	void questionsOfTheDocumentAskOnlyForWhatIsScraped() throws IOException {
		List<String> questions = TEXT.matcher(document())
			.results()
			.flatMap((block) -> block.group(1).lines())
			.filter((line) -> !line.isBlank() && !line.startsWith("#"))
			.toList();
		assertThat(questions).isNotEmpty()
			.allSatisfy((question) -> assertThat(this.scrape.missing(question)).isEmpty());
	}

	@Test
	void documentListsEveryMeterWithItsTags() throws IOException {
		Map<String, Row> rows = rows();
		assertThat(this.scrape.families().keySet()).filteredOn(ObservabilityTests::isOurs)
			.isSubsetOf(rows.keySet())
			.hasSizeGreaterThan(12);
		assertThat(rows.values()).allSatisfy((row) -> {
			assertThat(this.scrape.families()).containsKey(row.prometheus());
			assertThat(row.tags()).containsExactlyInAnyOrderElementsOf(tagsOf(row.prometheus()));
		});
		assertThat(rows.values()).extracting(Row::meter)
			.containsAll(Arrays.stream(CascadeMeter.values()).map(CascadeMeter::meterName).toList());
	}

	@Test
	void dashboardShowsEveryMeter() throws IOException {
		String expressions = panels().stream()
			.flatMap((panel) -> panel.path("targets").valueStream())
			.map((target) -> target.path("expr").asString())
			.collect(Collectors.joining("\n"));
		assertThat(this.scrape.families().keySet()).filteredOn(ObservabilityTests::isOurs)
			.allSatisfy((family) -> assertThat(expressions).contains(family));
	}

	/** The highest value and what is under way belong to another meter. */
	private static boolean isOurs(String family) {
		return family.matches("(cascade|gen_ai_client)_.*") && !family.matches(".*(_max|_active_seconds)");
	}

	private Set<String> tagsOf(String family) {
		Set<String> tags = new TreeSet<>();
		for (String suffix : List.of("", "_count", "_bucket")) {
			tags.addAll(this.scrape.labels().getOrDefault(family + suffix, Set.of()));
		}
		tags.remove("le");
		return tags;
	}

	private static Map<String, Row> rows() throws IOException {
		Map<String, Row> rows = new TreeMap<>();
		for (String line : document().lines().toList()) {
			List<String> cells = Arrays.stream(line.split("\\|")).map(String::strip).toList();
			if (cells.size() == 6 && cells.get(2).matches("`(cascade|gen_ai_client)_.*`")) {
				Row row = new Row(code(cells.get(1)).get(0), code(cells.get(2)).get(0),
						code(cells.get(4)).stream().map((tag) -> tag.replace('.', '_')).toList());
				rows.put(row.prometheus(), row);
			}
		}
		return rows;
	}

	private static List<String> code(String cell) {
		return groups(CODE, cell);
	}

	private static List<String> groups(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((found) -> found.group(1)).toList();
	}

	private static Set<String> labels(String expression) {
		return PromQl.uses(expression)
			.stream()
			.flatMap((use) -> use.labels().stream())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/** Where nothing is grouped, the labels of the series stay. */
	private Set<String> labelsOfSeries(String expression) {
		Set<String> labels = labels(expression);
		if (!expression.contains("sum")) {
			PromQl.uses(expression)
				.forEach((use) -> labels.addAll(this.scrape.labels().getOrDefault(use.metric(), Set.of())));
		}
		return labels;
	}

	private static String document() throws IOException {
		return Files.readString(DOCS.resolve("observability.md"));
	}

	private static JsonNode dashboard() throws IOException {
		return JSON.readTree(Files.readString(DOCS.resolve("observability/grafana-dashboard.json")));
	}

	private static List<JsonNode> panels() throws IOException {
		return dashboard().path("panels")
			.valueStream()
			.flatMap((panel) -> Stream.concat(Stream.of(panel), panel.path("panels").valueStream()))
			.toList();
	}

	private static List<JsonNode> alerts() throws IOException {
		Object document = new Yaml(new SafeConstructor(new LoaderOptions()))
			.load(Files.readString(DOCS.resolve("observability/prometheus-alerts.yaml")));
		return JSON.valueToTree(document)
			.path("groups")
			.valueStream()
			.flatMap((group) -> group.path("rules").valueStream())
			.toList();
	}

	/**
	 * A row of the table of meters.
	 *
	 * @param meter its name
	 * @param prometheus its name in Prometheus
	 * @param tags its tags, as labels
	 */
	private record Row(String meter, String prometheus, List<String> tags) {

	}

}
