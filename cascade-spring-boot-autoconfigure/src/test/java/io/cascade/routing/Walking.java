package io.cascade.routing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.cascade.Attempt;
import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Cost;
import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.FallbackInterceptor;
import io.cascade.FallbackRules;
import io.cascade.GateRules;
import io.cascade.HedgeRules;
import io.cascade.Hop;
import io.cascade.Options;
import io.cascade.PromptCompactor;
import io.cascade.ProviderPreferences;
import io.cascade.RetryRules;
import io.cascade.SelectionRules;
import io.cascade.StreamRules;
import io.cascade.Target;
import io.cascade.Timeouts;
import io.cascade.Upstream;
import io.cascade.UpstreamException;
import io.cascade.Usage;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Compaction;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.Time;
import io.cascade.exchange.Workers;
import io.cascade.health.AllAvailable;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Chains to walk, and hops that answer as they are told to.
 */
final class Walking {

	static final Upstream OPENROUTER = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 3, "main");

	static final Upstream SINGLE = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 1, "main");

	static final Upstream OLLAMA = new Upstream("ollama", Dialect.OPENAI, 1, "none");

	static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

	static final Duration SOON = Duration.ofSeconds(5);

	final List<Hop> hops = new ArrayList<>();

	final List<Call> calls = new ArrayList<>();

	private final Deque<Function<Call, Flux<CascadeChunk>>> script = new ArrayDeque<>();

	private final List<Target> targets;

	private CallSettings settings = CallSettings.DEFAULTS;

	private CascadeRequest request = CascadeRequest.of("Why?");

	private final List<FallbackInterceptor> interceptors = new ArrayList<>();

	private PlanningContext planning = PlanningContext.of(new AllAvailable());

	private @Nullable PromptCompactor compactor;

	final VirtualTimeScheduler timer = VirtualTimeScheduler.create();

	private Walking(List<Target> targets) {
		this.targets = targets;
	}

	/** A chain of models that are asked one by one. */
	static Walking oneByOne(String... slugs) {
		return of(Arrays.stream(slugs).map((slug) -> target(SINGLE, slug)).toList());
	}

	/** A chain of models of which a request may carry three. */
	static Walking inThrees(String... slugs) {
		return of(Arrays.stream(slugs).map((slug) -> target(OPENROUTER, slug)).toList());
	}

	static Walking of(List<Target> targets) {
		return new Walking(targets);
	}

	static Target target(Upstream upstream, String slug) {
		return new Target(upstream, slug, "test", Options.none(), ProviderPreferences.none(), Target.Traits.UNKNOWN);
	}

	/** A target that goes on from a text. */
	static Target prefilled(String slug) {
		return new Target(SINGLE, slug, "test", Options.none(), ProviderPreferences.none(),
				new Target.Traits(null, null, true, null, null));
	}

	Walking rules(FallbackRules rules) {
		this.settings = new CallSettings(Timeouts.DEFAULTS, rules, this.settings.stream(), HedgeRules.OFF,
				RetryRules.DEFAULTS, SelectionRules.DEFAULTS, GateRules.DEFAULTS);
		return this;
	}

	Walking stream(StreamRules rules) {
		this.settings = new CallSettings(Timeouts.DEFAULTS, this.settings.fallback(), rules, HedgeRules.OFF,
				RetryRules.DEFAULTS, SelectionRules.DEFAULTS, GateRules.DEFAULTS);
		return this;
	}

	Walking timeouts(Timeouts limits) {
		return settings((before) -> new CallSettings(limits, before.fallback(), before.stream(), before.hedge(),
				before.retry(), before.selection(), GateRules.DEFAULTS));
	}

	Walking compaction(PromptCompactor compactor) {
		this.compactor = compactor;
		return this;
	}

	Walking request(CascadeRequest request) {
		this.request = request;
		return this;
	}

	Walking planning(PlanningContext other) {
		this.planning = other;
		return this;
	}

	Walking settings(UnaryOperator<CallSettings> change) {
		this.settings = change.apply(this.settings);
		return this;
	}

	Walking intercepted(FallbackInterceptor interceptor) {
		this.interceptors.add(interceptor);
		return this;
	}

	/** The next hop gives these chunks and fails, at its first target. */
	Walking fails(FailureKind kind, @Nullable Integer status, CascadeChunk... before) {
		return failsAt(kind, status, List.of(0), before);
	}

	/** The next hop gives these chunks and breaks, with what they used and cost. */
	Walking cut(Usage used, Cost cost, CascadeChunk... before) {
		this.script.add((call) -> {
			List<Attempt> attempts = List
				.of(attempt(call.hop(), 0, Attempt.Outcome.CUT, FailureKind.INCOMPLETE, null).withUsage(used)
					.withCost(cost));
			call.journal().add(attempts);
			return Flux.concat(Flux.just(before),
					Flux.error(new UpstreamException(call.hop().upstream().name(), FailureKind.INCOMPLETE,
							UpstreamException.Details.because("our words").withAttempts(attempts), null)));
		});
		return this;
	}

	/** The next hop fails for all its targets. */
	Walking failsWhole(FailureKind kind, int status) {
		return failsAt(kind, status, List.of(0, 1, 2));
	}

	/** The next hop fails at the targets at these positions. */
	Walking failsAt(FailureKind kind, @Nullable Integer status, List<Integer> positions, CascadeChunk... before) {
		this.script.add((call) -> {
			List<Attempt> attempts = positions.stream()
				.filter((at) -> at < call.hop().targets().size())
				.map((at) -> attempt(call.hop(), at, (before.length > 0) ? Attempt.Outcome.CUT : Attempt.Outcome.FAILED,
						kind, status))
				.toList();
			call.journal().add(attempts);
			String refused = (kind == FailureKind.INVALID_MODEL_ID) ? attempts.get(0).model() : null;
			return Flux.concat(Flux.just(before),
					Flux.error(new UpstreamException(call.hop().upstream().name(), kind,
							new UpstreamException.Details(status, "our words",
									(kind == FailureKind.RATE_LIMIT) ? Duration.ofSeconds(7L * this.hops.size()) : null,
									refused, attempts),
							null)));
		});
		return this;
	}

	/** The next hop does what it is told to. */
	Walking plays(Function<Call, Flux<CascadeChunk>> hop) {
		this.script.add(hop);
		return this;
	}

	/** The next hop breaks in a way that no exchange may. */
	Walking breaks(RuntimeException fault) {
		this.script.add((call) -> Flux.error(fault));
		return this;
	}

	Walking answers(String... pieces) {
		this.script.add((call) -> {
			Attempt answered = attempt(call.hop(), 0, Attempt.Outcome.ANSWERED, null, 200);
			call.journal().add(List.of(answered));
			CascadeChunk.End end = CascadeChunk.End.of(answered, "stop");
			return Flux.fromArray(pieces).<CascadeChunk>map(CascadeChunk.Text::new).concatWithValues(end);
		});
		return this;
	}

	static Attempt attempt(Hop hop, int at, Attempt.Outcome outcome, @Nullable FailureKind kind,
			@Nullable Integer status) {
		return hop.targets()
			.get(at)
			.attempt(hop.index(), outcome)
			.withKind(kind)
			.withStatus(status)
			.withElapsed(Duration.ofMillis(3));
	}

	/** Every request as it was sent, such as {@code [a/one, b/two]}. */
	List<String> sent() {
		return this.hops.stream().map(Hop::toString).toList();
	}

	Call call(boolean streamed) {
		Chain chain = new Chain("test", this.targets, Options.none(), ProviderPreferences.none(), this.settings, 0,
				List.of(), List.of());
		return new Call(this.request, chain, this.settings, streamed);
	}

	private Compaction compaction() {
		return Compaction.of(this.compactor, Workers.NONE,
				new Chains(List.of(call(false).chain()), "test", List.of(SINGLE), 1_000_000, (slug) -> null));
	}

	RoutingExchange exchange() {
		Exchange scripted = (call) -> Flux.defer(() -> {
			this.hops.add(call.hop());
			this.calls.add(call);
			return this.script.remove().apply(call);
		});
		return new RoutingExchange(scripted, this.interceptors, this.planning,
				new Time(Clock.fixed(NOW, ZoneOffset.UTC), this.timer), compaction());
	}

	Flux<CascadeChunk> streamed() {
		Call call = call(true);
		return exchange().exchange(call).doOnNext(call.journal().received()::add);
	}

	@Nullable CascadeResponse folded() {
		return CascadeResponse.collect(exchange().exchange(call(false))).block(SOON);
	}

}
