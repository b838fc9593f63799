package io.cascade.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cascade.actuate.TargetDescriptor.AcceptanceRate;
import io.cascade.actuate.TargetDescriptor.Available;
import io.cascade.actuate.TargetDescriptor.Outcomes;
import io.cascade.budget.Budget;
import io.cascade.budget.Budgets;
import io.cascade.budget.Budgets.Room;
import io.cascade.exchange.Chains;
import io.cascade.exchange.TagValues;
import io.cascade.health.CascadeHealth;
import io.cascade.health.ChainHealth;
import io.cascade.health.HealthStatus;
import io.cascade.health.ProviderHealth;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.util.ObjectUtils;

/**
 * The components below {@code /actuator/health/cascade}, all known at start, so that
 * health groups can name them. They answer from memory.
 */
final class HealthComponents {

	private static final String CHAINS = "chains";

	private static final String ACCOUNT = "account";

	private static final String BUDGETS = "budgets";

	private static final Status EXHAUSTED = new Status("EXHAUSTED");

	private HealthComponents() {
	}

	static Map<String, ReactiveHealthIndicator> of(CascadeHealth health, Chains chains, Budgets budgets) {
		Map<String, ReactiveHealthIndicator> components = new LinkedHashMap<>();
		components.put(CHAINS, told(() -> chains(health)));
		boolean asksOpenRouter = chains.all()
			.stream()
			.flatMap((chain) -> chain.targets().stream())
			.anyMatch((target) -> target.upstream().isDefault());
		if (asksOpenRouter) {
			components.put(ACCOUNT, told(() -> account(health)));
		}
		if (!budgets.isEmpty()) {
			components.put(BUDGETS, told(() -> budgets(budgets)));
		}
		for (ProviderHealth provider : health.providers()) {
			if (!provider.name().equals(TagValues.OTHER)) {
				components.put(name(provider.name(), components), told(() -> provider(health, provider.name())));
			}
		}
		return components;
	}

	/** What one can't tell is no reason for the others not to be told. */
	private static ReactiveHealthIndicator told(Supplier<Health> component) {
		return () -> Mono.fromSupplier(() -> {
			try {
				return component.get();
			}
			catch (RuntimeException | LinkageError | StackOverflowError ex) {
				return Health.unknown().withDetail("failure", ex.getClass().getName()).build();
			}
		});
	}

	/** Boot wants no slash in a name; a provider must not hide another component. */
	private static String name(String provider, Map<String, ReactiveHealthIndicator> taken) {
		String name = provider.replaceAll("[^A-Za-z0-9._-]", "-");
		while (taken.containsKey(name)) {
			name = name + "-provider";
		}
		return name;
	}

	/**
	 * The only component that can be DOWN, where that is wanted: one dead provider takes
	 * nobody out of service.
	 */
	private static Health chains(CascadeHealth health) {
		boolean degraded = health.account().status().isImpaired() || health.providers()
			.stream()
			.anyMatch((provider) -> provider.status().isImpaired() && !provider.name().equals(TagValues.OTHER));
		Map<String, Chain> chains = new LinkedHashMap<>();
		health.chains().forEach((chain) -> chains.put(chain.name(), Chain.of(chain)));
		Health.Builder told = Health.status(serving(health));
		return (degraded ? told.withDetail("degraded", true) : told).withDetail("chains", chains).build();
	}

	/** What takes nobody out of service is told all the same. */
	private static Status serving(CascadeHealth health) {
		if (health.isDown()) {
			return Status.DOWN;
		}
		if (!health.canServe()) {
			return status(HealthStatus.UNAVAILABLE);
		}
		return health.chains().stream().allMatch(ChainHealth::canServe) ? Status.UP : status(HealthStatus.DEGRADED);
	}

