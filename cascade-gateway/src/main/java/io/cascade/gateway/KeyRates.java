package io.cascade.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The requests and tokens of each key in a minute. Tokens are known when they were used,
 * so a key whose last answer was long waits for longer. Thread-safe.
 */
final class KeyRates {

	/** Keys without a limit are not kept, and those that are idle are forgotten. */
	private static final int MOST = 10_000;

	private final Map<String, MinuteRate> requests = new ConcurrentHashMap<>();

	private final Map<String, MinuteRate> tokens = new ConcurrentHashMap<>();

	private final LongSupplier nanoTime;

	KeyRates(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	void admit(GatewayKey key) {
		long now = this.nanoTime.getAsLong();
		MinuteRate used = rate(this.tokens, key.name(), key.tokensPerMinute(), now);
		if (used != null) {
			refuse("token", used, used.room(now));
		}
		MinuteRate asked = rate(this.requests, key.name(), key.requestsPerMinute(), now);
		if (asked != null) {
			refuse("request", asked, asked.take(now));
		}
	}

	void used(GatewayKey key, long count) {
		long now = this.nanoTime.getAsLong();
		MinuteRate rate = rate(this.tokens, key.name(), key.tokensPerMinute(), now);
		if (rate != null && count > 0) {
			rate.used(count, now);
		}
	}

	/**
	 * Counts the tokens of an answer, or what is likely of one that failed or was left.
	 * @param attempts what was tried for the answer
	 */
	<T> Mono<T> counted(GatewayKey key, CascadeRequest asked, Mono<T> answer, Function<T, List<Attempt>> attempts) {
		return (key.tokensPerMinute() == null) ? answer
				: answer.doOnNext((whole) -> used(key, UsedTokens.of(attempts.apply(whole))))
					.doOnError(CascadeException.class, (ex) -> used(key, UsedTokens.of(ex.attempts())))
					.doOnCancel(() -> used(key, UsedTokens.roughly(asked.size())));
	}

	/** The same of an answer in pieces. */
	Flux<CascadeChunk> counted(GatewayKey key, CascadeRequest asked, Flux<CascadeChunk> answer) {
		if (key.tokensPerMinute() == null) {
			return answer;
		}
		return Flux.defer(() -> {
			AtomicLong characters = new AtomicLong(asked.size());
			return answer.doOnNext((chunk) -> {
				characters.addAndGet(chunk.characters());
				if (chunk instanceof CascadeChunk.End end) {
					used(key, UsedTokens.of(end.attempts()));
				}
			})
				.doOnError(CascadeException.class,
						(ex) -> used(key, Math.max(UsedTokens.of(ex.attempts()), UsedTokens.roughly(characters.get()))))
				.doOnCancel(() -> used(key, UsedTokens.roughly(characters.get())));
		});
	}

	private static void refuse(String what, MinuteRate rate, @Nullable Duration wait) {
		if (wait != null) {
			throw Refusals.rate(what, rate.limit(), wait);
		}
	}

	/** A limit that has changed begins anew. */
	private static @Nullable MinuteRate rate(Map<String, MinuteRate> rates, String key, @Nullable Integer limit,
			long now) {
		if (limit == null) {
			return null;
		}
		MinuteRate known = rates.get(key);
		if (known != null && known.limit() == limit) {
			return known;
		}
		if (rates.size() >= MOST) {
			rates.values().removeIf((rate) -> rate.isFull(now));
		}
		return rates.compute(key,
				(name, before) -> (before != null && before.limit() == limit) ? before : new MinuteRate(limit, now));
	}

}
