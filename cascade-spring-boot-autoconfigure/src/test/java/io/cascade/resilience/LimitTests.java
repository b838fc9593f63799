package io.cascade.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.cascade.Attempt;
import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;
import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.Hop;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Exchange;
import io.cascade.resilience.LimitRules.WhenFull;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests in flight and requests a minute, over hops that end when they are told to.
 */
class LimitTests {

	private static final Upstream UPSTREAM = new Upstream("ollama", Dialect.OPENAI, 1, "account");

	private static final Target TARGET = new Target(UPSTREAM, "llama", "test", Options.none(),
			ProviderPreferences.none(), Target.Traits.UNKNOWN);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();

	private final Queue<Sinks.Many<CascadeChunk>> sent = new ConcurrentLinkedQueue<>();

	private final List<Throwable> failures = new ArrayList<>();

	private final List<Call> calls = new ArrayList<>();

	private int done;

	@AfterEach
	void reset() {
		VirtualTimeScheduler.reset();
	}

	private Exchange limited(LimitRules rules) {
		UpstreamLimit limit = new UpstreamLimit(LimitScope.upstream("ollama"), rules, this.bulkheads,
				RateLimiterRegistry.ofDefaults(), this.time);
		return LimitExchange.create((call) -> {
			Sinks.Many<CascadeChunk> hop = Sinks.many().unicast().onBackpressureBuffer();
			this.sent.add(hop);
			return hop.asFlux();
		}, rules.isOn() ? List.of(limit) : List.of());
	}

	private static LimitRules inFlight(@Nullable Integer count, WhenFull policy) {
		return new LimitRules(count, null, policy, Duration.ofSeconds(5));
	}

	private Disposable ask(Exchange exchange) {
		Call call = call();
		this.calls.add(call);
		return exchange.exchange(call).subscribe((chunk) -> {
		}, this.failures::add, () -> this.done++);
	}

	private static Call call() {
		Chain chain = new Chain("test", List.of(TARGET), Options.none(), ProviderPreferences.none(),
				CallSettings.DEFAULTS, 0, List.of(), List.of());
		return new Call(CascadeRequest.of("Why?"), chain, CallSettings.DEFAULTS, true)
			.withHop(new Hop(0, List.of(TARGET), TARGET.options(), TARGET.provider()));
	}

	private int free() {
		return this.bulkheads.bulkhead("cascade-ollama").getMetrics().getAvailableConcurrentCalls();
	}

	private void end() {
		this.sent.remove().tryEmitComplete();
	}

	@Test
	@DisplayName("Without a limit there is no stage")
	void isNotBuiltWithoutALimit() {
		Exchange next = (call) -> Flux.empty();
		assertThat(LimitExchange.create(next, List.of())).isSameAs(next);
	}

	@ParameterizedTest
	@CsvSource({ "NEXT,SATURATED", "FAIL,OVER_LIMIT" })
	@DisplayName("J08 B20 What is above the limit is not sent: the next target, or none, as configured")
	void refusesTheExcess(WhenFull policy, FailureKind kind) {
		Exchange exchange = limited(inFlight(10, policy));
		for (int i = 0; i < 11; i++) {
			ask(exchange);
		}
		assertThat(this.sent).hasSize(10);
		assertThat(this.failures).singleElement().isInstanceOfSatisfying(UpstreamException.class, (failure) -> {
			assertThat(failure.kind()).isEqualTo(kind);
			assertThat(failure).hasMessageContaining("max-in-flight of 10 is reached");
		});
		assertThat(this.calls.get(10).journal().attempts()).singleElement()
			.returns(kind, Attempt::kind)
			.returns(false, Attempt::possiblyBilled);
		this.sent.forEach(Sinks.Many::tryEmitComplete);
		assertThat(free()).isEqualTo(10);
		assertThat(this.done).isEqualTo(10);
	}

	@Test
	@DisplayName("J08 What is above the limit waits for its turn, in order")
	void waitsForItsTurn() {
		Exchange exchange = limited(inFlight(1, WhenFull.WAIT));
		ask(exchange);
		ask(exchange);
		ask(exchange);
		assertThat(this.sent).hasSize(1);
		end();
		assertThat(this.sent).hasSize(1);
		end();
		end();
		assertThat(this.done).isEqualTo(3);
		assertThat(free()).isEqualTo(1);
		assertThat(this.failures).isEmpty();
	}

	@Test
	@DisplayName("J08 Nobody waits for longer than max-wait")
	void givesUpWaiting() {
		Exchange exchange = limited(inFlight(1, WhenFull.WAIT));
		ask(exchange);
		ask(exchange);
		this.time.advanceTimeBy(Duration.ofMillis(4999));
		assertThat(this.failures).isEmpty();
		this.time.advanceTimeBy(Duration.ofMillis(1));
		assertThat(this.failures).singleElement()
			.isInstanceOfSatisfying(UpstreamException.class,
					(failure) -> assertThat(failure.kind()).isEqualTo(FailureKind.SATURATED));
		end();
		assertThat(free()).isEqualTo(1);
		assertThat(this.sent).isEmpty();
	}

