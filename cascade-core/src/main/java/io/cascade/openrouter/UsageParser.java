package io.cascade.openrouter;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import io.cascade.Cost;
import io.cascade.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * Reads what an answer says of its tokens and its cost. What is negative or absurd is not
 * known.
 *
 * @see UsageWord
 */
final class UsageParser {

	private final Map<UsageWord, Long> tokens = new EnumMap<>(UsageWord.class);

	/** What was told in the word that is believed before all others. */
	private final Set<UsageWord> believed = EnumSet.noneOf(UsageWord.class);

	/** Caches are counted beside the prompt, not inside it. */
	private boolean beside;

	private @Nullable BigDecimal cost;

	private @Nullable BigDecimal upstreamCost;

	private @Nullable Boolean ownKey;

	private UsageParser() {
	}

	/** Reads the usage at the parser's current token. */
	static void parse(JsonParser parser, Answer answer) {
		if (Tokens.startsObject(parser)) {
			Map<String, Object> told = JsonValues.object(parser);
			new UsageParser().read(told).tell(answer);
			answer.usageFields(told);
		}
	}

	/** Reads what a vendor puts around the usage, with other things beside it. */
	static void parseAround(JsonParser parser, Answer answer) {
		if (Tokens.startsObject(parser)) {
			tell(JsonValues.object(parser), answer);
		}
	}

	/** Tells what is said of usage between other things, if anything is. */
	static void tell(Map<String, Object> around, Answer answer) {
		UsageParser usage = new UsageParser().read(around);
		if (!usage.tokens.isEmpty() || usage.cost != null) {
			usage.tell(answer);
			answer.usageFields(Fields.of(around.get("usage")).values());
		}
	}

	private UsageParser read(Map<?, ?> told) {
		told.forEach((name, value) -> field(name.toString(), value));
		return this;
	}

	private void tell(Answer answer) {
		answer.usage(usage(), cost());
	}

	private void field(String name, Object value) {
		UsageWord.Meaning meaning = UsageWord.of(name);
		if (meaning.word() != null) {
			tokens(meaning.word(), meaning, Amounts.count(value));
		}
		else if (meaning.isPlace()) {
			read(Fields.of(value).values());
		}
		else {
			money(name, value);
		}
	}

	private void tokens(UsageWord word, UsageWord.Meaning meaning, @Nullable Long count) {
		if (count == null || (this.believed.contains(word) && !meaning.isFirst())) {
			return;
		}
		this.tokens.put(word, count);
		this.beside |= meaning.isBeside();
		if (meaning.isFirst()) {
			this.believed.add(word);
		}
	}

	private void money(String name, Object value) {
		switch (name) {
			case "cost" -> charged(value);
			case "total_cost", "estimated_cost" -> this.cost = firstOf(this.cost, Amounts.cost(value));
			case "upstream_inference_cost" -> this.upstreamCost = Amounts.cost(value);
			case "is_byok" -> this.ownKey = truth(value.toString());
			default -> {
			}
		}
	}

	/** Some have an object here, with the sum inside. */
	private void charged(Object value) {
		if (value instanceof Map<?, ?> parts) {
			read(parts);
		}
		else {
			this.cost = firstOf(Amounts.cost(value), this.cost);
		}
	}

	private static @Nullable BigDecimal firstOf(@Nullable BigDecimal one, @Nullable BigDecimal other) {
		return (one != null) ? one : other;
	}

	private static @Nullable Boolean truth(String text) {
		return ("true".equals(text) || "false".equals(text)) ? Boolean.valueOf(text) : null;
	}

	private Usage usage() {
		return new Usage(prompt(), this.tokens.get(UsageWord.COMPLETION), this.tokens.get(UsageWord.TOTAL),
				this.tokens.get(UsageWord.CACHED), this.tokens.get(UsageWord.CACHE_WRITE),
				this.tokens.get(UsageWord.REASONING));
	}

	/** Whoever counts in Anthropic's words alone counts caches beside the prompt. */
	private @Nullable Long prompt() {
		Long prompt = this.tokens.get(UsageWord.PROMPT);
		if (prompt == null || !this.beside || this.believed.contains(UsageWord.PROMPT)) {
			return prompt;
		}
		return prompt + this.tokens.getOrDefault(UsageWord.CACHED, 0L)
				+ this.tokens.getOrDefault(UsageWord.CACHE_WRITE, 0L);
	}

	private Cost cost() {
		return (this.cost != null) ? Cost.reported(this.cost, isOwnKey(this.cost) ? this.upstreamCost : null)
				: Cost.UNKNOWN;
	}

	/**
	 * With a key of one's own, the account is charged a fee that is a part of what the
	 * provider charges; without one, all of it.
	 */
	private boolean isOwnKey(BigDecimal charged) {
		return (this.ownKey != null) ? this.ownKey
				: this.upstreamCost != null && charged.compareTo(this.upstreamCost) < 0;
	}

}
