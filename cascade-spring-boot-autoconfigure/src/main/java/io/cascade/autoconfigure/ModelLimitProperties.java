package io.cascade.autoconfigure;

import java.time.Duration;

import io.cascade.resilience.LimitRules.WhenFull;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Limits on requests to some models, beside those that hold for all.
 *
 * @param id Slug of the model as chains write it, with "*" for any characters. Needed.
 * @param maxInFlight Most requests at a time. Unlimited if not set.
 * @param maxPerMinute Most requests a minute. Unlimited if not set.
 * @param whenFull What happens to requests above a limit. That of "cascade.limits" if not
 * set.
 * @param maxWait Longest time that a request waits for its turn. That of "cascade.limits"
 * if not set.
 */
@ConfigurationPropertiesSource
record ModelLimitProperties(@Nullable String id, @Nullable Integer maxInFlight, @Nullable Integer maxPerMinute,
		@Nullable WhenFull whenFull, @Nullable Duration maxWait) {

}
