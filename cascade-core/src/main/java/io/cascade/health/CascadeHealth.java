package io.cascade.health;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.cascade.exchange.TagValues;
import org.jspecify.annotations.Nullable;

/**
 * What the health endpoint shows, for code: how providers, chains and accounts are. From
 * memory; sends no request. Thread-safe.
 */
public interface CascadeHealth {

	/**
	 * The providers that are known to be well.
	 * @return the names of those that are {@link HealthStatus#UP}; one without evidence
	 * is not among them
	 */
	default Set<String> healthyProviders() {
		return providers().stream()
			.filter((provider) -> provider.status() == HealthStatus.UP)
			.map(ProviderHealth::name)
			.filter((name) -> !name.equals(TagValues.OTHER))
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * How a provider is.
	 * @param provider the author part of a slug, such as {@code anthropic}, or the name
	 * of a further upstream
	 * @return the status; {@link HealthStatus#UNKNOWN} if the configuration does not name
	 * it
	 */
	default HealthStatus status(String provider) {
		ProviderHealth known = provider(provider);
		return (known != null) ? known.status() : HealthStatus.UNKNOWN;
	}

	/**
	 * One provider.
	 * @param name the name of the provider
	 * @return how it is, {@code null} if the configuration does not name it
	 */
	@Nullable ProviderHealth provider(String name);

	/**
	 * All providers of the configuration, and {@value TagValues#OTHER} for those that
	 * only requests bring.
	 * @return how they are, by name, {@value TagValues#OTHER} last
	 */
	List<ProviderHealth> providers();

	/**
	 * All chains.
	 * @return whether they can serve, in the order of the configuration
	 */
	List<ChainHealth> chains();

	/**
	 * Account at OpenRouter, and what is left on the key.
	 * @return how it is
	 */
	AccountHealth account();

	/**
	 * Whether calls can be served at all.
	 * @return {@code false} if no chain has a target that can serve
	 */
	default boolean canServe() {
		List<ChainHealth> chains = chains();
		return chains.isEmpty() || chains.stream().anyMatch(ChainHealth::canServe);
	}

	/**
	 * Whether calls to a chain can be served.
	 * @param chain the name of the chain
	 * @return {@code false} if it has no target that can serve, or if there is no such
	 * chain
	 */
	default boolean canServe(String chain) {
		return chains().stream().anyMatch((known) -> known.name().equals(chain) && known.canServe());
	}

	/**
	 * Whether the health of the application is {@code DOWN}, as
	 * {@code cascade.health.down-when} has it.
	 * @return {@code true} if it is to be taken out of service
	 */
	boolean isDown();

}
