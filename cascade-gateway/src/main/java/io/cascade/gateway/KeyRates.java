package io.cascade.gateway;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

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
		if (rates.size() >= MOST) {
			rates.values().removeIf((rate) -> rate.isFull(now));
		}
		return rates.compute(key,
				(name, before) -> (before != null && before.limit() == limit) ? before : new MinuteRate(limit, now));
	}

}
