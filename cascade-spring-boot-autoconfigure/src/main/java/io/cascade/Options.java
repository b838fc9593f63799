package io.cascade;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Sampling and other parameters of a request. Immutable; each method returns a copy.
 * <p>
 * Only what was set is sent. Values are checked when the request is made, before anything
 * is sent. A {@code null} takes a parameter back out.
 *
 * @see <a href="https://openrouter.ai/docs/api-reference/parameters">Parameters</a>
 */
public final class Options {

	private static final Options NONE = new Options(new EnumMap<>(Option.class), Map.of());

	private final Map<Option, Object> values;

	private final Map<String, Object> extraBody;

	private Options(Map<Option, Object> values, Map<String, Object> extraBody) {
		this.values = values;
		this.extraBody = extraBody;
	}

	/**
	 * No parameter is set.
	 * @return the empty options
	 */
	public static Options none() {
		return NONE;
	}

	/**
	 * The most tokens that the answer may have; also what OpenRouter's credit check
	 * assumes.
	 * @param tokens at least 1
	 * @return a copy with the value
	 */
	public Options maxTokens(@Nullable Integer tokens) {
		return with(Option.MAX_TOKENS, tokens);
	}

	/**
	 * How freely tokens are sampled.
	 * @param temperature from 0 to 2
	 * @return a copy with the value
	 */
	public Options temperature(@Nullable Double temperature) {
		return with(Option.TEMPERATURE, temperature);
	}

	/**
	 * Samples from the most likely tokens whose probabilities add up to this.
	 * @param topP from 0 to 1
	 * @return a copy with the value
	 */
	public Options topP(@Nullable Double topP) {
		return with(Option.TOP_P, topP);
	}

	/**
	 * Samples from this many most likely tokens. OpenRouter only.
	 * @param topK at least 0
	 * @return a copy with the value
	 */
	public Options topK(@Nullable Integer topK) {
		return with(Option.TOP_K, topK);
	}

	/**
	 * Samples from tokens that are likely enough beside the likeliest. OpenRouter only.
	 * @param topA from 0 to 1
	 * @return a copy with the value
	 */
	public Options topA(@Nullable Double topA) {
		return with(Option.TOP_A, topA);
	}

	/**
	 * The least probability of a token relative to the likeliest. OpenRouter only.
	 * @param minP from 0 to 1
	 * @return a copy with the value
	 */
	public Options minP(@Nullable Double minP) {
		return with(Option.MIN_P, minP);
	}

	/**
	 * Penalty for tokens by how often they occurred.
	 * @param penalty from -2 to 2
	 * @return a copy with the value
	 */
	public Options frequencyPenalty(@Nullable Double penalty) {
		return with(Option.FREQUENCY_PENALTY, penalty);
	}

	/**
	 * Penalty for tokens that occurred at all.
	 * @param penalty from -2 to 2
	 * @return a copy with the value
	 */
	public Options presencePenalty(@Nullable Double penalty) {
		return with(Option.PRESENCE_PENALTY, penalty);
	}

	/**
	 * Penalty for repeating the input. OpenRouter only.
	 * @param penalty from 0 to 2
	 * @return a copy with the value
	 */
	public Options repetitionPenalty(@Nullable Double penalty) {
		return with(Option.REPETITION_PENALTY, penalty);
	}

	/**
	 * Asks for the same answer to the same request, where the model can.
	 * @param seed any number
	 * @return a copy with the value
	 */
	public Options seed(@Nullable Long seed) {
		return with(Option.SEED, seed);
	}

	/**
	 * Ends the answer before any of these strings.
	 * @param stop one to four strings
	 * @return a copy with the value
	 */
	public Options stop(@Nullable List<String> stop) {
		return with(Option.STOP, stop);
	}

	/**
	 * Makes tokens more or less likely.
	 * @param bias token ids with a value from -100 to 100
	 * @return a copy with the value
	 */
	public Options logitBias(@Nullable Map<String, Double> bias) {
		return with(Option.LOGIT_BIAS, bias);
	}

	/**
	 * Whether to return the log probabilities of the answer's tokens.
	 * @param logprobs whether to return them
	 * @return a copy with the value
	 */
	public Options logprobs(@Nullable Boolean logprobs) {
		return with(Option.LOGPROBS, logprobs);
	}

	/**
	 * How many alternatives to return for each token.
	 * @param count from 0 to 20
	 * @return a copy with the value
	 */
	public Options topLogprobs(@Nullable Integer count) {
		return with(Option.TOP_LOGPROBS, count);
	}

	/**
	 * Whether the model may call several tools at once.
	 * @param parallel whether it may
	 * @return a copy with the value
	 */
	public Options parallelToolCalls(@Nullable Boolean parallel) {
		return with(Option.PARALLEL_TOOL_CALLS, parallel);
	}

	/**
	 * What the answer may consist of.
	 * @param modalities of {@code text}, {@code image}, {@code audio}
	 * @return a copy with the value
	 */
	public Options modalities(@Nullable List<String> modalities) {
		return with(Option.MODALITIES, modalities);
	}

	/**
	 * How long-winded the answer is, where the model knows the parameter.
	 * @param verbosity {@code low}, {@code medium} or {@code high}
	 * @return a copy with the value
	 */
	public Options verbosity(@Nullable String verbosity) {
		return with(Option.VERBOSITY, verbosity);
	}

