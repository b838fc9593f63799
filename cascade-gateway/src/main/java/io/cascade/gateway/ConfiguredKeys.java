package io.cascade.gateway;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The keys of a configuration. Immutable.
 *
 * @param all every key
 * @param digested those whose secrets are digests
 * @param encoded those whose secrets are slow to compare with
 */
record ConfiguredKeys(List<GatewayKey> all, DigestedKeys digested, EncodedKeys encoded) implements GatewayKeys {

	ConfiguredKeys {
		all = List.copyOf(all);
	}

	@Override
	public Mono<GatewayKey> find(String secret) {
		byte[] digest = Sha256.of(secret);
		GatewayKey key = this.digested.find(digest);
		return (key != null) ? Mono.just(key) : this.encoded.find(digest, secret);
	}

	@Override
	public Mono<GatewayKey> ofPrincipal(String name) {
		return Mono.justOrEmpty(named(name));
	}

	private @Nullable GatewayKey named(String name) {
		return this.all.stream().filter((key) -> key.name().equals(name)).findFirst().orElse(null);
	}

}
