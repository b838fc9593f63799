package io.cascade.starter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import io.cascade.CascadeRequest;
import io.cascade.CascadeTemplate;
import io.cascade.StreamRules.OnBreak;
import io.cascade.starter.Browser.Tab;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import io.cascade.web.CascadeServerSentEvents;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pages of the sample, and one that never closes its stream, in a real browser. What
 * was paid for is counted at the upstream; each question has a model of its own.
 */
@Tag("any-jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class BrowserTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	/** A browser that heard of no other time asks again after this one. */
	private static final Duration USUAL = Duration.ofSeconds(3);

	private static final String WATCH = """
			window.shown = [];
			new MutationObserver(() => shown.push(document.querySelector('#answer').textContent))
				.observe(document.querySelector('#answer'), { childList: true, characterData: true, subtree: true })""";

	private final WebApplicationType type;

	private final ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel();

	private @Nullable Browser browser;

	private @Nullable ConfigurableApplicationContext context;

	private @Nullable Tab patient;

	private long opened;

	BrowserTests(WebApplicationType type) {
		this.type = type;
	}

	@BeforeAll
	void start() {
		Path program = Browser.find().orElse(null);
		Assumptions.assumeTrue(program != null,
				"no Chromium on the path: install the package chromium, or name one with -Dbrowser.path=…");
		try {
			this.browser = Browser.start(program);
		}
		catch (IOException ex) {
			Assumptions.abort(ex.getMessage());
		}
		this.context = application().run();
		this.patient = open("/careless.html?q=patient");
		this.opened = System.nanoTime();
	}

	@AfterAll
	void stop() throws IOException {
		if (this.context != null) {
			this.context.close();
		}
		if (this.browser != null) {
			this.browser.close();
		}
		this.openRouter.close();
	}

	ScriptedOpenRouter openRouter() {
		return this.openRouter;
	}

	SpringApplicationBuilder application(String... more) {
		return new SpringApplicationBuilder(Application.class).web(this.type)
			.properties(Map.of("server.port", "0", "cascade.base-url", this.openRouter.baseUrl().toString(),
					"cascade.chains.only.models", "a/x"))
			.properties(more);
	}

	Tab open(ConfigurableApplicationContext application, String page) {
		String port = application.getEnvironment().getProperty("local.server.port");
		return Objects.requireNonNull(this.browser).open("http://127.0.0.1:" + port + page);
	}

	private Tab open(String page) {
		return open(Objects.requireNonNull(this.context), page);
	}

	static ConditionFactory soon() {
		return Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(25));
	}

	private Tab ask(String page, String question) {
		Tab tab = open(page);
		tab.eval(WATCH);
		tab.eval("document.querySelector('input').value = '%s'".formatted(question));
		tab.click("#ask");
		return tab;
	}

	static String model(String question) {
		return "a/" + question;
	}

	@ParameterizedTest
	@ValueSource(strings = { "/index.html", "/event-source.html" })
	@DisplayName("the answer arrives in pieces, the page says that it is whole, and it was paid for once")
	void showsAnAnswerInPieces(String page) throws IOException {
		String question = "pieces" + page.length();
		this.openRouter.model(model(question))
			.answersInChunks("Because ", "models ", "fail.")
			.fails(Fault.chunkDelay(Duration.ofMillis(150)));
		try (Tab tab = ask(page, question)) {
			soon().until(() -> tab.text("#state").equals("Complete (stop)."));
			assertThat(tab.eval("shown.join('|')")).isEqualTo("Because |Because models |Because models fail.");
			picture(tab, page);
			assertThat(this.openRouter.requests(model(question))).hasSize(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/index.html", "/event-source.html" })
	@DisplayName("a restart takes back what was shown, and the answer of the next model stands alone")
	void takesBackWhatIsVoid(String page) {
		String question = "restarted" + page.length();
		this.openRouter.model(model(question)).answersInChunks("Because ", "models ").fails(Fault.cutAfter(1));
		this.openRouter.model(model("next-" + question)).answersInChunks("Models ", "fail.");
		try (Tab tab = ask(page, question)) {
			soon().until(() -> tab.text("#state").equals("Complete (stop)."));
			assertThat(tab.text("#answer")).isEqualTo("Models fail.");
			assertThat(tab.eval("shown.join('|')")).startsWith("Because ||Models ");
		}
	}

	/** For whoever wants to look. */
	private void picture(Tab tab, String page) throws IOException {
		String folder = System.getProperty("browser.screenshots");
		if (folder != null) {
			Files.write(Path.of(folder, this.type + page.replaceAll("\\W", "-") + ".png"), tab.screenshot());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/index.html", "/event-source.html" })
	@DisplayName("whoever cancels pays for no more: the request upstream is closed")
	void cancelsUpstream(String page) {
		String question = "cancelled" + page.length();
		this.openRouter.model(model(question)).fails(Fault.endlessDrip(Duration.ofMillis(40)));
		try (Tab tab = ask(page, question)) {
			soon().until(() -> !tab.text("#answer").isEmpty());
			tab.click("#cancel");
			soon().until(() -> tab.text("#state").equals("Cancelled."));
			assertThat(this.openRouter.awaitClosed(this.openRouter.requests(model(question)).get(0), LIMIT)).isTrue();
			assertThat(this.openRouter.requests(model(question))).hasSize(1);
		}
	}

	@Test
	@DisplayName("a tab that is closed cancels too")
	void aClosedTabCancelsUpstream() {
		this.openRouter.model(model("closed")).fails(Fault.endlessDrip(Duration.ofMillis(40)));
		try (Tab tab = ask("/index.html", "closed")) {
			soon().until(() -> !tab.text("#answer").isEmpty());
		}
		assertThat(this.openRouter.awaitClosed(this.openRouter.requests(model("closed")).get(0), LIMIT)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/index.html", "/event-source.html" })
	@DisplayName("a failure behind the first words is shown, once")
	void showsAFailureOnce(String page) {
		String question = "impatient-failure" + page.length();
		this.openRouter.model(model(question)).answersInChunks("Because ", "models ").fails(Fault.cutAfter(1));
		try (Tab tab = ask(page, question)) {
			soon().until(() -> tab.text("#state").equals("No whole answer: The call failed: incomplete"));
			assertThat(tab.text("#answer")).isEqualTo("Because ");
			assertThat(this.openRouter.requests(model(question))).hasSize(1);
		}
	}

	@Test
	@DisplayName("a failure before the first words is shown in the words of the problem detail")
	void showsAProblem() {
		this.openRouter.model(model("refused")).fails(Fault.status(400));
		try (Tab reader = ask("/index.html", "refused"); Tab source = ask("/event-source.html", "refused")) {
			soon().until(() -> reader.text("#state").equals("No whole answer: The call failed: invalid-request"));
			soon().until(() -> source.text("#state").startsWith("No whole answer: refused"));
			assertThat(this.openRouter.requests(model("refused"))).hasSize(2);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "impatient-whole", "impatient-broken", "impatient-lost", "refused-at-once" })
	@DisplayName("a page that never closes its stream, with a browser that asks again at once, is told that there is no more")
	void answersACarelessPageThatThereIsNoMore(String question) {
		if (question.endsWith("broken")) {
			this.openRouter.model(model(question)).answersInChunks("Because ", "models ").fails(Fault.cutAfter(1));
		}
		if (question.startsWith("refused")) {
			this.openRouter.model(model(question)).fails(Fault.status(400));
		}
		try (Tab tab = open("/careless.html?q=" + question)) {
			soon().until(() -> tab.eval("String(source.readyState)").equals("2"));
			assertThat(this.openRouter.requests(model(question))).hasSize(1);
			assertThat(tab.text("#seen").split(" ")).doesNotContain("message").endsWith("error");
		}
	}

	@Test
	@Order(Order.DEFAULT + 1)
	@DisplayName("a tab that is left open, where the id is lost on the way, does not ask again either")
	void putsOffWhoeverLosesTheId() {
		Awaitility.await().atMost(LIMIT).until(() -> System.nanoTime() - this.opened > USUAL.plusMillis(700).toNanos());
		Tab tab = Objects.requireNonNull(this.patient);
		assertThat(tab.text("#seen")).endsWith("end error");
		assertThat(tab.eval("String(source.readyState)")).isEqualTo("0");
		assertThat(this.openRouter.requests(model("patient"))).hasSize(1);
		tab.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		StreamController streamController(CascadeTemplate cascade) {
			return new StreamController(cascade);
		}

	}

	@RestController
	static class StreamController {

		private final CascadeTemplate cascade;

		StreamController(CascadeTemplate cascade) {
			this.cascade = cascade;
		}

		@PostMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<ServerSentEvent<Map<String, Object>>> stream(@RequestBody Question question) {
			return stream(question.q());
		}

		@GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<ServerSentEvent<Map<String, Object>>> stream(@RequestParam String q) {
			Flux<ServerSentEvent<Map<String, Object>>> events = CascadeServerSentEvents
				.of(this.cascade.stream(CascadeRequest.of(q)
					.models(model(q), model("next-" + q))
					.streaming((rules) -> rules.withOnBreak(onBreak(q)))));
			Flux<ServerSentEvent<Map<String, Object>>> sent = q.startsWith("impatient")
					? events.map(StreamController::impatient) : events;
			return q.endsWith("lost") ? sent.take(1).concatWith(Flux.error(new IllegalStateException("cut"))) : sent;
		}

		private static OnBreak onBreak(String q) {
			return q.startsWith("restarted") ? OnBreak.RESTART : OnBreak.FAIL;
		}

		/** The same, from a server whose browsers ask again at once. */
		private static ServerSentEvent<Map<String, Object>> impatient(ServerSentEvent<Map<String, Object>> event) {
			return ServerSentEvent.<Map<String, Object>>builder()
				.id(event.id())
				.event(event.event())
				.data(event.data())
				.retry(Duration.ofMillis(50))
				.build();
		}

	}

	record Question(String q) {
	}

}
