package io.cascade.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.cascade.Dialect;
import io.cascade.Target;
import io.cascade.Transport;
import io.cascade.Upstream;
import io.cascade.check.ChainWarnings;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.openrouter.UpstreamSettings;
import io.cascade.pricing.ModelInfo;
import io.cascade.pricing.PriceList;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the whole before the first call: a chain that needs a key that is not there is
 * refused, and what is legal but unwise is told.
 */
final class StartupCheck {

	private StartupCheck() {
	}

	static void requireKey(Chains chains, UpstreamSettings openRouter, @Nullable String configuredKey) {
		if (openRouter.apiKey() != null || BaseUrl.isLoopback(openRouter.baseUrl())) {
			return;
		}
		for (Chain chain : chains.all()) {
			Optional<Target> needy = chain.targets()
				.stream()
				.filter((target) -> target.upstream().isDefault())
				.findFirst();
			if (needy.isPresent()) {
				throw noKey(needy.get(), chain.name(), ApiKey.placeholder(configuredKey));
			}
		}
	}

	private static CascadeConfigurationException noKey(Target needy, String chain, @Nullable String placeholder) {
		String variable = (placeholder != null) ? placeholder : "OPENROUTER_API_KEY";
		return new CascadeConfigurationException("cascade.api-key",
				"there is no key%s, but chain '%s' uses %s at OpenRouter".formatted(
						(placeholder != null) ? " (nothing resolves '${%s}')".formatted(placeholder) : "", chain,
						needy.model()),
				"Set the environment variable %s and 'cascade.api-key: ${%s:}' ".formatted(variable, variable)
						+ "(keys are made at https://openrouter.ai/keys). To get going without a key, set "
						+ "cascade.base-url to a server on localhost, list models of a local upstream only, or "
						+ "annotate the test with @AutoConfigureCascadeStub.");
	}

	/** One sentence each, as far as prices and windows are known by now. */
	static List<String> warnings(Chains chains, PriceList prices) {
		List<String> warnings = new ArrayList<>();
		for (Chain chain : chains.all()) {
			ChainWarnings found = ChainWarnings.ofOwn(chain, chain.settings().selection(), prices);
			add(warnings, about(chain, found.freeBeforePaid()));
			add(warnings, about(chain, found.cheaper()));
			add(warnings, about(chain, found.smaller()));
			own(chain).forEach((target) -> add(warnings, withdrawn(chain, target, prices)));
			own(chain).forEach((target) -> add(warnings, unlisted(chain, target, prices)));
			add(warnings, withoutQuality(chain));
			add(warnings, healingStreams(chain));
		}
		return warnings;
	}

	private static @Nullable String about(Chain chain, @Nullable String warning) {
		return (warning != null) ? "cascade.chains.%s: %s".formatted(chain.name(), warning) : null;
	}

	private static void add(List<String> warnings, @Nullable String warning) {
		if (warning != null) {
			warnings.add(warning);
		}
	}

	private static @Nullable String withdrawn(Chain chain, Target target, PriceList prices) {
		ModelInfo info = prices.info(target);
		return (info != null && info.expirationDate() != null)
				? "cascade.chains.%s: %s is withdrawn on %s".formatted(chain.name(), target, info.expirationDate())
				: null;
	}

	private static @Nullable String unlisted(Chain chain, Target target, PriceList prices) {
		return prices.isUnlisted(target) ? about(chain, Slugs.unlisted(target.model(), prices.slugs(target.upstream())))
				: null;
	}

	/** What no chain can serve, or what looks as if nothing could be asked there. */
	static List<String> warnings(Chains chains, List<UpstreamSettings> upstreams) {
		List<String> warnings = new ArrayList<>();
		if (chains.all().isEmpty()) {
			warnings.add("cascade.chains: there is no chain, so every call fails: write at least "
					+ "'cascade.chains.main.models: [openai/gpt-4.1-mini]'");
		}
		upstreams.stream()
			.filter((settings) -> KnownServers.of(settings.baseUrl()) == null
					&& !KnownServers.hasVersion(settings.baseUrl()))
			.map((settings) -> "%s: '%s' names no version: most servers expect '%s/v1'".formatted(key(settings),
					settings.baseUrl(), settings.baseUrl()))
			.forEach(warnings::add);
		return warnings;
	}

	private static String key(UpstreamSettings settings) {
		return settings.upstream().isDefault() ? "cascade.base-url"
				: "cascade.upstreams.%s.base-url".formatted(settings.upstream().name());
	}

	/** What is all right, and good to know. */
	static List<String> notes(Chains chains, List<Upstream> upstreams, @Nullable String defaultChain) {
		List<String> notes = new ArrayList<>();
		List<String> names = chains.all().stream().map(Chain::name).toList();
		if (names.size() > 1 && (defaultChain == null || defaultChain.isBlank())) {
			notes.add("cascade.default-chain: it is not set, so every request has to name one of %s".formatted(names));
		}
		chains.all().forEach((chain) -> add(notes, severalRequests(chain)));
		upstreams.stream()
			.filter((upstream) -> !upstream.isDefault())
			.filter((upstream) -> chains.all()
				.stream()
				.flatMap((chain) -> chain.targets().stream())
				.noneMatch((target) -> target.upstream().equals(upstream)))
			.map((upstream) -> "cascade.upstreams.%s: no chain lists a model '%s/…'".formatted(upstream.name(),
					upstream.name()))
			.forEach(notes::add);
		return notes;
	}

	private static @Nullable String withoutQuality(Chain chain) {
		List<String> unscored = chain.targets()
			.stream()
			.filter((target) -> target.traits().quality() == null)
			.map(Target::id)
			.toList();
		boolean matters = chain.settings().selection().minQuality() != null && !unscored.isEmpty();
		return matters ? "cascade.chains.%s: min-quality does not hold for %s, which have no quality"
			.formatted(chain.name(), unscored) : null;
	}

	/** The plugin acts on whole answers only. */
	private static @Nullable String healingStreams(Chain chain) {
		boolean heals = chain.targets()
			.stream()
			.anyMatch((target) -> target.options().pluginIds().contains("response-healing"));
		boolean streams = chain.settings().stream().transport() == Transport.STREAMED;
		return (heals && streams) ? "cascade.chains.%s: the plugin 'response-healing' does nothing, since answers are "
			.formatted(chain.name()) + "streamed and it acts on whole ones: set 'transport: buffered'" : null;
	}

	private static @Nullable String severalRequests(Chain chain) {
		List<Target> targets = own(chain);
		Upstream upstream = targets.get(0).upstream();
		boolean together = targets.stream().allMatch((target) -> target.upstream().equals(upstream));
		if (!together || upstream.dialect() != Dialect.OPENROUTER || targets.size() <= upstream.maxModelsPerRequest()) {
			return null;
		}
		return "cascade.chains.%s: %d models are spread over several requests, since one carries at most %d"
			.formatted(chain.name(), targets.size(), upstream.maxModelsPerRequest());
	}

	private static List<Target> own(Chain chain) {
		return chain.targets().stream().filter((target) -> target.chain().equals(chain.name())).toList();
	}

}
