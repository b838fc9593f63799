package io.cascade.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.Plan;
import io.cascade.Target;
import io.cascade.actuate.TargetDescriptor.Available;
import io.cascade.budget.Budgets;
import io.cascade.budget.OpenRuns;
import io.cascade.budget.SpendTotals;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.health.CascadeHealth;
import io.cascade.health.ChainHealth;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code /actuator/cascade}: chains as they would be asked right now, how targets stand,
 * what was seen of them, what was spent. From memory. Read-only until write access is
 * given, for example by {@code management.endpoint.cascade.access=unrestricted}; then it
 * has operations.
 */
@Endpoint(id = "cascade", defaultAccess = Access.READ_ONLY)
public final class CascadeEndpoint {

	private final CascadeOperations cascade;

	private final Chains chains;

	private final CascadeHealth health;

	private final TargetsView targets;

	private final SpendTotals totals;

	private final Budgets budgets;

	private final OpenRuns runs;

	private final @Nullable CheckOperation check;

	CascadeEndpoint(CascadeOperations cascade, Chains chains, CascadeHealth health, TargetsView targets,
			SpendTotals totals, Budgets budgets, OpenRuns runs, @Nullable CheckOperation check) {
		this.cascade = cascade;
		this.chains = chains;
		this.health = health;
		this.targets = targets;
		this.totals = totals;
		this.budgets = budgets;
		this.runs = runs;
		this.check = check;
	}

	/**
	 * Everything at a glance.
	 * @return the stages, chains, targets, providers and the account
	 */
	@ReadOperation
	public OperationResponseBody cascade() {
		return new CascadeDescriptor(String.valueOf(this.cascade), chains(), this.targets.byId(), providers(),
				AccountDescriptor.of(this.health.account()), BudgetDescriptor.all(this.budgets));
	}

	private Map<String, CascadeDescriptor.Chain> chains() {
		Set<String> able = this.health.chains()
			.stream()
			.filter(ChainHealth::canServe)
			.map(ChainHealth::name)
			.collect(Collectors.toSet());
		Map<String, CascadeDescriptor.Chain> all = new LinkedHashMap<>();
		for (Chain chain : this.chains.all()) {
			Plan now = plan(CascadeRequest.of("explain").chain(chain.name()));
			all.put(chain.name(), CascadeDescriptor.Chain.of(able.contains(chain.name()), now, chain.settings()));
		}
		return all;
	}

	private Map<String, CascadeDescriptor.Provider> providers() {
		Map<String, CascadeDescriptor.Provider> all = new LinkedHashMap<>();
		this.health.providers()
			.forEach((provider) -> all.put(provider.name(), CascadeDescriptor.Provider.of(provider)));
		return all;
	}

	/** From memory: there is nothing to wait for. */
	private Plan plan(CascadeRequest request) {
		return this.cascade.explain(request).blockOptional().orElseThrow();
	}

	/**
	 * One view.
	 * @param view {@code explain}: what a request would do now and what it may cost,
	 * without a request to a model; {@code spend}: what was spent since the start, and
	 * what budgets have left
	 * @param chain the chain, {@code null} for the default one
	 * @param promptTokens how many tokens the prompt has, where it matters
	 * @return the plan, 404 for another view, 400 for what can't be planned
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> view(@Selector String view, @Nullable String chain,
			@Nullable Integer promptTokens) {
		return switch (view) {
			case "explain" -> explain(chain, promptTokens);
			case "spend" -> new WebEndpointResponse<>(SpendDescriptor.of(this.totals, this.budgets, this.runs));
			default -> problem(WebEndpointResponse.STATUS_NOT_FOUND,
					"there is no view '%s'; known are explain and spend".formatted(view));
		};
	}

	private WebEndpointResponse<OperationResponseBody> explain(@Nullable String chain, @Nullable Integer promptTokens) {
		CascadeRequest request = CascadeRequest.of("explain");
		request = (chain != null) ? request.chain(chain) : request;
		CascadeRequest asked = (promptTokens != null) ? request.promptTokens(promptTokens) : request;
		try {
			return new WebEndpointResponse<>(PlanDescriptor.of(plan(asked)));
		}
		catch (IllegalArgumentException ex) {
			return problem(WebEndpointResponse.STATUS_BAD_REQUEST, String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Carries out an operation.
	 * @param operation {@code cooldown}, {@code end-cooldown} or {@code reset} for a
	 * target, {@code check} for a chain
	 * @param target the {@link Target#id() id} of the target
	 * @param duration how long a cooldown is to last, such as {@code 10m}
	 * @param chain the chain to check, {@code null} for the default one
	 * @param live whether each model is asked, which costs money; {@code null} for not
	 * @return how the target stands now or what was found, 400 for what can't be done,
	 * 404 for an operation that is not there
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> operate(@Selector String operation, @Nullable String target,
			@Nullable Duration duration, @Nullable String chain, @Nullable Boolean live) {
		try {
			return switch (operation) {
				case "cooldown", "end-cooldown", "reset" ->
					new WebEndpointResponse<>(carryOut(operation, target, duration));
				case "check" -> check(chain, Boolean.TRUE.equals(live));
				default -> problem(WebEndpointResponse.STATUS_NOT_FOUND, "there is no operation '%s'; known are %s"
					.formatted(operation, List.of("cooldown", "end-cooldown", "reset", "check")));
			};
		}
		catch (IllegalArgumentException ex) {
			return problem(WebEndpointResponse.STATUS_BAD_REQUEST, String.valueOf(ex.getMessage()));
		}
	}

	private WebEndpointResponse<OperationResponseBody> check(@Nullable String chain, boolean live) {
		return (this.check != null) ? new WebEndpointResponse<>(this.check.check(chain, live)) : problem(
				WebEndpointResponse.STATUS_NOT_FOUND,
				"chains are not checked here, since it costs money; set cascade.check.enabled=true to allow it");
	}

	private Available carryOut(String operation, @Nullable String target, @Nullable Duration duration) {
		if (target == null) {
			throw new IllegalArgumentException("'%s' needs a 'target'".formatted(operation));
		}
		switch (operation) {
			case "cooldown" -> coolDown(target, duration);
			case "end-cooldown" -> this.targets.availability().endCooldown(target);
			default -> this.targets.availability().reset(target);
		}
		return this.targets.availability(target);
	}

	private void coolDown(String target, @Nullable Duration duration) {
		if (duration == null) {
			throw new IllegalArgumentException("A cooldown needs a 'duration', such as 10m");
		}
		this.targets.availability().coolDown(target, duration);
	}

	private static WebEndpointResponse<OperationResponseBody> problem(int status, String detail) {
		return new WebEndpointResponse<>(new Problem(detail), status);
	}

	/**
	 * Why there is no other answer.
	 */
	record Problem(String detail) implements OperationResponseBody {

	}

}
