package io.cascade.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.cascade.CommitWindow;
import io.cascade.FallbackRules.WhenAllCoolingDown;
import io.cascade.GateRules.WhenAllRejected;
import io.cascade.HedgeRules;
import io.cascade.RetryKind;
import io.cascade.RetryRules;
import io.cascade.RetryRules.Prefer;
import io.cascade.SelectionRules;
import io.cascade.SelectionRules.OrderBy;
import io.cascade.SelectionRules.UnknownPrice;
import io.cascade.StreamRules.OnBreak;
import io.cascade.StreamRules.OnMalformedEvent;
import io.cascade.Transport;
import io.cascade.exchange.EmbeddingRules;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * A chain under {@code cascade.chains.<name>}.
 *
 * @param models Models in order, cheapest or fastest first, the safety net last. An entry
 * is a slug or an object with "id" and settings of its own. Needed.
 * @param profile Which set of defaults holds for what this chain does not set. The
 * profile of all chains decides if not set.
 * @param escalateTo Name of the chain that goes on when no model of this one answered.
 * The call fails then if not set.
 * @param options Parameters of its requests. Only "max-tokens" is sent if nothing is set.
 * @param provider Which providers OpenRouter may use. OpenRouter decides if nothing is
 * set.
 * @param fallbackOn Statuses and failure kinds that move on to the next model although
 * they would not by default. None if not set.
 * @param finishReasonsAsFailure Finish reasons that make an answer a failure. None if not
 * set, apart from "error".
 * @param maxFallbacks How many models may be tried after the first. Unlimited if not set.
 * @param maxRequests How many requests a call may send.
 * @param whenAllCoolingDown What happens while circuits and cooldowns exclude every
 * model.
 * @param retry When the same request is sent again.
 * @param transport Whether whole answers are requested as streams or in one piece.
 * @param onBreak What happens to a stream that breaks after some of it was delivered.
 * Whole answers always restart.
 * @param onMalformedEvent What a malformed event of a stream does.
 * @param reasoningIsContent Whether thoughts count as content that commits to an answer.
 * @param announceServed Whether a stream tells who answers before its first content, and
 * not only at its end.
 * @param commitWindow How much of a stream is held back before any of it is delivered, so
 * that an attempt that breaks early is made good unseen. Nothing if not set.
 * @param deadline Time for the whole call: hops, waits and streams together.
 * @param connectionRequestTimeout Time from the request of a hop to a connection to send
 * it over: look-up, a place in the pool, connecting and TLS.
 * @param firstTokenTimeout Time from the request of a hop to its first content.
 * @param firstTokenPer1kTokens What each 1,000 tokens of the prompt add to
 * "first-token-timeout", within the deadline. 0 for nothing.
 * @param idleTimeout Longest silence between data events after the first content.
 * @param completionGrace How long usage may follow the finish reason.
 * @param minimumSlice Hops that would have less time than this are not started.
 * @param minThroughput Least characters a second over the length of the idle time-out. 0
 * for none.
 * @param hedge When the next model is called as well because the first is slow to begin.
 * @param orderBy What models are ordered by: their place in the list, the price of the
 * request, the observed latency or throughput, or the quality. Those of "escalate-to"
 * stay behind.
 * @param minQuality Models with a lower "quality" are left out. Those without one are
 * not. Any quality if not set.
 * @param exploration Share of the calls, from 0 to 1, that first try a model without
 * recent observations, where latency, throughput or a learnt quality decides the order.
 * @param allowPaid Whether a chain that begins with a ":free" model may go on to one that
 * costs money.
 * @param maxCost Most that a call may cost in all its attempts, in USD. Unlimited if not
 * set.
 * @param gate Conditions that answers must meet. One that does not moves the call on to
 * the next model. The word "none" accepts every answer, which is the default.
 * @param whenAllRejected What happens to a call of which no answer was accepted.
 * @param contentPolicyChain Name of the chain that is used when a content policy refuses
 * the prompt. The refusal is returned if not set.
 * @param unknownPrice What happens to a model of unknown price where "max-cost" or a
 * budget applies.
 * @param learnQuality Whether "min-quality" and the order by quality use the share of
 * accepted answers, from 0 to 1, once a model has had enough answers.
 * @param embeddings What makes the chain one for embeddings, of one model at several
 * upstreams. The word "true" is enough. The chain chats if not set.
 */
