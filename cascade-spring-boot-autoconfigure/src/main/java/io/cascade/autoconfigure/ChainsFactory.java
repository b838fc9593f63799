package io.cascade.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.cascade.CallSettings;
import io.cascade.FailureKind;
import io.cascade.FallbackOn;
import io.cascade.FallbackRules;
import io.cascade.GateRules;
import io.cascade.HedgeRules;
import io.cascade.Options;
import io.cascade.Price;
import io.cascade.ProviderPreferences;
import io.cascade.RetryRules;
import io.cascade.SelectionRules;
import io.cascade.StreamRules;
import io.cascade.Target;
import io.cascade.Timeouts;
import io.cascade.Upstream;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.exchange.ServiceTiers;
import org.jspecify.annotations.Nullable;

/**
 * Makes chains of the properties and refuses those that can't work.
 */
final class ChainsFactory {

	private static final Options DEFAULT_OPTIONS = Options.none().defaultMaxTokens(4096);

	private final CascadeProperties properties;

	private final List<Upstream> upstreams;

	private final Map<String, List<Target>> targets = new LinkedHashMap<>();

	private final GatesFactory gates;

	private final Written written;

	private final Slugs slugs;

	ChainsFactory(CascadeProperties properties, List<Upstream> upstreams, GatesFactory gates, Written written,
			Slugs slugs) {
		this.written = written;
		this.slugs = slugs;
		this.properties = properties;
		this.upstreams = upstreams;
		this.gates = gates;
	}

	Chains create() {
		if (this.properties.maxPromptSize().toBytes() < 1) {
			throw new CascadeConfigurationException("cascade.max-prompt-size",
					"it must be larger than 0, not " + this.properties.maxPromptSize(),
					"Set it to a size such as 8MB, or remove it to have the default.");
		}
		this.properties.chains().forEach((name, chain) -> this.targets.put(name, targets(name, chain)));
		List<Chain> chains = this.properties.chains()
			.entrySet()
			.stream()
			.map((entry) -> chain(entry.getKey(), entry.getValue()))
			.toList();
		return new Chains(chains, defaultChain(), this.upstreams, this.properties.maxPromptSize().toBytes(),
				this.slugs::refusal);
	}

	private @Nullable String defaultChain() {
		List<String> names = this.properties.chains()
			.entrySet()
			.stream()
			.filter((entry) -> !entry.getValue().embeddings().isOn())
			.map(Map.Entry::getKey)
			.toList();
		String name = this.properties.defaultChain();
		if (name == null || name.isBlank()) {
			return (names.size() == 1) ? names.get(0) : null;
		}
		if (this.properties.chains().containsKey(name)) {
			checkChats("cascade.default-chain", name);
		}
		if (!names.contains(name)) {
			throw noChain("cascade.default-chain", name, names);
		}
		return name;
	}

	private List<Target> targets(String name, ChainProperties chain) {
		String property = "cascade.chains.%s.models".formatted(name);
		if (chain.models().isEmpty()) {
			throw new CascadeConfigurationException(property, "the chain has no models",
					"List at least one model, such as 'openai/gpt-4.1-mini'.");
		}
		Map<String, Target> byId = new LinkedHashMap<>();
		for (int i = 0; i < chain.models().size(); i++) {
			Target target = target("%s[%d]".formatted(property, i), name, chain, chain.models().get(i));
			if (byId.put(target.id(), target) != null) {
				throw new CascadeConfigurationException("%s[%d]".formatted(property, i),
						"'%s' is listed twice".formatted(target.id()),
						"Remove one of them: a model that failed is not tried again in the same call.");
			}
		}
		List<Target> all = ServiceTiers.withStandard(List.copyOf(byId.values()));
		if (chain.embeddings().isOn()) {
			new EmbeddingsCheck(name, chain, chain.embeddings()).check(all);
		}
		return all;
	}

