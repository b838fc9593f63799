package io.cascade.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.cascade.FailureKind;
import io.cascade.Upstream;
import io.cascade.UpstreamException;
import io.cascade.UpstreamException.Details;
import io.cascade.exchange.Time;
import io.cascade.health.MovableClock;
import io.cascade.pricing.CachedCatalog;
import io.cascade.pricing.Catalog;
import io.cascade.pricing.ModelInfo;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CatalogRefresh}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CatalogRefreshTests {

	private static final Mono<Catalog> FAILURE = Mono.error(() -> new UpstreamException("openrouter",
			FailureKind.UNAVAILABLE, Details.because("the upstream's words"), null));

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final MovableClock clock = new MovableClock();

	private final CachedCatalog catalog = new CachedCatalog(Upstream.DEFAULT, this.clock);

	private final AtomicInteger asked = new AtomicInteger();

	private final AtomicInteger loaded = new AtomicInteger();

	private Mono<Catalog> answer = Mono.just(catalog(1));

	private final CatalogRefresh refresh = new CatalogRefresh(this::ask, this.catalog,
			new Time(this.clock, this.scheduler), this.loaded::incrementAndGet);

	private Mono<Catalog> ask() {
		this.asked.incrementAndGet();
		return this.answer;
	}

	@Test
	void asksAtStartInTheBackground() {
		Sinks.One<Catalog> slow = Sinks.one();
		this.answer = slow.asMono();
		start();
		assertThat(this.refresh.isRunning()).isTrue();
		assertThat(this.catalog.size()).isZero();
		slow.tryEmitValue(catalog(1)).orThrow();
		assertThat(this.asked).hasValue(1);
		assertThat(this.catalog.size()).isEqualTo(1);
		assertThat(this.loaded).hasValue(1);
	}

	@Test
	@DisplayName("an application without calls asks nobody; a call after the max-age does, once")
	void asksAgainOnlyForACall() {
		start();
		this.answer = Mono.just(catalog(2));
		pass(Duration.ofDays(1));
		assertThat(this.asked).hasValue(1);
		touch();
		touch();
		assertThat(this.asked).hasValue(2);
		assertThat(this.catalog.size()).isEqualTo(2);
		assertThat(this.loaded).hasValue(1);
		pass(Duration.ofSeconds(299));
		touch();
		assertThat(this.asked).hasValue(2);
		pass(Duration.ofSeconds(1));
		touch();
		assertThat(this.asked).hasValue(3);
	}

	@Test
	void asksOnceHoweverManyCallsCome() {
		start();
		Sinks.One<Catalog> slow = Sinks.one();
		this.answer = slow.asMono();
		pass(Duration.ofHours(1));
		for (int call = 0; call < 100; call++) {
			touch();
			pass(Duration.ofMinutes(10));
		}
		assertThat(this.asked).hasValue(2);
		slow.tryEmitValue(catalog(3)).orThrow();
		assertThat(this.catalog.size()).isEqualTo(3);
	}

	@Test
	@DisplayName("after failures it waits from 30 s to 15 min, and keeps the last copy")
	void waitsLongerAfterEachFailure() {
		start();
		this.answer = FAILURE;
		pass(Duration.ofHours(1));
		touch();
		int[] waits = { 30, 60, 120, 240, 480, 900, 900 };
		for (int number = 0; number < waits.length; number++) {
			pass(Duration.ofSeconds(waits[number] - 1));
			touch();
			assertThat(this.asked).hasValue(number + 2);
			pass(Duration.ofSeconds(1));
			touch();
			assertThat(this.asked).hasValue(number + 3);
		}
		assertThat(this.catalog.size()).isEqualTo(1);
		this.answer = Mono.just(catalog(2));
		pass(Duration.ofMinutes(15));
		touch();
		this.answer = FAILURE;
		pass(Duration.ofMinutes(5));
		touch();
		pass(Duration.ofSeconds(30));
		touch();
		assertThat(this.asked).hasValue(waits.length + 5);
	}

	@Test
	@DisplayName("a first failure is told in one line, and its end in another, without the upstream's words")
	void reportsAFirstFailureAndItsEnd(CapturedOutput output) {
		this.answer = FAILURE;
		start();
		pass(Duration.ofHours(1));
		touch();
		assertThat(this.loaded).hasValue(0);
		this.answer = Mono.just(catalog(2));
		pass(Duration.ofHours(1));
		touch();
		assertThat(this.loaded).hasValue(1);
		this.answer = FAILURE;
		pass(Duration.ofHours(1));
		touch();
		assertThat(output.toString().lines().filter((line) -> line.contains("CatalogRefresh")))
			.filteredOn((line) -> !line.contains("DEBUG"))
			.satisfiesExactly((line) -> assertThat(line).contains("WARN", "was not read (unavailable)"),
					(line) -> assertThat(line).contains("INFO", "2 models"));
		assertThat(output).doesNotContain("the upstream's words");
	}

	@Test
	void countsNothingAndAnEmptyCatalogAndAnExceptionAsFailures() {
		start();
		for (Mono<Catalog> failure : List.of(Mono.just(catalog(0)), Mono.<Catalog>empty(),
				Mono.<Catalog>error(new IllegalStateException("no")))) {
			this.answer = failure;
			pass(Duration.ofHours(1));
			touch();
		}
		this.answer = Mono.just(catalog(2));
		pass(Duration.ofSeconds(119));
		touch();
		assertThat(this.catalog.size()).isEqualTo(1);
		pass(Duration.ofSeconds(1));
		touch();
		assertThat(this.catalog.size()).isEqualTo(2);
	}

	@Test
	void stopsAndStartsAgain() {
		assertThat(this.refresh.isRunning()).isFalse();
		touch();
		assertThat(this.asked).hasValue(0);
		Sinks.One<Catalog> slow = Sinks.one();
		this.answer = slow.asMono();
		start();
		this.refresh.stop();
		assertThat(slow.currentSubscriberCount()).isZero();
		assertThat(this.refresh.isRunning()).isFalse();
		pass(Duration.ofDays(1));
		touch();
		assertThat(this.asked).hasValue(1);
		this.answer = Mono.just(catalog(1));
		start();
		assertThat(this.catalog.size()).isEqualTo(1);
	}

	private void start() {
		this.refresh.start();
		this.scheduler.advanceTime();
	}

	private void touch() {
		this.refresh.touched();
		this.scheduler.advanceTime();
	}

	private void pass(Duration time) {
		this.clock.move(time);
		this.scheduler.advanceTimeBy(time);
	}

	private static Catalog catalog(int size) {
		List<ModelInfo> models = IntStream.range(0, size)
			.mapToObj((number) -> new ModelInfo("a/" + number, null, null, null, null, null, null, null))
			.toList();
		return new Catalog(models, Duration.ofMinutes(5));
	}

}
