package io.cascade.openrouter;

import java.math.BigDecimal;
import java.time.Clock;

import io.cascade.health.Credit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what OpenRouter says about a key.
 *
 * @param clock tells when it was said
 * @see <a href="https://openrouter.ai/docs/api-reference/limits">Limits</a>
 */
record CreditReader(Clock clock) {

	Credit read(byte[] body) {
		JsonNode data = JsonMapper.shared().readTree(body).path("data");
		if (!data.isObject()) {
			throw new MalformedJsonException();
		}
		return new Credit(amount(data.path("limit")), amount(data.path("limit_remaining")), amount(data.path("usage")),
				data.path("is_free_tier").asBoolean(false), this.clock.instant());
	}

	private static @Nullable BigDecimal amount(JsonNode value) {
		return value.isNumber() ? value.decimalValue() : null;
	}

}
