package io.cascade.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.Chain;
import io.cascade.Chains;
import io.cascade.Plan;
import io.cascade.Price;
import io.cascade.Target;
import io.cascade.actuate.CascadeEndpointAutoConfiguration.Operations;
import io.cascade.actuate.CascadeEndpointAutoConfiguration.Seen;
import io.cascade.health.Acceptance;
import io.cascade.health.Accepted;
import io.cascade.health.Availability;
import io.cascade.health.CascadeHealth;
import io.cascade.health.ChainHealth;
import io.cascade.health.Evidence;
import io.cascade.health.OutcomeCounts;
import io.cascade.health.ProviderHealth;
import io.cascade.health.TargetAvailability;
import io.cascade.pricing.PriceList;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
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

	private final Availability availability;

	private final CascadeHealth health;

	private final Evidence evidence;

	private final Acceptance acceptance;

	private final SpendView spend;

	private final PriceList prices;

	private final @Nullable CheckOperation check;

	CascadeEndpoint(CascadeOperations cascade, Chains chains, Operations operations, Seen seen) {
		this.cascade = cascade;
		this.chains = chains;
		this.availability = operations.availability();
		this.check = operations.check();
		this.health = seen.health();
		this.evidence = seen.evidence();
		this.acceptance = seen.acceptance();
		this.spend = seen.spend();
		this.prices = seen.prices();
	}

	/**
	 * Everything at a glance.
	 * @return the stages, chains, targets, providers and the account
	 */
	@ReadOperation
	public Map<String, Object> cascade() {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("pipeline", String.valueOf(this.cascade));
		body.put("chains", chains());
		body.put("targets", targets());
		body.put("providers", providers());
		body.put("account", account());
		body.put("budgets", this.spend.budgetsByName());
		return body;
	}

	private Map<String, Object> chains() {
		Set<String> able = this.health.chains()
			.stream()
			.filter(ChainHealth::canServe)
			.map(ChainHealth::name)
			.collect(Collectors.toSet());
		Map<String, Object> all = new LinkedHashMap<>();
		for (Chain chain : this.chains.all()) {
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("canServe", able.contains(chain.name()));
			details.putAll(Details.plan(plan(CascadeRequest.of("explain").chain(chain.name()))));
			details.put("settings", EffectiveSettings.of(chain.settings()));
			all.put(chain.name(), details);
		}
		return all;
	}

	/** From memory: there is nothing to wait for. */
	private Plan plan(CascadeRequest request) {
		return this.cascade.explain(request).blockOptional().orElseThrow();
	}

	private Map<String, Object> targets() {
		Map<String, Target> configured = new LinkedHashMap<>();
		this.chains.all()
			.forEach((chain) -> chain.targets().forEach((target) -> configured.putIfAbsent(target.id(), target)));
		Map<String, Object> all = new LinkedHashMap<>();
		for (TargetAvailability availability : this.availability.targets()) {
			Map<String, Object> details = Details.availability(availability);
			Target target = configured.get(availability.target());
			if (target != null) {
				describe(target, details);
			}
			all.put(availability.target(), details);
		}
		return all;
	}

	private void describe(Target target, Map<String, Object> details) {
		Price price = this.prices.price(target, target.options().serviceTier());
		if (price != null) {
			details.put("price", Map.of("prompt", Price.toMillion(price.prompt()), "completion",
					Price.toMillion(price.completion())));
		}
		OutcomeCounts outcomes = this.evidence.target(target.id());
		details.putAll(Details.outcomes(outcomes));
		details.put("lastFailures", outcomes.lastFailures().stream().map(Details::failure).toList());
		Accepted accepted = this.acceptance.accepted(target.id());
		Details.put(details, "acceptance", accepted.isEmpty() ? null : acceptance(target, accepted));
	}

	private Map<String, Object> acceptance(Target target, Accepted accepted) {
		Map<String, Object> details = Details.accepted(accepted);
		details.put("score", Math.round(this.acceptance.score(target) * 1000) / 1000.0);
		Map<String, Object> gates = new LinkedHashMap<>();
		this.acceptance.gates(target.id()).forEach((gate, verdicts) -> gates.put(gate, Details.verdicts(verdicts)));
		details.put("gates", gates);
		return details;
	}

	private Map<String, Object> providers() {
		Map<String, Object> all = new LinkedHashMap<>();
		for (ProviderHealth provider : this.health.providers()) {
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("status", provider.status().name());
			details.putAll(Details.outcomes(provider.outcomes()));
			all.put(provider.name(), details);
		}
		return all;
	}

	private Map<String, Object> account() {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("status", this.health.account().status().name());
		details.putAll(Details.account(this.health.account()));
		return details;
	}

	/**
	 * One view.
	 * @param view {@code explain}: what a request would do now and what it may cost,
	 * without asking anybody; {@code spend}: what was spent since the start, and what
	 * budgets have left
	 * @param chain the chain, {@code null} for the default one
	 * @param promptTokens how many tokens the prompt has, where it matters
	 * @return the plan, 404 for another view, 400 for what can't be planned
	 */
	@ReadOperation
	public WebEndpointResponse<Map<String, Object>> view(@Selector String view, @Nullable String chain,
			@Nullable Integer promptTokens) {
		return switch (view) {
			case "explain" -> explain(chain, promptTokens);
			case "spend" -> new WebEndpointResponse<>(this.spend.body());
			default -> problem(WebEndpointResponse.STATUS_NOT_FOUND,
					"there is no view '%s'; known are explain and spend".formatted(view));
		};
	}

	private WebEndpointResponse<Map<String, Object>> explain(@Nullable String chain, @Nullable Integer promptTokens) {
		CascadeRequest request = CascadeRequest.of("explain");
		request = (chain != null) ? request.chain(chain) : request;
		CascadeRequest asked = (promptTokens != null) ? request.promptTokens(promptTokens) : request;
		try {
			Plan plan = plan(asked);
			Map<String, Object> body = new LinkedHashMap<>();
			body.put("chain", plan.chain());
			body.putAll(Details.plan(plan));
			return new WebEndpointResponse<>(body);
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
	public WebEndpointResponse<Map<String, Object>> operate(@Selector String operation, @Nullable String target,
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

	private WebEndpointResponse<Map<String, Object>> check(@Nullable String chain, boolean live) {
		return (this.check != null) ? new WebEndpointResponse<>(this.check.check(chain, live)) : problem(
				WebEndpointResponse.STATUS_NOT_FOUND,
				"chains are not checked here, since it costs money; set cascade.check.enabled=true to allow it");
	}

	private Map<String, Object> carryOut(String operation, @Nullable String target, @Nullable Duration duration) {
		if (target == null) {
			throw new IllegalArgumentException("'%s' needs a 'target'".formatted(operation));
		}
		switch (operation) {
			case "cooldown" -> coolDown(target, duration);
			case "end-cooldown" -> this.availability.endCooldown(target);
			default -> this.availability.reset(target);
		}
		return availability(target);
	}

	private void coolDown(String target, @Nullable Duration duration) {
		if (duration == null) {
			throw new IllegalArgumentException("A cooldown needs a 'duration', such as 10m");
		}
		this.availability.coolDown(target, duration);
	}

	private Map<String, Object> availability(String target) {
		return this.availability.targets()
			.stream()
			.filter((availability) -> availability.target().equals(target))
			.map(Details::availability)
			.findFirst()
			.orElseThrow();
	}

	private static WebEndpointResponse<Map<String, Object>> problem(int status, String detail) {
		return new WebEndpointResponse<>(Map.of("detail", detail), status);
	}

}
