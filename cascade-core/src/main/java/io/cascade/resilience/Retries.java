package io.cascade.resilience;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

import io.cascade.FailureKind.Again;
import io.cascade.RetryKind;
import io.cascade.RetryRules;
import io.cascade.exchange.Call;
import io.cascade.exchange.Callbacks;
import io.cascade.exchange.Chain;
import io.cascade.resilience.RetriedHop.Failed;
import io.github.resilience4j.core.functions.Either;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;

/**
 * The retries of all chains, one for each kind of failure, named
 * {@code cascade-<chain>-<kind>}. Thread-safe.
 */
public final class Retries {

	private static final Set<String> OWN_WAITS = Set.of("enableexponentialbackoff", "exponentialbackoffmultiplier",
			"exponentialmaxwaitduration", "enablerandomizedwait", "randomizedwaitfactor", "intervalbifunction");

	private final Map<String, Retry> retries = new ConcurrentHashMap<>();

	private final Callbacks callbacks = Callbacks.of(Retry.class);

	private final RetryRegistry registry;

	private final DoubleSupplier random;

	private final Function<String, Set<String>> named;

	/**
	 * Retries in a registry, some of which the application configured by keys.
	 * @param registry holds them; what it has under their names gives attempts and waits
	 * @param random numbers from 0 to 1, for the jitter
	 * @param named the keys that were named for a retry, in lower case and without
	 * hyphens; all count as named where there is none
	 */
	public Retries(RetryRegistry registry, DoubleSupplier random, Function<String, Set<String>> named) {
		this.registry = registry;
		this.random = random;
		this.named = named;
	}

	/**
	 * Makes the retries of a chain before they are needed, so that they are seen.
	 * @param chain the chain
	 */
	public void register(Chain chain) {
		for (RetryKind kind : RetryKind.values()) {
			named(chain, kind);
		}
	}

	/** The chain's retry, or one of the request's own that is in no registry. */
	Retry of(Call call, RetryKind kind) {
		RetryRules rules = call.settings().retry();
		Retry retry = rules.equals(call.chain().settings().retry()) ? named(call.chain(), kind)
				: Retry.of(name(call.chain(), kind), config(kind, rules.attempts(kind), backoff(rules)));
		return new HeardRetry(retry, this.callbacks);
	}

	private static String name(Chain chain, RetryKind kind) {
		return "cascade-" + chain.name() + "-" + kind.id();
	}

	private Retry named(Chain chain, RetryKind kind) {
		return this.retries.computeIfAbsent(name(chain, kind), (name) -> create(name, chain, kind));
	}

	/** What the application configured keeps the attempts and the waits that it named. */
	private Retry create(String name, Chain chain, RetryKind kind) {
		Retry configured = this.registry.find(name).orElse(null);
		if (configured == null) {
			RetryRules rules = chain.settings().retry();
			return this.registry.retry(name, config(kind, rules.attempts(kind), backoff(rules)));
		}
		Retry retry = Retry.of(name, completed(configured.getRetryConfig(), chain, kind, this.named.apply(name)),
				configured.getTags());
		this.registry.replace(name, retry);
		return retry;
	}

	private RetryConfig completed(RetryConfig own, Chain chain, RetryKind kind, Set<String> keys) {
		RetryRules rules = chain.settings().retry();
		boolean all = keys.isEmpty();
		int attempts = (all || keys.contains("maxattempts")) ? own.getMaxAttempts() : rules.attempts(kind);
		if (all || keys.stream().anyMatch(OWN_WAITS::contains)) {
			return config(kind, attempts, backoff(own));
		}
		return config(kind, attempts, backoff(keys.contains("waitduration")
				? rules.withBackoff(Duration.ofMillis(backoff(own).applyAsLong(1))) : rules));
	}

	private LongUnaryOperator backoff(RetryRules rules) {
		return (attempt) -> {
			double wait = rules.backoff().toMillis() * Math.pow(rules.multiplier(), attempt - 1.0);
			double jittered = wait * (1 + rules.jitter() * (2 * this.random.getAsDouble() - 1));
			return Math.round(Math.min(jittered, (double) rules.maxWait().toMillis()));
		};
	}

	private static LongUnaryOperator backoff(RetryConfig own) {
		return (attempt) -> own.getIntervalBiFunction().apply((int) attempt, Either.right(attempt));
	}

	private static RetryConfig config(RetryKind kind, int maxAttempts, LongUnaryOperator backoff) {
		return RetryConfig.custom()
			.maxAttempts(maxAttempts)
			.retryOnException((ex) -> ex instanceof Failed failed && RetryKind.of(failed.failure().kind()) == kind)
			.intervalBiFunction((attempt, result) -> wait((Failed) result.getLeft(), backoff.applyAsLong(attempt)))
			.build();
	}

	/** Resilience4j stops at exactly -1; the time for a wait must be left. */
	private static long wait(Failed failed, long backoff) {
		long wait = (failed.failure().kind().again() == Again.AT_ONCE) ? 0 : backoff;
		if (failed.hint() != null) {
			wait = failed.hint().toMillis();
		}
		return (TimeUnit.MILLISECONDS.toNanos(wait) <= failed.leftNanos()) ? wait : -1;
	}

}
