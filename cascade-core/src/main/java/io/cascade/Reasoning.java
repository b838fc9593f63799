package io.cascade;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How much a model reasons before it answers. Effort and token budget are alternatives.
 *
 * @param effort {@code max}, {@code xhigh}, {@code high}, {@code medium}, {@code low},
 * {@code minimal} or {@code none}
 * @param maxTokens token budget for the reasoning
 * @param exclude whether the reasoning is left out of the answer
 * @param enabled whether the model reasons at all
 * @param summary {@code auto}, {@code concise} or {@code detailed}
 * @see <a href="https://openrouter.ai/docs/use-cases/reasoning-tokens">Reasoning
 * tokens</a>
 */
public record Reasoning(@Nullable String effort, @Nullable Integer maxTokens, @Nullable Boolean exclude,
		@Nullable Boolean enabled, @Nullable String summary) {

	static final List<String> EFFORTS = List.of("max", "xhigh", "high", "medium", "low", "minimal", "none");

	private static final Map<String, Option.Rule> RULES = Map.of("effort", Option.Rule.oneOf(EFFORTS), "summary",
			Option.Rule.oneOf("auto", "concise", "detailed"), "max_tokens", Option.Rule.atLeast(1));

	/**
	 * Reasoning with an effort.
	 * @param effort for example {@code low}
	 * @return the setting
	 */
	public static Reasoning effort(String effort) {
		return new Reasoning(effort, null, null, null, null);
	}

	/**
	 * Reasoning with a token budget.
	 * @param tokens at least 1
	 * @return the setting
	 */
	public static Reasoning maxTokens(int tokens) {
		return new Reasoning(null, tokens, null, null, null);
	}

	/** What is wrong with a setting, or null. */
	static @Nullable String complaint(@Nullable Object value) {
		if (!(value instanceof Map<?, ?> setting)) {
			return null;
		}
		return setting.entrySet()
			.stream()
			.filter((field) -> RULES.containsKey(String.valueOf(field.getKey())))
			.map((field) -> Option.Rule.in(field.getKey(),
					Objects.requireNonNull(RULES.get(String.valueOf(field.getKey()))).complaint(field.getValue())))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	Map<String, Object> toMap() {
		Map<String, Object> fields = new LinkedHashMap<>();
		put(fields, "effort", this.effort);
		put(fields, "max_tokens", this.maxTokens);
		put(fields, "exclude", this.exclude);
		put(fields, "enabled", this.enabled);
		put(fields, "summary", this.summary);
		return fields;
	}

	private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
		if (value != null) {
			fields.put(name, value);
		}
	}

}
