package io.cascade.observation;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.BudgetExceededException;
import io.cascade.CallOutcome;
import io.cascade.CallView;
import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.Cost;
import io.cascade.Hop;
import io.cascade.Ruling;
import io.cascade.Transport;
import io.cascade.Usage;
import io.cascade.budget.SpendTotals;
import io.cascade.exchange.Forgetful;
import io.cascade.exchange.TagValues;
import io.cascade.pricing.PriceList;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happens. A meter that another library has registered with another type is
 * told once and left out. Thread-safe.
 * <p>
 * Every tag has a value always, and no value is made up by a request or an upstream.
 */
public final class CascadeMeters implements CascadeListener, Forgetful {

	private static final Log logger = LogFactory.getLog(CascadeMeters.class);

	private static final int MOST_GATES = 32;

	private final Set<String> clashes = ConcurrentHashMap.newKeySet();

	private final Set<String> gates = ConcurrentHashMap.newKeySet();

	private final MeterRegistry registry;

	private final KnownTargets known;

	private final PriceList prices;

	private final SpendTotals totals;

	/**
	 * Meters in a registry.
	 * @param registry the registry
	 * @param known the targets that have values of their own
	 * @param prices what reported costs are compared with
	 * @param totals the tags that spending is reported by
	 */
	public CascadeMeters(MeterRegistry registry, KnownTargets known, PriceList prices, SpendTotals totals) {
		this.registry = registry;
		this.known = known;
		this.prices = prices;
		this.totals = totals;
	}

	@Override
	public void attempted(CallView call, List<Attempt> attempts) {
		String chain = call.chainName();
		for (Attempt attempt : attempts) {
			Tags target = Tags.of("cascade.chain", chain, "cascade.target", this.known.target(attempt.target()));
			count(CascadeMeter.ATTEMPTS, target.and("cascade.outcome", attempt.outcome().id(), "error.type",
					DefaultHopObservationConvention.errorType(attempt)));
			spend(call, attempt, target);
			genAi(call, attempt, attempts.size() == 1);
		}
		if (!attempts.isEmpty()) {
			hedge(call, attempts.get(attempts.size() - 1));
		}
	}

	private void spend(CallView call, Attempt attempt, Tags target) {
		BigDecimal cost = attempt.cost().total();
		if (cost != null) {
			String source = attempt.cost().source().id();
			increment(CascadeMeter.SPEND, target.and("cascade.cost.source", source), cost.doubleValue());
			for (String tag : this.totals.tags()) {
				increment(CascadeMeter.TAGGED_SPEND,
						Tags.of("cascade.tag", tag, "cascade.tag.value", this.totals.told(call, tag)),
						cost.doubleValue());
			}
			divergence(call, attempt);
		}
		else if (attempt.isUnknownCost()) {
			count(CascadeMeter.UNKNOWN_COSTS, target);
		}
	}

	private void divergence(CallView call, Attempt attempt) {
		BigDecimal reported = attempt.cost().total();
		BigDecimal listed = (reported != null && attempt.cost().source() == Cost.Source.REPORTED)
				? this.prices.listedCost(call, attempt).amount() : null;
		if (reported != null && listed != null && listed.signum() > 0) {
			double share = reported.doubleValue() / listed.doubleValue();
			record(CascadeMeter.COST_DIVERGENCE, () -> summary(CascadeMeter.COST_DIVERGENCE,
					Tags.of("cascade.target", this.known.target(attempt.target())))
				.record(share));
		}
	}

	@Override
	public void settled(CallView call, Attempt attempt) {
		spend(call, attempt,
				Tags.of("cascade.chain", call.chainName(), "cascade.target", this.known.target(attempt.target())));
	}

	private void increment(CascadeMeter meter, Tags tags, double amount) {
		record(meter, () -> counter(meter, tags).increment(amount));
	}

	/** Where OpenRouter went on from another model, it is unknown how long each took. */
	private void genAi(CallView call, Attempt attempt, boolean alone) {
		Usage usage = attempt.usage();
		boolean streamed = call.streamed() || call.settings().stream().transport() == Transport.STREAMED;
		if (usage == null && attempt.timeToFirstToken() == null) {
			return;
		}
		Tags tags = Tags.of("cascade.chain", call.chainName(), "gen_ai.operation.name",
				DefaultHopObservationConvention.OPERATION, "gen_ai.provider.name", attempt.upstream(),
				"gen_ai.request.model", this.known.model(attempt.model()));
		if (usage != null) {
			tokens(tags.and("gen_ai.token.type", "input"), usage.promptTokens());
			tokens(tags.and("gen_ai.token.type", "output"), usage.completionTokens());
		}
		if (streamed && alone && !attempt.cost().isCached()) {
			timeToFirstChunk(tags, attempt.timeToFirstToken());
		}
	}

