package io.cascade.openrouter;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import io.cascade.health.FinishHabits;
import io.cascade.pricing.Catalog;
import io.cascade.pricing.ModelInfo;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.web.reactive.function.client.WebClient;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link UpstreamClient#models()}.
 */
class CatalogTests {

	private static final ScriptedOpenRouter openRouter = ScriptedOpenRouter.start();

	@BeforeEach
	void reset() {
		openRouter.reset();
	}

	@AfterAll
	static void close() {
		openRouter.close();
	}

	@Test
	void readsWhatOpenRouterLists() {
		openRouter.lists("a/b").price("0.5", "1.5").contextLength(8000).inputs("text", "image").expires("2027-01-01");
		Catalog catalog = models(openRouter);
		assertThat(catalog.maxAge()).isEqualTo(Duration.ofMinutes(5));
		assertThat(catalog.models()).extracting(ModelInfo::id).contains("a/b", "openai/gpt-4.1");
		assertThat(catalog.models()).filteredOn((model) -> model.id().equals("a/b"))
			.singleElement()
			.satisfies((model) -> {
				assertThat(model.price()).hasToString(
						"Price[prompt=5E-7, completion=0.0000015, cacheRead=null, cacheWrite=null, reasoning=null, request=0, image=0, conditions=[]]");
				assertThat(model.contextLength()).isEqualTo(8000);
				assertThat(model.inputModalities()).contains("image");
				assertThat(model.expirationDate()).hasToString("2027-01-01");
			});
		assertThat(openRouter.requests()).isEmpty();
		assertThat(openRouter.catalogRequests()).singleElement().satisfies((request) -> {
			assertThat(request.query()).isEmpty();
			assertThat(request.header("Authorization")).isEqualTo("Bearer sk-or-v1-secret");
		});
	}

	@Test
	@DisplayName("all pages are read, and the first is asked for without parameters")
	void readsAllPages() {
		try (ScriptedOpenRouter large = ScriptedOpenRouter.start()) {
			large.knows(IntStream.range(0, 2500).mapToObj((number) -> "a/" + number).toArray(String[]::new));
			assertThat(models(large).models()).hasSize(2513)
				.extracting(ModelInfo::id)
				.doesNotHaveDuplicates()
				.contains("a/0", "a/2499");
			assertThat(large.catalogRequests()).extracting(RecordedRequest::query)
				.containsExactly("", "offset=1000&limit=1000", "offset=2000&limit=1000");
		}
	}

	@Test
	@DisplayName("a server that promises more than it has is not asked for ever")
	void stopsAtAnEmptyPageAndAfterTwentyPages() {
		openRouter.catalogBody("{\"data\": [{\"id\": \"a/b\"}], \"total_count\": 1000}");
		assertThat(models(openRouter).models()).hasSize(20);
		assertThat(openRouter.catalogRequests()).hasSize(20);
		openRouter.catalogBody("{\"data\": [], \"total_count\": 1000}");
		assertThat(models(openRouter).models()).isEmpty();
		assertThat(openRouter.catalogRequests()).hasSize(21);
	}

	@Test
	@DisplayName("half a page fails the whole, be it the first or the second")
	void failsForHalfAPage() {
		openRouter.catalogBody("{\"data\": [{\"id\": \"a/b\"}, {\"id\": \"a/");
		assertFails(FailureKind.MALFORMED);
		WireMockServer server = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
		server.start();
		try {
			server.stubFor(get(urlPathEqualTo("/api/v1/models"))
				.willReturn(okJson("{\"data\": [{\"id\": \"a/b\"}], \"total_count\": 2}")));
			server.stubFor(get("/api/v1/models?offset=1&limit=1000").willReturn(okJson("{\"data\": [{\"id\"")));
			UpstreamClient client = client(URI.create(server.baseUrl() + "/api/v1"), Schedulers.parallel());
			assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> client.models().block())
				.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(FailureKind.MALFORMED));
		}
		finally {
			server.stop();
		}
	}

	@ParameterizedTest
	@CsvSource({ "401, CREDENTIALS", "429, RATE_LIMIT", "500, SERVER_ERROR", "503, UNAVAILABLE" })
	void reportsWhyItWasNotRead(int status, FailureKind kind) {
		openRouter.failsCatalog(Fault.status(status).message("words with sk-or-v1-secret"));
		assertFails(kind);
	}

	@Test
	void failsForAnEmptyBodyAndABrokenConnection() {
		openRouter.catalogBody("");
		assertFails(FailureKind.EMPTY_ANSWER);
		openRouter.reset();
		openRouter.failsCatalog(Fault.resetAfter(0));
		assertFails(FailureKind.RESET);
	}

	@Test
	void readsAPageOfMegabytesWhateverTheCodecsAllow() {
		openRouter
			.catalogBody("{\"data\": [{\"id\": \"a/b\", \"description\": \"%s\"}]}".formatted("x".repeat(3_000_000)));
		assertThat(models(openRouter).models()).singleElement().extracting(ModelInfo::id).isEqualTo("a/b");
	}

	@Test
	void stopsReadingAPageThatIsTooLarge() {
		openRouter.catalogBody("{\"data\": [" + " ".repeat(17_000_000) + "]}");
		assertFails(FailureKind.TOO_LARGE);
	}

	@Test
	@DisplayName("a page that does not come within 30 s is given up")
	void givesUpAfterHalfAMinute() {
		openRouter.failsCatalog(Fault.silent());
		VirtualTimeScheduler time = VirtualTimeScheduler.create();
		StepVerifier.create(client(openRouter.baseUrl(), time).models())
			.then(() -> time.advanceTimeBy(Duration.ofSeconds(30)))
			.verifyErrorSatisfies((ex) -> assertThat(ex).isInstanceOfSatisfying(UpstreamException.class,
					(failure) -> assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT)));
	}

	private static void assertFails(FailureKind kind) {
		assertThatExceptionOfType(UpstreamException.class).isThrownBy(() -> models(openRouter)).satisfies((failure) -> {
			assertThat(failure.kind()).isEqualTo(kind);
			assertThat(failure.getMessage()).doesNotContain("words", "sk-or");
		});
	}

	private static Catalog models(ScriptedOpenRouter server) {
		return client(server.baseUrl(), Schedulers.parallel()).models()
			.blockOptional(Duration.ofSeconds(20))
			.orElseThrow();
	}

	private static UpstreamClient client(URI baseUrl, Scheduler scheduler) {
		UpstreamSettings settings = new UpstreamSettings(Fixtures.OPENROUTER, baseUrl, "sk-or-v1-secret", Map.of(),
				1000, 1000);
		return new UpstreamClient(settings, WebClient::builder, scheduler, Clock.systemUTC(), new FinishHabits());
	}

}
