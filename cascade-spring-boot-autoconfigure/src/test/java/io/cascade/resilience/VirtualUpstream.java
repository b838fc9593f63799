package io.cascade.resilience;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeListener;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.FallbackRules;
import io.cascade.GateRules;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.SelectionRules;
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
import io.cascade.health.CooldownStore;
import io.cascade.health.InMemoryCooldownStore;
import io.cascade.health.MovableClock;
import io.cascade.routing.PlanningContext;
import io.cascade.routing.RoutePlanner;
import io.cascade.routing.RoutingExchange;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The stages above HTTP on virtual time, over models that do as they are told. Each
 * request carries as many models as the upstream takes.
 */
final class VirtualUpstream implements AutoCloseable {

	static final Instant START = Instant.EPOCH;

	final RetryRegistry retryRegistry = RetryRegistry.ofDefaults();

	final CircuitBreakerRegistry circuitBreakers = CircuitBreakerRegistry.ofDefaults();

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.getOrSet();

	private final MovableClock clock = new MovableClock(new VirtualClock(this.scheduler));

	private final Random random = new Random(7);

	private final Map<String, Deque<Answer>> script = new HashMap<>();

	private final Map<String, Answer> always = new HashMap<>();

	private final List<Asked> asked = new ArrayList<>();

	private final Upstream upstream;

	private CircuitRules circuits = CircuitRules.DEFAULTS;

	private CooldownRules cooldowns = CooldownRules.DEFAULTS;

	private KindThresholds thresholds = KindThresholds.NONE;

	private Consumer<Call> watcher = (call) -> {
	};

	private CooldownStore store = new InMemoryCooldownStore(time());

	private @Nullable CurrentAvailability availability;

