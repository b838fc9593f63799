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

import io.cascade.CascadeRequest;
import io.cascade.FallbackRules.WhenAllCoolingDown;
import io.cascade.LeftOut;
import io.cascade.Plan;
import io.cascade.Target;
import io.cascade.Timeouts;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Planner;
import org.jspecify.annotations.Nullable;

/**
 * Health from what was observed of calls, and from how their targets stand.
 *
 * @param configured the chains of the application
 * @param planner plans which targets a call would use now
 * @param availability which targets may be used now
 * @param sources what was observed
 */
public record ObservedHealth(Chains configured, Planner planner, Availability availability,
		Sources sources) implements CascadeHealth {

	private static final CascadeRequest QUESTION = CascadeRequest.of("health");

	private static final Set<String> OPEN = Set.of("open", "forced-open");

	@Override
	public List<ProviderHealth> providers() {
		Map<String, TargetAvailability> byTarget = byTarget();
		return this.sources.evidence().providers().stream().map((name) -> provider(name, byTarget)).toList();
	}

	private Map<String, TargetAvailability> byTarget() {
		return this.availability.targets()
			.stream()
			.collect(Collectors.toMap(TargetAvailability::target, Function.identity()));
	}

	@Override
	public @Nullable ProviderHealth provider(String name) {
		return this.sources.evidence().providers().contains(name) ? provider(name, byTarget()) : null;
	}

	private ProviderHealth provider(String name, Map<String, TargetAvailability> byTarget) {
		List<Target> own = this.configured.all()
			.stream()
			.flatMap((chain) -> chain.targets().stream())
			.filter((target) -> target.providerName().equals(name))
			.toList();
		List<TargetAvailability> targets = own.stream()
			.map(Target::id)
			.distinct()
			.filter(byTarget::containsKey)
			.map(byTarget::get)
			.toList();
		OutcomeCounts outcomes = this.sources.evidence().provider(name);
		Map<String, Accepted> acceptance = acceptance(own);
		boolean unavailable = isUnavailable(targets) || isRefused(own);
		HealthStatus status = unavailable ? HealthStatus.UNAVAILABLE : judge(outcomes, acceptance.values());
		return new ProviderHealth(name, status, outcomes, targets, acceptance);
	}

	private Map<String, Accepted> acceptance(List<Target> own) {
		Map<String, Accepted> all = new LinkedHashMap<>();
		own.forEach((target) -> all.computeIfAbsent(target.id(), this.sources.acceptance()::accepted));
		all.values().removeIf(Accepted::isEmpty);
		return Collections.unmodifiableMap(all);
	}

	private static boolean isUnavailable(List<TargetAvailability> targets) {
		return !targets.isEmpty() && targets.stream()
			.allMatch((target) -> target.unavailability() != null && OPEN.contains(target.circuit()));
	}

	/** A further upstream is a provider and an account at once. */
	private boolean isRefused(List<Target> own) {
		return !own.isEmpty() && !own.get(0).upstream().isDefault()
				&& own.stream()
					.map(this.availability::unavailability)
					.allMatch((out) -> out != null && out.reason() == LeftOut.Reason.ACCOUNT);
	}

	private HealthStatus judge(OutcomeCounts outcomes, Collection<Accepted> acceptance) {
		if (acceptance.stream().anyMatch((accepted) -> accepted.isDropped(this.sources.evidence().rules()))) {
			return HealthStatus.DEGRADED;
		}
		Double rate = outcomes.successRate();
		if (rate == null || outcomes.judged() < this.sources.evidence().rules().minimumAttempts()) {
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
			.filter((target) -> this.availability.unavailability(target) == null)
			.map(Target::id)
			.toList();
		boolean waits = plan.leftOut().stream().anyMatch((out) -> isWaitedFor(out, chain, now));
		boolean spent = plan.leftOut().stream().anyMatch((out) -> out.reason() == LeftOut.Reason.BUDGET);
		return new ChainHealth(chain.name(), waits || spent || !available.isEmpty(), available, plan.leftOut());
	}

	/** A call made now would wait that long. */
	private static boolean isWaitedFor(LeftOut out, Chain chain, Instant now) {
		if (out.until() == null || chain.settings().fallback().whenAllCoolingDown() != WhenAllCoolingDown.WAIT) {
			return false;
		}
		Duration wait = Duration.between(now, out.until());
		Timeouts timeouts = chain.settings().timeouts();
		return wait.compareTo(chain.settings().retry().maxWait()) <= 0
				&& wait.plus(timeouts.minimumSlice()).compareTo(timeouts.deadline()) <= 0;
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
		List<AccountCooldown> cooldowns = this.availability.accounts()
			.stream()
			.filter((account) -> account.account().equals(own))
			.toList();
		KeyCredit credit = this.sources.credit().last(this.sources.evidence().now());
		return new AccountHealth(account(cooldowns, credit), cooldowns, credit);
	}

	private HealthStatus account(List<AccountCooldown> cooldowns, @Nullable KeyCredit credit) {
		if (this.sources.credit().isRefused() || cooldowns.stream().anyMatch(AccountCooldown::isRefused)) {
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
	 * @param credit what OpenRouter last reported on the key
	 * @param acceptance how many answers are accepted
	 */
	public record Sources(Evidence evidence, LastKeyCredit credit, Acceptance acceptance) {

	}

}
