package io.cascade.pricing;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.cascade.Attempt;
import io.cascade.CallView;
import io.cascade.Cost;
import io.cascade.Hop;
import io.cascade.Price;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.Usage;
import io.cascade.exchange.Callbacks;
import io.cascade.exchange.SaneAmount;
import org.jspecify.annotations.Nullable;

/**
 * What is known of models and their prices: the {@code price} of the configuration, then
 * {@link PriceSource} beans, then the catalog. Thread-safe.
 */
public final class PriceList {

	/** A catalog's prices are those of these tiers; {@code flex} is never dearer. */
	private static final Set<String> STANDARD = Set.of("auto", "default", "standard");

	private static final String FLEX = "flex";

	/** A preset is the account's own and stands in no catalog. */
	private static final String PRESET = "@preset/";

	/** Searches the web before any model answers. */
	private static final String ONLINE = ":online";

	private final Callbacks priceSources = Callbacks.of(PriceSource.class);

	private final Callbacks catalogs = Callbacks.of(ModelCatalog.class);

	private final List<PriceSource> sources;

	private final ModelCatalog catalog;

	private final Clock clock;

	/**
	 * A price list.
	 * @param sources asked in their order
	 * @param catalog asked last
	 * @param clock decides which prices hold
	 */
	public PriceList(List<PriceSource> sources, ModelCatalog catalog, Clock clock) {
		this.sources = List.copyOf(sources);
		this.catalog = catalog;
		this.clock = clock;
	}

	/**
	 * A list with the prices of the configuration alone.
	 * @return the list
	 */
	public static PriceList empty() {
		return new PriceList(List.of(), ModelCatalog.NONE, Clock.systemUTC());
	}

	/**
	 * Tells which prices hold.
	 * @return now
	 */
	public Instant now() {
		return this.clock.instant();
	}

	/**
	 * The entry of a target in the catalog.
	 * @param target the target
	 * @return what is known, {@code null} if nothing is
	 */
	public @Nullable ModelInfo info(Target target) {
		return find(target.upstream(), target.model());
	}

	/**
	 * Whether the catalog has all models of the upstream, and not this one.
	 * @param target the target
	 * @return {@code true} if its slug is most likely misspelled
	 */
	public boolean isUnlisted(Target target) {
		String slug = target.model();
		boolean known = this.catalogs.get(this.catalog, () -> this.catalog.isKnown(target.upstream()),
				(failure) -> false);
		if (slug.startsWith(PRESET) || !known) {
			return false;
		}
		String plain = slug.endsWith(ONLINE) ? slug.substring(0, slug.length() - ONLINE.length()) : slug;
		return info(target) == null && find(target.upstream(), plain) == null;
	}

	/**
	 * The models that the catalog has of an upstream.
	 * @param upstream where they are asked
	 * @return their slugs, none where they are unknown
	 */
	public Set<String> slugs(Upstream upstream) {
		return this.catalogs.get(this.catalog, () -> Set.copyOf(this.catalog.slugs(upstream)), (failure) -> Set.of());
	}

	/**
	 * The context window of a target.
	 * @param target the target
	 * @return tokens, {@code null} if unknown
	 */
	public @Nullable Integer window(Target target) {
		if (target.traits().contextLength() != null) {
			return target.traits().contextLength();
		}
		ModelInfo info = info(target);
		return (info != null) ? info.contextLength() : null;
	}

	/**
	 * The price to plan with: no request to the target costs more.
	 * @param target the target
	 * @param tier the service tier that is asked for, {@code null} for the standard one
	 * @return the price, {@code null} if unknown
	 */
	public @Nullable Price price(Target target, @Nullable String tier) {
		Price own = own(target);
		if (own != null) {
			return own;
		}
		ModelInfo info = (isStandard(tier) || FLEX.equals(tier)) ? info(target) : null;
		return (info != null) ? info.price() : null;
	}

	private @Nullable Price own(Target target) {
		if (target.traits().price() != null) {
			return target.traits().price();
		}
		return this.sources.isEmpty() ? null : fromSources(target);
	}

