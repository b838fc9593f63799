package io.cascade.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.cascade.FailureKind;
import io.cascade.health.HealthRules;
import io.cascade.resilience.CircuitRules;
import io.cascade.resilience.CooldownRules;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Everything under {@code cascade}. {@code toString} leaves the key out.
 *
 * @param apiKey Key for OpenRouter. Without one, chains can use other upstreams only.
 * @param baseUrl Base URL of OpenRouter.
 * @param appName Name of the application, for attribution at OpenRouter. Not sent if not
 * set.
 * @param appUrl URL of the application, for attribution at OpenRouter. Not sent if not
 * set.
 * @param defaultChain Name of the chain for requests that name none. Not needed where
 * there is a single chain.
 * @param profile Which set of defaults holds for what a chain does not set.
 * @param chains Chains of models by name. Every request needs one.
 * @param upstreams Further OpenAI-compatible upstreams by name. Requests for a model
 * "name/model" go to the upstream of that name. Only OpenRouter is used if nothing is
 * set.
 * @param headers Further request headers for OpenRouter. None if not set.
 * @param useCustomizers Whether default headers, cookies and filters that the application
 * gives its web clients are used for OpenRouter too. Credentials among them never are.
 * @param fitting What OpenRouter does not accept.
 * @param maxModelsPerRequest How many models one request to OpenRouter may carry.
 * @param maxPromptSize Most characters that the messages of a request may have.
 * @param maxAnswerSize Most bytes of an answer, with all that is kept of it.
 * @param maxEventSize Most bytes that one event of a stream may have, such as one with an
 * image.
 * @param warnings Whether chains that are valid but unwise are warned of at start.
 * @param unknownKeys What happens to keys under "cascade" that nothing reads, such as
 * misspelt ones.
 * @param problemDetails Whether a web request is answered with a problem detail when no
 * model answered.
 * @param answerOnce Whether a browser that repeats a request for a stream by itself,
 * after it received events of that stream, gets 204 without a call.
 * @param transactionWarning Whether a call inside a transaction is warned of, once. The
 * transaction holds a database connection until the answer comes.
 * @param circuit When a failing target is skipped for a while.
 * @param cooldown How long targets and accounts are skipped after a failure.
 * @param health Thresholds of the health of providers and of the application.
 * @param observation What is recorded of calls.
 * @param catalog Catalog of the models that OpenRouter publishes.
 * @param spend How spending is reported.
 * @param budgets Limits on what is spent, by name. None if nothing is set.
 * @param check Checks of chains from outside.
 * @param limits Limits on requests to OpenRouter and to single models.
 * @param connection Connections to OpenRouter.
 */
