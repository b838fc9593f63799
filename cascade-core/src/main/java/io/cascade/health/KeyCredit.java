package io.cascade.health;

import java.math.BigDecimal;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What OpenRouter reports about a key, in USD.
 *
 * @param limit the most that the key may spend, {@code null} without a limit
 * @param remaining what is left of the limit, {@code null} without a limit; not the
 * balance of the account
 * @param usage what the key has spent
 * @param freeTier whether the account never bought credits
 * @param at when it was asked
 * @see <a href="https://openrouter.ai/docs/api-reference/limits">Limits</a>
 */
public record KeyCredit(@Nullable BigDecimal limit, @Nullable BigDecimal remaining, @Nullable BigDecimal usage,
		boolean freeTier, Instant at) {

}
