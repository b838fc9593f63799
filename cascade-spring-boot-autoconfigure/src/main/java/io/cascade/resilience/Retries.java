package io.cascade.resilience;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongUnaryOperator;

import io.cascade.Call;
import io.cascade.Chain;
import io.cascade.FailureKind.Again;
import io.cascade.RetryKind;
import io.cascade.RetryRules;
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

	private final Map<String, Retry> retries = new ConcurrentHashMap<>();

	private final RetryRegistry registry;

	private final DoubleSupplier random;

	/**
	 * Retries in a registry.
	 * @param registry holds them; what it has under their names gives attempts and waits
	 * @param random numbers from 0 to 1, for the jitter
	 */
	public Retries(RetryRegistry registry, DoubleSupplier random) {
		this.registry = registry;
		this.random = random;
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
		return rules.equals(call.chain().settings().retry()) ? named(call.chain(), kind)
				: Retry.of(name(call.chain(), kind), config(kind, rules.attempts(kind), backoff(rules)));
	}

	private static String name(Chain chain, RetryKind kind) {
		return "cascade-" + chain.name() + "-" + kind.id();
	}

	private Retry named(Chain chain, RetryKind kind) {
		return this.retries.computeIfAbsent(name(chain, kind), (name) -> create(name, chain, kind));
	}

	/** What the application configured keeps its attempts and its waits. */
	private Retry create(String name, Chain chain, RetryKind kind) {
		Retry configured = this.registry.find(name).orElse(null);
		if (configured == null) {
			RetryRules rules = chain.settings().retry();
			return this.registry.retry(name, config(kind, rules.attempts(kind), backoff(rules)));
		}
		RetryConfig own = configured.getRetryConfig();
		Retry retry = Retry.of(name, config(kind, own.getMaxAttempts(), backoff(own)), configured.getTags());
		this.registry.replace(name, retry);
		return retry;
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
