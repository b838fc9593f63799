package io.cascade.springai;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/**
 * Options of a call of a chain: those that all models of Spring AI have, and the chain's
 * own. Immutable. What is not set is as the chain has it.
 *
 * @see CascadeChatModel
 */
public final class CascadeChatOptions extends DefaultToolCallingChatOptions implements StructuredOutputChatOptions {

	private final Own own;

	private CascadeChatOptions(ToolCallingChatOptions shared, Own own) {
		super(shared.getToolCallbacks(), shared.getToolContext(), shared.getModel(), shared.getFrequencyPenalty(),
				shared.getMaxTokens(), shared.getPresencePenalty(), shared.getStopSequences(), shared.getTemperature(),
				shared.getTopK(), shared.getTopP());
		this.own = own;
	}

	/**
	 * Nothing is set.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * The chain that is asked.
	 * @return its name, {@code null} for the one that {@link #getModel()} names, else the
	 * default chain
	 */
	public @Nullable String getChain() {
		return this.own.chain;
	}

	/**
	 * The model that is asked first.
	 * @return the slug, {@code null} for the first of the chain
	 */
	public @Nullable String getStartWith() {
		return this.own.startWith;
	}

	/**
	 * What a call may cost in all its attempts together.
	 * @return USD, {@code null} for the chain's limit
	 */
	public @Nullable BigDecimal getMaxCost() {
		return this.own.maxCost;
	}

	/**
	 * How long a call may take with all its attempts.
	 * @return the time, {@code null} for the chain's
	 */
	public @Nullable Duration getDeadline() {
		return this.own.deadline;
	}

	/**
	 * What the call is for, by which spending is reported and limited.
	 * @return an immutable map, empty for no tags
	 */
	public Map<String, String> getTags() {
		return this.own.tags;
	}

	@Override
	public @Nullable String getOutputSchema() {
		return this.own.outputSchema;
	}

	@Override
	public Builder mutate() {
		Builder builder = builder();
		builder.own = this.own;
		return builder.model(getModel())
			.frequencyPenalty(getFrequencyPenalty())
			.maxTokens(getMaxTokens())
			.presencePenalty(getPresencePenalty())
			.stopSequences(getStopSequences())
			.temperature(getTemperature())
			.topK(getTopK())
			.topP(getTopP())
			.toolCallbacks(getToolCallbacks())
			.toolContext(getToolContext());
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return super.equals(other) && other instanceof CascadeChatOptions that && this.own.equals(that.own);
	}

	@Override
	public int hashCode() {
		return Objects.hash(super.hashCode(), this.own);
	}

	/**
	 * What only chains have, and the schema.
	 *
	 * @param chain the name of the chain
	 * @param startWith the model that is asked first
	 * @param maxCost USD
	 * @param deadline the time for all attempts
	 * @param tags names and values
	 * @param outputSchema the JSON schema of the answer
	 */
	private record Own(@Nullable String chain, @Nullable String startWith, @Nullable BigDecimal maxCost,
			@Nullable Duration deadline, Map<String, String> tags, @Nullable String outputSchema) {

		static final Own NONE = new Own(null, null, null, null, Map.of(), null);

		Own orElse(Own before) {
			Map<String, String> both = new LinkedHashMap<>(before.tags);
			both.putAll(this.tags);
			return new Own(either(this.chain, before.chain), either(this.startWith, before.startWith),
					either(this.maxCost, before.maxCost), either(this.deadline, before.deadline),
					Collections.unmodifiableMap(both), either(this.outputSchema, before.outputSchema));
		}

		private static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
			return (first != null) ? first : second;
		}

	}

	/**
	 * Collects options. Not thread-safe.
	 */
	public static final class Builder extends DefaultToolCallingChatOptions.Builder<Builder>
			implements StructuredOutputChatOptions.Builder<Builder> {

		private Own own = Own.NONE;

		private Builder() {
		}

		/**
		 * Asks this chain, whatever {@code model} says.
		 * @param name the name under {@code cascade.chains}
		 * @return this builder
		 */
		public Builder chain(@Nullable String name) {
			this.own = new Own(name, this.own.startWith, this.own.maxCost, this.own.deadline, this.own.tags,
					this.own.outputSchema);
			return this;
		}

		/**
		 * Asks this model first, then the chain's.
		 * @param slug for example {@code openai/gpt-4.1-mini}
		 * @return this builder
		 */
		public Builder startWith(@Nullable String slug) {
			this.own = new Own(this.own.chain, slug, this.own.maxCost, this.own.deadline, this.own.tags,
					this.own.outputSchema);
			return this;
		}

		/**
		 * Limits what a call may cost in all its attempts together.
		 * @param usd USD, at least 0
		 * @return this builder
		 */
		public Builder maxCost(@Nullable BigDecimal usd) {
			this.own = new Own(this.own.chain, this.own.startWith, usd, this.own.deadline, this.own.tags,
					this.own.outputSchema);
			return this;
		}

		/**
		 * Limits how long a call may take with all its attempts.
		 * @param deadline the time
		 * @return this builder
		 */
		public Builder deadline(@Nullable Duration deadline) {
			this.own = new Own(this.own.chain, this.own.startWith, this.own.maxCost, deadline, this.own.tags,
					this.own.outputSchema);
			return this;
		}

		/**
		 * Marks what the call is for, such as a tenant or a feature.
		 * @param name the name of the tag
		 * @param value its value
		 * @return this builder
		 */
		public Builder tag(String name, String value) {
			Own tag = new Own(null, null, null, null, Map.of(name, value), null);
			this.own = tag.orElse(this.own);
			return this;
		}

		@Override
		public Builder outputSchema(@Nullable String schema) {
			this.own = new Own(this.own.chain, this.own.startWith, this.own.maxCost, this.own.deadline, this.own.tags,
					schema);
			return this;
		}

		@Override
		public Builder combineWith(ChatOptions.Builder<?> other) {
			super.combineWith(other);
			if (other instanceof Builder that) {
				this.own = that.own.orElse(this.own);
			}
			return this;
		}

		@Override
		public CascadeChatOptions build() {
			return new CascadeChatOptions(super.build(), this.own);
		}

	}

}