	private Target target(String property, String chainName, ChainProperties chain, ModelProperties model) {
		String slug = slug(property, model);
		Upstream upstream = chain.embeddings().isOn() ? alone(upstreamOf(slug)) : upstreamOf(slug);
		if (upstream.isDefault()) {
			this.slugs.check(property, slug);
		}
		String name = upstream.isDefault() ? slug : slug.substring(slug.indexOf('/') + 1);
		Options options = checked(property + ".options", model.options()).orElse(options(chainName, chain));
		Target.Traits traits = new Target.Traits(model.system(), model.contextLength(), model.acceptsPrefill(),
				price(property + ".price", model.price()), quality(property, model),
				(model.gate() != null) ? this.gates.create(property + ".gate", model.gate()) : null);
		return new Target(upstream, name, chainName, options, chain.provider().toPreferences(), traits);
	}

	/** A request for embeddings carries one model. */
	private static Upstream alone(Upstream upstream) {
		return new Upstream(upstream.name(), upstream.dialect(), 1, upstream.account());
	}

	private static @Nullable Double quality(String property, ModelProperties model) {
		Double quality = model.quality();
		if (quality != null && !(quality >= 0)) {
			throw new CascadeConfigurationException(property + ".quality", "it must be at least 0, not " + quality,
					"Set it to a score of your own, the higher the better, or remove it.");
		}
		return quality;
	}

	private static @Nullable Price price(String property, ModelProperties.@Nullable PriceProperties price) {
		if (price == null) {
			return null;
		}
		Price tokens = Price.perMillion(amount(property + ".prompt", price.prompt()),
				amount(property + ".completion", price.completion()));
		return new Price(tokens.prompt(), tokens.completion(), special(property + ".cache-read", price.cacheRead()),
				special(property + ".cache-write", price.cacheWrite()),
				special(property + ".reasoning", price.reasoning()), amount(property + ".request", price.request()),
				amount(property + ".image", price.image()), List.of());
	}

	private static @Nullable BigDecimal special(String property, @Nullable BigDecimal perMillion) {
		return (perMillion != null) ? Price.perMillion(amount(property, perMillion), BigDecimal.ZERO).prompt() : null;
	}

	private static BigDecimal amount(String property, @Nullable BigDecimal amount) {
		if (amount == null || amount.signum() < 0) {
			throw new CascadeConfigurationException(property,
					(amount != null) ? "it must be at least 0, not " + amount : "half of the price is missing",
					"Set it to USD per million tokens, 0 if they cost nothing.");
		}
		return amount;
	}

	private static String slug(String property, ModelProperties model) {
		String slug = Objects.requireNonNullElse(model.id(), "").strip();
		if (slug.isEmpty()) {
			throw new CascadeConfigurationException(property, "the model has no id",
					"Write the slug itself, or an object with 'id: author/model'; a list is read from one file or "
							+ "profile as a whole.");
		}
		Slugs.checkForm(property, slug);
		return slug;
	}

	private Upstream upstreamOf(String slug) {
		Upstream upstream = this.upstreams.stream()
			.filter((candidate) -> !candidate.isDefault() && slug.startsWith(candidate.name() + "/"))
			.findFirst()
			.orElse(this.upstreams.get(0));
		if (!upstream.isDefault() && KnownAuthors.contains(upstream.name())) {
			throw new CascadeConfigurationException("cascade.upstreams." + upstream.name(),
					"'%s' is an author at OpenRouter, so '%s' could mean either".formatted(upstream.name(), slug),
					"Rename the upstream, for example to '%s-direct', and write the model as '%s-direct/%s'."
						.formatted(upstream.name(), upstream.name(), slug.substring(slug.indexOf('/') + 1)));
		}
		return upstream;
	}

	private Options options(String chainName, ChainProperties chain) {
		return checked("cascade.chains.%s.options".formatted(chainName), chain.options()).orElse(DEFAULT_OPTIONS);
	}

	private Options checked(String property, OptionsProperties configured) {
		Options options = configured.toOptions(property, this.written);
		PropertyCheck.check(property, options::check);
		return options;
	}

