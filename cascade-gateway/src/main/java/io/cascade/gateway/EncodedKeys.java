package io.cascade.gateway;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Keys whose secrets are kept in a form that is slow to compare with, such as bcrypt. It
 * is done once for each secret, on a thread of its own, so that strangers who guess hold
 * up only each other and secrets that are seen for the first time. Thread-safe.
 */
final class EncodedKeys {

	/** So many wrong secrets are remembered. */
	private static final int MOST_WRONG = 1_000;

	private final List<Encoded> keys;

	private final BiPredicate<String, String> matches;

	private final Scheduler scheduler;

	/** By the digests of their secrets. */
	private final Map<ByteBuffer, GatewayKey> known = new ConcurrentHashMap<>();

	private final Map<ByteBuffer, Boolean> wrong = new ConcurrentHashMap<>();

	EncodedKeys(List<Encoded> keys, BiPredicate<String, String> matches, Scheduler scheduler) {
		this.keys = List.copyOf(keys);
		this.matches = matches;
		this.scheduler = scheduler;
	}

	Mono<GatewayKey> find(byte[] digest, String secret) {
		ByteBuffer name = ByteBuffer.wrap(digest);
		GatewayKey key = this.known.get(name);
		if (key != null) {
			return Mono.just(key);
		}
		if (this.keys.isEmpty() || this.wrong.containsKey(name)) {
			return Mono.empty();
		}
		return Mono.fromCallable(() -> compare(name, secret))
			.subscribeOn(this.scheduler)
			.onErrorMap(RejectedExecutionException.class, (ex) -> Refusals.busy());
	}

	private @Nullable GatewayKey compare(ByteBuffer name, String secret) {
		GatewayKey found = null;
		for (Encoded key : this.keys) {
			found = this.matches.test(secret, key.secret()) ? key.key() : found;
		}
		if (found != null) {
			this.known.put(name, found);
		}
		else {
			if (this.wrong.size() >= MOST_WRONG) {
				this.wrong.clear();
			}
			this.wrong.put(name, true);
		}
		return found;
	}

	/**
	 * A key with its secret as it is kept.
	 *
	 * @param secret the encoded form
	 * @param key the key
	 */
	record Encoded(String secret, GatewayKey key) {

		@Override
		public String toString() {
			return this.key.name();
		}

	}

}
