package io.cascade;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a failure means: the one table that routing, retries, circuits, health and the web
 * read.
 * <p>
 * The rows follow OpenRouter's description of its errors and of model fallbacks. A status
 * alone does not decide: see {@code io.cascade.openrouter} for how the kind is found.
 *
 * @see <a href="https://openrouter.ai/docs/api-reference/errors-and-debugging">Errors and
 * debugging</a>
 */
public enum FailureKind implements KebabCase {

	/** Connection refused, unknown host or failed TLS handshake. */
	CONNECTION(Again.NEVER, Next.OTHER_UPSTREAM, Cooldown.CIRCUIT, Scope.UPSTREAM, 502),

	/** Connection reset before the response headers came. */
	RESET(Again.AT_ONCE, Next.ANY, Cooldown.CIRCUIT, Scope.TARGET, 502),

	/** No headers, no first token or no further token in time. */
	TIMEOUT(Again.NEVER, Next.ANY, Cooldown.CIRCUIT, Scope.TARGET, 504),

	/** The upstream gave up waiting (408). */
	REQUEST_TIMEOUT(Again.BACK_OFF, Next.ANY, Cooldown.NONE, Scope.TARGET, 504),

	/** A provider's rate limit (429). */
	RATE_LIMIT(Again.LAST_RESORT, Next.ANY, Cooldown.UNTIL_HINT, Scope.TARGET, 503),

	/** The account's limit on free models (429, per minute or per day). */
	FREE_LIMIT(Again.NEVER, Next.NOT_FREE, Cooldown.UNTIL_HINT, Scope.FREE_MODELS, 503),

	/** Internal error (500), or a failure without a status. */
	SERVER_ERROR(Again.BACK_OFF, Next.ANY, Cooldown.CIRCUIT_ONCE, Scope.TARGET, 502),

	/**
	 * Provider down, overloaded or out of reach (424, 498, 499, 502 to 504, 520 to 530,
	 * 599).
	 */
	UNAVAILABLE(Again.BACK_OFF, Next.ANY, Cooldown.CIRCUIT, Scope.TARGET, 503),

	/** The server cannot take the request just now (409, 423, 425). */
	CONFLICT(Again.BACK_OFF, Next.ANY, Cooldown.CIRCUIT_ONCE, Scope.TARGET, 503),

	/**
	 * Refused before a model saw it: by a firewall, for a region, by law, or a provider's
	 * own key (403 without a reason, 407, 418, 451). Says nothing of the account.
	 */
	BLOCKED(Again.NEVER, Next.ANY, Cooldown.CIRCUIT_ONCE, Scope.TARGET, 502),

	/** No endpoint meets the requirements: a fault of the configuration. */
	NO_ENDPOINT(Again.NEVER, Next.ANY, Cooldown.LONG, Scope.TARGET, 502),

	/**
	 * Unknown, retired or withdrawn model, or one that the key may not use (404, 410).
	 */
	MODEL_NOT_FOUND(Again.NEVER, Next.ANY, Cooldown.LONG, Scope.TARGET, 502),

	/** An unknown slug that made OpenRouter refuse the whole request (400). */
	INVALID_MODEL_ID(Again.WITHOUT_MODEL, Next.ANY, Cooldown.LONG, Scope.TARGET, 502),

	/** The prompt does not fit the context window (400). */
	CONTEXT_LENGTH(Again.NEVER, Next.LARGER_WINDOW, Cooldown.NONE, Scope.REQUEST, 413),

	/** A 400 that a provider or a direct upstream raised: others may take the request. */
	PROVIDER_REJECTED(Again.NEVER, Next.ANY, Cooldown.NONE, Scope.TARGET, 400),

	/**
	 * The caller's fault, as OpenRouter reports it, or as the answer of a direct upstream
	 * proves it.
	 */
	INVALID_REQUEST(Again.NEVER, Next.NONE, Cooldown.NONE, Scope.REQUEST, 400),

	/** Moderation, guardrail or {@code finish_reason: content_filter}. */
	CONTENT_POLICY(Again.NEVER, Next.NONE, Cooldown.NONE, Scope.REQUEST, 422),

	/** The key is missing, wrong or not permitted (401, OpenRouter's 403). */
	CREDENTIALS(Again.NEVER, Next.OTHER_ACCOUNT, Cooldown.ACCOUNT, Scope.ACCOUNT, 503),

