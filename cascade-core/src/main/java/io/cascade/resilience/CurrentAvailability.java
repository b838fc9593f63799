package io.cascade.resilience;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.cascade.CascadeListener;
import io.cascade.Counted;
import io.cascade.Target;
import io.cascade.exchange.Call;
import io.cascade.exchange.Forgetful;
import io.cascade.exchange.Route;
import io.cascade.exchange.Time;
import io.cascade.health.AccountCooldown;
import io.cascade.health.Availability;
import io.cascade.health.CooldownStore;
import io.cascade.health.GuardedCooldownStore;
import io.cascade.health.TargetAvailability;
import io.cascade.health.Unavailability;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Which targets and accounts may be asked, by circuits and cooldowns. Thread-safe.
 */
public final class CurrentAvailability implements Availability, Forgetful {

	private static final int MAX_TARGETS = 1_000;

	private static final Duration LONGEST = Duration.ofDays(365);

	private final Map<String, Target> known = new ConcurrentSkipListMap<>();

	/** Those of the configuration. */
	private volatile List<Target> registered = List.of();

	private final Circuits circuits;

	private final CooldownRules rules;

	private final Strikes strikes;

	private final Cooldowns cooldowns;

	private final Probes probes;

	/** When the attempt began that answered last, by target. */
	private final Map<String, Long> answered = new ConcurrentHashMap<>();

	private final Time time;

	private final DoubleSupplier random;

	private volatile Predicate<Target> counted = (target) -> false;

	/** Removes what another component keeps of a target. */
	private volatile Consumer<Target> further = (target) -> {
	};

	/**
	 * Availability by circuits without failures and the cooldowns of a store.
	 * @param rules when circuits open and close, and how long cooldowns last
	 * @param registry holds the circuit breakers
	 * @param store keeps the cooldowns
	 * @param time the clocks: one measures waits, the other is shown
	 * @param random numbers from 0 to 1, for the share of a target that has just come
	 * back
	 * @param listener receives events of cooldowns and circuits
	 */
	public CurrentAvailability(Rules rules, CircuitBreakerRegistry registry, CooldownStore store, Time time,
			DoubleSupplier random, CascadeListener listener) {
		this.circuits = new Circuits(rules.circuits(), registry, time, listener);
		this.rules = rules.cooldowns();
		this.strikes = new Strikes(rules.thresholds());
		this.time = time;
		CooldownStore guarded = GuardedCooldownStore.of(store, time);
		this.cooldowns = new Cooldowns(guarded, time, listener);
		this.probes = new Probes(guarded, rules.cooldowns().account(), rules.circuits().longestOpen());
		this.random = random;
	}

	/**
	 * Makes targets known before they are asked, so that they are seen and operators can
	 * take them out.
	 * @param configured the targets of the configuration
	 */
	public void register(List<Target> configured) {
		this.registered = Stream.concat(this.registered.stream(), configured.stream()).toList();
		configured.forEach(this::know);
	}

	private void know(Target target) {
		this.known.put(target.id(), target);
		this.circuits.get(target.id());
	}

	/**
	 * Makes a reset of a target reach a memory that is kept elsewhere.
	 * @param memory forgets the target
	 */
	public void resetsAlso(Consumer<Target> memory) {
		this.further = memory;
	}

	/**
	 * Tells which targets have limits of their own.
	 * @param test whether a target has
	 */
	public void counts(Predicate<Target> test) {
		this.counted = test;
	}

	@Override
	public boolean isCounted(Target target) {
		return this.counted.test(target);
	}

	@Override
	public @Nullable Unavailability unavailability(Target target) {
		return Unavailability.later(this.cooldowns.ofTarget(target), unavailabilityOfOthers(target));
	}

	/** What holds whatever the target itself reports. */
	private @Nullable Unavailability unavailabilityOfOthers(Target target) {
		Unavailability out = Unavailability.later(this.cooldowns.ofOperator(target), this.cooldowns.ofAccount(target));
		Circuit circuit = this.circuits.find(target.id());
		return (circuit != null) ? Unavailability.later(out, unavailability(circuit, target)) : out;
	}

	private @Nullable Unavailability unavailability(Circuit circuit, Target target) {
		return circuit.mayProbe() ? this.cooldowns.ofCircuit(target) : circuit.unavailability();
	}

	/**
	 * Takes the permits for a hop, just before it is sent. What it claims is to be asked
	 * for.
	 */
	Admission admit(Call call) {
		Route route = call.routed();
		Admission admission = new Admission(this.time.nanos());
		List<Target> targets = route.hop().targets();
		for (Target target : targets) {
			if (this.known.size() < MAX_TARGETS) {
				this.known.putIfAbsent(target.id(), target);
			}
			if (unavailability(target) == null) {
				admit(target, route, admission);
			}
		}
		if (admission.isEmpty() && route.force() == Route.Force.OWN_RATE_LIMIT) {
			admitPastOwnRateLimit(targets.get(targets.size() - 1), call, admission);
		}
		if (!admission.isEmpty()) {
			admission.claims(Probes.of(admission, this.cooldowns.needsProof(admission.targets().get(0))));
		}
		force(route, admission);
		return admission;
	}

