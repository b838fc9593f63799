package io.cascade.gateway;

import java.security.MessageDigest;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Keys whose secrets are kept as SHA-256. Secrets are random, so a quick digest does.
 *
 * @param keys the keys
 */
record DigestedKeys(List<Digested> keys) {

	DigestedKeys {
		keys = List.copyOf(keys);
	}

	/** Compares with all of them, whichever fits. */
	@Nullable GatewayKey find(byte[] digest) {
		GatewayKey found = null;
		for (Digested key : this.keys) {
			found = MessageDigest.isEqual(key.digest(), digest) ? key.key() : found;
		}
		return found;
	}

	/**
	 * A key with its digest.
	 *
	 * @param digest of its secret
	 * @param key the key
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Digested(byte[] digest, GatewayKey key) {

	}

}
