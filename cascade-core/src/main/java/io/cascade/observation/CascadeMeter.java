package io.cascade.observation;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
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
	ATTEMPTS("cascade.attempts", "Attempts of models", null, "cascade.chain", "cascade.target", "cascade.outcome",
			"error.type"),

	/** HTTP requests of a call, by chain. */
	HOPS("cascade.hops", "HTTP requests of a call", null, "cascade.chain"),

	/** Moves to a further target, by chain, that target, and whether it answered. */
	FALLBACKS("cascade.fallbacks", "Moves to a further target", null, "cascade.chain", "cascade.target",
			"cascade.outcome"),

	/** Answers that restarted, by chain and kind of failure. */
	RESTARTS("cascade.restarts", "Answers that restarted", null, "cascade.chain", "error.type"),

	/** Requests sent beside a slow one, by chain and whether they won. */
	HEDGES("cascade.hedges", "Requests sent beside a slow one", null, "cascade.chain", "cascade.outcome"),

	/** Cooldowns that began, by target, scope and kind of failure. */
	COOLDOWNS("cascade.cooldowns", "Cooldowns of targets and accounts that began", null, "cascade.target",
			"cascade.scope", "error.type"),

	/** Circuits that changed, by target and new state. */
	CIRCUIT_TRANSITIONS("cascade.circuit.transitions", "Circuits that changed their state", null, "cascade.target",
			"cascade.circuit.state"),

	/** Money spent, by chain, target and source of the amount. */
	SPEND("cascade.spend", "Known cost of attempts", "usd", "cascade.chain", "cascade.target", "cascade.cost.source"),

	/** Money spent, by a tag of the configuration and its value. */
	TAGGED_SPEND("cascade.spend.tagged", "Known cost of attempts by tag", "usd", "cascade.tag", "cascade.tag.value"),

	/** Attempts of unknown cost. */
	UNKNOWN_COSTS("cascade.cost.unknown", "Attempts of unknown cost", null, "cascade.chain", "cascade.target"),

	/** What an upstream reported as a share of what the price list gives. */
	COST_DIVERGENCE("cascade.cost.divergence", "Reported cost as a share of the listed one", null, "cascade.target"),

	/** Calls that a budget refused. */
	BUDGET_REFUSALS("cascade.budget.refusals", "Calls that a budget refused", null, "cascade.budget"),

	/** Time that calls waited for a budget, and whether there was room then. */
	BUDGET_WAITS("cascade.budget.waits", "Time that calls waited for room in a budget", null, "cascade.budget",
			"cascade.outcome"),

	/** Calls that a limit of their run refused or ended, by the limit. */
	RUN_REFUSALS("cascade.run.refusals", "Calls that a limit of their run refused or ended", null, "cascade.limit"),

	/** Runs in which something was asked lately. */
	RUNS("cascade.runs", "Runs in which something was asked lately", null),

	/** What a budget has spent and reserved, as a share of its limit. */
	BUDGET_USED("cascade.budget.used", "Share of a budget that is spent or reserved", null),

	/** The same of a budget by tag, by the value of its tag. */
	TAGGED_BUDGET_USED("cascade.budget.used.tagged", "Share of a budget by tag that is spent or reserved", null),

	/** What is left on the key at OpenRouter. */
	ACCOUNT_CREDIT("cascade.account.credit", "What is left on the key at OpenRouter", "usd"),

	/** Rulings of gates, by chain, target, gate and verdict. */
	GATE_RULINGS("cascade.gate.rulings", "Rulings of gates", null, "cascade.chain", "cascade.target", "cascade.gate",
			"cascade.verdict"),

	/** Answers in JSON that came in a wrapper, by chain and target. */
	UNWRAPPED("cascade.answers.unwrapped", "JSON answers of which a wrapper was removed", null, "cascade.chain",
			"cascade.target"),

	/** Share of a target's answers that were accepted in the last hour. */
	ACCEPTANCE("cascade.acceptance", "Share of answers that were accepted in the last hour", null),

	/** Targets that a chain can call now. */
	AVAILABLE_TARGETS("cascade.available.targets", "Targets that a chain can call now", null),

	/** Tokens of an attempt, by upstream, model and type. */
	TOKEN_USAGE("gen_ai.client.token.usage", "Tokens of the prompt and of the answer", null, "cascade.chain",
			"gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.token.type"),

	/** Time from a request to its first content, by upstream and model. */
	TIME_TO_FIRST_CHUNK("gen_ai.client.operation.time_to_first_chunk", "Time to the first content of an answer", null,
			"cascade.chain", "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model");

	private static final Log logger = LogFactory.getLog(CascadeMeter.class);

	private final String meterName;

	private final String description;

	private final @Nullable String baseUnit;

	/** Of what is counted; a gauge is bound with tags of its own. */
	private final List<String> tags;

	CascadeMeter(String meterName, String description, @Nullable String baseUnit, String... tags) {
		this.meterName = meterName;
		this.description = description;
		this.baseUnit = baseUnit;
		this.tags = List.of(tags);
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

	/** The tags with these values, in the order in which the meter lists them. */
	Tags tags(String[] values) {
		Tag[] tagged = new Tag[this.tags.size()];
		Arrays.setAll(tagged, (i) -> Tag.of(this.tags.get(i), values[i]));
		return Tags.of(tagged);
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
