package io.cascade.actuate;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.cascade.ChainCheck;
import io.cascade.Hop;
import io.cascade.LeftOut;
import io.cascade.Plan;
import io.cascade.Target;
import io.cascade.health.Accepted;
import io.cascade.health.AccountCooldown;
import io.cascade.health.AccountHealth;
import io.cascade.health.ChainHealth;
import io.cascade.health.Credit;
import io.cascade.health.OutcomeCounts;
import io.cascade.health.ProviderHealth;
import io.cascade.health.TargetAvailability;
import io.cascade.health.Unavailability;
import io.cascade.health.Verdicts;
import io.cascade.pricing.Budgets.Room;
import io.cascade.pricing.SpendTotals.Total;
import org.jspecify.annotations.Nullable;

/**
 * What endpoints show, as maps. Words of an upstream are shown as attempts keep them:
 * short, without keys and prompts. What there is not is left out.
 */
final class Details {

	private Details() {
	}

	static Map<String, Object> chains(List<ChainHealth> chains, boolean degraded) {
		Map<String, Object> details = new LinkedHashMap<>();
		if (degraded) {
			details.put("degraded", true);
		}
		Map<String, Object> all = new LinkedHashMap<>();
		chains.forEach((chain) -> all.put(chain.name(), chain(chain)));
		details.put("chains", all);
		return details;
	}