	/** No credit left, or a limit of the key or workspace reached (402, 403). */
	QUOTA(Again.NEVER, Next.OTHER_ACCOUNT_OR_FREE, Cooldown.ACCOUNT, Scope.ACCOUNT, 503),

	/** Parallel requests hold the rest of the balance (402 with Retry-After). */
	IN_FLIGHT_BUDGET(Again.AFTER_HINT, Next.ANY, Cooldown.UNTIL_HINT, Scope.ACCOUNT, 503),

	/** A success with nothing in it. */
	EMPTY_ANSWER(Again.BACK_OFF, Next.ANY, Cooldown.CIRCUIT_ONCE, Scope.TARGET, 502),

	/** A blank answer because hidden reasoning used up {@code max_tokens}. */
	REASONING_EXHAUSTED(Again.NEVER, Next.ANY, Cooldown.NONE, Scope.REQUEST, 502),

	/** The stream ended without a finish reason, or broke. */
	INCOMPLETE(Again.NEVER, Next.ANY, Cooldown.CIRCUIT, Scope.TARGET, 502),

	/**
	 * A body or event that is not what the protocol promises, or output of the model that
	 * its own server cannot read.
	 */
	MALFORMED(Again.NEVER, Next.ANY, Cooldown.CIRCUIT_ONCE, Scope.TARGET, 502),

	/** The answer exceeds the configured size. */
	TOO_LARGE(Again.NEVER, Next.NONE, Cooldown.NONE, Scope.REQUEST, 502),

	/** A whole answer that the chain does not accept. */
	REJECTED(Again.NEVER, Next.ANY, Cooldown.NONE, Scope.REQUEST, 502),

	/** Our own connection pool or limit is full, or no executor took the task. */
	SATURATED(Again.NEVER, Next.OTHER_UPSTREAM, Cooldown.NONE, Scope.REQUEST, 503),

	/**
	 * Our own limit of the model is reached: other models of the same upstream may be
	 * used.
	 */
	MODEL_LIMIT(Again.NEVER, Next.ANY, Cooldown.NONE, Scope.REQUEST, 503),

	/** Our own limit is reached, and its {@code when-full} is {@code fail}. */
	OVER_LIMIT(Again.NEVER, Next.NONE, Cooldown.NONE, Scope.REQUEST, 503),

	/** A circuit or cooldown refused it just before it was sent. */
	COOLDOWN(Again.NEVER, Next.ANY, Cooldown.NONE, Scope.REQUEST, 503),

	/** A budget has no room for its worst case, seen just before it was sent. */
	BUDGET(Again.NEVER, Next.ANY, Cooldown.NONE, Scope.REQUEST, 429),

	/** The call may not cost that much, seen just before it was sent. */
	MAX_COST(Again.NEVER, Next.ANY, Cooldown.NONE, Scope.REQUEST, 503),

	/** The caller cancelled. */
	CANCELLED(Again.NEVER, Next.NONE, Cooldown.NONE, Scope.REQUEST, 503),

	/** The time for the whole call is used up. */
	DEADLINE(Again.NEVER, Next.NONE, Cooldown.NONE, Scope.REQUEST, 504),

	/** The application shuts down. */
	SHUTDOWN(Again.NEVER, Next.NONE, Cooldown.NONE, Scope.REQUEST, 503),

	/** No model of the chain was available. */
	NO_CANDIDATE(Again.NEVER, Next.NONE, Cooldown.NONE, Scope.REQUEST, 503),

	/** A failure that fits no other kind; it may have been billed. */
	UNKNOWN(Again.NEVER, Next.ANY, Cooldown.CIRCUIT_ONCE, Scope.TARGET, 502);

	/** Refused on our side: nothing was sent, and another target may be used. */
	private static final Set<FailureKind> UNSENT = EnumSet.of(COOLDOWN, BUDGET, MAX_COST);

	/** The upstream may have worked, and reported no cost. */
	private static final Set<FailureKind> MAY_BE_BILLED = EnumSet.of(TIMEOUT, EMPTY_ANSWER, REASONING_EXHAUSTED,
			MALFORMED, TOO_LARGE, REJECTED, CANCELLED, DEADLINE, SHUTDOWN, UNKNOWN);

	private final Again again;

	private final Next next;

	private final Cooldown cooldown;

	private final Scope scope;

	private final int httpStatus;

