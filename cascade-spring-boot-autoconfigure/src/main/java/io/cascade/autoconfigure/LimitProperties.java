package io.cascade.autoconfigure;

import java.time.Duration;

import io.cascade.resilience.LimitRules;
import io.cascade.resilience.LimitRules.WhenFull;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits on requests to an upstream.
 *
 * @param maxInFlight Most requests at a time. Unlimited if not set.
 * @param maxPerMinute Most requests a minute. Unlimited if not set.
 * @param whenFull What happens to requests above a limit.
 * @param maxWait Longest time that a request waits for its turn.
 */
@ConfigurationPropertiesSource
record LimitProperties(@Nullable Integer maxInFlight, @Nullable Integer maxPerMinute,
		@DefaultValue("next") WhenFull whenFull, @DefaultValue("5s") Duration maxWait) {

	LimitRules toRules() {
		return new LimitRules(this.maxInFlight, this.maxPerMinute, this.whenFull, this.maxWait);
	}

}
