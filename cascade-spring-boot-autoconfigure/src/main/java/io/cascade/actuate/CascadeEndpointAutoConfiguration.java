package io.cascade.actuate;

import io.cascade.CascadeOperations;
import io.cascade.Chains;
import io.cascade.health.CascadeHealth;
import io.cascade.health.Evidence;
import io.cascade.health.Standings;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for {@link CascadeEndpoint}.
 */
@AutoConfiguration(afterName = "io.cascade.autoconfigure.CascadeAutoConfiguration")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(CascadeEndpoint.class)
@ConditionalOnBean({ CascadeOperations.class, Evidence.class })
public final class CascadeEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CascadeEndpoint cascadeEndpoint(CascadeOperations cascade, Chains chains, Standings standings, CascadeHealth health,
			Evidence evidence) {
		return new CascadeEndpoint(cascade, chains, standings, health, evidence);
	}

}
