package io.cascade.health;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.cascade.Chain;
import io.cascade.Chains;
import io.cascade.FallbackRules.WhenAllBenched;
import io.cascade.LeftOut;
import io.cascade.Target;
import io.cascade.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * Health from what was observed of calls, and from how their targets stand.
 *
 * @param configured the chains of the application
 * @param standings who may be asked now
 * @param evidence what was seen
 * @param credits what was heard of the account
 * @param rules when a provider is well
 */
public record ObservedHealth(Chains configured, Standings standings, Evidence evidence, Credits credits,
		HealthRules rules) implements CascadeHealth {

	private static final Set<String> OPEN = Set.of("open", "forced-open");

	@Override
	public List<ProviderHealth> providers() {
		Map<String, TargetStanding> standing = this.standings.targets()
			.stream()
			.collect(Collectors.toMap(TargetStanding::target, Function.identity()));
		return this.evidence.providers().stream().map((name) -> provider(name, standing)).toList();
	}

	private ProviderHealth provider(String name, Map<String, TargetStanding> standing) {
		List<Target> own = this.configured.all()
			.stream()
			.flatMap((chain) -> chain.targets().stream())
			.filter((target) -> target.providerName().equals(name))
			.toList();
		List<TargetStanding> targets = own.stream()
			.map(Target::id)
			.distinct()
			.filter(standing::containsKey)
			.map(standing::get)
			.toList();
		Tally tally = this.evidence.provider(name);
		boolean unavailable = isUnavailable(targets) || isRefused(own);
		return new ProviderHealth(name, unavailable ? HealthStatus.UNAVAILABLE : judge(tally), tally, targets);
	}

	private static boolean isUnavailable(List<TargetStanding> targets) {
		return !targets.isEmpty()
				&& targets.stream().allMatch((target) -> target.rest() != null && OPEN.contains(target.circuit()));
	}

	/** A further upstream is a provider and an account at once. */
	private boolean isRefused(List<Target> own) {
		return !own.isEmpty() && !own.get(0).upstream().isDefault()
				&& own.stream()
					.map(this.standings::rest)
					.allMatch((rest) -> rest != null && rest.reason() == LeftOut.Reason.ACCOUNT);
	}

	private HealthStatus judge(Tally tally) {
		Double rate = tally.successRate();
		if (rate == null || tally.judged() < this.rules.minimumAttempts()) {
			return HealthStatus.UNKNOWN;
		}
		return (rate >= this.rules.successRate()) ? HealthStatus.UP : HealthStatus.DEGRADED;
	}

	@Override
	public List<ChainHealth> chains() {
		Instant now = this.evidence.now();
		return this.configured.all().stream().map((chain) -> chain(chain, now)).toList();
	}

	private ChainHealth chain(Chain chain, Instant now) {
		List<String> available = new ArrayList<>();
		List<LeftOut> resting = new ArrayList<>();
		boolean waits = false;
		for (Target target : chain.targets()) {
			Rest rest = this.standings.rest(target);
			if (rest == null) {
				available.add(target.id());
			}
			else {
				resting.add(rest.of(target));
				waits |= isWaitedFor(rest, chain, now);
			}
		}
		return new ChainHealth(chain.name(), waits || !available.isEmpty(), List.copyOf(available),
				List.copyOf(resting));
	}

	/** A call made now would wait that long. */
	private static boolean isWaitedFor(Rest rest, Chain chain, Instant now) {
		Instant latest = now.plus(chain.settings().retry().maxWait());
		return chain.settings().fallback().whenAllBenched() == WhenAllBenched.WAIT && rest.until() != null
				&& !rest.until().isAfter(latest);
	}

	@Override
	public boolean canServe() {
		return switch (this.rules.downWhen()) {
			case ANY_CHAIN -> chains().stream().allMatch(ChainHealth::canServe);
			case EVERY_CHAIN -> chains().isEmpty() || chains().stream().anyMatch(ChainHealth::canServe);
			case NEVER -> true;
		};
	}

	@Override
	public AccountHealth account() {
		List<AccountStanding> benches = this.standings.accounts()
			.stream()
			.filter((account) -> account.upstream().equals(Upstream.DEFAULT))
			.toList();
		Credit credit = this.credits.last();
		return new AccountHealth(account(benches, credit), benches, credit);
	}

	private HealthStatus account(List<AccountStanding> benches, @Nullable Credit credit) {
		if (this.credits.isRefused() || benches.stream().anyMatch(AccountStanding::isRefused)) {
			return HealthStatus.UNAVAILABLE;
		}
		if (credit != null) {
			return isLow(credit.remaining()) ? HealthStatus.DEGRADED : HealthStatus.UP;
		}
		boolean accepted = this.evidence.providers()
			.stream()
			.filter((name) -> !isUpstream(name))
			.anyMatch((name) -> this.evidence.provider(name).successes() > 0);
		return accepted ? HealthStatus.UP : HealthStatus.UNKNOWN;
	}

	private boolean isUpstream(String name) {
		return !this.configured.upstreamOf(name + "/").isDefault();
	}

	private boolean isLow(@Nullable BigDecimal remaining) {
		return remaining != null && remaining.compareTo(this.rules.lowCredit()) < 0;
	}

}