@ConfigurationPropertiesSource
record ChainProperties(@DefaultValue List<ModelProperties> models, @Nullable Profile profile,
		@Nullable String escalateTo, @DefaultValue OptionsProperties options, @DefaultValue ProviderProperties provider,
		@DefaultValue List<String> fallbackOn, @DefaultValue List<String> finishReasonsAsFailure,
		@Nullable Integer maxFallbacks, @DefaultValue("8") int maxRequests,
		@DefaultValue("wait") WhenAllCoolingDown whenAllCoolingDown, @DefaultValue RetryProperties retry,
		@DefaultValue("streamed") Transport transport, @DefaultValue("fail") OnBreak onBreak,
		@DefaultValue("skip") OnMalformedEvent onMalformedEvent, @DefaultValue("true") boolean reasoningIsContent,
		@DefaultValue("false") boolean announceServed, @DefaultValue CommitWindowProperties commitWindow,
		@DefaultValue("120s") Duration deadline, @DefaultValue("5s") Duration connectionRequestTimeout,
		@DefaultValue("30s") Duration firstTokenTimeout,
		@DefaultValue("0s") @Name("first-token-per-1k-tokens") Duration firstTokenPer1kTokens,
		@DefaultValue("30s") Duration idleTimeout, @DefaultValue("2s") Duration completionGrace,
		@DefaultValue("2s") Duration minimumSlice, @DefaultValue("0") int minThroughput,
		@DefaultValue HedgeProperties hedge, @DefaultValue("listed") OrderBy orderBy, @Nullable Double minQuality,
		@DefaultValue("0.05") double exploration, @DefaultValue("false") boolean allowPaid,
		@Nullable BigDecimal maxCost, @DefaultValue("ask") UnknownPrice unknownPrice,
		@DefaultValue("false") boolean learnQuality, @DefaultValue("none") GateProperties gate,
		@DefaultValue("fail") WhenAllRejected whenAllRejected, @Nullable String contentPolicyChain,
		@DefaultValue("none") EmbeddingsProperties embeddings) {

	SelectionRules toSelection() {
		return new SelectionRules(this.orderBy, this.minQuality, this.exploration, this.allowPaid, this.maxCost,
				this.unknownPrice, this.learnQuality);
	}

	/**
	 * When the same request is sent again.
	 *
	 * @param maxAttempts How many times a request is sent, the first time included.
	 * @param attempts Same for single kinds of failure: "rate-limit", "server",
	 * "transport", "empty-answer". "max-attempts" holds if not set.
	 * @param backoff First wait.
	 * @param multiplier How many times longer each further wait is.
	 * @param jitter Share by which a wait is shortened or lengthened at random.
	 * @param maxWait Longest wait that a call accepts, for Retry-After and for the end of
	 * a cooldown.
	 * @param prefer What follows a failure while another model is available.
	 */
	record RetryProperties(@DefaultValue("2") int maxAttempts, @DefaultValue Map<RetryKind, Integer> attempts,
			@DefaultValue("500ms") Duration backoff, @DefaultValue("2") double multiplier,
			@DefaultValue("0.2") double jitter, @DefaultValue("5s") Duration maxWait,
			@DefaultValue("next") Prefer prefer) {

		RetryRules toRules() {
			return new RetryRules(this.maxAttempts, this.attempts, this.backoff, this.multiplier, this.jitter,
					this.maxWait, this.prefer);
		}

	}

	/**
	 * How much of a stream is held back before any of it is delivered. The limit that is
	 * reached first ends it.
	 *
	 * @param characters How many characters of content are held back. 0 for no such
	 * limit.
	 * @param time How long content is held back, from its first piece on. 0 for no such
	 * limit.
	 */
	record CommitWindowProperties(@DefaultValue("0") int characters, @DefaultValue("0s") Duration time) {

		CommitWindow toWindow() {
			return new CommitWindow(this.characters, this.time);
		}

	}

	/**
	 * When the next model is called as well because the first is slow to begin.
	 *
	 * @param delay How long to wait for the first content. The percentile decides if not
	 * set.
	 * @param percentile Share of the chain's calls, between 0 and 1, whose time to first
	 * content is the delay. Nothing is hedged if not set either.
	 * @param maxExtra Most extra requests as a share of the calls, from 0 to 1.
	 * @param withTools Whether requests with tools are hedged too.
	 */
	record HedgeProperties(@Nullable Duration delay, @Nullable Double percentile, @DefaultValue("0.1") double maxExtra,
			@DefaultValue("false") boolean withTools) {

		HedgeRules toRules() {
			return new HedgeRules(this.delay, this.percentile, this.maxExtra, this.withTools);
		}

	}

	/**
	 * What makes a chain one for embeddings.
	 *
	 * @param dimensions How many dimensions each vector must have. Those of one answer
	 * must be equal in any case. Any if not set.
	 * @param maxInputs Most texts that a request may have.
	 * @param sameVectors Whether models of different names are declared to give the same
	 * vectors.
	 */
	record EmbeddingsProperties(@Nullable Integer dimensions, @DefaultValue("2048") int maxInputs,
			@DefaultValue("false") boolean sameVectors) {

		/** A chain that chats. */
		static final EmbeddingsProperties NONE = new EmbeddingsProperties(null, Integer.MIN_VALUE, false);

		private static final EmbeddingsProperties ANY = new EmbeddingsProperties(null, 2048, false);

		/** Lets the binder read the plain words. */
		public static EmbeddingsProperties of(String word) {
			return switch (word.strip()) {
				case "true" -> ANY;
				case "false", "none" -> NONE;
				default -> throw new IllegalArgumentException(
						"'embeddings' is true, none or an object with keys such as 'dimensions', not '%s'"
							.formatted(word));
			};
		}

		/** Lets the binder read the plain value of YAML. */
		public static EmbeddingsProperties of(Boolean isOn) {
			return isOn ? ANY : NONE;
		}

		boolean isOn() {
			return this.maxInputs != NONE.maxInputs;
		}

		EmbeddingRules toRules() {
			return new EmbeddingRules(this.dimensions, this.maxInputs);
		}

	}

}
