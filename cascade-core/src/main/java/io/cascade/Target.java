package io.cascade;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One model at one upstream, with what the chain sets for it. Immutable.
 *
 * @param upstream the upstream of the model
 * @param model the slug that the upstream uses
 * @param chain the chain that lists it; another one after an escalation
 * @param options the options of its chain overlaid with its own
 * @param provider the provider preferences of its chain
 * @param traits what is known of the model from the configuration
 */
public record Target(Upstream upstream, String model, String chain, Options options, ProviderPreferences provider,
		Traits traits) {

	private static final char TIER = '@';

	/**
	 * The identity: upstream, slug and service tier. The default upstream is left out.
	 * @return for example {@code openai/gpt-4.1-mini}, {@code ollama/llama3.1:8b} or
	 * {@code openai/gpt-5@flex}
	 */
	public String id() {
		return withTier(this.upstream.isDefault() ? this.model : this.upstream.name() + "/" + this.model,
				this.options.serviceTier());
	}

	/**
	 * An id with a service tier.
	 * @param id an id without one
	 * @param tier the tier, {@code null} for the upstream's own
	 * @return for example {@code openai/gpt-5@flex}
	 */
	public static String withTier(String id, @Nullable String tier) {
		return (tier != null) ? id + TIER + tier : id;
	}

	/**
	 * An id without its service tier.
	 * @param id the {@link #id() id} of a target
	 * @return the same model at the upstream's own tier
	 */
	public static String withoutTier(String id) {
		int at = id.lastIndexOf(TIER);
		return (at > 0) ? id.substring(0, at) : id;
	}

	/**
	 * The author part of the slug, or the upstream's name where it is not the default.
	 * @return for example {@code anthropic} or {@code ollama}
	 */
	public String providerName() {
		return this.upstream.isDefault() ? Upstream.author(this.model) : this.upstream.name();
	}

	/**
	 * Whether the model costs nothing and shares the account's limit on free models.
	 * @return {@code true} for the {@code :free} variant at OpenRouter
	 */
	public boolean isFree() {
		return this.upstream.dialect() == Dialect.OPENROUTER && this.model.endsWith(":free");
	}

	/**
	 * The same model with other parameters.
	 * @param others the options
	 * @return the copy
	 */
	public Target withOptions(Options others) {
		return new Target(this.upstream, this.model, this.chain, others, this.provider, this.traits);
	}

	/**
	 * An attempt with its target and how it ended, and nothing else.
	 * @param hop the index of the hop, from 0
	 * @param outcome how it ended
	 * @return the attempt, its cost unknown
	 */
	public Attempt attempt(int hop, Attempt.Outcome outcome) {
		return draft(hop, outcome).attempt();
	}

	/**
	 * An attempt that is recorded in several steps.
	 * @param hop the index of the hop, from 0
	 * @param outcome how it ended
	 * @return the draft, its cost unknown
	 */
	public Attempt.Draft draft(int hop, Attempt.Outcome outcome) {
		return new Attempt.Draft(new AttemptFields(hop, id(), this.upstream.name(), this.model, outcome));
	}

	@Override
	public String toString() {
		return id();
	}

	/**
	 * What is known of a model from the configuration alone.
	 *
	 * @param system a system message that replaces the request's, for this model only
	 * @param contextLength context window in tokens
	 * @param acceptsPrefill whether it goes on from a trailing assistant message
	 * @param price what it costs
	 * @param quality how good it is by the user's own score, {@code null} if there is
	 * none
	 * @param gates the gates for its answers, {@code null} for those of the chain
	 */
	public record Traits(@Nullable String system, @Nullable Integer contextLength, boolean acceptsPrefill,
			@Nullable Price price, @Nullable Double quality, @Nullable List<AnswerGate> gates) {

		/** Keeps a copy of the gates. */
		public Traits {
			gates = (gates != null) ? List.copyOf(gates) : null;
		}

		/**
		 * What is known of a model whose answers pass the gates of the chain.
		 * @param system a system message that replaces the request's
		 * @param contextLength context window in tokens
		 * @param acceptsPrefill whether it goes on from a trailing assistant message
		 * @param price what it costs
		 * @param quality how good it is
		 */
		public Traits(@Nullable String system, @Nullable Integer contextLength, boolean acceptsPrefill,
				@Nullable Price price, @Nullable Double quality) {
			this(system, contextLength, acceptsPrefill, price, quality, null);
		}

		/** Nothing is known. */
		public static final Traits UNKNOWN = new Traits(null, null, false, null, null);

		/** Tells no system message. */
		@Override
		public String toString() {
			return "Traits[context %s, prefill %s, %s, quality %s, gates %s]".formatted(this.contextLength,
					this.acceptsPrefill, this.price, this.quality, this.gates);
		}

	}

}
