package io.cascade.resilience;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Compaction;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.ExchangeOperations;
import io.cascade.exchange.Time;
import io.cascade.health.AllAvailable;
import io.cascade.routing.PlanningContext;
import io.cascade.routing.RoutePlanner;
import io.cascade.routing.RoutingExchange;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * The stages above HTTP on virtual time, over hops that do what they are told. Each
 * request carries one model.
 */
final class FakeHops {

	private static final Upstream UPSTREAM = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 1, "account");

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final Map<String, Function<Call, Flux<CascadeChunk>>> behaviour = new LinkedHashMap<>();

	private final List<String> asked = new ArrayList<>();

	private final List<Long> askedAt = new ArrayList<>();

	private final List<String> cancelled = new ArrayList<>();

	private final OpenCalls openCalls = new OpenCalls();

	FakeHops model(String model, Function<Call, Flux<CascadeChunk>> answer) {
		this.behaviour.put(model, answer);
		return this;
	}

	/** Gives a word after a time, and the end at once after it. */
	FakeHops answers(String model, Duration after, String word) {
		return model(model, (call) -> Mono.delay(after, this.time)
			.flatMapMany((tick) -> Flux.concat(Flux.just(new CascadeChunk.Text(word)), end(call))));
	}

	/** Is silent until a limit of its own makes it fail. */
	FakeHops timesOut(String model, Duration after) {
		return model(model,
				(call) -> Mono.delay(after, this.time).flatMapMany((tick) -> failure(call, FailureKind.TIMEOUT)));
	}

	Flux<CascadeChunk> failure(Call call, FailureKind kind) {
		return Flux.defer(() -> {
			List<Attempt> attempts = List.of(attempt(call, Outcome.FAILED, kind));
			call.journal().add(attempts);
			return Flux.error(new UpstreamException(Upstream.DEFAULT, kind,
					UpstreamException.Details.NONE.withAttempts(attempts), null));
		});
	}

	Flux<CascadeChunk> end(Call call) {
		return Flux.defer(() -> {
			call.journal().add(List.of(attempt(call, Outcome.ANSWERED, null)));

			return Flux.just(CascadeChunk.End.of(call.hop().first().attempt(0, Outcome.ANSWERED), "stop"));
		});
	}

	static Attempt attempt(Call call, Outcome outcome, @Nullable FailureKind kind) {
		return call.hop().first().attempt(call.hop().index(), outcome).withKind(kind);
	}

	private Flux<CascadeChunk> perform(Call call) {
		String model = call.hop().first().model();
		return Flux.defer(() -> {
			this.asked.add(model);
			this.askedAt.add(this.time.now(TimeUnit.MILLISECONDS));
			return Objects.requireNonNull(this.behaviour.get(model)).apply(call);
		}).doOnCancel(() -> {
			this.cancelled.add(model);
			call.journal().add(List.of(attempt(call, Outcome.CANCELLED, null)));
		});
	}

	CascadeOperations cascade(UnaryOperator<CallSettings> settings) {
		List<Target> targets = this.behaviour.keySet()
			.stream()
			.map((model) -> new Target(UPSTREAM, model, "test", Options.none(), ProviderPreferences.none(),
					Target.Traits.UNKNOWN))
			.toList();
		Chain chain = new Chain("test", targets, Options.none(), ProviderPreferences.none(),
				settings.apply(CallSettings.DEFAULTS), 0, List.of(), List.of());
		Exchange exchange = new HedgeExchange(this::perform, new HedgeDelays(this.time), this.time);
		exchange = new RoutingExchange(exchange, List.of(), PlanningContext.of(new AllAvailable()),
				new Time(Clock.systemUTC(), this.time), Compaction.NONE);
		exchange = new DeadlineExchange(exchange, this.openCalls, this.time);
		return new ExchangeOperations(new Chains(List.of(chain), "test", List.of(UPSTREAM), 1000, (slug) -> null),
				exchange, new RoutePlanner(PlanningContext.of(new AllAvailable())), ExchangeOperations.Services.NONE);
	}

	CascadeOperations cascade() {
		return cascade(UnaryOperator.identity());
	}

	void advance(Duration duration) {
		this.time.advanceTimeBy(duration);
	}

	VirtualTimeScheduler time() {
		return this.time;
	}

	OpenCalls openCalls() {
		return this.openCalls;
	}

	List<String> asked() {
		return this.asked;
	}

	List<Long> askedAt() {
		return this.askedAt;
	}

	List<String> cancelled() {
		return this.cancelled;
	}

}
