package io.cascade;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The request parameters: wire name, allowed values, and who understands them. The order
 * is the order of the properties in the request body.
 *
 * @see <a href="https://openrouter.ai/docs/api-reference/parameters">Parameters</a>
 */
enum Option {

	MAX_TOKENS("max_tokens", Rule.atLeast(1), Known.EVERYWHERE),

	TEMPERATURE("temperature", Rule.between(0, 2), Known.EVERYWHERE),

	TOP_P("top_p", Rule.between(0, 1), Known.EVERYWHERE),

	TOP_K("top_k", Rule.atLeast(0), Known.AT_OPENROUTER),

	TOP_A("top_a", Rule.between(0, 1), Known.AT_OPENROUTER),

	MIN_P("min_p", Rule.between(0, 1), Known.AT_OPENROUTER),

	FREQUENCY_PENALTY("frequency_penalty", Rule.between(-2, 2), Known.EVERYWHERE),

	PRESENCE_PENALTY("presence_penalty", Rule.between(-2, 2), Known.EVERYWHERE),

	REPETITION_PENALTY("repetition_penalty", Rule.between(0, 2), Known.AT_OPENROUTER),

	SEED("seed", Rule.ANY, Known.EVERYWHERE),

	STOP("stop", Rule.size(1, 4), Known.EVERYWHERE),

	LOGIT_BIAS("logit_bias", Rule.ANY, Known.EVERYWHERE),

	LOGPROBS("logprobs", Rule.ANY, Known.EVERYWHERE),

	TOP_LOGPROBS("top_logprobs", Rule.between(0, 20), Known.EVERYWHERE),

	PARALLEL_TOOL_CALLS("parallel_tool_calls", Rule.ANY, Known.EVERYWHERE),

	MODALITIES("modalities", Rule.size(1, 3), Known.EVERYWHERE),

	VERBOSITY("verbosity", Rule.ANY, Known.EVERYWHERE),

	REASONING("reasoning", Rule.ANY, Known.AT_OPENROUTER),

	SERVICE_TIER("service_tier", Rule.ANY, Known.EVERYWHERE),

	PLUGINS("plugins", Rule.ANY, Known.AT_OPENROUTER),

	SESSION_ID("session_id", Rule.size(1, 256), Known.AT_OPENROUTER),

	METADATA("metadata", Rule.size(0, 16), Known.EVERYWHERE),

	USER("user", Rule.ANY, Known.EVERYWHERE);

	private final String wireName;

	private final Rule rule;

	private final Set<Dialect> known;

	Option(String wireName, Rule rule, Set<Dialect> known) {
		this.wireName = wireName;
		this.rule = rule;
		this.known = known;
	}

	String wireName() {
		return this.wireName;
	}

	boolean isKnownTo(Dialect dialect) {
		return this.known.contains(dialect);
	}

	void check(Object value) {
		String complaint = this.rule.complaint(value);
		if (complaint != null) {
			throw new IllegalArgumentException("'%s' must be %s, not %s".formatted(this.wireName, complaint, value));
		}
	}

	private static final class Known {

		static final Set<Dialect> EVERYWHERE = EnumSet.allOf(Dialect.class);

		static final Set<Dialect> AT_OPENROUTER = EnumSet.of(Dialect.OPENROUTER);

		private Known() {
		}

	}

	@FunctionalInterface
	private interface Rule {

		Rule ANY = (value) -> null;

		/** What the value must be, or null if it is. */
		@Nullable String complaint(Object value);

		static Rule between(double least, double most) {
			return (value) -> within(number(value), least, most) ? null
					: "between %s and %s".formatted(plain(least), plain(most));
		}

		static Rule atLeast(double least) {
			return (value) -> within(number(value), least, Double.MAX_VALUE) ? null : "at least " + plain(least);
		}

		static Rule size(int least, int most) {
			return (value) -> within(sizeOf(value), least, most) ? null
					: "of a size between %d and %d".formatted(least, most);
		}

		private static boolean within(double value, double least, double most) {
			return value >= least && value <= most;
		}

		private static double number(Object value) {
			return (value instanceof Number number) ? number.doubleValue() : Double.NaN;
		}

		private static int sizeOf(Object value) {
			if (value instanceof Map<?, ?> map) {
				return map.size();
			}
			return (value instanceof Collection<?> values) ? values.size() : value.toString().length();
		}

		private static String plain(double value) {
			return (value == Math.rint(value)) ? String.valueOf((long) value) : String.valueOf(value);
		}

	}

}
