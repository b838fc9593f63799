package io.cascade.health;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How the account at OpenRouter is.
 *
 * @param status {@link HealthStatus#UNAVAILABLE} while its key is refused or its credit
 * used up, {@link HealthStatus#DEGRADED} while little credit is left
 * @param cooldowns what keeps the account, or its free models, from being asked
 * @param credit what OpenRouter reports, {@code null} unless
 * {@code cascade.health.account.enabled} is set and it was asked
 */
public record AccountHealth(HealthStatus status, List<AccountCooldown> cooldowns, @Nullable KeyCredit credit) {

	/** Keeps copies. */
	public AccountHealth {
		cooldowns = List.copyOf(cooldowns);
	}

}