@ConfigurationProperties("cascade")
record CascadeProperties(@Nullable String apiKey, @DefaultValue(CascadeProperties.OPENROUTER) String baseUrl,
		@Nullable String appName, @Nullable String appUrl, @Nullable String defaultChain,
		@DefaultValue("balanced") Profile profile, @DefaultValue Map<String, ChainProperties> chains,
		@DefaultValue Map<String, UpstreamProperties> upstreams, @DefaultValue Map<String, String> headers,
		@DefaultValue("false") boolean useCustomizers,
		@NestedConfigurationProperty @DefaultValue FittingProperties fitting,
		@DefaultValue("3") int maxModelsPerRequest, @DefaultValue("32MB") DataSize maxPromptSize,
		@DefaultValue("8MB") DataSize maxAnswerSize, @DefaultValue("8MB") DataSize maxEventSize,
		@DefaultValue("true") boolean warnings, @DefaultValue("warn") UnknownKeysCheck.Action unknownKeys,
		@DefaultValue("true") boolean problemDetails, @DefaultValue("true") boolean answerOnce,
		@DefaultValue("true") boolean transactionWarning, @DefaultValue CircuitProperties circuit,
		@DefaultValue CooldownProperties cooldown, @DefaultValue HealthProperties health,
		@DefaultValue ObservationProperties observation, @DefaultValue CatalogProperties catalog,
		@DefaultValue SpendProperties spend, @DefaultValue Map<String, BudgetProperties> budgets,
		@DefaultValue CheckProperties check, @NestedConfigurationProperty @DefaultValue AllLimitsProperties limits,
		@NestedConfigurationProperty @DefaultValue ConnectionProperties connection) {

	static final String OPENROUTER = "https://openrouter.ai/api/v1";

	/**
	 * When a failing target is skipped for a while.
	 *
	 * @param enabled Whether there are circuits.
	 * @param failureRate Percentage of failed calls that opens a circuit.
	 * @param slowFirstToken Longest time to the first token that is not slow.
	 * @param slowRate Percentage of slow calls that opens a circuit.
	 * @param window How many of the last calls the percentages are computed from.
	 * @param minimumCalls How many calls there must be before a circuit opens.
	 * @param open How long a circuit stays open at first. Twice as long each further
	 * time.
	 * @param maxOpen Longest time that a circuit stays open, where 'open' is not longer.
	 * @param probes How many trial calls decide whether a target has recovered.
	 * @param ramp How long the share of calls grows after a circuit has closed. 0 for all
	 * at once.
	 * @param thresholds How many failures of a kind, such as "timeout", in a row open the
	 * circuit, or begin the cooldown of kinds that have one. 0 for kinds that never count
	 * against a target. The failure rate decides if not set.
	 */
	record CircuitProperties(@DefaultValue("true") boolean enabled, @DefaultValue("50") float failureRate,
			@DefaultValue("15s") Duration slowFirstToken, @DefaultValue("80") float slowRate,
			@DefaultValue("20") int window, @DefaultValue("5") int minimumCalls, @DefaultValue("5s") Duration open,
			@DefaultValue("15s") Duration maxOpen, @DefaultValue("2") int probes, @DefaultValue("0s") Duration ramp,
			@DefaultValue Map<FailureKind, Integer> thresholds) {

		CircuitRules toRules() {
			return new CircuitRules(this.enabled, this.failureRate, this.slowFirstToken, this.slowRate, this.window,
					this.minimumCalls, this.open, this.maxOpen, this.probes, this.ramp);
		}

	}

	/**
	 * How long targets and accounts are skipped after a failure.
	 *
	 * @param rateLimit Cooldown after a rate limit without a time to wait. 0 for none.
	 * @param account How long an account is skipped after its key was refused or its
	 * credit was used up. After that, one call tries it.
	 * @param misconfigured Cooldown after a fault of the configuration, such as an
	 * unknown model.
	 * @param longestHint Longest cooldown that a header of an upstream can set; 24h for
	 * the limit on free models.
	 */
	record CooldownProperties(@DefaultValue("30s") Duration rateLimit, @DefaultValue("60s") Duration account,
			@DefaultValue("10m") Duration misconfigured, @DefaultValue("1h") Duration longestHint) {

		CooldownRules toRules() {
			return new CooldownRules(this.rateLimit, this.account, this.misconfigured, this.longestHint);
		}

	}

	/**
	 * Thresholds of the health of providers and of the application.
	 *
	 * @param window How long evidence counts.
	 * @param minimumAttempts How many attempts must have succeeded or failed before the
	 * success rate of a provider counts.
	 * @param successRate Percentage of attempts that must succeed for UP.
	 * @param downWhen Which chains that can serve no call make the health of the
	 * application DOWN.
	 * @param acceptanceDrop Percentage points by which less of a model's answers must be
	 * accepted in the last hour than before for its provider to be DEGRADED. 0 for never.
	 * @param account Account at OpenRouter, and what is left on the key.
	 */
	record HealthProperties(@DefaultValue("10m") Duration window, @DefaultValue("5") int minimumAttempts,
			@DefaultValue("95") double successRate, @DefaultValue("never") HealthRules.DownWhen downWhen,
			@DefaultValue("20") double acceptanceDrop, @DefaultValue AccountProperties account) {

		HealthRules toRules() {
			return new HealthRules(this.window, this.minimumAttempts, this.successRate, this.downWhen,
					this.account.lowCredit(), this.acceptanceDrop);
		}

	}

	/**
	 * Account at OpenRouter, and what is left on the key.
	 *
	 * @param enabled Whether what is left on the key is fetched from OpenRouter. It costs
	 * nothing.
	 * @param refresh Time between two fetches.
	 * @param lowCredit USD left on the key below which the account is DEGRADED.
	 */
	record AccountProperties(@DefaultValue("false") boolean enabled, @DefaultValue("5m") Duration refresh,
			@DefaultValue("1") BigDecimal lowCredit) {

		void check() {
			if (this.refresh.compareTo(Duration.ofSeconds(1)) < 0) {
				throw new IllegalArgumentException("'account.refresh' must be at least 1s, not " + this.refresh);
			}
		}

	}

	/**
	 * What is recorded of calls.
	 *
	 * @param includeContent Whether prompts and answers are recorded in observations, and
	 * so in traces.
	 */
	record ObservationProperties(@DefaultValue("false") boolean includeContent) {

	}

	/**
	 * Catalog of the models that OpenRouter publishes.
	 *
	 * @param enabled Whether the catalog of OpenRouter is read: at start, and when a call
	 * finds it out of date. It costs nothing. Without it, prices and context windows that
	 * are not configured are unknown.
	 */
	record CatalogProperties(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * How spending is reported.
	 *
	 * @param tags Names of tags by which spending is reported, in meters and in the
	 * endpoint. Values of other tags are not reported. None if not set.
	 * @param settle Whether the cost of an attempt that reported none, such as a
	 * cancelled one, is looked up at OpenRouter afterwards.
	 */
	record SpendProperties(@DefaultValue List<String> tags, @DefaultValue("false") boolean settle) {

	}

	/**
	 * Checks of chains from outside.
	 *
	 * @param enabled Whether the endpoint may check chains, which costs money.
	 */
	record CheckProperties(@DefaultValue("false") boolean enabled) {

	}

	@Override
	public String toString() {
		return "CascadeProperties[baseUrl=%s, chains=%s, upstreams=%s]".formatted(this.baseUrl, this.chains.keySet(),
				this.upstreams.keySet());
	}

}