	private void admitPastOwnRateLimit(Target target, Call call, Admission admission) {
		if (this.cooldowns.isOver(target, call.journal()) && unavailabilityOfOthers(target) == null) {
			admit(target, call.routed(), admission);
		}
	}

	/**
	 * Asks somebody all the same, where nobody is to be asked but everything is
	 * overruled.
	 */
	void force(Route route, Admission admission) {
		if (admission.isEmpty() && route.force() == Route.Force.EVERYTHING) {
			List<Target> targets = route.hop().targets();
			Target last = targets.get(targets.size() - 1);
			Circuit circuit = this.circuits.get(last.id());
			admission.add(last, (circuit != null) ? circuit.force() : null);
		}
	}

	/** Takes note that an attempt was answered that began then. */
	void answered(Target target, long beganNanos) {
		this.strikes.end(target.id());
		if (this.known.containsKey(target.id())) {
			this.answered.merge(target.id(), beganNanos, (one, other) -> (one - other > 0) ? one : other);
		}
	}

	/** Whether an attempt that began later was answered. */
	boolean hasAnsweredSince(Target target, long beganNanos) {
		Long answer = this.answered.get(target.id());
		return answer != null && answer - beganNanos > 0;
	}

	private void admit(Target target, Route route, Admission admission) {
		Circuit circuit = this.circuits.get(target.id());
		if (circuit == null) {
			admission.add(target, null);
			return;
		}
		double share = circuit.share(this.circuits.rules().ramp());
		if (share < 1 && route.candidates().size() > 1 && this.random.getAsDouble() >= share) {
			return;
		}
		Circuit.Permit permit = circuit.acquire();
		if (permit != null) {
			admission.add(target, permit);
		}
	}

	Duration slowFirstToken() {
		return this.circuits.rules().slowFirstToken();
	}

	Strikes strikes() {
		return this.strikes;
	}

	CooldownRules rules() {
		return this.rules;
	}

	Cooldowns cooldowns() {
		return this.cooldowns;
	}

	Probes probes() {
		return this.probes;
	}

	@Override
	public List<TargetAvailability> targets() {
		return this.known.values().stream().map(this::availability).toList();
	}

	private TargetAvailability availability(Target target) {
		Circuit circuit = this.circuits.find(target.id());
		if (circuit == null) {
			return new TargetAvailability(target.id(), unavailability(target), "none", 0, 0);
		}
		CircuitBreaker.Metrics metrics = circuit.breaker().getMetrics();
		return new TargetAvailability(target.id(), unavailability(target), circuit.state(),
				metrics.getNumberOfBufferedCalls(), metrics.getNumberOfFailedCalls());
	}

	@Override
	public List<AccountCooldown> accounts() {
		return this.cooldowns.accounts();
	}

	@Override
	public void coolDown(String target, Duration duration) {
		if (duration.isZero() || duration.isNegative()) {
			throw new IllegalArgumentException("A cooldown must be longer than 0, not " + duration);
		}
		if (duration.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException("A cooldown must not be longer than %s, not %s"
				.formatted(Counted.of(LONGEST.toDays(), "day"), duration));
		}
		this.cooldowns.begin(known(target), duration);
	}

	@Override
	public void endCooldown(String target) {
		this.cooldowns.end(known(target), Context.empty());
	}

	@Override
	public void reset(String target) {
		Target known = known(target);
		this.cooldowns.end(known, Context.empty());
		this.cooldowns.endOfAccount(known, Context.empty());
		this.cooldowns.endOfFreeModels(known, Context.empty());
		this.strikes.end(target);
		this.further.accept(known);
		Circuit circuit = this.circuits.find(target);
		if (circuit != null) {
			circuit.breaker().reset();
		}
	}

	/**
	 * Forgets circuits and rows of failures, and the targets that only requests have
	 * brought. Cooldowns are the store's.
	 */
	@Override
	public void forget() {
		this.cooldowns.forget();
		this.strikes.forget();
		this.answered.clear();
		this.circuits.forget();
		this.known.clear();
		this.registered.forEach(this::know);
	}

	private Target known(String target) {
		Target found = this.known.get(target);
		if (found == null) {
			throw new IllegalArgumentException(
					"There is no target '%s'; known are %s".formatted(target, this.known.keySet()));
		}
		return found;
	}

	/**
	 * When targets and accounts cool down.
	 *
	 * @param circuits when circuits open and close
	 * @param cooldowns how long cooldowns last
	 * @param thresholds how many failures of a kind are taken
	 */
	public record Rules(CircuitRules circuits, CooldownRules cooldowns, KindThresholds thresholds) {

		/**
		 * Rules in which no kind of failure has one of its own.
		 * @param circuits when circuits open and close
		 * @param cooldowns how long cooldowns last
		 */
		public Rules(CircuitRules circuits, CooldownRules cooldowns) {
			this(circuits, cooldowns, KindThresholds.NONE);
		}

	}

}
