package io.cascade.budget;

import java.math.BigDecimal;
import java.util.List;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallSettings;
import io.cascade.CascadeRequest;
import io.cascade.Cost;
import io.cascade.Dialect;
import io.cascade.Options;
import io.cascade.Price;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.Usage;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import org.jspecify.annotations.Nullable;

/**
 * Targets, calls and attempts of which only money matters.
 */
public final class Sums {

	public static final Upstream OPENROUTER = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 3, "main");

	private Sums() {
	}

	public static Target target(String slug, @Nullable Price price, @Nullable String tier) {
		return new Target(OPENROUTER, slug, "test", Options.none().serviceTier(tier), ProviderPreferences.none(),
				new Target.Traits(null, null, false, price, null));
	}

	public static Target target(String slug) {
		return target(slug, null, null);
	}

	public static Call call(CascadeRequest request, Target... targets) {
		CallSettings settings = CallSettings.DEFAULTS;
		Chain chain = new Chain("test", List.of(targets), Options.none(), ProviderPreferences.none(), settings, 0,
				List.of(), List.of());
		return new Call(request, chain, settings, false);
	}

	public static Attempt attempt(Target target, Cost cost, @Nullable Usage usage, @Nullable String tier) {
		return target.attempt(0, Outcome.ANSWERED)
			.withStatus(200)
			.withUsage(usage)
			.withCost(cost)
			.withServiceTier(tier);
	}

	public static BigDecimal usd(String amount) {
		return new BigDecimal(amount);
	}

}
