package io.cascade.openrouter;

import java.math.BigDecimal;

import io.cascade.Cost;
import io.cascade.Usage;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads a {@code usage} object.
 *
 * @see <a href="https://openrouter.ai/docs/use-cases/usage-accounting">Usage
 * accounting</a>
 */
final class UsageParser {

	private @Nullable Long prompt;

	private @Nullable Long completion;

	private @Nullable Long total;

	private @Nullable Long cached;

	private @Nullable Long cacheWrite;

	private @Nullable Long reasoning;

	private @Nullable BigDecimal cost;

	private @Nullable BigDecimal upstreamCost;

	private boolean ownKey = true;

	private UsageParser() {
	}

	static void parse(JsonParser parser, Answer answer) {
		if (Tokens.startsObject(parser)) {
			UsageParser usage = new UsageParser();
			usage.object(parser);
			answer.usage(usage.usage(), usage.cost());
		}
	}

	private void object(JsonParser parser) {
		while (Tokens.next(parser) != JsonToken.END_OBJECT) {
			String name = parser.currentName();
			Tokens.next(parser);
			field(name, parser);
		}
	}

	private void field(String name, JsonParser parser) {
		switch (name) {
			case "prompt_tokens" -> this.prompt = Tokens.integer(parser);
			case "completion_tokens" -> this.completion = Tokens.integer(parser);
			case "total_tokens" -> this.total = Tokens.integer(parser);
			case "cached_tokens" -> this.cached = Tokens.integer(parser);
			case "cache_write_tokens" -> this.cacheWrite = Tokens.integer(parser);
			case "reasoning_tokens" -> this.reasoning = Tokens.integer(parser);
			case "cost" -> this.cost = Tokens.decimal(parser);
			case "is_byok" -> this.ownKey = parser.currentToken() != JsonToken.VALUE_FALSE;
			case "upstream_inference_cost" -> this.upstreamCost = Tokens.decimal(parser);
			case "prompt_tokens_details", "completion_tokens_details", "cost_details" -> nested(parser);
			default -> parser.skipChildren();
		}
	}

	private void nested(JsonParser parser) {
		if (Tokens.startsObject(parser)) {
			object(parser);
		}
	}

	private Usage usage() {
		return new Usage(this.prompt, this.completion, this.total, this.cached, this.cacheWrite, this.reasoning);
	}

	private Cost cost() {
		return (this.cost != null) ? Cost.reported(this.cost, this.ownKey ? this.upstreamCost : null) : Cost.UNKNOWN;
	}

}