	static Map<String, Object> chain(ChainHealth chain) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("canServe", chain.canServe());
		details.put("available", chain.available());
		if (!chain.leftOut().isEmpty()) {
			details.put("leftOut", chain.leftOut().stream().map(Details::leftOut).toList());
		}
		return details;
	}

	static Map<String, Object> leftOut(LeftOut out) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("target", out.target());
		details.put("reason", out.reason().id());
		put(details, "until", out.until());
		return details;
	}

	static Map<String, Object> account(AccountHealth account) {
		Map<String, Object> details = new LinkedHashMap<>();
		if (!account.cooldowns().isEmpty()) {
			details.put("cooldowns", account.cooldowns().stream().map(Details::account).toList());
		}
		Credit credit = account.credit();
		if (credit != null) {
			put(details, "limit", credit.limit());
			put(details, "limitRemaining", credit.remaining());
			put(details, "usage", credit.usage());
			details.put("freeTier", credit.freeTier());
			put(details, "checkedAt", credit.at());
		}
		return details;
	}

	static Map<String, Object> account(AccountCooldown account) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("upstream", account.upstream());
		details.put("kind", account.kind().id());
		put(details, "until", account.until());
		return details;
	}

	static Map<String, Object> provider(ProviderHealth provider) {
		Map<String, Object> details = outcomes(provider.outcomes());
		if (!provider.outcomes().lastFailures().isEmpty()) {
			details.put("lastFailure", failure(provider.outcomes().lastFailures().get(0)));
		}
		Map<String, Object> targets = new LinkedHashMap<>();
		provider.targets().forEach((target) -> targets.put(target.target(), availability(target)));
		if (!targets.isEmpty()) {
			details.put("targets", targets);
		}
		Map<String, Object> acceptance = new LinkedHashMap<>();
		provider.acceptance().forEach((target, accepted) -> acceptance.put(target, accepted(accepted)));
		if (!acceptance.isEmpty()) {
			details.put("acceptance", acceptance);
		}
		return details;
	}

	static Map<String, Object> accepted(Accepted accepted) {
		Map<String, Object> details = new LinkedHashMap<>();
		put(details, "lastHour", rounded(accepted.lastHour().percentage()));
		put(details, "before", rounded(accepted.before().percentage()));
		return details;
	}

	static Map<String, Object> verdicts(Verdicts verdicts) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("accepted", verdicts.accepted());
		details.put("rejected", verdicts.rejected());
		details.put("undecided", verdicts.undecided());
		return details;
	}

	private static @Nullable Double rounded(@Nullable Double percentage) {
		return (percentage != null) ? Math.round(percentage * 10) / 10.0 : null;
	}

	static Map<String, Object> outcomes(OutcomeCounts outcomes) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("successes", outcomes.successes());
		details.put("failures", outcomes.failures());
		details.put("rateLimited", outcomes.rateLimited());
		put(details, "successRate", rounded(outcomes.successRate()));
		put(details, "timeToFirstTokenMillis", percentiles(outcomes.timeToFirstToken()));
		if (!outcomes.servedBy().isEmpty()) {
			details.put("servedBy", outcomes.servedBy());
		}
		return details;
	}

	private static @Nullable Map<String, Long> percentiles(OutcomeCounts.@Nullable Percentiles times) {
		return (times != null) ? new TreeMap<>(Map.of("p50", times.p50(), "p95", times.p95())) : null;
	}

	static Map<String, Object> failure(OutcomeCounts.Failure failure) {
		Map<String, Object> details = new LinkedHashMap<>();
		put(details, "at", failure.at());
		details.put("kind", failure.kind().id());
		put(details, "status", failure.status());
		put(details, "reason", failure.reason());
		return details;
	}

	static Map<String, Object> availability(TargetAvailability availability) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("circuit", availability.circuit());
		Unavailability unavailability = availability.unavailability();
		if (unavailability != null) {
			details.put("unavailable", unavailability.reason().id());
			put(details, "until", unavailability.until());
		}
		return details;
	}

	static Map<String, Object> plan(Plan plan) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("hops", plan.hops().stream().map(Details::hop).toList());
		details.put("leftOut", plan.leftOut().stream().map(Details::leftOut).toList());
		return details;
	}

	private static Map<String, Object> hop(Hop hop) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("upstream", hop.upstream().name());
		details.put("targets", hop.targets().stream().map(Target::id).toList());
		put(details, "maxTokens", hop.options().maxTokens());
		put(details, "expectedCost", plainOrNull(hop.estimate().expected()));
		put(details, "worstCaseCost", plainOrNull(hop.estimate().worstCase()));
		return details;
	}

	static Map<String, Object> check(ChainCheck check) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("chain", check.chain());
		details.put("fine", check.isFine());
		details.put("models", check.models().stream().map(Details::model).toList());
		details.put("warnings", check.warnings());
		details.put("text", check.toText());
		return details;
	}

	private static Map<String, Object> model(ChainCheck.Model model) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("target", model.target());
		details.put("findings", model.findings());
		put(details, "live", (model.live() != null) ? live(model.live()) : null);
		return details;
	}

	private static Map<String, Object> live(ChainCheck.Live live) {
		Map<String, Object> details = new LinkedHashMap<>();
		put(details, "failure", live.failure());
		details.put("millis", live.elapsed().toMillis());
		details.put("usd", live.spend().known());
		put(details, "unknownCosts", live.spend().isComplete() ? null : live.spend().unknown());
		return details;
	}

	static Map<String, Object> totals(Map<String, Total> totals) {
		Map<String, Object> all = new LinkedHashMap<>();
		totals.forEach((name, total) -> all.put(name, total(total)));
		return all;
	}

	static Map<String, Object> total(Total total) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("usd", plain(total.cost()));
		details.put("attempts", total.attempts());
		put(details, "unknownCosts", (total.unknown() > 0) ? total.unknown() : null);
		return details;
	}

	static Map<String, Object> room(Room room) {
		Map<String, Object> details = new LinkedHashMap<>();
		put(details, "tag", room.account().tag());
		details.put("spent", plain(room.balance().spent()));
		details.put("reserved", plain(room.balance().reserved()));
		details.put("left", plain(room.left()));
		put(details, "resetAt", room.balance().resetAt());
		return details;
	}

	/** Without zeros at the end, and never as a power of ten. */
	static BigDecimal plain(BigDecimal amount) {
		BigDecimal stripped = amount.stripTrailingZeros();
		return (stripped.scale() < 0) ? stripped.setScale(0) : stripped;
	}

	private static @Nullable BigDecimal plainOrNull(@Nullable BigDecimal amount) {
		return (amount != null) ? plain(amount) : null;
	}

	static void put(Map<String, Object> details, String name, @Nullable Object value) {
		if (value != null) {
			details.put(name, (value instanceof Instant instant) ? instant.truncatedTo(ChronoUnit.MILLIS) : value);
		}
	}

}
