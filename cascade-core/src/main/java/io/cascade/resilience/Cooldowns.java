package io.cascade.resilience;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.FailureKind;
import io.cascade.FailureKind.Scope;
import io.cascade.LeftOut.Reason;
import io.cascade.Target;
import io.cascade.exchange.Expiry;
import io.cascade.exchange.Journal;
import io.cascade.exchange.Time;
import io.cascade.health.AccountCooldown;
import io.cascade.health.Cooldown;
import io.cascade.health.Cooldown.Subject;
import io.cascade.health.CooldownStore;
import io.cascade.health.CooldownStore.Change;
import io.cascade.health.Unavailability;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * What the cooldowns of a store mean for targets, and which call of this process met a
 * rate limit itself. Thread-safe.
 */
final class Cooldowns {

	private static final int MAX_MET = 1_000;

	private final CooldownStore store;

	private final Time time;

	private final CascadeListener listener;

	/** The call that met the rate limit, by target. */
	private final Map<String, Met> met = new ConcurrentHashMap<>();

	Cooldowns(CooldownStore store, Time time, CascadeListener listener) {
		this.store = store;
		this.time = time;
		this.listener = listener;
	}

	@Nullable Unavailability ofTarget(Target target) {
		return unavailability(Subject.TARGET, target.id(), Reason.COOLDOWN);
	}

	@Nullable Unavailability ofOperator(Target target) {
		return unavailability(Subject.OPERATOR, target.id(), Reason.COOLDOWN);
	}

	/** While another process probes it. */
	@Nullable Unavailability ofCircuit(Target target) {
		return unavailability(Subject.CIRCUIT, target.id(), Reason.CIRCUIT_OPEN);
	}

	/** Lack of money alone keeps no free model from being asked. */
	@Nullable Unavailability ofAccount(Target target) {
		Cooldown cooldown = lasting(Subject.ACCOUNT, account(target));
		boolean exempt = cooldown != null && target.isFree() && isAboutMoney(cooldown.kind());
		Unavailability out = (cooldown != null && !exempt)
				? new Unavailability(Reason.ACCOUNT, cooldown.until().instant(this.time)) : null;
		return target.isFree()
				? Unavailability.later(out, unavailability(Subject.FREE_MODELS, account(target), Reason.FREE_LIMIT))
				: out;
	}

	private @Nullable Unavailability unavailability(Subject subject, String name, Reason reason) {
		Cooldown cooldown = lasting(subject, name);
		return (cooldown != null) ? new Unavailability(reason, cooldown.until().instant(this.time)) : null;
	}

	private @Nullable Cooldown lasting(Subject subject, String name) {
		Cooldown cooldown = this.store.find(subject, name);
		return (cooldown != null && !cooldown.until().isOver(this.time)) ? cooldown : null;
	}

	/**
	 * Whether a call that has waited may ask all the same: after a rate limit that it met
	 * itself, or one of which nobody said how long it lasts.
	 */
	boolean isOver(Target target, Journal waited) {
		Cooldown cooldown = lasting(Subject.TARGET, target.id());
		Met own = this.met.get(target.id());
		return cooldown != null && cooldown.kind() == FailureKind.RATE_LIMIT
				&& (!cooldown.hinted() || (own != null && own.isBy(waited, cooldown)));
	}

	/**
	 * Whether somebody has to find out if the cooldown of an account is over. A call that
	 * costs nothing finds nothing out about money.
	 */
	boolean needsProof(Target target) {
		Cooldown cooldown = this.store.find(Subject.ACCOUNT, account(target));
		return cooldown != null && cooldown.until().isOver(this.time) && cooldown.needsProof()
				&& !(target.isFree() && isAboutMoney(cooldown.kind()));
	}

	/** Models that cost nothing can go on. */
	private static boolean isAboutMoney(@Nullable FailureKind kind) {
		return kind == FailureKind.QUOTA || kind == FailureKind.IN_FLIGHT_BUDGET;
	}

	private static String account(Target target) {
		return target.upstream().account();
	}

