package io.cascade;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Something that an operator or an application may want to act on. In a Spring
 * application each is published once as an application event; a listener can't break a
 * call. None contains keys or prompts.
 */
public sealed interface CascadeEvent {

	/**
	 * A call went on to further targets, be it within one request at OpenRouter.
	 * Published when the call has ended.
	 *
	 * @param chain the name of the chain
	 * @param from the {@link Target#id() id} of the target that was tried first
	 * @param to the id of the last one, or the one that answered
	 * @param won whether one of them answered
	 * @param attempts everything that was tried, oldest first
	 */
	record Fallback(String chain, String from, String to, boolean won, List<Attempt> attempts) implements CascadeEvent {

		/** Keeps copies. */
		public Fallback {
			attempts = List.copyOf(attempts);
		}

	}

	/**
	 * What the caller had received became void, and the answer restarted.
	 *
	 * @param chain the name of the chain
	 * @param kind what broke the answer
	 */
	record Restarted(String chain, FailureKind kind) implements CascadeEvent {

	}

	/**
	 * A call got no complete answer. One that its caller cancelled is none.
	 *
	 * @param chain the name of the chain
	 * @param kind what the call ended with
	 * @param retryAt the earliest instant at which trying again makes sense, {@code null}
	 * if unknown
	 * @param attempts everything that was tried, oldest first
	 */
	record Exhausted(String chain, FailureKind kind, @Nullable Instant retryAt,
			List<Attempt> attempts) implements CascadeEvent {

		/** Keeps copies. */
		public Exhausted {
			attempts = List.copyOf(attempts);
		}

	}

	/**
	 * A target, an account or all free models of an account are skipped for a while. One
	 * that cools down already is no news.
	 *
	 * @param scope what cools down
	 * @param target the {@link Target#id() id} of the target that it was met with
	 * @param upstream the name of its upstream
	 * @param kind what was met, {@code null} for a cooldown by an operator
	 * @param until when it ends
	 */
	record CooledDown(FailureKind.Scope scope, String target, String upstream, @Nullable FailureKind kind,
			Instant until) implements CascadeEvent {

	}

	/**
	 * A budget reached the share at which it warns, or its limit. Told once in a window,
	 * and again when it had room in between.
	 *
	 * @param budget the name of the budget
	 * @param tag the value of its tag, {@code null} for a budget without one
	 * @param limit the most that may be spent in a window, in USD
	 * @param spent what was spent, in USD
	 * @param exhausted whether the limit is reached
	 * @param resetAt when room comes back, {@code null} if unknown
	 */
	record BudgetReached(String budget, @Nullable String tag, BigDecimal limit, BigDecimal spent, boolean exhausted,
			@Nullable Instant resetAt) implements CascadeEvent {

	}

	/**
	 * A call waited until requests under way gave back what they had reserved in a budget
	 * and did not need.
	 *
	 * @param chain the name of the chain
	 * @param budget the name of the budget
	 * @param tag the value of its tag, {@code null} for a budget that has one limit
	 * @param waited how long
	 * @param outcome how it ended
	 */
	record BudgetWaited(String chain, String budget, @Nullable String tag, Duration waited,
			Outcome outcome) implements CascadeEvent {

		/** How a wait ended. */
		public enum Outcome implements KebabCase {

			/** There was room. */
			ROOM,

			/** There was none in time, or what was spent meanwhile left none. */
			REFUSED,

			/** The call was cancelled. */
			CANCELLED

		}

	}

	/**
	 * Little credit is left on the key. OpenRouter checks more and answers more slowly
	 * then. Told once, and again when there was more in between.
	 *
	 * @param remaining what is left on the key, in USD
	 * @param threshold {@code cascade.health.account.low-credit}, in USD
	 */
	record LowCredit(BigDecimal remaining, BigDecimal threshold) implements CascadeEvent {

	}

	/**
	 * Much less of a target's answers are accepted in the last hour than in the day
	 * before. Told once, and again when it had recovered in between.
	 *
	 * @param target the {@link Target#id() id} of the target
	 * @param lastHour percentage of the judged answers that were accepted in the last
	 * hour
	 * @param before the same before that
	 */
	record QualityDropped(String target, double lastHour, double before) implements CascadeEvent {

	}

	/**
	 * A tool of the application threw, took too long, or was not run since too much was
	 * under way. The model gets the error as the result, and the call goes on.
	 *
	 * @param tool the name of the tool
	 * @param failure the class of what it failed with
	 */
	record ToolFailed(String tool, String failure) implements CascadeEvent {

	}

	/**
	 * The circuit of a target changed.
	 *
	 * @param target the {@link Target#id() id} of the target
	 * @param from the state before, such as {@code closed}, {@code open} or
	 * {@code half-open}
	 * @param to the state now
	 */
	record CircuitTransition(String target, String from, String to) implements CascadeEvent {

	}

}
