package io.cascade.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.FallbackRules;
import io.cascade.GateRules;
import io.cascade.HedgeRules;
import io.cascade.Hop;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.RetryRules;
import io.cascade.SelectionRules;
import io.cascade.StreamRules;
import io.cascade.Target;
import io.cascade.Timeouts;
import io.cascade.Upstream;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Exchange;
import io.cascade.resilience.LimitRules.WhenFull;
import io.cascade.stress.Race;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Waits for a place and for a minute, and whoever leaves meanwhile.
 */
class LimitedHopTests {

	private static final Upstream UPSTREAM = new Upstream("ollama", Dialect.OPENAI, 1, "account");

	private static final Target TARGET = new Target(UPSTREAM, "llama", "test", Options.none(),
			ProviderPreferences.none(), Target.Traits.UNKNOWN);

	private static final Duration TWO_MINUTES = Duration.ofMinutes(2);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();

	private final OpenCalls openCalls = new OpenCalls();

	private final AtomicInteger sent = new AtomicInteger();

	private final AtomicInteger ended = new AtomicInteger();

	private final List<FailureKind> failures = new ArrayList<>();

	private Sinks.Empty<CascadeChunk> first = Sinks.empty();

	private Exchange limited(@Nullable Integer inFlight, @Nullable Integer perMinute, Scheduler scheduler) {
		UpstreamLimit limit = new UpstreamLimit(LimitScope.upstream("ollama"),
				new LimitRules(inFlight, perMinute, WhenFull.WAIT, TWO_MINUTES), this.bulkheads,
				RateLimiterRegistry.ofDefaults(), scheduler);
		return LimitExchange.create((call) -> (this.sent.getAndIncrement() == 0) ? this.first.asMono().flux()
				: Flux.error(new IllegalStateException("at once")), List.of(limit));
	}

	private Disposable ask(Exchange exchange) {
		return exchange.exchange(call()).doFinally((type) -> this.ended.incrementAndGet()).subscribe((chunk) -> {
		}, (ex) -> this.failures.add((ex instanceof CascadeException known) ? known.kind() : FailureKind.UNKNOWN));
	}

	private static Call call() {
		CallSettings settings = new CallSettings(Timeouts.DEFAULTS.withDeadline(Duration.ofSeconds(2)),
				FallbackRules.DEFAULTS, StreamRules.DEFAULTS, HedgeRules.OFF, RetryRules.DEFAULTS,
				SelectionRules.DEFAULTS, GateRules.DEFAULTS);
		Chain chain = new Chain("test", List.of(TARGET), Options.none(), ProviderPreferences.none(), settings, 0,
				List.of(), List.of());
		return new Call(CascadeRequest.of("Why?"), chain, settings, true)
			.withHop(new Hop(0, List.of(TARGET), TARGET.options(), TARGET.provider()));
	}

	private int free() {
		return this.bulkheads.bulkhead("cascade-ollama").getMetrics().getAvailableConcurrentCalls();
	}

	@Test
	@DisplayName("P06 A queue of 2,000 before an upstream that fails at once ends, every call of it")
	void emptiesALongQueue() {
		Exchange exchange = limited(1, null, this.time);
		for (int i = 0; i < 2001; i++) {
			ask(exchange);
		}
		assertThat(this.sent).hasValue(1);
		this.first.tryEmitEmpty();
		assertThat(this.sent).hasValue(2001);
		assertThat(this.ended).hasValue(2001);
		assertThat(free()).isEqualTo(1);
	}

	@Test
	@DisplayName("P06 The same on real threads, with several places")
	void emptiesALongQueueOnRealThreads() {
		Exchange exchange = limited(5, null, Schedulers.parallel());
		Flux.range(0, 2001)
			.flatMap((
					i) -> exchange.exchange(call()).doFinally((type) -> this.ended.incrementAndGet()).onErrorComplete(),
					2001)
			.subscribe();
		this.first.tryEmitEmpty();
		await().untilAsserted(() -> {
			assertThat(this.ended).hasValue(2001);
			assertThat(free()).isEqualTo(5);
		});
	}

	@Test
	@DisplayName("P05 The deadline holds while a call waits for its minute")
	void keepsTheDeadlineWhileWaitingForTheMinute() {
		Exchange exchange = new DeadlineExchange(limited(null, 1, this.time), this.openCalls, this.time);
		ask(exchange);
		ask(exchange);
		assertThat(this.openCalls.count()).isEqualTo(2);
		this.time.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(this.failures).containsOnly(FailureKind.DEADLINE).hasSize(2);
		assertThat(this.openCalls.count()).isZero();
		assertThat(this.sent).hasValue(1);
	}

	@Test
	@DisplayName("P05 A shutdown ends the call that waits for its minute")
	void endsAtShutdownWhileWaitingForTheMinute() {
		Exchange exchange = new DeadlineExchange(limited(null, 1, this.time), this.openCalls, this.time);
		ask(exchange);
		ask(exchange);
		this.openCalls.endAll();
		assertThat(this.failures).containsOnly(FailureKind.SHUTDOWN).hasSize(2);
	}

	@Test
	@DisplayName("P05 The minute comes before the place, so nobody holds a place while waiting")
	void holdsNoPlaceWhileWaitingForTheMinute() {
		Exchange exchange = limited(2, 1, this.time);
		ask(exchange);
		ask(exchange);
		assertThat(free()).isEqualTo(1);
		this.time.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(this.sent).hasValue(2);
	}

	@Test
	@DisplayName("P05 The turn of whoever leaves goes to the next one")
	void passesTheTurnOn() {
		Exchange exchange = limited(null, 1, this.time);
		ask(exchange);
		for (int i = 0; i < 50; i++) {
			ask(exchange).dispose();
		}
		ask(exchange);
		this.time.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(this.sent).hasValue(2);
	}

	@Test
	@DisplayName("A listener of the bulkhead that throws costs no place, whatever it hears")
	void losesNoPlaceToAListenerThatThrows() {
		Exchange exchange = limited(1, null, this.time);
		this.bulkheads.bulkhead("cascade-ollama")
			.getEventPublisher()
			.onCallPermitted(LimitedHopTests::fail)
			.onCallRejected(LimitedHopTests::fail)
			.onCallFinished(LimitedHopTests::fail)
			.onEvent(LimitedHopTests::fail);
		Disposable asked = ask(exchange);
		Disposable waiting = ask(exchange);
		assertThat(this.sent).hasValue(1);
		assertThat(free()).isZero();
		waiting.dispose();
		asked.dispose();
		assertThat(free()).isEqualTo(1);
	}

	private static void fail(Object event) {
		throw new IllegalStateException(event.toString());
	}

	@Test
	@DisplayName("Place × cancel: no place is lost, and none is had twice")
	void placeMeetsCancel() {
		Map<String, Integer> outcomes = Race.of(2_000).run((random) -> new Round());
		assertThat(outcomes.keySet()).isSubsetOf("sent 1, free 1", "sent 2, free 1");
	}

	/** One holds the place, another waits for it and leaves when it comes. */
	private static final class Round implements Race.Round {

		private final LimitedHopTests fresh = new LimitedHopTests();

		private final Exchange exchange = this.fresh.limited(1, null, Schedulers.immediate());

		private final Disposable holder = this.fresh.ask(this.exchange);

		private final Disposable waiting = this.fresh.ask(this.exchange);

		@Override
		public void one() {
			this.holder.dispose();
		}

		@Override
		public void other() {
			this.waiting.dispose();
		}

		@Override
		public String outcome() {
			return "sent %s, free %d".formatted(this.fresh.sent, this.fresh.free());
		}

	}

}
