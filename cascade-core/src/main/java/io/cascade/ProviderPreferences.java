package io.cascade;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Which providers OpenRouter may use behind a model. Immutable; each method returns a
 * copy. Other dialects lack it.
 *
 * @see <a href="https://openrouter.ai/docs/guides/routing/provider-selection">Provider
 * selection</a>
 */
public final class ProviderPreferences {

	private static final ProviderPreferences NONE = new ProviderPreferences(Map.of());

	private static final long DEAREST = 1_000_000;

	private static final int FINEST = 20;

	private static final Option.Rule BY = Option.Rule.oneOf("price", "throughput", "latency", "exacto");

	private static final Map<String, Option.Rule> RULES = Map.of("data_collection", Option.Rule.oneOf("allow", "deny"),
			"quantizations",
			Option.Rule.oneOf("int4", "int8", "fp4", "mxfp4", "nvfp4", "fp6", "fp8", "mxfp8", "fp16", "bf16", "fp32",
					"unknown"),
			"sort", ProviderPreferences::sorting, "max_price", ProviderPreferences::amounts, "preferred_min_throughput",
			ProviderPreferences::finite, "preferred_max_latency", ProviderPreferences::finite);

	private final Map<String, Object> fields;

	private ProviderPreferences(Map<String, Object> fields) {
		this.fields = fields;
	}

	/**
	 * No preference.
	 * @return the empty preferences
	 */
	public static ProviderPreferences none() {
		return NONE;
	}

	/**
	 * Providers to try first, in this order.
	 * @param slugs provider slugs such as {@code anthropic} or {@code google-vertex}
	 * @return a copy with the value
	 */
	public ProviderPreferences order(List<String> slugs) {
		return with("order", slugs);
	}

	/**
	 * The only providers to use.
	 * @param slugs provider slugs
	 * @return a copy with the value
	 */
	public ProviderPreferences only(List<String> slugs) {
		return with("only", slugs);
	}

	/**
	 * Providers not to use.
	 * @param slugs provider slugs
	 * @return a copy with the value
	 */
	public ProviderPreferences ignore(List<String> slugs) {
		return with("ignore", slugs);
	}

	/**
	 * Whether other providers may serve when the preferred ones can't. OpenRouter's
	 * default is {@code true}.
	 * @param allow whether they may
	 * @return a copy with the value
	 */
	public ProviderPreferences allowFallbacks(@Nullable Boolean allow) {
		return with("allow_fallbacks", allow);
	}

	/**
	 * Whether only providers that support every parameter sent may serve.
	 * @param require whether they must
	 * @return a copy with the value
	 */
	public ProviderPreferences requireParameters(@Nullable Boolean require) {
		return with("require_parameters", require);
	}

	/**
	 * Whether providers that keep prompts may serve.
	 * @param policy {@code allow} or {@code deny}
	 * @return a copy with the value
	 */
	public ProviderPreferences dataCollection(@Nullable String policy) {
		return with("data_collection", policy);
	}

	/**
	 * Whether only endpoints with zero data retention may serve.
	 * @param zdr whether they must
	 * @return a copy with the value
	 */
	public ProviderPreferences zdr(@Nullable Boolean zdr) {
		return with("zdr", zdr);
	}

	/**
	 * Whether only models whose text may be distilled may serve.
	 * @param enforce whether they must
	 * @return a copy with the value
	 */
	public ProviderPreferences enforceDistillableText(@Nullable Boolean enforce) {
		return with("enforce_distillable_text", enforce);
	}

	/**
	 * Allowed quantizations.
	 * @param quantizations for example {@code fp8}, {@code bf16}
	 * @return a copy with the value
	 */
	public ProviderPreferences quantizations(List<String> quantizations) {
		return with("quantizations", quantizations);
	}

	/**
	 * What providers are sorted by, which turns load balancing off.
	 * @param by {@code price}, {@code throughput}, {@code latency} or {@code exacto}
	 * @return a copy with the value
	 */
	public ProviderPreferences sort(@Nullable String by) {
		return with("sort", by);
	}

	/**
	 * What providers are sorted by, and whether models are sorted apart or together.
	 * @param by {@code price}, {@code throughput}, {@code latency} or {@code exacto}
	 * @param partition {@code model} keeps the chain's order, {@code none} does not
	 * @return a copy with the value
	 */
	public ProviderPreferences sort(String by, String partition) {
		Map<String, Object> sort = new LinkedHashMap<>();
		sort.put("by", by);
		sort.put("partition", partition);
		return with("sort", sort);
	}

