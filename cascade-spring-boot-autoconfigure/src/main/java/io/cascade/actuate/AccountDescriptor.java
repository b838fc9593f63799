package io.cascade.actuate;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.cascade.health.AccountCooldown;
import io.cascade.health.AccountHealth;
import io.cascade.health.KeyCredit;
import org.jspecify.annotations.Nullable;

/**
 * Whether the accounts behind keys can be asked, and what is left on that of OpenRouter.
 */
@JsonInclude(Include.NON_EMPTY)
record AccountDescriptor(String status, List<Cooldown> cooldowns, @JsonUnwrapped @Nullable Left left) {

	static AccountDescriptor of(AccountHealth account) {
		KeyCredit credit = account.credit();
		return new AccountDescriptor(account.status().name(), account.cooldowns().stream().map(Cooldown::of).toList(),
				(credit != null) ? Left.of(credit) : null);
	}

	record Cooldown(String upstream, String kind, Instant until) {

		private static Cooldown of(AccountCooldown cooldown) {
			return new Cooldown(cooldown.upstream(), cooldown.kind().id(),
					cooldown.until().truncatedTo(ChronoUnit.MILLIS));
		}

	}

	@JsonInclude(Include.NON_NULL)
	record Left(@Nullable BigDecimal limit, @Nullable BigDecimal limitRemaining, @Nullable BigDecimal usage,
			boolean freeTier, Instant checkedAt) {

		private static Left of(KeyCredit credit) {
			return new Left(credit.limit(), credit.remaining(), credit.usage(), credit.freeTier(),
					credit.at().truncatedTo(ChronoUnit.MILLIS));
		}

	}

}
