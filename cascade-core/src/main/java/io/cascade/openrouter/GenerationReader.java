package io.cascade.openrouter;

import java.math.BigDecimal;

import io.cascade.Cost;

/**
 * Reads what OpenRouter has on its books about an answer.
 *
 * @see <a href="https://openrouter.ai/docs/api-reference/get-a-generation">Get a
 * generation</a>
 */
final class GenerationReader {

	private GenerationReader() {
	}

	static Cost read(byte[] body) {
		Fields data = new Fields(JsonValues.object(body)).object("data");
		String total = data.has("total_cost") ? data.text("total_cost") : data.text("usage");
		BigDecimal cost = Amounts.cost(total);
		if (cost == null) {
			throw new MalformedJsonException();
		}
		return Cost.settled(cost);
	}

}