	/**
	 * Throughput that is preferred, in tokens a second.
	 * @param percentiles {@code p50}, {@code p75}, {@code p90}, {@code p99} with a value
	 * @return a copy with the value
	 */
	public ProviderPreferences preferredMinThroughput(Map<String, Double> percentiles) {
		return with("preferred_min_throughput", percentiles);
	}

	/**
	 * Latency that is preferred, in seconds to the first token.
	 * @param percentiles {@code p50}, {@code p75}, {@code p90}, {@code p99} with a value
	 * @return a copy with the value
	 */
	public ProviderPreferences preferredMaxLatency(Map<String, Double> percentiles) {
		return with("preferred_max_latency", percentiles);
	}

	/**
	 * The most that an endpoint may cost: a hard filter.
	 * @param usd {@code prompt} and {@code completion} in USD per million tokens,
	 * {@code request}, {@code image} and {@code audio} in USD each; sent as decimal text
	 * @return a copy with the value
	 */
	public ProviderPreferences maxPrice(Map<String, ? extends Number> usd) {
		Map<String, Object> amounts = new LinkedHashMap<>();
		Frozen.map(usd).forEach((name, amount) -> amounts.put(name, decimal(amount)));
		return with("max_price", amounts);
	}

	/**
	 * OpenRouter describes amounts as decimal text. What is no amount is refused later.
	 */
	private static @Nullable Object decimal(@Nullable Object amount) {
		boolean isAmount = amount instanceof Number number && number.doubleValue() >= 0
				&& number.doubleValue() <= DEAREST;
		if (!isAmount) {
			return amount;
		}
		BigDecimal decimal = new BigDecimal(String.valueOf(amount)).stripTrailingZeros();
		return (decimal.scale() <= FINEST) ? decimal.toPlainString() : amount;
	}

	/**
	 * Checks every value against what OpenRouter allows.
	 * @throws IllegalArgumentException naming the first field that is not allowed
	 */
	public void check() {
		if (this.fields.isEmpty()) {
			return;
		}
		this.fields.forEach((name, value) -> {
			String complaint = RULES.getOrDefault(name, Option.Rule.ANY).complaint(value);
			if (complaint != null) {
				throw InvalidRequestException.inField("provider." + name,
						"'provider.%s' must be %s, not %s".formatted(name, complaint, value));
			}
		});
	}

	private static @Nullable String sorting(@Nullable Object value) {
		if (!(value instanceof Map<?, ?> sort)) {
			return BY.complaint(value);
		}
		String complaint = Option.Rule.in("by", BY.complaint(sort.get("by")));
		return (complaint != null) ? complaint
				: Option.Rule.in("partition", Option.Rule.oneOf("model", "none").complaint(sort.get("partition")));
	}

	private static @Nullable String amounts(@Nullable Object value) {
		boolean holds = value instanceof Map<?, ?> amounts
				&& amounts.values().stream().allMatch(String.class::isInstance);
		return holds ? null : "amounts between 0 and %d USD".formatted(DEAREST);
	}

	private static @Nullable String finite(@Nullable Object value) {
		boolean holds = value instanceof Map<?, ?> values && values.values()
			.stream()
			.allMatch((each) -> each instanceof Number number && number.doubleValue() >= 0
					&& Double.isFinite(number.doubleValue()));
		return holds ? null : "finite numbers of at least 0";
	}

	/**
	 * These preferences, and where nothing is set the others.
	 * @param defaults the others
	 * @return the union
	 */
	public ProviderPreferences orElse(ProviderPreferences defaults) {
		if (this.fields.isEmpty()) {
			return defaults;
		}
		Map<String, Object> union = new LinkedHashMap<>(defaults.fields);
		union.putAll(this.fields);
		return new ProviderPreferences(Collections.unmodifiableMap(union));
	}

	/**
	 * The fields of the {@code provider} object as they are sent.
	 * @return an immutable map, in a stable order
	 */
	public Map<String, Object> asMap() {
		return this.fields;
	}

	private ProviderPreferences with(String name, @Nullable Object value) {
		Map<String, Object> copy = new LinkedHashMap<>(this.fields);
		if (value != null) {
			copy.put(name, Objects.requireNonNull(Frozen.value(value)));
		}
		else {
			copy.remove(name);
		}
		return new ProviderPreferences(Collections.unmodifiableMap(copy));
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof ProviderPreferences that && this.fields.equals(that.fields));
	}

	@Override
	public int hashCode() {
		return this.fields.hashCode();
	}

	@Override
	public String toString() {
		return "ProviderPreferences" + this.fields;
	}

}
