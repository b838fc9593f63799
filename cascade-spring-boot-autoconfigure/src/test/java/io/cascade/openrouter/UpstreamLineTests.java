package io.cascade.openrouter;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Workers;
import io.cascade.health.FinishHabits;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UpstreamLine}, by the client that has it.
 */
class UpstreamLineTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	/** For each time that a builder was asked for, whether that held up an event loop. */
	private final List<Boolean> made = new CopyOnWriteArrayList<>();

	private final UpstreamClient client = new UpstreamClient(new UpstreamSettings(Fixtures.OPENROUTER,
			URI.create("http://127.0.0.1:1/api/v1"), "sk-or-v1-secret", Map.of(), 1000, 1000), this::builder,
			Schedulers.parallel(), Clock.systemUTC(), new FinishHabits());

	private WebClient.Builder builder() {
		this.made.add(Schedulers.isInNonBlockingThread());
		return WebClient.builder();
	}

	@Test
	@DisplayName("the web client is made for the first look-up, once, and on no event loop")
	void isMadeForTheFirstLookUp() {
		assertThat(this.made).isEmpty();
		for (int i = 0; i < 2; i++) {
			Mono.defer(this.client::keyCredit).onErrorComplete().subscribeOn(Schedulers.parallel()).block(LIMIT);
		}
		assertThat(this.made).containsExactly(false);
	}

	@Test
	@DisplayName("the web client is made for the first call, once, and on no event loop")
	void isMadeForTheFirstCall() {
		Call call = Fixtures.call(Fixtures.QUESTION, Fixtures.hop("a/x"));
		try (Workers workers = Workers.start()) {
			for (int i = 0; i < 2; i++) {
				Flux.defer(() -> this.client.perform(call, workers, false))
					.onErrorComplete()
					.subscribeOn(Schedulers.parallel())
					.blockLast(LIMIT);
			}
		}
		assertThat(this.made).containsExactly(false);
	}

	@Test
	@DisplayName("what was prepared is not made again")
	void canBePrepared() {
		this.client.prepare();
		this.client.prepare();
		Mono.defer(this.client::keyCredit).onErrorComplete().block(LIMIT);
		assertThat(this.made).hasSize(1);
	}

	private static Stream<Throwable> failures() {
		return Stream.of(new IllegalStateException("state"), new NoClassDefFoundError("missing"),
				new StackOverflowError("deep"), new AssertionError("not so"),
				new ExceptionInInitializerError("static"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	@DisplayName("V01 a web client that can't be made ends the call and the look-up at once")
	void endsWhatCannotBeAsked(Throwable failure) {
		UpstreamClient broken = new UpstreamClient(
				new UpstreamSettings(Fixtures.OPENROUTER, URI.create("http://127.0.0.1:1/api/v1"), "sk-or-v1-secret",
						Map.of(), 1000, 1000),
				() -> StreamedAnswerTests.<RuntimeException, WebClient.Builder>fail(failure), Schedulers.parallel(),
				Clock.systemUTC(), new FinishHabits());
		Call call = Fixtures.call(Fixtures.QUESTION, Fixtures.hop("a/x"));
		try (Workers workers = Workers.start()) {
			Throwable told = Flux.defer(() -> broken.perform(call, workers, false))
				.subscribeOn(Schedulers.parallel())
				.then(Mono.<Throwable>empty())
				.onErrorResume(Mono::just)
				.block(LIMIT);
			assertThat(told).isInstanceOf(UpstreamException.class);
		}
		Throwable told = Mono.defer(broken::keyCredit)
			.then(Mono.<Throwable>empty())
			.onErrorResume(Mono::just)
			.block(Duration.ofSeconds(2));
		assertThat(told).isInstanceOf(UpstreamException.class);
	}

}