	private static Health account(CascadeHealth health) {
		AccountDescriptor account = AccountDescriptor.of(health.account());
		Health.Builder told = Health.status(status(health.account().status()));
		detail(told, "cooldowns", account.cooldowns());
		AccountDescriptor.Left left = account.left();
		if (left != null) {
			detail(told, "limit", left.limit());
			detail(told, "limitRemaining", left.limitRemaining());
			detail(told, "usage", left.usage());
			detail(told, "freeTier", left.freeTier());
			detail(told, "checkedAt", left.checkedAt());
		}
		return told.build();
	}

	/**
	 * A budget that is spent takes nobody out of service: calls are refused as asked for.
	 */
	private static Health budgets(Budgets budgets) {
		Health.Builder health = Health.status(status(budgets));
		for (Budget budget : budgets.all()) {
			List<Room> rooms = budgets.rooms(budget);
			health.withDetail(budget.name(),
					budget.isPerValue() ? TagBudget.of(Objects.requireNonNull(budget.tag()), rooms)
							: BudgetDescriptor.Room.of(rooms.get(0)));
		}
		return health.build();
	}

	private static Status status(Budgets budgets) {
		List<Room> shared = budgets.all()
			.stream()
			.filter((budget) -> !budget.isPerValue())
			.flatMap((budget) -> budgets.rooms(budget).stream())
			.toList();
		if (shared.stream().anyMatch(HealthComponents::isSpent)) {
			return EXHAUSTED;
		}
		return shared.stream().anyMatch(HealthComponents::isNearlySpent) ? status(HealthStatus.DEGRADED) : Status.UP;
	}

	/** A limit of 0 is meant to let nothing pass. */
	private static boolean isSpent(Room room) {
		return room.left().signum() <= 0 && room.account().budget().limit().signum() > 0;
	}

	private static boolean isNearlySpent(Room room) {
		return room.isNearlySpent() && room.account().budget().limit().signum() > 0;
	}

	private static Health provider(CascadeHealth health, String name) {
		ProviderHealth provider = Objects.requireNonNull(health.provider(name));
		Outcomes outcomes = Outcomes.of(provider.outcomes());
		Health.Builder told = Health.status(status(provider.status()));
		detail(told, "successes", outcomes.successes());
		detail(told, "failures", outcomes.failures());
		detail(told, "rateLimited", outcomes.rateLimited());
		detail(told, "successRate", outcomes.successRate());
		detail(told, "timeToFirstTokenMillis", outcomes.timeToFirstTokenMillis());
		detail(told, "servedBy", outcomes.servedBy());
		detail(told, "lastFailure", Outcomes.failures(provider.outcomes()).stream().findFirst().orElse(null));
		Map<String, Available> targets = new LinkedHashMap<>();
		provider.targets().forEach((target) -> targets.put(target.target(), Available.of(target)));
		detail(told, "targets", targets);
		detail(told, "acceptance", DescriptorValues.each(provider.acceptance(), AcceptanceRate::of));
		return told.build();
	}

	/** What there is not is left out. */
	private static void detail(Health.Builder health, String name, @Nullable Object value) {
		if (value != null && !ObjectUtils.isEmpty(value)) {
			health.withDetail(name, value);
		}
	}

	private static Status status(HealthStatus status) {
		return switch (status) {
			case UP -> Status.UP;
			case UNKNOWN -> Status.UNKNOWN;
			default -> new Status(status.name());
		};
	}

	record Chain(boolean canServe, List<String> available,
			@JsonInclude(JsonInclude.Include.NON_EMPTY) List<PlanDescriptor.LeftOut> leftOut) {

		private static Chain of(ChainHealth chain) {
			return new Chain(chain.canServe(), chain.available(),
					chain.leftOut().stream().map(PlanDescriptor.LeftOut::of).toList());
		}

	}

	record TagBudget(String tag, int values, long spentUp) {

		private static TagBudget of(String tag, List<Room> rooms) {
			return new TagBudget(tag, rooms.size(), rooms.stream().filter(HealthComponents::isSpent).count());
		}

	}

}