	private @Nullable Price fromSources(Target target) {
		for (PriceSource source : this.sources) {
			Price price = this.priceSources.<@Nullable Price>get(source, () -> sane(source.price(target)),
					(failure) -> null);
			if (price != null) {
				return price;
			}
		}
		return null;
	}

	private static @Nullable Price sane(@Nullable Price price) {
		if (price != null && !SaneAmount.isPrice(price)) {
			throw new IllegalArgumentException("The price is negative or absurd");
		}
		return price;
	}

	private static @Nullable ModelInfo sane(@Nullable ModelInfo info) {
		if (info != null && (isBelowOne(info.contextLength()) || isBelowOne(info.maxCompletionTokens()))) {
			throw new IllegalArgumentException("The limits of the model are below 1");
		}
		if (info != null) {
			sane(info.price());
		}
		return info;
	}

	private static boolean isBelowOne(@Nullable Integer tokens) {
		return tokens != null && tokens < 1;
	}

	private @Nullable ModelInfo find(Upstream upstream, String slug) {
		return this.catalogs.<@Nullable ModelInfo>get(this.catalog, () -> sane(this.catalog.find(upstream, slug)),
				(failure) -> null);
	}

	private static boolean isStandard(@Nullable String tier) {
		return tier == null || STANDARD.contains(tier);
	}

	/**
	 * What an attempt has cost, where the upstream did not report it. Priced at the model
	 * and the service tier that answered.
	 * @param hop the request
	 * @param answered the target that answered, {@code null} if it is none of the hop's
	 * @param served the names under which the upstream reports the answer
	 * @param usage its tokens
	 * @return the cost; unknown where price or tokens are
	 */
	public Cost listedCost(Hop hop, @Nullable Target answered, Served served, Usage usage) {
		Price price = priceOf(hop, answered, served);
		BigDecimal amount = (price != null) ? price.of(usage, this.clock.instant()) : null;
		return (amount != null && amount.signum() >= 0) ? Cost.estimated(amount) : Cost.UNKNOWN;
	}

	private @Nullable Price priceOf(Hop hop, @Nullable Target answered, Served served) {
		String asked = hop.options().serviceTier();
		boolean asAsked = served.tier() == null || served.tier().equals(asked)
				|| (isStandard(asked) && isStandard(served.tier()));
		String tier = asAsked ? asked : served.tier();
		Price own = (answered != null && asAsked) ? own(answered) : null;
		return (own != null || !isStandard(tier)) ? own : listed(hop, answered, served);
	}

	private @Nullable Price listed(Hop hop, @Nullable Target answered, Served served) {
		String slug = (answered != null) ? answered.model() : served.model();
		ModelInfo info = (slug != null) ? find(hop.upstream(), slug) : null;
		return (info != null) ? info.price() : null;
	}

	/**
	 * What an attempt of a call's own targets costs by the list, whatever was reported.
	 * @param call the call
	 * @param attempt the attempt
	 * @return the cost; unknown where price or tokens are
	 */
	public Cost listedCost(CallView call, Attempt attempt) {
		Usage usage = attempt.usage();
		Target target = (usage != null) ? find(call, attempt.target()) : null;
		if (usage == null || target == null) {
			return Cost.UNKNOWN;
		}
		String tier = (attempt.serviceTier() != null) ? attempt.serviceTier() : target.options().serviceTier();
		Price own = own(target);
		ModelInfo info = (own == null && isStandard(tier)) ? info(target) : null;
		Price price = (info != null) ? info.price() : own;
		BigDecimal amount = (price != null) ? price.of(usage, this.clock.instant()) : null;
		return (amount != null && amount.signum() >= 0) ? Cost.estimated(amount) : Cost.UNKNOWN;
	}

	private static @Nullable Target find(CallView call, String id) {
		for (Target target : call.targets()) {
			if (target.id().equals(id)) {
				return target;
			}
		}
		return null;
	}

	/**
	 * The names under which an upstream reports an answer.
	 *
	 * @param model the slug as it was reported
	 * @param tier the service tier that served, {@code null} if it reports none
	 */
	public record Served(@Nullable String model, @Nullable String tier) {

	}

}