	FailureKind(Again again, Next next, Cooldown cooldown, Scope scope, int httpStatus) {
		this.again = again;
		this.next = next;
		this.cooldown = cooldown;
		this.scope = scope;
		this.httpStatus = httpStatus;
	}

	/**
	 * Whether the same hop may be sent again.
	 * @return the rule
	 */
	public Again again() {
		return this.again;
	}

	/**
	 * Which targets may be used next.
	 * @return the rule
	 */
	public Next next() {
		return this.next;
	}

	/**
	 * What the failure does to the availability of its scope.
	 * @return the rule
	 */
	public Cooldown cooldown() {
		return this.cooldown;
	}

	/**
	 * Whose failure it is.
	 * @return the scope
	 */
	public Scope scope() {
		return this.scope;
	}

	/**
	 * The HTTP status of the answer to a web request whose call failed so: a client error
	 * where the request is at fault or a budget of the application is spent, 504 where
	 * time ran out, 503 where another time may do, 502 where what was answered is no use.
	 * Not the status that an upstream answered with.
	 * @return a status from 400 to 504
	 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-15.5">RFC 9110, Client
	 * and server errors</a>
	 */
	public int httpStatus() {
		return this.httpStatus;
	}

	/**
	 * Whether a circuit, a cooldown or a limit on spending refused the request on our
	 * side just before it was sent.
	 * @return {@code true} if nothing was sent
	 */
	public boolean isUnsent() {
		return UNSENT.contains(this);
	}

	/**
	 * Whether the upstream may bill an attempt that failed so, although it reported no
	 * cost.
	 * @return {@code true} if it is unknown
	 */
	public boolean mayBeBilled() {
		return MAY_BE_BILLED.contains(this);
	}

	/**
	 * Finds a kind by its {@link #id() id}.
	 * @param id the id, in any case, with hyphens or underscores
	 * @return the kind
	 * @throws IllegalArgumentException if there is none; the message lists all ids
	 */
	public static FailureKind of(String id) {
		String wanted = id.trim().toLowerCase(Locale.ROOT).replace('_', '-');
		return Arrays.stream(values())
			.filter((kind) -> kind.id().equals(wanted))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("'%s' is not a failure kind; known are %s".formatted(id,
					Arrays.stream(values()).map(FailureKind::id).collect(Collectors.joining(", ")))));
	}

	/**
	 * When the same hop may be sent again.
	 */
	public enum Again {

		/** Never: it would fail the same way, or be billed twice. */
		NEVER,

		/** Once, without a wait. */
		AT_ONCE,

		/** After a growing wait. */
		BACK_OFF,

		/** After the wait that the upstream demanded. */
		AFTER_HINT,

		/** Only when no other target can serve. */
		LAST_RESORT,

		/** Once, without the model that was refused. */
		WITHOUT_MODEL

	}

	/**
	 * Which targets may be used next.
	 */
	public enum Next {

		/** None: the error is surfaced. */
		NONE,

		/** Any target not tried yet. */
		ANY,

		/** Targets at another upstream. */
		OTHER_UPSTREAM,

		/** Targets that another account pays for. */
		OTHER_ACCOUNT,

		/**
		 * Targets that another account pays for, and {@code :free} ones unless one of
		 * these failed so.
		 */
		OTHER_ACCOUNT_OR_FREE,

		/** Targets that are not {@code :free}. */
		NOT_FREE,

		/** Targets whose context window is larger, or not known. */
		LARGER_WINDOW

	}

	/**
	 * What a failure does to the availability of its scope.
	 */
	public enum Cooldown {

		/** Nothing. */
		NONE,

		/** Counts against the circuit. */
		CIRCUIT,

		/** Counts against the circuit of the call's first target only. */
		CIRCUIT_ONCE,

		/** Cools down until the instant that the upstream named, else for the default. */
		UNTIL_HINT,

		/** Cools down for long, with a warning in the log. */
		LONG,

		/** The whole account cools down. */
		ACCOUNT

	}

	/**
	 * Whose failure it is.
	 */
	public enum Scope implements KebabCase {

		/** The request's own. */
		REQUEST,

		/** One model at one upstream. */
		TARGET,

		/** All {@code :free} models of the account. */
		FREE_MODELS,

		/** Everything that one key pays for. */
		ACCOUNT,

		/** Everything at one base URL. */
		UPSTREAM

	}

}