	/**
	 * How much the model thinks before it answers. OpenRouter only.
	 * @param reasoning effort or token budget
	 * @return a copy with the value
	 */
	public Options reasoning(@Nullable Reasoning reasoning) {
		return with(Option.REASONING, (reasoning != null) ? reasoning.toMap() : null);
	}

	/**
	 * The service tier, such as {@code flex} or {@code priority}.
	 * @param tier the tier's name
	 * @return a copy with the value
	 */
	public Options serviceTier(@Nullable String tier) {
		return with(Option.SERVICE_TIER, tier);
	}

	/**
	 * The most tokens of an answer that were set.
	 * @return the number, or {@code null}
	 */
	public @Nullable Integer maxTokens() {
		return (Integer) this.values.get(Option.MAX_TOKENS);
	}

	/**
	 * The temperature that was set.
	 * @return the temperature, or {@code null}
	 */
	public @Nullable Double temperature() {
		return (Double) this.values.get(Option.TEMPERATURE);
	}

	/**
	 * The share of nucleus sampling that was set.
	 * @return the share, or {@code null}
	 */
	public @Nullable Double topP() {
		return (Double) this.values.get(Option.TOP_P);
	}

	/**
	 * The service tier that was set.
	 * @return the tier, or {@code null}
	 */
	public @Nullable String serviceTier() {
		return (String) this.values.get(Option.SERVICE_TIER);
	}

	/**
	 * OpenRouter's plugins, each with its {@code id}. OpenRouter only.
	 * @param plugins the plugins' settings
	 * @return a copy with the value
	 */
	public Options plugins(@Nullable List<Map<String, Object>> plugins) {
		return with(Option.PLUGINS, plugins);
	}

	/**
	 * Groups requests and keeps them at one provider while its cache is warm. OpenRouter
	 * only.
	 * @param sessionId at most 256 characters
	 * @return a copy with the value
	 */
	public Options sessionId(@Nullable String sessionId) {
		return with(Option.SESSION_ID, sessionId);
	}

	/**
	 * Up to 16 pairs kept with the request.
	 * @param metadata the pairs
	 * @return a copy with the value
	 */
	public Options metadata(@Nullable Map<String, String> metadata) {
		return with(Option.METADATA, metadata);
	}

	/**
	 * A stable pseudonym of the end user.
	 * @param user the pseudonym
	 * @return a copy with the value
	 */
	public Options user(@Nullable String user) {
		return with(Option.USER, user);
	}

	/**
	 * Fields for the request body that have no method here. They always pass, whatever
	 * the dialect, and replace a field of the same name.
	 * @param extra the fields
	 * @return a copy with these fields added
	 */
	public Options extraBody(Map<String, ?> extra) {
		return extra.isEmpty() ? this : new Options(this.values, overlay(this.extraBody, extra));
	}

	/**
	 * The fields set by {@link #extraBody(Map)}.
	 * @return an immutable map
	 */
	public Map<String, Object> extraBody() {
		return this.extraBody;
	}

	/**
	 * These options, and where nothing is set the others.
	 * @param defaults the others
	 * @return the union
	 */
	public Options orElse(Options defaults) {
		if (isEmpty()) {
			return defaults;
		}
		if (defaults.isEmpty()) {
			return this;
		}
		Map<Option, Object> union = new EnumMap<>(defaults.values);
		union.putAll(this.values);
		return new Options(union, overlay(defaults.extraBody, this.extraBody));
	}

	/**
	 * Hands out the parameters by their wire name in a fixed order.
	 * @param dialect who will read them
	 * @param known receives what the dialect understands
	 * @param unknown receives the names of what it does not
	 */
	public void forEach(Dialect dialect, BiConsumer<String, Object> known, Consumer<String> unknown) {
		this.values.forEach((option, value) -> {
			if (option.isKnownTo(dialect)) {
				known.accept(option.wireName(), value);
			}
			else {
				unknown.accept(option.wireName());
			}
		});
	}

	/**
	 * Checks every value against what its parameter allows.
	 * @throws IllegalArgumentException naming the first parameter that is out of bounds
	 */
	public void check() {
		this.values.forEach(Option::check);
	}

	private boolean isEmpty() {
		return this.values.isEmpty() && this.extraBody.isEmpty();
	}

	private Options with(Option option, @Nullable Object value) {
		Map<Option, Object> copy = new EnumMap<>(Option.class);
		copy.putAll(this.values);
		if (value != null) {
			copy.put(option, frozen(value));
		}
		else {
			copy.remove(option);
		}
		return new Options(copy, this.extraBody);
	}

	private static Object frozen(Object value) {
		if (value instanceof List<?> list) {
			return Collections.unmodifiableList(new ArrayList<>(list));
		}
		return (value instanceof Map<?, ?> map) ? Collections.unmodifiableMap(new LinkedHashMap<>(map)) : value;
	}

	private static Map<String, Object> overlay(Map<String, ?> base, Map<String, ?> top) {
		Map<String, Object> union = new LinkedHashMap<>(base);
		union.putAll(top);
		return Collections.unmodifiableMap(union);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof Options that && this.values.equals(that.values)
				&& this.extraBody.equals(that.extraBody));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.values, this.extraBody);
	}

	@Override
	public String toString() {
		Map<String, Object> named = new LinkedHashMap<>();
		this.values.forEach((option, value) -> named.put(option.wireName(), value));
		return "Options" + named + (this.extraBody.isEmpty() ? "" : " with extra " + this.extraBody.keySet());
	}

}