	private void timeToFirstChunk(Tags tags, @Nullable Duration time) {
		if (time != null) {
			CascadeMeter meter = CascadeMeter.TIME_TO_FIRST_CHUNK;
			record(meter,
					() -> Timer.builder(meter.meterName())
						.description(meter.description())
						.tags(tags)
						.register(this.registry)
						.record(time));
		}
	}

	private void tokens(Tags tags, @Nullable Long count) {
		if (count != null) {
			record(CascadeMeter.TOKEN_USAGE, () -> summary(CascadeMeter.TOKEN_USAGE, tags).record(count));
		}
	}

	private void hedge(CallView call, Attempt last) {
		if (call.cause(last.hop()) == Hop.Cause.HEDGE) {
			count(CascadeMeter.HEDGES, Tags.of("cascade.chain", call.chainName(), "cascade.outcome",
					outcome(last.outcome() == Outcome.ANSWERED)));
		}
	}

	@Override
	public void ended(CallView call, CallOutcome outcome, @Nullable Throwable failure) {
		Tags chain = Tags.of("cascade.chain", call.chainName());
		if (failure instanceof BudgetExceededException refusal) {
			count(CascadeMeter.BUDGET_REFUSALS, Tags.of("cascade.budget", refusal.budget().name()));
		}
		record(CascadeMeter.HOPS, () -> summary(CascadeMeter.HOPS, chain).record(call.requests()));
		for (FallbackStep step : FallbackStep.of(call, call.attempts())) {
			count(CascadeMeter.FALLBACKS,
					chain.and("cascade.target", this.known.target(step.to()), "cascade.outcome", outcome(step.won())));
		}
	}

	@Override
	public void judged(CallView call, String target, Ruling ruling) {
		count(CascadeMeter.GATE_RULINGS,
				Tags.of("cascade.chain", call.chainName(), "cascade.target", this.known.target(target), "cascade.gate",
						gate(ruling.gate()), "cascade.verdict", ruling.verdict().id()));
	}

	@Override
	public void unwrapped(CallView call, String target) {
		count(CascadeMeter.UNWRAPPED,
				Tags.of("cascade.chain", call.chainName(), "cascade.target", this.known.target(target)));
	}

	/** A request may bring gates of its own. */
	private String gate(String name) {
		boolean known = this.gates.contains(name) || (this.gates.size() < MOST_GATES && this.gates.add(name));
		return known ? name : TagValues.OTHER;
	}

	private static String outcome(boolean won) {
		return won ? "won" : "lost";
	}

	@Override
	public void happened(CascadeEvent event) {
		if (event instanceof CascadeEvent.CooledDown cooldown) {
			count(CascadeMeter.COOLDOWNS,
					Tags.of("cascade.target", this.known.target(cooldown.target()), "cascade.scope",
							cooldown.scope().id(), "error.type",
							(cooldown.kind() != null) ? cooldown.kind().id() : TagValues.NONE));
		}
		else if (event instanceof CascadeEvent.CircuitTransition transition) {
			count(CascadeMeter.CIRCUIT_TRANSITIONS, Tags.of("cascade.target", this.known.target(transition.target()),
					"cascade.circuit.state", transition.to()));
		}
		else if (event instanceof CascadeEvent.Restarted restart) {
			count(CascadeMeter.RESTARTS, Tags.of("cascade.chain", restart.chain(), "error.type", restart.kind().id()));
		}
	}

	private void count(CascadeMeter meter, Tags tags) {
		record(meter, () -> counter(meter, tags).increment());
	}

	private Counter counter(CascadeMeter meter, Tags tags) {
		return Counter.builder(meter.meterName())
			.description(meter.description())
			.baseUnit(meter.baseUnit())
			.tags(tags)
			.register(this.registry);
	}

	private DistributionSummary summary(CascadeMeter meter, Tags tags) {
		return DistributionSummary.builder(meter.meterName())
			.description(meter.description())
			.tags(tags)
			.register(this.registry);
	}

	/**
	 * Forgets which gates there were. What was counted is the registry's.
	 */
	@Override
	public void forget() {
		this.gates.clear();
		this.clashes.clear();
	}

	private void record(CascadeMeter meter, Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException ex) {
			if (this.clashes.add(meter.meterName())) {
				logger.warn(
						"Meter '%s' is not recorded as it should be, perhaps because another library registered it; this is "
							.formatted(meter.meterName()) + "logged once: " + ex.getMessage());
			}
		}
	}

}