	private Chain chain(String name, ChainProperties chain) {
		ProviderPreferences provider = chain.provider().toPreferences();
		PropertyCheck.check("cascade.chains." + name, provider::check);
		List<Target> all = withEscalation(name);
		checkQuality(name, chain, all);
		String prefix = "cascade.chains." + name;
		return new Chain(name, all, options(name, chain), provider, settings(name, chain), 0,
				this.gates.create(prefix + ".gate", chain.gate()),
				afterContentPolicy(prefix + ".content-policy-chain", chain.contentPolicyChain()),
				chain.embeddings().isOn() ? chain.embeddings().toRules() : null);
	}

	/** Those without a quality are asked, whatever the least quality is. */
	private static void checkQuality(String name, ChainProperties chain, List<Target> targets) {
		Double least = chain.minQuality();
		List<Double> reached = targets.stream().map((target) -> target.traits().quality()).toList();
		if (least == null || reached.contains(null)) {
			return;
		}
		double best = reached.stream().mapToDouble(Objects::requireNonNull).max().orElse(0);
		if (best < least) {
			throw new CascadeConfigurationException("cascade.chains.%s.min-quality".formatted(name),
					"no model of the chain reaches %s: the best has %s".formatted(least, best),
					"Set it to at most %s, or list a model with a 'quality' of at least %s.".formatted(best, least));
		}
	}

	/** A target that stands in two tiers is asked in the first of them. */
	private List<Target> withEscalation(String name) {
		Map<String, Target> union = new LinkedHashMap<>();
		for (String tier : tiers(name)) {
			Objects.requireNonNull(this.targets.get(tier)).forEach((target) -> union.putIfAbsent(target.id(), target));
		}
		return List.copyOf(union.values());
	}

	private List<String> tiers(String name) {
		List<String> tiers = new ArrayList<>();
		String tier = name;
		while (tier != null) {
			if (tiers.contains(tier)) {
				throw circle(tiers.subList(tiers.indexOf(tier), tiers.size()));
			}
			tiers.add(tier);
			tier = next(tier);
		}
		return tiers;
	}

	private static CascadeConfigurationException circle(List<String> circle) {
		String first = circle.get(0);
		return new CascadeConfigurationException(
				"cascade.chains.%s.escalate-to".formatted(circle.get(circle.size() - 1)),
				"the chains escalate in a circle: %s → %s".formatted(String.join(" → ", circle), first),
				"Remove it, or set it to a chain that does not lead back to '%s'.".formatted(first));
	}

	private @Nullable String next(String tier) {
		String next = Objects.requireNonNull(this.properties.chains().get(tier)).escalateTo();
		if (next != null && !this.properties.chains().containsKey(next)) {
			throw noChain("cascade.chains.%s.escalate-to".formatted(tier), next, others(tier));
		}
		if (next != null) {
			checkChats("cascade.chains.%s.escalate-to".formatted(tier), next);
		}
		return next;
	}

	private void checkChats(String property, String name) {
		if (Objects.requireNonNull(this.properties.chains().get(name)).embeddings().isOn()) {
			throw new CascadeConfigurationException(property, "'%s' is a chain for embeddings".formatted(name),
					"Set it to a chain without 'embeddings', or remove it.");
		}
	}

	/** Says which chains there are, and which was most likely meant. */
	static CascadeConfigurationException noChain(String property, String name, Collection<String> others) {
		String nearest = Spelling.nearest(name, others);
		String mend = others.isEmpty() ? "Add it under cascade.chains, with a list of models, or remove this key."
				: "Set it to one of %s, or add the chain under cascade.chains.".formatted(others);
		if (Set.of("true", "false").contains(name)) {
			return new CascadeConfigurationException(property, "there is no chain '%s'".formatted(name),
					"YAML reads on, off, yes and no as true or false: put the name in quotes. " + mend);
		}
		return new CascadeConfigurationException(property, "there is no chain '%s'".formatted(name),
				(nearest != null) ? "Did you mean '%s'? %s".formatted(nearest, mend) : mend);
	}

	private List<String> others(String tier) {
		return this.properties.chains().keySet().stream().filter((name) -> !name.equals(tier)).toList();
	}

