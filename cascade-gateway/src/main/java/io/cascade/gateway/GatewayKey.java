package io.cascade.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What the holder of a key may do. Immutable; the secret is no part of it.
 *
 * @param name the name of the key, which metrics, health and the tag {@code key} show
 * @param chains the chains that may be asked; empty for all
 * @param slugs the models that may be asked beside chains, such as {@code openai/gpt-4.1}
 * or {@code openai/*}; empty for none
 * @param tags the tags of each call, for budgets and metrics
 * @param requestsPerMinute the most requests in a minute, {@code null} for no limit
 * @param tokensPerMinute the most tokens of prompts and answers in a minute, {@code null}
 * for no limit
 * @param expires the instant from which it is refused, {@code null} for never
 * @param speaksFor the headers in which the holder names its own users, such as
 * {@code X-OpenWebUI-User-Id}
 */
public record GatewayKey(String name, Set<String> chains, List<String> slugs, Map<String, String> tags,
		@Nullable Integer requestsPerMinute, @Nullable Integer tokensPerMinute, @Nullable Instant expires,
		List<String> speaksFor) {

	/** The tag that has the name of the key. */
	public static final String TAG = "key";

	/** Keeps copies. */
	public GatewayKey {
		chains = Set.copyOf(chains);
		slugs = List.copyOf(slugs);
		tags = Map.copyOf(tags);
		speaksFor = List.copyOf(speaksFor);
	}

	/**
	 * A key for all chains, without limits.
	 * @param name the name of the key
	 * @return the key
	 */
	public static GatewayKey named(String name) {
		return new GatewayKey(name, Set.of(), List.of(), Map.of(), null, null, null, List.of());
	}

	boolean mayAsk(String chain) {
		return this.chains.isEmpty() || this.chains.contains(chain);
	}

	boolean mayAskModel(String slug) {
		return this.slugs.stream().anyMatch((pattern) -> Wildcard.matches(pattern, slug));
	}

	boolean isExpired(Instant now) {
		return this.expires != null && !now.isBefore(this.expires);
	}

}
