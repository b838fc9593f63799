package io.cascade.autoconfigure;

import java.util.List;

import io.cascade.Upstream;
import io.cascade.autoconfigure.ObservationConfiguration.Listeners;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Planner;
import io.cascade.exchange.Time;
import io.cascade.health.Acceptance;
import io.cascade.health.Availability;
import io.cascade.health.CascadeHealth;
import io.cascade.health.Evidence;
import io.cascade.health.HealthRules;
import io.cascade.health.HealthRules.DownWhen;
import io.cascade.health.LastKeyCredit;
import io.cascade.health.ObservedHealth;
import io.cascade.health.ObservedHealth.Sources;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How providers, chains and the account are.
 */
@Configuration(proxyBeanMethods = false)
final class HealthConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Evidence cascadeEvidence(CascadeProperties properties, Chains chains, Upstreams upstreams, Time time) {
		List<String> further = upstreams.routed()
			.stream()
			.filter((upstream) -> !upstream.isDefault())
			.map(Upstream::name)
			.toList();
		return new Evidence(ObservationConfiguration.targets(chains), further, rules(properties, chains), time.clock());
	}

	@Bean
	@ConditionalOnMissingBean
	Acceptance cascadeAcceptance(CascadeProperties properties, Chains chains, Time time, Listeners listeners) {
		return new Acceptance(ObservationConfiguration.targets(chains), rules(properties, chains), time.clock(),
				listeners.all());
	}

	private static HealthRules rules(CascadeProperties properties, Chains chains) {
		HealthRules rules = properties.health().toRules();
		PropertyCheck.check("cascade.health", rules::check);
		requireDefaultChain(rules, chains);
		PropertyCheck.check("cascade.health", properties.health().account()::check);
		return rules;
	}

	private static void requireDefaultChain(HealthRules rules, Chains chains) {
		if (rules.downWhen() == DownWhen.DEFAULT_CHAIN && chains.defaultChain() == null) {
			throw new CascadeConfigurationException("cascade.health.down-when",
					"it is default-chain, and there is none of %s"
						.formatted(chains.all().stream().map(Chain::name).toList()),
					"Set cascade.default-chain, or write never, every-chain or any-chain here.");
		}
	}

	@Bean
	@ConditionalOnMissingBean(CascadeHealth.class)
	ObservedHealth cascadeHealth(Chains chains, Planner planner, Availability availability, Evidence evidence,
			Acceptance acceptance, ObjectProvider<AccountCheck> account) {
		AccountCheck check = account.getIfAvailable();
		LastKeyCredit credit = (check != null) ? check.lastCredit() : new LastKeyCredit();
		return new ObservedHealth(chains, planner, availability, new Sources(evidence, credit, acceptance));
	}

	@Bean
	@ConditionalOnBooleanProperty("cascade.health.account.enabled")
	AccountCheck cascadeAccountCheck(UpstreamClients clients, CascadeProperties properties, Listeners listeners,
			Time time) {
		return new AccountCheck(clients.openRouter(), properties.health().account(), listeners.all(), time.scheduler());
	}

}