	VirtualUpstream(int maxModelsPerRequest) {
		this.upstream = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, maxModelsPerRequest, "account");
	}

	static VirtualUpstream oneByOne() {
		return new VirtualUpstream(1);
	}

	VirtualUpstream circuits(CircuitRules rules) {
		this.circuits = rules;
		return this;
	}

	VirtualUpstream thresholds(Map<FailureKind, Integer> byKind) {
		this.thresholds = new KindThresholds(byKind);
		this.thresholds.check();
		return this;
	}

	VirtualUpstream cooldowns(CooldownRules rules) {
		this.cooldowns = rules;
		return this;
	}

	/** What a model does next, one call after the other; then it answers. */
	VirtualUpstream model(String slug, Answer... answers) {
		this.script.computeIfAbsent(slug, (key) -> new ArrayDeque<>()).addAll(List.of(answers));
		return this;
	}

	/** What a model does whenever nothing else was said. */
	VirtualUpstream always(String slug, Answer answer) {
		this.always.put(slug, answer);
		return this;
	}

	/** Keeps the cooldowns, in place of a store of its own. */
	VirtualUpstream store(CooldownStore other) {
		this.store = other;
		return this;
	}

	MovableClock clock() {
		return this.clock;
	}

	Time time() {
		return new Time(this.clock, this.scheduler);
	}

	CurrentAvailability availability() {
		if (this.availability == null) {
			this.availability = new CurrentAvailability(
					new CurrentAvailability.Rules(this.circuits, this.cooldowns, this.thresholds), this.circuitBreakers,
					this.store, time(), this.random::nextDouble, CascadeListener.NONE);
		}
		return this.availability;
	}

	Target target(String slug) {
		return new Target(this.upstream, slug, "test", Options.none(), ProviderPreferences.none(),
				Target.Traits.UNKNOWN);
	}

	CascadeOperations cascade(UnaryOperator<CallSettings> settings, String... slugs) {
		List<Target> targets = Stream.of(slugs).map(this::target).toList();
		Chain chain = new Chain("test", targets, Options.none(), ProviderPreferences.none(),
				settings.apply(CallSettings.DEFAULTS), 0, List.of(), List.of());
		availability().register(targets);
		Retries retries = new Retries(this.retryRegistry, this.random::nextDouble, (name) -> Set.of());
		retries.register(chain);
		Exchange exchange = new CircuitExchange(this::perform, availability());
		exchange = new RetryExchange(exchange, retries, availability(), time());
		exchange = new RoutingExchange(exchange, List.of(), PlanningContext.of(availability()), time(),
				Compaction.NONE);
		exchange = new DeadlineExchange(exchange, new OpenCalls(), this.scheduler);
		return new ExchangeOperations(new Chains(List.of(chain), "test", List.of(this.upstream), 1000, (slug) -> null),
				exchange, new RoutePlanner(PlanningContext.of(availability())), ExchangeOperations.Services.NONE);
	}

	CascadeOperations cascade(String... slugs) {
		return cascade(UnaryOperator.identity(), slugs);
	}

	/** A chain that sends each hop once. */
	CascadeOperations once(UnaryOperator<FallbackRules> fallback, String... slugs) {
		return cascade((defaults) -> new CallSettings(defaults.timeouts(), fallback.apply(defaults.fallback()),
				defaults.stream(), defaults.hedge(), defaults.retry().withMaxAttempts(1),
				SelectionRules.DEFAULTS.withAllowPaid(true), GateRules.DEFAULTS), slugs);
	}

	CascadeOperations once(String... slugs) {
		return once(UnaryOperator.identity(), slugs);
	}

	/** Sees every hop as it is sent. */
	void watch(Consumer<Call> watcher) {
		this.watcher = watcher;
	}

	private Flux<CascadeChunk> perform(Call call) {
		return Flux.defer(() -> {
			this.watcher.accept(call);
			Target target = call.hop().first();
			long at = millis();
			this.asked.add(new Asked(target.model(), at, call.hop().toString()));
			Answer planned = this.script.getOrDefault(target.model(), new ArrayDeque<>()).poll();
			Answer answer = (planned != null) ? planned : this.always.getOrDefault(target.model(), Answer.OK);
			return Mono.delay(answer.after(), this.scheduler)
				.flatMapMany((tick) -> answer.kind() != null ? failed(call, answer) : answered(call, answer))
				.doOnCancel(() -> call.journal().add(List.of(attempt(call, Outcome.CANCELLED, answer))));
		});
	}

	private static Flux<CascadeChunk> answered(Call call, Answer answer) {
		call.journal().add(List.of(attempt(call, Outcome.ANSWERED, answer)));

		return Flux.just(new CascadeChunk.Text("Hello"),
				CascadeChunk.End.of(call.hop().first().attempt(0, Outcome.ANSWERED), "stop"));
	}

	private static Flux<CascadeChunk> failed(Call call, Answer answer) {
		FailureKind kind = Objects.requireNonNull(answer.kind());
		List<Attempt> attempts = List.of(attempt(call, answer.cut() ? Outcome.CUT : Outcome.FAILED, answer));
		call.journal().add(attempts);
		UpstreamException failure = new UpstreamException(Upstream.DEFAULT, kind,
				new UpstreamException.Details(answer.status(), null, answer.retryAfter(), null, attempts), null);
		return answer.cut() ? Flux.concat(Flux.just(new CascadeChunk.Text("Hel")), Flux.error(failure))
				: Flux.error(failure);
	}

	private static Attempt attempt(Call call, Outcome outcome, Answer answer) {
		boolean answered = outcome == Outcome.ANSWERED;
		return call.hop()
			.first()
			.attempt(call.hop().index(), outcome)
			.withKind((outcome == Outcome.CANCELLED) ? null : answer.kind())
			.withStatus(answered ? Integer.valueOf(200) : answer.status())
			.withElapsed(answer.after())
			.withTimeToFirstToken(answered ? answer.after() : null);
	}

	/** Lets time pass until the call is over. */
	Signal<CascadeResponse> run(Mono<CascadeResponse> call) {
		AtomicReference<@Nullable Signal<CascadeResponse>> end = new AtomicReference<>();
		call.materialize().subscribe(end::set);
		for (int step = 0; end.get() == null && step < 100_000; step++) {
			pass(Duration.ofMillis(10));
		}
		return Objects.requireNonNull(end.get(), "the call does not end");
	}

	CascadeResponse answer(CascadeOperations cascade) {
		return Objects.requireNonNull(run(cascade.exchange(CascadeRequest.of("Why?"))).get());
	}

	CascadeException failure(CascadeOperations cascade) {
		return (CascadeException) Objects
			.requireNonNull(run(cascade.exchange(CascadeRequest.of("Why?"))).getThrowable());
	}

	/** Asks so often, whatever comes of it. */
	void ask(CascadeOperations cascade, int times) {
		for (int i = 0; i < times; i++) {
			run(cascade.exchange(CascadeRequest.of("Why?")));
		}
	}

	/** Asks until the circuit of a model that is down is open. */
	void open(CascadeOperations cascade, String slug) {
		always(slug, Answer.fails(FailureKind.UNAVAILABLE, 503));
		ask(cascade, 5);
		assertThat(state(slug)).isEqualTo(CircuitBreaker.State.OPEN);
	}

	void pass(Duration duration) {
		this.scheduler.advanceTimeBy(duration);
	}

	long millis() {
		return this.scheduler.now(TimeUnit.MILLISECONDS);
	}

	/** When a model was asked, in milliseconds. */
	List<Long> askedAt(String slug) {
		return this.asked.stream().filter((one) -> one.model().equals(slug)).map(Asked::at).toList();
	}

	List<String> asked() {
		return this.asked.stream().map(Asked::model).toList();
	}

	List<String> hops() {
		return this.asked.stream().map(Asked::hop).toList();
	}

	long asked(String slug) {
		return askedAt(slug).size();
	}

	CircuitBreaker.State state(String slug) {
		return circuit(slug).getState();
	}

	int buffered(String slug) {
		return circuit(slug).getMetrics().getNumberOfBufferedCalls();
	}

	CircuitBreaker circuit(String slug) {
		return this.circuitBreakers.find("cascade-" + slug.replace('/', '-')).orElseThrow();
	}

	@Override
	public void close() {
		VirtualTimeScheduler.reset();
	}

	private record Asked(String model, long at, String hop) {

	}

	/**
	 * What a model does with one request.
	 */
	record Answer(@Nullable FailureKind kind, @Nullable Integer status, @Nullable Duration retryAfter, Duration after,
			boolean cut) {

		static final Answer OK = new Answer(null, null, null, Duration.ofMillis(10), false);

		static Answer fails(FailureKind kind, @Nullable Integer status) {
			return new Answer(kind, status, null, Duration.ofMillis(10), false);
		}

		static Answer rateLimit(@Nullable Duration retryAfter) {
			return new Answer(FailureKind.RATE_LIMIT, 429, retryAfter, Duration.ofMillis(10), false);
		}

		Answer hint(@Nullable Duration wait) {
			return new Answer(this.kind, this.status, wait, this.after, this.cut);
		}

		Answer after(Duration time) {
			return new Answer(this.kind, this.status, this.retryAfter, time, this.cut);
		}

		Answer cutOff() {
			return new Answer(this.kind, this.status, this.retryAfter, this.after, true);
		}

	}

}
