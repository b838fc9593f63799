package io.cascade.health;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.cascade.Call;
import io.cascade.CascadeRequest;
import io.cascade.Chain;
import io.cascade.Chains;
import io.cascade.FallbackRules.WhenAllBenched;
import io.cascade.LeftOut;
import io.cascade.Limits;
import io.cascade.Plan;
import io.cascade.Planner;
import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * Health from what was observed of calls, and from how their targets stand.
 *
 * @param configured the chains of the application
 * @param planner tells whom a call would ask now
 * @param standings who may be asked now
 * @param sources what was observed
 */
public record ObservedHealth(Chains configured, Planner planner, Standings standings,
		Sources sources) implements CascadeHealth {

	private static final CascadeRequest QUESTION = CascadeRequest.of("health");

	private static final Set<String> OPEN = Set.of("open", "forced-open");

	@Override
	public List<ProviderHealth> providers() {
		Map<String, TargetStanding> standing = standing();
		return this.sources.evidence().providers().stream().map((name) -> provider(name, standing)).toList();
	}

	private Map<String, TargetStanding> standing() {
		return this.standings.targets().stream().collect(Collectors.toMap(TargetStanding::target, Function.identity()));
	}

	@Override
	public @Nullable ProviderHealth provider(String name) {
		return this.sources.evidence().providers().contains(name) ? provider(name, standing()) : null;
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
		Tally tally = this.sources.evidence().provider(name);
		Map<String, Accepted> acceptance = acceptance(own);
		boolean unavailable = isUnavailable(targets) || isRefused(own);
		HealthStatus status = unavailable ? HealthStatus.UNAVAILABLE : judge(tally, acceptance.values());
		return new ProviderHealth(name, status, tally, targets, acceptance);
	}

	private Map<String, Accepted> acceptance(List<Target> own) {
		Map<String, Accepted> all = new LinkedHashMap<>();
		own.forEach((target) -> all.computeIfAbsent(target.id(), this.sources.acceptance()::accepted));
		all.values().removeIf(Accepted::isEmpty);
		return Collections.unmodifiableMap(all);
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

	private HealthStatus judge(Tally tally, Collection<Accepted> acceptance) {
		if (acceptance.stream().anyMatch((accepted) -> accepted.isDropped(this.sources.evidence().rules()))) {
			return HealthStatus.DEGRADED;
		}
		Double rate = tally.successRate();
		if (rate == null || tally.judged() < this.sources.evidence().rules().minimumAttempts()) {
			return HealthStatus.UNKNOWN;
		}
		return (rate >= this.sources.evidence().rules().successRate()) ? HealthStatus.UP : HealthStatus.DEGRADED;
	}

	@Override
	public List<ChainHealth> chains() {
		Instant now = this.sources.evidence().now();
		return this.configured.all().stream().map((chain) -> chain(chain, now)).toList();
	}

	/** What a call would do now decides, so health and {@code explain} never differ. */
	private ChainHealth chain(Chain chain, Instant now) {
		Plan plan = this.planner.plan(new Call(QUESTION, chain, chain.settings(), false));
		List<String> available = plan.hops()
			.stream()
			.flatMap((hop) -> hop.targets().stream())
			.filter((target) -> this.standings.rest(target) == null)
			.map(Target::id)
			.toList();
		boolean waits = plan.leftOut().stream().anyMatch((out) -> isWaitedFor(out, chain, now));
		boolean spent = plan.leftOut().stream().anyMatch((out) -> out.reason() == LeftOut.Reason.BUDGET);
		return new ChainHealth(chain.name(), waits || spent || !available.isEmpty(), available, plan.leftOut());
	}

	/** A call made now would wait that long. */
	private static boolean isWaitedFor(LeftOut out, Chain chain, Instant now) {
		if (out.until() == null || chain.settings().fallback().whenAllBenched() != WhenAllBenched.WAIT) {
			return false;
		}
		Duration wait = Duration.between(now, out.until());
		Limits limits = chain.settings().limits();
		return wait.compareTo(chain.settings().retry().maxWait()) <= 0
				&& wait.plus(limits.minimumSlice()).compareTo(limits.deadline()) <= 0;
	}

	@Override
	public boolean isDown() {
		String defaultChain = this.configured.defaultChain();
		return switch (this.sources.evidence().rules().downWhen()) {
			case NEVER -> false;
			case EVERY_CHAIN -> !canServe();
			case DEFAULT_CHAIN -> defaultChain != null && !canServe(defaultChain);
			case ANY_CHAIN -> !chains().stream().allMatch(ChainHealth::canServe);
		};
	}

	@Override
	public AccountHealth account() {
		String own = this.configured.upstreamOf("").account();
		List<AccountStanding> benches = this.standings.accounts()
			.stream()
			.filter((account) -> account.account().equals(own))
			.toList();
		Credit credit = this.sources.credits().last(this.sources.evidence().now());
		return new AccountHealth(account(benches, credit), benches, credit);
	}

	private HealthStatus account(List<AccountStanding> benches, @Nullable Credit credit) {
		if (this.sources.credits().isRefused() || benches.stream().anyMatch(AccountStanding::isRefused)) {
			return HealthStatus.UNAVAILABLE;
		}
		if (credit != null) {
			return isLow(credit.remaining()) ? HealthStatus.DEGRADED : HealthStatus.UP;
		}
		boolean accepted = this.sources.evidence()
			.providers()
			.stream()
			.filter((name) -> !isUpstream(name))
			.anyMatch((name) -> this.sources.evidence().provider(name).successes() > 0);
		return accepted ? HealthStatus.UP : HealthStatus.UNKNOWN;
	}

	private boolean isUpstream(String name) {
		return !this.configured.upstreamOf(name + "/").isDefault();
	}

	private boolean isLow(@Nullable BigDecimal remaining) {
		return remaining != null && remaining.compareTo(this.sources.evidence().rules().lowCredit()) < 0;
	}

	/**
	 * What was observed.
	 *
	 * @param evidence what was seen of attempts
	 * @param credits what was heard of the account
	 * @param acceptance how many answers are accepted
	 */
	public record Sources(Evidence evidence, Credits credits, Acceptance acceptance) {

	}

}
