package io.cascade.resilience;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallOutcome;
import io.cascade.FailureKind;
import io.cascade.FailureKind.Cooldown;
import io.cascade.FailureKind.Scope;
import io.cascade.Target;
import io.cascade.UpstreamException;
import io.cascade.exchange.AttemptEffect;
import io.cascade.exchange.Call;
import io.cascade.exchange.Watched;
import io.cascade.health.Cooldown.Subject;
import io.cascade.health.CooldownStore.Claim;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Holds against the targets of a hop what they did, as the table of failure kinds says.
 * The last attempt of each target counts: what its providers did before is OpenRouter's
 * affair.
 *
 * @param call the hop as it was sent
 * @param admission who was asked, with the permits
 * @param availability what is held against targets
 * @param context the caller's context, where a store of cooldowns finds a tenant or a
 * trace
 */
record Settlement(Call call, Admission admission, CurrentAvailability availability,
		ContextView context) implements Watched.Watcher {

	private static final Log logger = LogFactory.getLog(Settlement.class);

	@Override
	public void ending(Runnable end) {
		this.call.journal().whenRecorded(this.call.hop().index(), end);
	}

	@Override
	public void ended(CallOutcome outcome, @Nullable Throwable failure) {
		settle((failure instanceof UpstreamException known) ? known : null);
	}

	private void settle(@Nullable UpstreamException failure) {
		List<Attempt> attempts = this.call.journal().attempts(this.call.hop().index());
		for (int i = 0; i < this.admission.targets().size(); i++) {
			Target target = this.admission.targets().get(i);
			Effect effect = new Effect(target, this.admission.permit(i), last(attempts, target), failure);
			effect.apply(attempts);
			settleProbe(target, effect);
		}
		settleAccount(attempts);
	}

	/** A target that is not back needs no other probe while the claim lasts. */
	private void settleProbe(Target target, Effect effect) {
		Claim claim = this.admission.claim(Subject.CIRCUIT, target.id());
		if (claim != null && !effect.failed) {
			this.availability.probes().giveBack(claim, this.context);
		}
	}

	private static @Nullable Attempt last(List<Attempt> attempts, Target target) {
		for (int i = attempts.size() - 1; i >= 0; i--) {
			if (attempts.get(i).target().equals(target.id())) {
				return attempts.get(i);
			}
		}
		return null;
	}

	/** Whoever answered, be it with an error of its own, has accepted the key. */
	private void settleAccount(List<Attempt> attempts) {
		Target target = this.admission.targets().get(0);
		Claim claim = this.admission.claim(Subject.ACCOUNT, target.upstream().account());
		if (claim == null) {
			return;
		}
		boolean refused = attempts.stream().anyMatch((attempt) -> isOfAccount(attempt.kind()));
		if (!refused && attempts.stream().anyMatch((attempt) -> attempt.status() != null)) {
			this.availability.cooldowns().endOfAccount(target, this.context);
		}
		else if (!refused) {
			this.availability.probes().giveBack(claim, this.context);
		}
	}

	private static boolean isOfAccount(@Nullable FailureKind kind) {
		return kind != null && kind.scope() == Scope.ACCOUNT;
	}

	/**
	 * What one target did.
	 */
	private final class Effect {

		private final Target target;

		private final Circuit.@Nullable Permit permit;

		private final @Nullable Attempt attempt;

		private final @Nullable UpstreamException failure;

		/** Whether it counts as a failure of the circuit. */
		private boolean failed;

		Effect(Target target, Circuit.@Nullable Permit permit, @Nullable Attempt attempt,
				@Nullable UpstreamException failure) {
			this.target = target;
			this.permit = permit;
			this.attempt = attempt;
			this.failure = failure;
		}

		void apply(List<Attempt> attempts) {
			if (this.attempt != null && this.attempt.outcome() == Outcome.ANSWERED) {
				availability().answered(this.target, admission().beganNanos());
				succeeded((attempts.size() == 1) ? this.attempt.timeToFirstToken() : null);
				return;
			}
			FailureKind kind = kind(attempts);
			if (kind != null && availability().strikes().decides(kind)) {
				struck(kind);
				return;
			}
			boolean counts = kind != null && counts(kind) && !hasFailedBefore();
			if (counts) {
				failed(Objects.requireNonNull(kind));
			}
			else if (this.permit != null) {
				this.permit.release();
			}
			if (kind != null) {
				coolDown(kind);
			}
		}

		/** A kind with a threshold of its own has no part in the failure rate. */
		private void struck(FailureKind kind) {
			boolean coolsDown = kind.cooldown() == Cooldown.UNTIL_HINT || kind.cooldown() == Cooldown.LONG;
			boolean counts = (coolsDown || kind.cooldown() == Cooldown.NONE || counts(kind)) && !hasFailedBefore();
			boolean enough = counts && availability().strikes().isEnough(this.target.id(), kind);
			if (this.permit != null && counts && !coolsDown && this.permit.isProbe()) {
				failed(kind);
			}
			else if (this.permit != null) {
				this.permit.release();
			}
			if (enough && !coolsDown && this.permit != null) {
				this.permit.open(kind);
			}
			if (enough) {
				coolDown(kind);
			}
		}

		/**
		 * Where OpenRouter went on from another model, nobody knows how long each took.
		 */
		private void succeeded(@Nullable Duration timeToFirstToken) {
			if (this.permit != null) {
				this.permit.succeeded((timeToFirstToken != null) ? unexplained(timeToFirstToken) : Duration.ZERO);
			}
		}

		/** What the length of the prompt adds to the limit makes nobody slow. */
		private Duration unexplained(Duration timeToFirstToken) {
			Duration rest = timeToFirstToken.minus(call().firstTokenAllowance());
			return rest.isNegative() ? Duration.ZERO : rest;
		}

		/**
		 * What went wrong with this target; {@code null} if nothing is known against it.
		 */
		private @Nullable FailureKind kind(List<Attempt> attempts) {
			if (this.attempt != null) {
				return AttemptEffect.kind(this.attempt, attempts);
			}
			return (this.failure != null && this.failure.kind().scope() == Scope.UPSTREAM) ? this.failure.kind() : null;
		}

		/** Of the other attempts inside a hop only a status is known. */
		private boolean isDecisive() {
			return this.attempt != null && this.attempt.elapsed() != null;
		}

		private boolean counts(FailureKind kind) {
			boolean first = this.target.id().equals(call().journal().first());
			return AttemptEffect.of(kind, first) == AttemptEffect.FAILURE;
		}

		/** However often a call asks a target, its failure counts once. */
		private boolean hasFailedBefore() {
			return call().journal()
				.attempts()
				.stream()
				.anyMatch(
						(earlier) -> earlier.hop() != call().hop().index() && earlier.target().equals(this.target.id())
								&& (earlier.outcome() == Outcome.FAILED || earlier.outcome() == Outcome.CUT));
		}

		private void failed(FailureKind kind) {
			this.failed = true;
			if (this.permit != null) {
				Duration elapsed = (this.attempt != null) ? this.attempt.elapsed() : null;
				Throwable cause = (this.failure != null) ? this.failure : new UpstreamException(
						this.target.upstream().name(), kind, UpstreamException.Details.NONE, null);
				this.permit.failed((elapsed != null) ? elapsed : Duration.ZERO, cause);
			}
		}

		private void coolDown(FailureKind kind) {
			boolean outdated = kind.scope() == Scope.TARGET
					&& availability().hasAnsweredSince(this.target, admission().beganNanos());
			if (outdated) {
				return;
			}
			CooldownRules rules = availability().rules();
			Duration told = (isDecisive() && this.failure != null) ? this.failure.details().retryAfter() : null;
			Duration hint = (told != null) ? rules.hinted(told, kind.scope()) : null;
			Duration duration = switch (kind.cooldown()) {
				case UNTIL_HINT -> (hint != null) ? hint : rules.rateLimit();
				case LONG -> rules.misconfigured();
				case ACCOUNT -> rules.account();
				case CIRCUIT, CIRCUIT_ONCE -> (hint != null) ? hint : Duration.ZERO;
				case NONE -> Duration.ZERO;
			};
			availability().cooldowns()
				.begin(this.target, duration, kind, (hint != null) ? call().journal() : null)
				.filter((news) -> news)
				.contextWrite(context())
				.subscribe((news) -> tell(kind, duration));
		}

		private void tell(FailureKind kind, Duration duration) {
			boolean loud = kind.cooldown() == Cooldown.LONG || kind.cooldown() == Cooldown.ACCOUNT;
			String who = switch (kind.scope()) {
				case ACCOUNT -> "The account of '%s' cools down".formatted(this.target.upstream().name());
				case FREE_MODELS -> "All free models of '%s' cool down".formatted(this.target.upstream().name());
				default -> this.target.id() + " cools down";
			};
			String line = "%s for %d s: %s".formatted(who, duration.toSeconds(),
					(this.failure != null) ? this.failure.getMessage() : kind.id());
			if (loud) {
				logger.warn(line);
			}
			else {
				logger.info(line);
			}
		}

	}

}
