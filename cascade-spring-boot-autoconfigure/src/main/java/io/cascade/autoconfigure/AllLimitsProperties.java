package io.cascade.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.cascade.resilience.LimitRules;
import io.cascade.resilience.LimitRules.WhenFull;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits on requests to OpenRouter and to single models.
 *
 * @param maxInFlight Most requests at a time. Unlimited if not set.
 * @param maxPerMinute Most requests a minute. Unlimited if not set.
 * @param whenFull What happens to requests above a limit.
 * @param maxWait Longest time that a request waits for its turn.
 * @param free Limits of all ":free" models of OpenRouter together.
 * @param models Limits of single models, or of all that a pattern names together. Only
 * the limits above hold if nothing is set.
 */
record AllLimitsProperties(@Nullable Integer maxInFlight, @Nullable Integer maxPerMinute,
		@DefaultValue("next") WhenFull whenFull, @DefaultValue("5s") Duration maxWait,
		@DefaultValue FreeProperties free, @DefaultValue List<ModelLimitProperties> models) {

	LimitRules toRules() {
		return new LimitRules(this.maxInFlight, this.maxPerMinute, this.whenFull, this.maxWait);
	}

	LimitRules ofFree() {
		return inherited(this.free.maxInFlight(), this.free.maxPerMinute(), this.free.whenFull(), this.free.maxWait());
	}

	LimitRules of(ModelLimitProperties model) {
		return inherited(model.maxInFlight(), model.maxPerMinute(), model.whenFull(), model.maxWait());
	}

	private LimitRules inherited(@Nullable Integer maxInFlight, @Nullable Integer maxPerMinute,
			@Nullable WhenFull whenFull, @Nullable Duration maxWait) {
		return new LimitRules(maxInFlight, maxPerMinute, Objects.requireNonNullElse(whenFull, this.whenFull),
				Objects.requireNonNullElse(maxWait, this.maxWait));
	}

	/**
	 * Limits of all {@code :free} models together.
	 *
	 * @param maxInFlight Most requests at a time. Unlimited if not set.
	 * @param maxPerMinute Most requests a minute. Unlimited if not set.
	 * @param whenFull What happens to requests above a limit. That of "cascade.limits" if
	 * not set.
	 * @param maxWait Longest time that a request waits for its turn. That of
	 * "cascade.limits" if not set.
	 */
	record FreeProperties(@Nullable Integer maxInFlight, @Nullable Integer maxPerMinute, @Nullable WhenFull whenFull,
			@Nullable Duration maxWait) {

	}

}
