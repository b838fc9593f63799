package io.cascade;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The request parameters: wire name, allowed values, and the dialects that have them. The
 * order is the order of the properties in the request body.
 *
 * @see <a href="https://openrouter.ai/docs/api-reference/parameters">Parameters</a>
 */
enum Option {

	MAX_TOKENS("max_tokens", Rule.atLeast(1), Known.EVERYWHERE),

	MAX_COMPLETION_TOKENS("max_completion_tokens", Rule.atLeast(1), Known.EVERYWHERE),

	/** What {@link #MAX_TOKENS} is where no limit is set. */
	DEFAULT_MAX_TOKENS("default_max_tokens", Rule.atLeast(0), Known.EVERYWHERE),

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

	LOGIT_BIAS("logit_bias", Rule.allBetween(-100, 100), Known.EVERYWHERE),

	LOGPROBS("logprobs", Rule.ANY, Known.EVERYWHERE),

	TOP_LOGPROBS("top_logprobs", Rule.between(0, 20), Known.EVERYWHERE),

	PARALLEL_TOOL_CALLS("parallel_tool_calls", Rule.ANY, Known.EVERYWHERE),

	MODALITIES("modalities", Rule.size(1, 3).and(Rule.oneOf("text", "image", "audio")), Known.EVERYWHERE),

	VERBOSITY("verbosity", Rule.oneOf("low", "medium", "high", "xhigh", "max"), Known.EVERYWHERE),

	REASONING("reasoning", Reasoning::complaint, Known.AT_OPENROUTER),

	REASONING_EFFORT("reasoning_effort", Rule.oneOf(Reasoning.EFFORTS, "default"), Known.EVERYWHERE),

	PREDICTION("prediction", Rule.ANY, Known.EVERYWHERE),

	SERVICE_TIER("service_tier", Rule.oneOf("auto", "default", "fast", "flex", "priority", "scale"), Known.EVERYWHERE),

	PLUGINS("plugins", Rule.ANY, Known.AT_OPENROUTER),

	SESSION_ID("session_id", Rule.size(1, 256), Known.AT_OPENROUTER),

	METADATA("metadata", Rule.size(0, 16), Known.EVERYWHERE),

	USER("user", Rule.ANY, Known.EVERYWHERE),

	PROMPT_CACHE_KEY("prompt_cache_key", Rule.size(1, 256), Known.EVERYWHERE),

	CACHE_CONTROL("cache_control",
			(value) -> Rule.oneOf("5m", "1h").complaint((value instanceof Map<?, ?> map) ? map.get("ttl") : value),
			Known.AT_OPENROUTER);

	private static final int LONGEST_SHOWN = 80;

	private final String wireName;

	private final Rule rule;

	private final Set<Dialect> known;

	Option(String wireName, Rule rule, Set<Dialect> known) {
		this.wireName = wireName;
		this.rule = rule.and(Frozen::complaint);
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
			throw InvalidRequestException.inField(this.wireName,
					"'%s' must be %s, not %s".formatted(this.wireName, complaint, shown(value)));
		}
	}

	/** Words and numbers; what is longer or has a form of its own may be of a prompt. */
	private static String shown(Object value) {
		boolean plain = (value instanceof Collection<?> values) ? values.stream().noneMatch(Option::isNested)
				: !isNested(value);
		String shown = plain ? value.toString() : "";
		return (plain && shown.length() <= LONGEST_SHOWN) ? shown : described(value);
	}

	private static String described(Object value) {
		if (value instanceof Collection<?> values) {
			return "a list of " + Counted.of(values.size(), "value");
		}
		return (value instanceof Map) ? "such an object"
				: "one of " + Counted.of(value.toString().length(), "character");
	}

	private static boolean isNested(@Nullable Object value) {
		return value instanceof Map || value instanceof Collection;
	}

	private static final class Known {

		static final Set<Dialect> EVERYWHERE = EnumSet.allOf(Dialect.class);

		static final Set<Dialect> AT_OPENROUTER = EnumSet.of(Dialect.OPENROUTER);

		private Known() {
		}

	}

	@FunctionalInterface
	interface Rule {

		Rule ANY = (value) -> null;

		/** What the value must be, or null if it is. */
		@Nullable String complaint(@Nullable Object value);

		default Rule and(Rule other) {
			return (value) -> (complaint(value) != null) ? complaint(value) : other.complaint(value);
		}

		/** A word, or a list of them. Nothing is no wrong word. */
		static Rule oneOf(String... words) {
			return oneOf(List.of(words));
		}

		static Rule oneOf(List<String> words, String... more) {
			List<String> allowed = Stream.concat(words.stream(), Stream.of(more)).toList();
			return (value) -> {
				Collection<?> given = (value instanceof Collection<?> values) ? values : listOf(value);
				return allowed.containsAll(given) ? null : "one of " + allowed;
			};
		}

		/** The complaint about a part of a value. */
		static @Nullable String in(@Nullable Object part, @Nullable String complaint) {
			return (complaint != null) ? "with '%s' %s".formatted(part, complaint) : null;
		}

		static Rule allBetween(double least, double most) {
			return (value) -> (value instanceof Map<?, ?> map)
					&& map.values().stream().allMatch((each) -> within(number(each), least, most)) ? null
							: "between %s and %s for each".formatted(plain(least), plain(most));
		}

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

		private static List<Object> listOf(@Nullable Object value) {
			return (value != null) ? List.of(value) : List.of();
		}

		private static boolean within(double value, double least, double most) {
			return value >= least && value <= most;
		}

		private static double number(@Nullable Object value) {
			return (value instanceof Number number) ? number.doubleValue() : Double.NaN;
		}

		private static int sizeOf(@Nullable Object value) {
			if (value instanceof Map<?, ?> map) {
				return map.size();
			}
			return (value instanceof Collection<?> values) ? values.size() : String.valueOf(value).length();
		}

		private static String plain(double value) {
			return (value == Math.rint(value)) ? String.valueOf((long) value) : String.valueOf(value);
		}

	}

}
