package io.cascade.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cascade.Options;
import io.cascade.Reasoning;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Parameters of requests.
 *
 * @param maxTokens Most tokens that the answer may have. 4096 is sent if nothing is set.
 * @param maxCompletionTokens Same under the name that newer models expect, in place of
 * "max-tokens".
 * @param defaultMaxTokens Most tokens that the answer may have where nothing else sets a
 * limit. 0 to send no limit then.
 * @param temperature How freely tokens are sampled, from 0 to 2.
 * @param topP Probability mass to sample from, from 0 to 1.
 * @param topK Number of most likely tokens to sample from. OpenRouter only.
 * @param topA Sampling relative to the likeliest token, from 0 to 1. OpenRouter only.
 * @param minP Least probability relative to the likeliest token, from 0 to 1. OpenRouter
 * only.
 * @param frequencyPenalty Penalty for tokens by how often they occurred, from -2 to 2.
 * @param presencePenalty Penalty for tokens that occurred, from -2 to 2.
 * @param repetitionPenalty Penalty for repeating the input, from 0 to 2. OpenRouter only.
 * @param seed Seed for answers that repeat.
 * @param stop Strings that end the answer, at most 4.
 * @param logitBias Token ids with a bias from -100 to 100.
 * @param logprobs Whether to return log probabilities.
 * @param topLogprobs Number of alternatives to return for each token, from 0 to 20.
 * @param parallelToolCalls Whether several tools may be called at once.
 * @param modalities What the answer may consist of.
 * @param verbosity How verbose the answer is.
 * @param reasoning How much the model reasons. OpenRouter only.
 * @param reasoningEffort How much the model reasons, for upstreams other than OpenRouter.
 * @param serviceTier Service tier.
 * @param plugins Plugins of OpenRouter, each with its "id". OpenRouter only.
 * @param sessionId Key that groups requests, at most 256 characters. OpenRouter only.
 * @param metadata Pairs kept with the request, at most 16.
 * @param user Stable pseudonym of the end user.
 * @param promptCacheKey Key that groups requests for the provider's prompt cache.
 * @param cacheControl How long OpenRouter is to keep the prompt in a cache, "5m" or "1h".
 * OpenRouter only.
 * @param extraBody Fields for the request body that have no key here. Tools and plugins
 * are added to those of the request.
 */
@ConfigurationPropertiesSource
record OptionsProperties(@Nullable Integer maxTokens, @Nullable Integer maxCompletionTokens,
		@Nullable Integer defaultMaxTokens, @Nullable Double temperature, @Nullable Double topP, @Nullable Integer topK,
		@Nullable Double topA, @Nullable Double minP, @Nullable Double frequencyPenalty,
		@Nullable Double presencePenalty, @Nullable Double repetitionPenalty, @Nullable Long seed,
		@Nullable List<String> stop, @Nullable Map<String, Double> logitBias, @Nullable Boolean logprobs,
		@Nullable Integer topLogprobs, @Nullable Boolean parallelToolCalls, @Nullable List<String> modalities,
		@Nullable String verbosity, @Nullable ReasoningProperties reasoning, @Nullable String reasoningEffort,
		@Nullable String serviceTier, @Nullable List<Map<String, Object>> plugins, @Nullable String sessionId,
		@Nullable Map<String, String> metadata, @Nullable String user, @Nullable String promptCacheKey,
		@Nullable String cacheControl, @DefaultValue Map<String, Object> extraBody) {

	static final OptionsProperties NONE = new OptionsProperties(null, null, null, null, null, null, null, null, null,
			null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
			null, Map.of());

	/** The options, where the place under a name is free-form as it was written there. */
	Options toOptions(String property, Written written) {
		return Options.none()
			.maxTokens(this.maxTokens)
			.maxCompletionTokens(this.maxCompletionTokens)
			.defaultMaxTokens(this.defaultMaxTokens)
			.temperature(this.temperature)
			.topP(this.topP)
			.topK(this.topK)
			.topA(this.topA)
			.minP(this.minP)
			.frequencyPenalty(this.frequencyPenalty)
			.presencePenalty(this.presencePenalty)
			.repetitionPenalty(this.repetitionPenalty)
			.seed(this.seed)
			.stop(stop(written.text(property + ".stop")))
			.logitBias(this.logitBias)
			.logprobs(this.logprobs)
			.topLogprobs(this.topLogprobs)
			.parallelToolCalls(this.parallelToolCalls)
			.modalities(this.modalities)
			.verbosity(this.verbosity)
			.reasoning((this.reasoning != null) ? this.reasoning.toReasoning() : null)
			.reasoningEffort(this.reasoningEffort)
			.serviceTier(this.serviceTier)
			.plugins((this.plugins != null) ? plugins(this.plugins, property + ".plugins", written) : null)
			.sessionId(this.sessionId)
			.metadata(this.metadata)
			.user(this.user)
			.promptCacheKey(this.promptCacheKey)
			.cacheControl(this.cacheControl)
			.extraBody(FreeForm.restore(this.extraBody, written.value(property + ".extra-body")));
	}

	/** The binder would split a single text at its commas and trim it. */
	private @Nullable List<String> stop(@Nullable String written) {
		return (this.stop != null && written != null && !written.isEmpty()) ? List.of(written) : this.stop;
	}

	private static List<Map<String, Object>> plugins(List<Map<String, Object>> bound, String property,
			Written written) {
		List<Map<String, Object>> plugins = new ArrayList<>();
		for (int i = 0; i < bound.size(); i++) {
			plugins.add(FreeForm.restore(bound.get(i), written.value("%s[%d]".formatted(property, i))));
		}
		return plugins;
	}

	/**
	 * How much a model reasons.
	 *
	 * @param effort Effort, from "none" to "max".
	 * @param maxTokens Token budget, as an alternative to the effort.
	 * @param exclude Whether the reasoning is left out of the answer.
	 * @param enabled Whether the model reasons at all.
	 * @param summary How the reasoning is summarized.
	 */
	record ReasoningProperties(@Nullable String effort, @Nullable Integer maxTokens, @Nullable Boolean exclude,
			@Nullable Boolean enabled, @Nullable String summary) {

		Reasoning toReasoning() {
			return new Reasoning(this.effort, this.maxTokens, this.exclude, this.enabled, this.summary);
		}

	}

}
