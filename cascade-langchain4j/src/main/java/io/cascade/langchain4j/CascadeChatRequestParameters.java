package io.cascade.langchain4j;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import io.cascade.Options;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a request to a chain, beside those of LangChain4j. Immutable.
 * <p>
 * The {@linkplain #modelName() name of the model} is a chain's, which is asked then, or a
 * slug such as {@code openai/gpt-4.1-mini}, which is asked alone, with the settings of
 * the chain.
 */
public final class CascadeChatRequestParameters extends DefaultChatRequestParameters {

	/** Nothing is set. */
	public static final CascadeChatRequestParameters NONE = builder().build();

	private final @Nullable String chain;

	private final @Nullable String startWith;

	private final @Nullable BigDecimal maxCost;

	private final @Nullable Duration deadline;

	private final Map<String, String> tags;

	private final Options options;

	private CascadeChatRequestParameters(Builder builder) {
		super(builder);
		this.chain = builder.chain;
		this.startWith = builder.startWith;
		this.maxCost = builder.maxCost;
		this.deadline = builder.deadline;
		this.tags = Collections.unmodifiableMap(new LinkedHashMap<>(builder.tags));
		this.options = builder.options;
	}

	/**
	 * Begins with nothing set.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	static CascadeChatRequestParameters of(@Nullable ChatRequestParameters parameters) {
		if (parameters instanceof CascadeChatRequestParameters own) {
			return own;
		}
		return (parameters != null) ? NONE.overrideWith(parameters) : NONE;
	}

	/**
	 * The chain.
	 * @return the name, {@code null} if it is not set
	 */
	public @Nullable String chain() {
		return this.chain;
	}

	/**
	 * The model that is asked first, then the chain's.
	 * @return the slug, {@code null} if it is not set
	 */
	public @Nullable String startWith() {
		return this.startWith;
	}

	/**
	 * The most that the call may cost in all its attempts.
	 * @return an amount in USD, {@code null} if it is not set
	 */
	public @Nullable BigDecimal maxCost() {
		return this.maxCost;
	}

	/**
	 * The time for the whole call.
	 * @return the time, {@code null} if it is not set
	 */
	public @Nullable Duration deadline() {
		return this.deadline;
	}

	/**
	 * What the call is for.
	 * @return an immutable map from names to values
	 */
	public Map<String, String> tags() {
		return this.tags;
	}

	/**
	 * Parameters for which LangChain4j has no name, such as reasoning.
	 * @return the parameters
	 */
	public Options options() {
		return this.options;
	}

	@Override
	public CascadeChatRequestParameters overrideWith(ChatRequestParameters that) {
		return builder().overrideWith(this).overrideWith(that).build();
	}

	@Override
	public CascadeChatRequestParameters defaultedBy(ChatRequestParameters that) {
		return builder().overrideWith(that).overrideWith(this).build();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return super.equals(other) && other instanceof CascadeChatRequestParameters parameters
				&& Objects.equals(this.chain, parameters.chain) && Objects.equals(this.startWith, parameters.startWith)
				&& Objects.equals(this.maxCost, parameters.maxCost)
				&& Objects.equals(this.deadline, parameters.deadline) && this.tags.equals(parameters.tags)
				&& this.options.equals(parameters.options);
	}

	@Override
	public int hashCode() {
		return Objects.hash(super.hashCode(), this.chain, this.startWith, this.maxCost, this.deadline, this.tags,
				this.options);
	}

	@Override
	public String toString() {
		return "CascadeChatRequestParameters[chain=%s, startWith=%s, maxCost=%s, deadline=%s, tags=%s, %s, %s]"
			.formatted(this.chain, this.startWith, this.maxCost, this.deadline, this.tags, this.options,
					super.toString());
	}

	/**
	 * Sets parameters. Not thread-safe.
	 */
	public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {

		private @Nullable String chain;

		private @Nullable String startWith;

		private @Nullable BigDecimal maxCost;

		private @Nullable Duration deadline;

		private final Map<String, String> tags = new LinkedHashMap<>();

		private Options options = Options.none();

		private Builder() {
		}

		/**
		 * Asks this chain instead of the default one.
		 * @param name the name under {@code cascade.chains}
		 * @return the builder
		 */
		public Builder chain(@Nullable String name) {
			this.chain = name;
			return this;
		}

		/**
		 * Asks this model first, then the chain's.
		 * @param slug for example {@code openai/gpt-4.1-mini}
		 * @return the builder
		 */
		public Builder startWith(@Nullable String slug) {
			this.startWith = slug;
			return this;
		}

		/**
		 * The most that the call may cost in all its attempts.
		 * @param usd an amount in USD
		 * @return the builder
		 */
		public Builder maxCost(@Nullable BigDecimal usd) {
			this.maxCost = usd;
			return this;
		}

		/**
		 * The most that the call may cost in all its attempts.
		 * @param usd an amount in USD, such as {@code 0.05}
		 * @return the builder
		 */
		public Builder maxCost(String usd) {
			return maxCost(new BigDecimal(usd));
		}

		/**
		 * Limits the whole call.
		 * @param time longer than 0
		 * @return the builder
		 */
		public Builder deadline(@Nullable Duration time) {
			this.deadline = time;
			return this;
		}

		/**
		 * Marks what the call is for, such as a tenant; budgets and reports know it.
		 * @param name the name of the tag
		 * @param value its value
		 * @return the builder
		 */
		public Builder tag(String name, String value) {
			this.tags.put(name, value);
			return this;
		}

		/**
		 * Sets parameters for which LangChain4j has no name; where it has one, its own
		 * win.
		 * @param options the parameters to set, others stay
		 * @return the builder
		 */
		public Builder options(Options options) {
			this.options = options.orElse(this.options);
			return this;
		}

		@Override
		public Builder overrideWith(ChatRequestParameters parameters) {
			super.overrideWith(parameters);
			if (parameters instanceof CascadeChatRequestParameters own) {
				this.chain = either(own.chain, this.chain);
				this.startWith = either(own.startWith, this.startWith);
				this.maxCost = either(own.maxCost, this.maxCost);
				this.deadline = either(own.deadline, this.deadline);
				this.tags.putAll(own.tags);
				options(own.options);
			}
			return this;
		}

		private static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
			return (first != null) ? first : second;
		}

		@Override
		public CascadeChatRequestParameters build() {
			return new CascadeChatRequestParameters(this);
		}

	}

}
