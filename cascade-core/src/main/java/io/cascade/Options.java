package io.cascade;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

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

	private static final Option[] ALL = Option.values();

	private static final Options NONE = new Options(new Object[0], Map.of());

	private static final Map<Option, Option> OTHER_LIMIT = Map.of(Option.MAX_TOKENS, Option.MAX_COMPLETION_TOKENS,
			Option.MAX_COMPLETION_TOKENS, Option.MAX_TOKENS);

	/** By the order of the parameters, as far as the last one that is set. */
	private final @Nullable Object[] values;

	private final Map<String, Object> extraBody;

	private Options(@Nullable Object[] values, Map<String, Object> extraBody) {
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
	 * The most tokens that the answer may have, thoughts included, by the name that newer
	 * models want. It takes the place of {@link #maxTokens(Integer)}; never are both
	 * sent.
	 * @param tokens at least 1
	 * @return a copy with the value
	 */
	public Options maxCompletionTokens(@Nullable Integer tokens) {
		return with(Option.MAX_COMPLETION_TOKENS, tokens);
	}

	/**
	 * The most tokens that the answer may have where no limit is set, which is 4096 in
	 * configured chains.
	 * @param tokens at least 0; 0 to send no limit then
	 * @return a copy with the value
	 */
	public Options defaultMaxTokens(@Nullable Integer tokens) {
		return with(Option.DEFAULT_MAX_TOKENS, tokens);
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
	 * How verbose the answer is, where the model supports the parameter.
	 * @param verbosity {@code low}, {@code medium} or {@code high}
	 * @return a copy with the value
	 */
	public Options verbosity(@Nullable String verbosity) {
		return with(Option.VERBOSITY, verbosity);
	}

	/**
	 * How much the model reasons before it answers. OpenRouter only.
	 * @param reasoning effort or token budget
	 * @return a copy with the value
	 */
	public Options reasoning(@Nullable Reasoning reasoning) {
		return with(Option.REASONING, (reasoning != null) ? reasoning.toMap() : null);
	}

	/**
	 * How much the model reasons, under the name that servers other than OpenRouter use.
	 * Beside {@link #reasoning(Reasoning)} it is not sent to OpenRouter.
	 * @param effort for example {@code low}
	 * @return a copy with the value
	 */
	public Options reasoningEffort(@Nullable String effort) {
		return with(Option.REASONING_EFFORT, effort);
	}

	/**
	 * What the answer will probably look like, such as a file that is edited, which makes
	 * some models faster.
	 * @param content the text
	 * @return a copy with the value
	 */
	public Options prediction(@Nullable String content) {
		return with(Option.PREDICTION, (content != null) ? pair("type", "content", "content", content) : null);
	}

	/**
	 * Groups requests whose prompts begin alike, for the provider's prompt cache.
	 * @param key at most 256 characters
	 * @return a copy with the value
	 */
	public Options promptCacheKey(@Nullable String key) {
		return with(Option.PROMPT_CACHE_KEY, key);
	}

	/**
	 * Lets OpenRouter place the breakpoints of a prompt cache. OpenRouter only.
	 * @param ttl how long it is kept: {@code 5m} or {@code 1h}
	 * @return a copy with the value
	 */
	public Options cacheControl(@Nullable String ttl) {
		return with(Option.CACHE_CONTROL, (ttl != null) ? pair("type", "ephemeral", "ttl", ttl) : null);
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
	 * The most tokens that an answer may have, whatever the name of the limit; the
	 * default if none was set.
	 * @return the number, or {@code null} if there is no limit
	 */
	public @Nullable Integer maxTokens() {
		Integer limit = limit();
		Integer fallback = (Integer) get(Option.DEFAULT_MAX_TOKENS);
		return (limit != null || fallback == null || fallback == 0) ? limit : fallback;
	}

	private @Nullable Integer limit() {
		Integer tokens = (Integer) get(Option.MAX_TOKENS);
		return (tokens != null) ? tokens : (Integer) get(Option.MAX_COMPLETION_TOKENS);
	}

	/**
	 * The temperature that was set.
	 * @return the temperature, or {@code null}
	 */
	public @Nullable Double temperature() {
		return (Double) get(Option.TEMPERATURE);
	}

	/**
	 * The share of nucleus sampling that was set.
	 * @return the share, or {@code null}
	 */
	public @Nullable Double topP() {
		return (Double) get(Option.TOP_P);
	}

	/**
	 * The service tier that was set.
	 * @return the tier, or {@code null}
	 */
	public @Nullable String serviceTier() {
		return (String) get(Option.SERVICE_TIER);
	}

	/**
	 * The pseudonym of the end user that was set.
	 * @return the pseudonym, or {@code null}
	 */
	public @Nullable String user() {
		return (String) get(Option.USER);
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
	 * The ids of the plugins that are switched on, those of {@link #extraBody()}
	 * included.
	 * @return the ids, in order
	 */
	public List<String> pluginIds() {
		return Stream.<@Nullable Object>of(get(Option.PLUGINS), this.extraBody.get(Option.PLUGINS.wireName()))
			.flatMap((plugins) -> (plugins instanceof List<?> list) ? list.stream() : Stream.empty())
			.filter((plugin) -> plugin instanceof Map<?, ?> map && !Boolean.FALSE.equals(map.get("enabled")))
			.map((plugin) -> String.valueOf(((Map<?, ?>) plugin).get("id")))
			.toList();
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
	 * the dialect. Tools and plugins are added to those of the request, the members of an
	 * object to those of the object of that name; anything else replaces a field of its
	 * name. A limit of tokens counts as {@link #maxTokens(Integer)}. What decides on the
	 * target, such as {@code model}, is refused when the request is made.
	 * @param extra the fields
	 * @return a copy with these fields added
	 */
	public Options extraBody(Map<String, ?> extra) {
		Options limited = this;
		Map<String, Object> others = new LinkedHashMap<>(Frozen.map(extra));
		for (Option limit : List.of(Option.MAX_TOKENS, Option.MAX_COMPLETION_TOKENS)) {
			Object value = others.get(limit.wireName());
			if (value instanceof Number tokens && ExtraBody.isLimit(limit.wireName(), value)) {
				others.remove(limit.wireName());
				limited = limited.with(limit, tokens.intValue());
			}
		}
		return others.isEmpty() ? limited
				: new Options(limited.values, overlay(this.extraBody, Collections.unmodifiableMap(others)));
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
		@Nullable Object[] union = Arrays.copyOf(defaults.values, Math.max(defaults.values.length, this.values.length));
		if (limit() != null) {
			clear(union, Option.MAX_TOKENS);
			clear(union, Option.MAX_COMPLETION_TOKENS);
		}
		for (int i = 0; i < this.values.length; i++) {
			union[i] = (this.values[i] != null) ? this.values[i] : union[i];
		}
		return new Options(trimmed(union), overlay(defaults.extraBody, this.extraBody));
	}

	/**
	 * Hands out the parameters by their wire name in a fixed order.
	 * @param dialect the dialect of the upstream
	 * @param known receives what the dialect understands
	 * @param unknown receives the names of what it does not
	 */
	public void forEach(Dialect dialect, BiConsumer<String, Object> known, Consumer<String> unknown) {
		for (int i = 0; i < this.values.length; i++) {
			Object value = this.values[i];
			if (value == null) {
				continue;
			}
			if (ALL[i] == Option.DEFAULT_MAX_TOKENS) {
				fallback(known);
			}
			else if (ALL[i].isKnownTo(dialect)) {
				known.accept(ALL[i].wireName(), value);
			}
			else {
				unknown.accept(ALL[i].wireName());
			}
		}
	}

	private void fallback(BiConsumer<String, Object> known) {
		Integer tokens = maxTokens();
		if (limit() == null && tokens != null) {
			known.accept(Option.MAX_TOKENS.wireName(), tokens);
		}
	}

	/**
	 * Checks every value against what its parameter allows.
	 * @throws IllegalArgumentException naming the first parameter that is out of bounds
	 */
	public void check() {
		for (int i = 0; i < this.values.length; i++) {
			if (this.values[i] != null) {
				ALL[i].check(this.values[i]);
			}
		}
		if (!this.extraBody.isEmpty()) {
			ExtraBody.check(this.extraBody);
		}
	}

	private boolean isEmpty() {
		return this.values.length == 0 && this.extraBody.isEmpty();
	}

	private @Nullable Object get(Option option) {
		int place = place(option);
		return (place < this.values.length) ? this.values[place] : null;
	}

	/** It is never stored, so another order harms nobody. */
	@SuppressWarnings("EnumOrdinal")
	private static int place(Option option) {
		return option.ordinal();
	}

	private Options with(Option option, @Nullable Object value) {
		int place = place(option);
		@Nullable Object[] copy = Arrays.copyOf(this.values, Math.max(this.values.length, place + 1));
		if (value != null && OTHER_LIMIT.containsKey(option)) {
			clear(copy, OTHER_LIMIT.get(option));
		}
		copy[place] = (value != null) ? Objects.requireNonNull(Frozen.value(value)) : null;
		return new Options(trimmed(copy), this.extraBody);
	}

	private static void clear(@Nullable Object[] values, Option option) {
		if (place(option) < values.length) {
			values[place(option)] = null;
		}
	}

	private static @Nullable Object[] trimmed(@Nullable Object[] values) {
		int length = values.length;
		while (length > 0 && values[length - 1] == null) {
			length--;
		}
		return (length < values.length) ? Arrays.copyOf(values, length) : values;
	}

	private static Map<String, Object> pair(String first, Object one, String second, Object other) {
		Map<String, Object> pair = new LinkedHashMap<>();
		pair.put(first, one);
		pair.put(second, other);
		return pair;
	}

	private static Map<String, Object> overlay(Map<String, Object> base, Map<String, Object> top) {
		if (base.isEmpty() || top.isEmpty()) {
			return base.isEmpty() ? top : base;
		}
		Map<String, Object> union = new LinkedHashMap<>(base);
		union.putAll(top);
		return Collections.unmodifiableMap(union);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof Options that && Arrays.equals(this.values, that.values)
				&& this.extraBody.equals(that.extraBody));
	}

	@Override
	public int hashCode() {
		return 31 * Arrays.hashCode(this.values) + this.extraBody.hashCode();
	}

	@Override
	public String toString() {
		Map<String, Object> named = new LinkedHashMap<>();
		for (int i = 0; i < this.values.length; i++) {
			if (this.values[i] != null) {
				named.put(ALL[i].wireName(), (ALL[i] == Option.PREDICTION) ? "some text" : this.values[i]);
			}
		}
		return "Options" + named + (this.extraBody.isEmpty() ? "" : " with extra " + this.extraBody.keySet());
	}

}