	@Test
	@DisplayName("J08 Whoever cancels while waiting leaves the queue, and gives a place back")
	void leavesTheQueue() {
		Exchange exchange = limited(inFlight(1, WhenFull.WAIT));
		Disposable first = ask(exchange);
		Disposable second = ask(exchange);
		ask(exchange);
		second.dispose();
		first.dispose();
		assertThat(this.sent).as("the first, and the third in its place").hasSize(2);
		assertThat(free()).isZero();
		this.sent.remove();
		end();
		assertThat(this.done).isEqualTo(1);
		assertThat(free()).isEqualTo(1);
	}

	@Test
	@DisplayName("J08 A place comes back after a failure too")
	void givesThePlaceBackAfterAFailure() {
		Exchange exchange = limited(inFlight(1, WhenFull.NEXT));
		ask(exchange);
		this.sent.remove().tryEmitError(new IllegalStateException("broken"));
		assertThat(free()).isEqualTo(1);
	}

	@Test
	@DisplayName("B20 More requests than a minute may have are not sent")
	void keepsToTheRate() {
		Exchange exchange = limited(new LimitRules(null, 3, WhenFull.NEXT, Duration.ZERO));
		for (int i = 0; i < 5; i++) {
			ask(exchange);
		}
		assertThat(this.sent).hasSize(3);
		assertThat(this.failures).hasSize(2)
			.allSatisfy((failure) -> assertThat(failure).hasMessageContaining("max-per-minute of 3 is reached"));
	}

	@Test
	@DisplayName("B20 What is above the rate waits for its turn, where it may")
	void waitsForTheRate() {
		RateLimiterRegistry rates = RateLimiterRegistry.ofDefaults();
		rates.rateLimiter("cascade-ollama",
				RateLimiterConfig.custom()
					.limitForPeriod(1)
					.limitRefreshPeriod(Duration.ofMillis(200))
					.timeoutDuration(Duration.ofSeconds(5))
					.build());
		UpstreamLimit limit = new UpstreamLimit(LimitScope.upstream("ollama"),
				new LimitRules(null, 1, WhenFull.WAIT, Duration.ofSeconds(5)), this.bulkheads, rates,
				Schedulers.parallel());
		Exchange exchange = LimitExchange.create((call) -> Flux.empty(), List.of(limit));
		StepVerifier.create(Flux.range(0, 3).flatMap((i) -> exchange.exchange(call())).then())
			.expectComplete()
			.verify(Duration.ofSeconds(10));
		assertThat(rates.rateLimiter("cascade-ollama").getMetrics().getNumberOfWaitingThreads()).isZero();
	}

	@Test
	@DisplayName("A bulkhead of the application's own that waits would block, so it does not wait")
	void neverBlocks() {
		this.bulkheads.bulkhead("cascade-ollama",
				BulkheadConfig.custom().maxConcurrentCalls(1).maxWaitDuration(Duration.ofMinutes(1)).build());
		Exchange exchange = limited(inFlight(5, WhenFull.NEXT));
		ask(exchange);
		ask(exchange);
		assertThat(this.failures).hasSize(1);
	}

	@Test
	@DisplayName("Places and rates of an upstream have its name in the registries")
	void usesTheRegistries() {
		limited(inFlight(4, WhenFull.NEXT));
		assertThat(this.bulkheads.find("cascade-ollama")).get()
			.returns(4, (bulkhead) -> bulkhead.getBulkheadConfig().getMaxConcurrentCalls());
	}

	@Test
	@DisplayName("A limit of the model and one of the upstream are both kept, and what one refuses costs nothing of the other")
	void refusedByOneCostsNothingOfTheOther() {
		UpstreamLimit ofModel = new UpstreamLimit(LimitScope.models("llama", TARGET::equals),
				new LimitRules(null, 2, WhenFull.NEXT, Duration.ZERO), this.bulkheads, RateLimiterRegistry.ofDefaults(),
				this.time);
		UpstreamLimit ofUpstream = new UpstreamLimit(LimitScope.upstream("ollama"), inFlight(1, WhenFull.NEXT),
				this.bulkheads, RateLimiterRegistry.ofDefaults(), this.time);
		Exchange exchange = LimitExchange.create((call) -> {
			Sinks.Many<CascadeChunk> hop = Sinks.many().unicast().onBackpressureBuffer();
			this.sent.add(hop);
			return hop.asFlux();
		}, List.of(ofModel, ofUpstream));
		for (int i = 0; i < 5; i++) {
			ask(exchange);
		}
		assertThat(this.failures).hasSize(4)
			.allSatisfy((failure) -> assertThat(((UpstreamException) failure).kind()).isEqualTo(FailureKind.SATURATED));
		end();
		ask(exchange);
		assertThat(this.sent).hasSize(1);
		end();
		ask(exchange);
		assertThat(this.failures).hasSize(5);
		assertThat(((UpstreamException) this.failures.get(4)).kind()).isEqualTo(FailureKind.MODEL_LIMIT);
		assertThat(this.failures.get(4)).hasMessageContaining("max-per-minute of 2 for llama is reached");
		assertThat(free()).isEqualTo(1);
	}

}
