package io.cascade.openrouter;

import java.time.Clock;
import java.util.Map;

import io.cascade.health.KeyCredit;

/**
 * Reads what OpenRouter says about a key.
 *
 * @param clock the time at which it was said
 * @see <a href="https://openrouter.ai/docs/api-reference/limits">Limits</a>
 */
record KeyCreditReader(Clock clock) {

	KeyCredit read(byte[] body) {
		Map<String, Object> document = JsonValues.object(body);
		if (!(document.get("data") instanceof Map<?, ?> values)) {
			throw new MalformedJsonException();
		}
		Fields data = new Fields(values);
		return new KeyCredit(Amounts.money(data.text("limit")), Amounts.moneyOrNothing(data.text("limit_remaining")),
				Amounts.money(data.text("usage")), Boolean.TRUE.equals(data.value("is_free_tier")),
				this.clock.instant());
	}

}
