package io.cascade.starter.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.cascade.CascadeRequestCustomizer;
import io.cascade.CascadeTemplate;
import io.cascade.health.Availability;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/servlet.md and docs/browser.md say of a servlet application.
 */
@Tag("any-jdk")
@ExtendWith(OutputCaptureExtension.class)
class ServletDocumentTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final Path DOCUMENTS = Path.of("..", "docs");

	private static final Path SOURCES = Path.of("src", "test", "java", "io", "cascade", "starter", "documents");

	private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static ScriptedOpenRouter openRouter;

	private static ConfigurableApplicationContext context;

	private static WebClient client;

	@BeforeAll
	static void start() {
		openRouter = ScriptedOpenRouter.start().acceptAnyModel();
		context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties(Map.of("server.port", "0", "cascade.base-url", openRouter.baseUrl().toString(),
					"cascade.chains.only.models", "a/x", "spring.mvc.async.request-timeout", "400ms"))
			.run();
		client = WebClient.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port"));
	}

	@AfterAll
	static void stop() {
		context.close();
		openRouter.close();
	}

	@BeforeEach
	void forget() {
		openRouter.reset();
		openRouter.acceptAnyModel();
		context.getBean(Availability.class).resetAll();
		context.getBean(Payers.class).seen().clear();
	}

	private static CompletableFuture<ResponseEntity<String>> get(String path) {
		return client.get()
			.uri(path)
			.header("X-Tenant", "acme")
			.exchangeToMono((response) -> response.toEntity(String.class))
			.toFuture();
	}

	private static ResponseEntity<String> answer(String path) {
		return get(path).orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
	}

	@ParameterizedTest
	@ValueSource(strings = { "browser.md", "servlet.md" })
	@DisplayName("the Java of the documents is compiled and run here")
	void snippetsAreCode(String document) throws IOException {
		List<String> snippets = JAVA.matcher(Files.readString(DOCUMENTS.resolve(document)))
			.results()
			.map((MatchResult found) -> code(found.group(1)))
			.toList();
		try (Stream<Path> files = Files.list(SOURCES)) {
			List<String> sources = files.map(ServletDocumentTests::read).toList();
			assertThat(snippets).isNotEmpty()
				.allSatisfy(
						(snippet) -> assertThat(sources).anySatisfy((source) -> assertThat(source).contains(snippet)));
		}
	}

	private static String read(Path file) {
		try {
			return code(Files.readString(file));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String code(String text) {
		return text.replaceAll("/\\*\\*.*?\\*/", "").replaceAll("(?s)/\\*\\*.*?\\*/\\s*", "").replaceAll("\\s+", " ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/waits?q=Why", "/hands-on?q=Why", "/stream?q=Why" })
	@DisplayName("waiting, handing on and events give the answer, and the tag of the thread's request")
	void answersWithTheTagOfTheRequest(String path) {
		assertThat(answer(path).getBody()).contains("a/x");
		assertThat(context.getBean(Payers.class).seen()).containsExactly("acme");
	}

	@Test
	@DisplayName("a Mono that is returned ends with Spring's limit, which cancels the call")
	void aMonoEndsWithTheLimitOfMvc() {
		openRouter.model("a/x").fails(Fault.silent());
		ResponseEntity<String> answer = answer("/hands-on?q=Why");
		assertThat(answer.getStatusCode().value()).isEqualTo(503);
		assertThat(openRouter.awaitClosed(openRouter.lastRequest(), LIMIT)).isTrue();
	}

	@Test
	@DisplayName("a stream is longer than Spring's limit")
	void aStreamHasNoLimitOfMvc() {
		openRouter.model("a/x")
			.answersInChunks("a", "b", "c", "d", "e")
			.fails(Fault.chunkDelay(Duration.ofMillis(150)));
		assertThat(answer("/stream?q=Why").getBody()).contains("\"a\"", "\"e\"", "event:end");
	}

	@Test
	@DisplayName("no connection is held while the model thinks")
	void asksBetweenTransactions(CapturedOutput output) {
		Connections connections = context.getBean(Connections.class);
		int before = connections.used.get();
		openRouter.model("a/x").answers("A bill.").fails(Fault.slowFirstToken(Duration.ofMillis(300)));
		CompletableFuture<Void> done = CompletableFuture.runAsync(() -> context.getBean(Invoices.class).summarize(7));
		Awaitility.await().atMost(LIMIT).until(() -> openRouter.callsTo("a/x") == 1);
		assertThat(connections.held).hasValue(0);
		done.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
		assertThat(connections.used).hasValue(before + 2);
		assertThat(context.getBean(Kept.class).saved()).contains("A bill.");
		assertThat(output).doesNotContain("inside a transaction");
	}

	@Test
	@DisplayName("the mistake: the connection is held, and the log says so")
	void reportsACallInsideATransaction(CapturedOutput output) {
		Connections connections = context.getBean(Connections.class);
		openRouter.model("a/x").fails(Fault.slowFirstToken(Duration.ofMillis(300)));
		CompletableFuture<String> done = CompletableFuture.supplyAsync(() -> context.getBean(TransactionTemplate.class)
			.execute((status) -> context.getBean(CascadeTemplate.class).ask("Why?").block(LIMIT)));
		Awaitility.await().atMost(LIMIT).until(() -> openRouter.callsTo("a/x") == 1);
		assertThat(connections.held).hasValue(1);
		done.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
		assertThat(output).containsOnlyOnce("A call to chain 'only' is made inside a transaction");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ AnswerController.class, WhyController.class, TenantTag.class, Invoices.class })
	static class Application {

		@Bean
		Connections connections() {
			return new Connections();
		}

		@Bean
		TransactionTemplate transactionTemplate(Connections connections) {
			return new TransactionTemplate(connections);
		}

		@Bean
		Kept kept() {
			return new Kept(new ConcurrentLinkedQueue<>());
		}

		@Bean
		Payers payers() {
			return new Payers(new ConcurrentLinkedQueue<>());
		}

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		CascadeRequestCustomizer payersSeen(Payers payers) {
			return (request) -> {
				payers.seen().add(request.tags().getOrDefault("tenant", "nobody"));
				return Mono.just(request);
			};
		}

	}

	record Payers(Queue<String> seen) {
	}

	record Kept(Queue<String> saved) implements InvoiceStore {

		@Override
		public String text(long id) {
			return "Invoice " + id;
		}

		@Override
		public void save(long id, String summary) {
			this.saved.add(summary);
		}

	}

	/** Transactions over a pool that only counts. */
	static final class Connections extends AbstractPlatformTransactionManager {

		private final AtomicInteger held = new AtomicInteger();

		private final AtomicInteger used = new AtomicInteger();

		@Override
		protected Object doGetTransaction() {
			return this;
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			this.held.incrementAndGet();
			this.used.incrementAndGet();
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			this.held.decrementAndGet();
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			this.held.decrementAndGet();
		}

	}

}
