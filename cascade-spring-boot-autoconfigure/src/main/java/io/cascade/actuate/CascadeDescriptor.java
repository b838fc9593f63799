package io.cascade.actuate;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.cascade.CallSettings;
import io.cascade.Plan;
import io.cascade.actuate.TargetDescriptor.Outcomes;
import io.cascade.health.ProviderHealth;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Everything at a glance.
 */
record CascadeDescriptor(String pipeline, Map<String, Chain> chains, Map<String, TargetDescriptor> targets,
		Map<String, Provider> providers, AccountDescriptor account,
		Map<String, BudgetDescriptor> budgets) implements OperationResponseBody {

	record Chain(boolean canServe, List<PlanDescriptor.Hop> hops, List<PlanDescriptor.LeftOut> leftOut,
			SettingsDescriptor settings) {

		static Chain of(boolean canServe, Plan plan, CallSettings settings) {
			PlanDescriptor now = PlanDescriptor.of(plan);
			return new Chain(canServe, now.hops(), now.leftOut(), SettingsDescriptor.of(settings));
		}

	}

	record Provider(String status, @JsonUnwrapped Outcomes outcomes) {

		static Provider of(ProviderHealth provider) {
			return new Provider(provider.status().name(), Outcomes.of(provider.outcomes()));
		}

	}

}
