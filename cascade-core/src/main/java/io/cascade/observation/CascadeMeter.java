package io.cascade.observation;

import java.util.function.Supplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The meters beside the timers of the observations.
 *
 * @see <a href="https://github.com/open-telemetry/semantic-conventions-genai">Semantic
 * conventions for generative AI</a>
 */
public enum CascadeMeter {

	/** Attempts by chain, target, outcome and kind of failure. */
	ATTEMPTS("cascade.attempts", "Attempts of models", null),

	/** HTTP requests of a call, by chain. */
	HOPS("cascade.hops", "HTTP requests of a call", null),

	/** Moves to a further target, by chain, that target, and whether it answered. */
	FALLBACKS("cascade.fallbacks", "Moves to a further target", null),

	/** Answers that restarted, by chain and kind of failure. */
	RESTARTS("cascade.restarts", "Answers that restarted", null),

	/** Requests sent beside a slow one, by chain and whether they won. */
	HEDGES("cascade.hedges", "Requests sent beside a slow one", null),

	/** Cooldowns that began, by target, scope and kind of failure. */
	COOLDOWNS("cascade.cooldowns", "Cooldowns of targets and accounts that began", null),

	/** Circuits that changed, by target and new state. */
	CIRCUIT_TRANSITIONS("cascade.circuit.transitions", "Circuits that changed their state", null),

	/** Money spent, by chain, target and source of the amount. */
	SPEND("cascade.spend", "Known cost of attempts", "usd"),

	/** Money spent, by a tag of the configuration and its value. */
	TAGGED_SPEND("cascade.spend.tagged", "Known cost of attempts by tag", "usd"),

	/** Attempts of unknown cost. */
	UNKNOWN_COSTS("cascade.cost.unknown", "Attempts of unknown cost", null),

	/** What an upstream reported as a share of what the price list gives. */
	COST_DIVERGENCE("cascade.cost.divergence", "Reported cost as a share of the listed one", null),

	/** Calls that a budget refused. */
	BUDGET_REFUSALS("cascade.budget.refusals", "Calls that a budget refused", null),

	/** What a budget has spent and reserved, as a share of its limit. */
	BUDGET_USED("cascade.budget.used", "Share of a budget that is spent or reserved", null),

	/** The same of a budget by tag, by the value of its tag. */
	TAGGED_BUDGET_USED("cascade.budget.used.tagged", "Share of a budget by tag that is spent or reserved", null),

	/** What is left on the key at OpenRouter. */
	ACCOUNT_CREDIT("cascade.account.credit", "What is left on the key at OpenRouter", "usd"),

	/** Rulings of gates, by chain, target, gate and verdict. */
	GATE_RULINGS("cascade.gate.rulings", "Rulings of gates", null),

	/** Answers in JSON that came in a wrapper, by chain and target. */
	UNWRAPPED("cascade.answers.unwrapped", "JSON answers of which a wrapper was removed", null),

	/** Share of a target's answers that were accepted in the last hour. */
	ACCEPTANCE("cascade.acceptance", "Share of answers that were accepted in the last hour", null),

	/** Targets that a chain can call now. */
	AVAILABLE_TARGETS("cascade.available.targets", "Targets that a chain can call now", null),

	/** Tokens of an attempt, by upstream, model and type. */
	TOKEN_USAGE("gen_ai.client.token.usage", "Tokens of the prompt and of the answer", null),

	/** Time from a request to its first content, by upstream and model. */
	TIME_TO_FIRST_CHUNK("gen_ai.client.operation.time_to_first_chunk", "Time to the first content of an answer", null);

	private static final Log logger = LogFactory.getLog(CascadeMeter.class);

	private final String meterName;

	private final String description;

	private final @Nullable String baseUnit;

	CascadeMeter(String meterName, String description, @Nullable String baseUnit) {
		this.meterName = meterName;
		this.description = description;
		this.baseUnit = baseUnit;
	}

	/**
	 * The name of the meter.
	 * @return the name, with dots
	 */
	public String meterName() {
		return this.meterName;
	}

	/**
	 * What it counts or measures.
	 * @return a few words
	 */
	public String description() {
		return this.description;
	}

	/**
	 * What it is counted in.
	 * @return the unit, {@code null} for a number
	 */
	public @Nullable String baseUnit() {
		return this.baseUnit;
	}

	/** A meter of that name must not keep the application from starting. */
	void bindGauge(MeterRegistry registry, Tags tags, Supplier<Number> value) {
		try {
			gauge(registry, tags, value);
		}
		catch (RuntimeException ex) {
			logger.warn("Meter '%s' is left out: %s".formatted(this.meterName, ex.getMessage()));
		}
	}

	void gauge(MeterRegistry registry, Tags tags, Supplier<Number> value) {
		Gauge.builder(this.meterName, value)
			.description(this.description)
			.baseUnit(this.baseUnit)
			.tags(tags)
			.register(registry);
	}

}
