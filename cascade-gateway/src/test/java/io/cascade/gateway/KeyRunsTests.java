package io.cascade.gateway;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

import io.cascade.CascadeRun;
import io.cascade.RunLimits;
import io.cascade.Runs;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

@NullUnmarked
@Tag("any-jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyRunsTests {

	private GatewayFixture gateway;

	@BeforeAll
	void start() {
		this.gateway = GatewayFixture.start();
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@BeforeEach
	void reset() {
		this.gateway.reset();
	}

	private HttpResponse<String> ask(String secret, String run, boolean streamed) throws Exception {
		return this.gateway
			.sending(this.gateway
				.unsigned("/v1/chat/completions", GatewayFixture.question("assistant", "stream", streamed))
				.header("Authorization", "Bearer " + secret)
				.header(RunHeader.NAME, run)
				.build())
			.get(20, TimeUnit.SECONDS);
	}

	@Test
	void aLoopOfRequestsEndsAtTheLimitOfItsRun() throws Exception {
		assertThat(ask(GatewayFixture.SECRET, "loop; requests=2", false).statusCode()).isEqualTo(200);
		assertThat(ask(GatewayFixture.SECRET, "loop", true).statusCode()).isEqualTo(200);
		for (boolean streamed : List.of(false, true)) {
			HttpResponse<String> refused = ask(GatewayFixture.SECRET, "loop", streamed);
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.body()).contains("run_limit_exceeded", "requests")
				.doesNotContain("a/first", "assistant");
			assertThat(refused.headers().firstValue("x-should-retry")).hasValue("false");
		}
		assertThat(this.gateway.openRouter().requests()).hasSize(2);
	}

	@Test
	void anotherKeyHasRunsOfItsOwn() throws Exception {
		assertThat(ask(GatewayFixture.SECRET, "mine; requests=1", false).statusCode()).isEqualTo(200);
		assertThat(ask(GatewayFixture.OTHER_SECRET, "mine; requests=1", false).statusCode()).isEqualTo(200);
		assertThat(ask(GatewayFixture.SECRET, "mine", false).statusCode()).isEqualTo(429);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a; requests=-1", "a; requests=many", "a; deadline=0s", "a; deadline=300",
			"a; deadline=5y", "a; budget=-1", "a; budget=1e999999999", "a; chain=secret", "a b", ";",
			"a; requests=1; requests=2; budget=1; deadline=1s" })
	void whatIsNoRunIsRefused(String header) throws Exception {
		HttpResponse<String> refused = ask(GatewayFixture.SECRET, header, false);
		assertThat(refused.statusCode()).isEqualTo(400);
		assertThat(refused.body()).contains(RunHeader.NAME);
		assertThat(this.gateway.openRouter().requests()).isEmpty();
	}

	@Test
	void limitsAreRead() {
		assertThat(RunHeader.parse("task-12; budget=0.50 ;deadline = 5m;requests=40")).isEqualTo(new RunHeader(
				"task-12", RunLimits.NONE.withBudget("0.50").withDeadline(Duration.ofMinutes(5)).withMaxRequests(40)));
	}

	static LongStream seeds() {
		return LongStream.range(0, 500);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void anythingIsARunOrRefused(long seed) {
		Random random = new Random(seed);
		List<String> parts = List.of("a", ";", "=", " ", "budget", "deadline", "requests", "1", "-", ".", "e9", "5m",
				"\u0000", "é", "9".repeat(40));
		StringBuilder header = new StringBuilder();
		for (int i = random.nextInt(12); i >= 0; i--) {
			header.append(parts.get(random.nextInt(parts.size())));
		}
		try {
			assertThat(RunHeader.parse(header.toString()).id()).isNotBlank().hasSizeLessThan(129);
		}
		catch (GatewayException ex) {
			assertThat(ex.error().status()).isEqualTo(400);
		}
	}

	@Test
	void aRunIsForgottenWhenNobodyUsesItOrTooManyAreNewer() {
		AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
		KeyRuns runs = new KeyRuns(now::get);
		CascadeRun first = run(runs, "first");
		now.updateAndGet((before) -> before.plus(Duration.ofMinutes(59)));
		assertThat(run(runs, "first")).isSameAs(first);
		now.updateAndGet((before) -> before.plus(Duration.ofMinutes(60)));
		CascadeRun second = run(runs, "first");
		assertThat(second).isNotSameAs(first);
		for (int i = 0; i < 99; i++) {
			run(runs, "run-" + i);
		}
		assertThat(run(runs, "first")).isSameAs(second);
		for (int i = 0; i < 100; i++) {
			run(runs, "other-" + i);
		}
		assertThat(run(runs, "first")).isNotSameAs(second);
	}

	private static CascadeRun run(KeyRuns runs, String id) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(RunHeader.NAME, id);
		Mono<Runs> inside = Mono.deferContextual((context) -> Mono.just(Runs.in(context)));
		return runs.around(GatewayKey.named("team"), headers, inside).block().all().get(0);
	}

}