	/**
	 * Cools down what the kind of failure is about; returns whether that is new: nobody
	 * cooled down, or the cooldown had ended. Free models cool down for lack of money
	 * only if one of them failed so.
	 * @param met the call, {@code null} if the upstream named no time
	 */
	Mono<Boolean> begin(Target target, Duration duration, FailureKind kind, @Nullable Journal met) {
		if (duration.isZero() || duration.isNegative()) {
			return Mono.just(false);
		}
		Mono<Boolean> begun = begin(kind.scope(), target, cooldown(kind.scope(), target, duration, kind, met), met);
		return (target.isFree() && isAboutMoney(kind))
				? begin(Scope.FREE_MODELS, target, cooldown(Scope.FREE_MODELS, target, duration, kind, met), met)
					.then(begun)
				: begun;
	}

	private Cooldown cooldown(Scope scope, Target target, Duration duration, FailureKind kind, @Nullable Journal met) {
		Subject subject = switch (scope) {
			case ACCOUNT -> Subject.ACCOUNT;
			case FREE_MODELS -> Subject.FREE_MODELS;
			default -> Subject.TARGET;
		};
		String name = (subject == Subject.TARGET) ? target.id() : account(target);
		return new Cooldown(subject, name, target.upstream().name(), kind, met != null, Expiry.in(duration, this.time));
	}

	/** An operator takes a target out. */
	void begin(Target target, Duration duration) {
		begin(Scope.TARGET, target,
				new Cooldown(Subject.OPERATOR, target.id(), "operator", null, false, Expiry.in(duration, this.time)),
				null)
			.subscribe();
	}

	private Mono<Boolean> begin(Scope scope, Target target, Cooldown cooldown, @Nullable Journal met) {
		return this.store.begin(cooldown).map((change) -> {
			if (change != Change.KEPT && met != null && cooldown.subject() == Subject.TARGET) {
				note(cooldown, met);
			}
			if (change == Change.BEGUN) {
				this.listener.happened(new CascadeEvent.CooledDown(scope, target.id(), target.upstream().name(),
						cooldown.kind(), cooldown.until().instant(this.time)));
			}
			return change == Change.BEGUN;
		});
	}

	private void note(Cooldown cooldown, Journal by) {
		if (this.met.size() < MAX_MET || this.met.containsKey(cooldown.name())) {
			this.met.put(cooldown.name(), new Met(cooldown.until(), new WeakReference<>(by)));
		}
	}

	void end(Target target, ContextView context) {
		end(Subject.TARGET, target.id(), context);
		end(Subject.OPERATOR, target.id(), context);
	}

	void endOfAccount(Target target, ContextView context) {
		end(Subject.ACCOUNT, account(target), context);
	}

	void endOfFreeModels(Target target, ContextView context) {
		end(Subject.FREE_MODELS, account(target), context);
	}

	private void end(Subject subject, String name, ContextView context) {
		this.store.end(subject, name).contextWrite(context).subscribe();
	}

	/** Those that upstreams reported, and that last. */
	List<AccountCooldown> accounts() {
		return Stream.of(Subject.ACCOUNT, Subject.FREE_MODELS)
			.flatMap((subject) -> this.store.all(subject).stream())
			.map(this::account)
			.filter(Objects::nonNull)
			.sorted(Comparator.comparing(AccountCooldown::upstream))
			.toList();
	}

	private @Nullable AccountCooldown account(Cooldown cooldown) {
		FailureKind kind = cooldown.kind();
		return (kind != null)
				? new AccountCooldown(cooldown.name(), cooldown.upstream(), kind, cooldown.until().instant(this.time))
				: null;
	}

	void forget() {
		this.met.clear();
	}

	/**
	 * The cooldown of one call.
	 *
	 * @param until when it was to end, which no later one has
	 * @param by the call
	 */
	private record Met(Expiry until, WeakReference<Journal> by) {

		boolean isBy(Journal call, Cooldown cooldown) {
			return this.by.get() == call && this.until.equals(cooldown.until());
		}

	}

}
