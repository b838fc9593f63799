package io.cascade.openrouter;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.cascade.Price;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the price of a model. It is unknown as a whole where any part of it can't be
 * understood, so that nothing is thought to be cheaper than it is.
 *
 * @see <a href="https://openrouter.ai/docs/overview/models">Models</a>
 */
final class PriceParser {

	private static final Set<String> FIELDS = Set.of("prompt", "completion", "input_cache_read", "input_cache_write",
			"internal_reasoning", "request", "image", "discount", "min_prompt_tokens", "utc_start", "utc_end");

	/** Stands for a value of the wrong type, and is no number either. */
	private static final String STRUCTURE = "{}";

	private final List<Map<String, String>> overrides = new ArrayList<>();

	private PriceParser() {
	}

	static @Nullable Price parse(JsonParser parser) {
		PriceParser price = new PriceParser();
		Map<String, String> base = price.fields(parser);
		try {
			return new ListedPrices(base, price.overrides).price();
		}
		catch (NumberFormatException | DateTimeException ex) {
			return null;
		}
	}

	private Map<String, String> fields(JsonParser parser) {
		Map<String, String> fields = new HashMap<>();
		if (Tokens.startsObject(parser)) {
			while (Tokens.next(parser) != JsonToken.END_OBJECT) {
				String name = parser.currentName();
				Tokens.next(parser);
				field(name, parser, fields);
			}
		}
		return fields;
	}

	private void field(String name, JsonParser parser, Map<String, String> fields) {
		if (name.equals("overrides")) {
			overrides(parser);
		}
		else if (FIELDS.contains(name)) {
			boolean structure = Tokens.complete(parser.currentToken()).isStructStart();
			String text = Tokens.text(parser);
			if (structure || text != null) {
				fields.put(name, (text != null) ? text : STRUCTURE);
			}
		}
		else {
			parser.skipChildren();
		}
	}

	private void overrides(JsonParser parser) {
		if (Tokens.startsArray(parser)) {
			while (Tokens.next(parser) != JsonToken.END_ARRAY) {
				Map<String, String> override = fields(parser);
				if (this.overrides.size() <= ListedPrices.MAX_CONDITIONS) {
					this.overrides.add(override);
				}
			}
		}
	}

}