	private CallSettings settings(String name, ChainProperties chain) {
		String prefix = "cascade.chains." + name;
		Timeouts timeouts = new Timeouts(chain.deadline(), chain.connectionRequestTimeout(), chain.firstTokenTimeout(),
				chain.idleTimeout(), chain.completionGrace(), chain.minimumSlice(), chain.firstTokenPer1kTokens());
		PropertyCheck.check(prefix, timeouts::check);
		checkTime(prefix, timeouts);
		FallbackRules fallback = new FallbackRules(Objects.requireNonNullElse(chain.maxFallbacks(), Integer.MAX_VALUE),
				chain.maxRequests(), fallbackOn(prefix, chain), Set.copyOf(chain.finishReasonsAsFailure()),
				chain.whenAllCoolingDown());
		PropertyCheck.check(prefix, fallback::check);
		HedgeRules hedge = chain.embeddings().isOn() ? HedgeRules.OFF : chain.hedge().toRules();
		PropertyCheck.check(prefix, hedge::check);
		StreamRules stream = new StreamRules(chain.transport(), chain.onBreak(), chain.onMalformedEvent(),
				chain.reasoningIsContent(), chain.minThroughput(), chain.announceServed(),
				chain.commitWindow().toWindow());
		PropertyCheck.check(prefix, stream::check);
		RetryRules retry = chain.retry().toRules();
		PropertyCheck.check(prefix + ".retry", retry::check);
		SelectionRules selection = chain.toSelection();
		PropertyCheck.check(prefix, selection::check);
		return new CallSettings(timeouts, fallback, stream, hedge, retry, selection,
				new GateRules(chain.whenAllRejected(), true, chain.gate().unwrap()));
	}

	private static void checkTime(String prefix, Timeouts timeouts) {
		if (timeouts.deadline().compareTo(timeouts.minimumSlice()) <= 0) {
			throw new CascadeConfigurationException(prefix + ".deadline",
					"it must be longer than the minimum-slice of %s, not %s, or no request is ever sent"
						.formatted(text(timeouts.minimumSlice()), text(timeouts.deadline())),
					"Set it to a longer time such as 60s, or '%s.minimum-slice' to a shorter one.".formatted(prefix));
		}
	}

	private static String text(Duration time) {
		return (time.toMillis() % 1000 == 0) ? time.toSeconds() + "s" : time.toMillis() + "ms";
	}

	private List<Target> afterContentPolicy(String property, @Nullable String name) {
		if (name == null) {
			return List.of();
		}
		List<Target> elsewhere = this.targets.get(name);
		if (elsewhere == null) {
			throw noChain(property, name, this.targets.keySet());
		}
		checkChats(property, name);
		return elsewhere;
	}

	private static FallbackOn fallbackOn(String prefix, ChainProperties chain) {
		try {
			chain.fallbackOn().forEach((entry) -> checkStatus(prefix, entry));
			return FallbackOn.of(chain.fallbackOn());
		}
		catch (IllegalArgumentException ex) {
			String nearest = chain.fallbackOn()
				.stream()
				.map((entry) -> Spelling.nearest(entry, KeyNode.words(FailureKind.class)))
				.filter((word) -> word != null && !chain.fallbackOn().contains(word))
				.findFirst()
				.orElse(null);
			throw new CascadeConfigurationException(prefix + ".fallback-on", String.valueOf(ex.getMessage()),
					((nearest != null) ? "Did you mean '%s'? ".formatted(nearest) : "")
							+ "List HTTP statuses from 300 to 599, such as 400, and the kinds named above.");
		}
	}

	/** YAML reads 0400 as a number to the base 8, which is 256. */
	private static void checkStatus(String prefix, String entry) {
		if (entry.matches("[12]\\d\\d")) {
			throw new CascadeConfigurationException(prefix + ".fallback-on",
					"the status %s is no failure".formatted(entry),
					"List HTTP statuses from 300 to 599, such as 400, without a 0 before them.");
		}
	}

}
