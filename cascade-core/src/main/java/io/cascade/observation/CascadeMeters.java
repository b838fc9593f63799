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
import io.cascade.RunExceededException;
import io.cascade.Transport;
import io.cascade.Usage;
import io.cascade.budget.SpendTotals;
import io.cascade.exchange.Forgetful;
import io.cascade.exchange.TagValues;
import io.cascade.pricing.PriceList;
import io.micrometer.core.instrument.MeterRegistry;
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

	private final SeriesMeters meters;

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
		this.meters = new SeriesMeters(registry);
		this.known = known;
		this.prices = prices;
		this.totals = totals;
	}

	@Override
	public void attempted(CallView call, List<Attempt> attempts) {
		for (Attempt attempt : attempts) {
			count(CascadeMeter.ATTEMPTS, call.chainName(), this.known.target(attempt.target()), attempt.outcome().id(),
					DefaultHopObservationConvention.errorType(attempt));
			spend(call, attempt);
			genAi(call, attempt, attempts.size() == 1);
		}
		if (!attempts.isEmpty()) {
			hedge(call, attempts.get(attempts.size() - 1));
		}
	}

	private void spend(CallView call, Attempt attempt) {
		BigDecimal cost = attempt.cost().total();
		String target = this.known.target(attempt.target());
		if (cost != null) {
			double amount = cost.doubleValue();
			increment(CascadeMeter.SPEND, amount, call.chainName(), target, attempt.cost().source().id());
			for (String tag : this.totals.tags()) {
				increment(CascadeMeter.TAGGED_SPEND, amount, tag, this.totals.told(call, tag));
			}
			divergence(call, attempt, target);
		}
		else if (attempt.isUnknownCost()) {
			count(CascadeMeter.UNKNOWN_COSTS, call.chainName(), target);
		}
	}

	private void divergence(CallView call, Attempt attempt, String target) {
		BigDecimal reported = attempt.cost().total();
		BigDecimal listed = (reported != null && attempt.cost().source() == Cost.Source.REPORTED)
				? this.prices.listedCost(call, attempt).amount() : null;
		if (reported != null && listed != null && listed.signum() > 0) {
			summarize(CascadeMeter.COST_DIVERGENCE, reported.doubleValue() / listed.doubleValue(), target);
		}
	}

	@Override
	public void settled(CallView call, Attempt attempt) {
		spend(call, attempt);
	}

	/** Where OpenRouter went on from another model, it is unknown how long each took. */
	private void genAi(CallView call, Attempt attempt, boolean alone) {
		Usage usage = attempt.usage();
		if (usage != null) {
			tokens(call, attempt, "input", usage.promptTokens());
			tokens(call, attempt, "output", usage.completionTokens());
		}
		Duration time = attempt.timeToFirstToken();
		boolean streamed = (call.streamed() || call.settings().stream().transport() == Transport.STREAMED)
				&& call.operation().equals("chat");
		if (streamed && alone && time != null && !attempt.cost().isCached()) {
			time(CascadeMeter.TIME_TO_FIRST_CHUNK, time, call.chainName(), call.operation(), attempt.upstream(),
					this.known.model(attempt.model()));
		}
	}

	private void tokens(CallView call, Attempt attempt, String type, @Nullable Long count) {
		if (count != null) {
			summarize(CascadeMeter.TOKEN_USAGE, count, call.chainName(), call.operation(), attempt.upstream(),
					this.known.model(attempt.model()), type);
		}
	}

	private void hedge(CallView call, Attempt last) {
		if (call.cause(last.hop()) == Hop.Cause.HEDGE) {
			count(CascadeMeter.HEDGES, call.chainName(), outcome(last.outcome() == Outcome.ANSWERED));
		}
	}

	@Override
	public void ended(CallView call, CallOutcome outcome, @Nullable Throwable failure) {
		if (failure instanceof BudgetExceededException refusal) {
			count(CascadeMeter.BUDGET_REFUSALS, refusal.budget().name());
		}
		if (failure instanceof RunExceededException refusal) {
			count(CascadeMeter.RUN_REFUSALS, refusal.limit().id());
		}
		summarize(CascadeMeter.HOPS, call.requests(), call.chainName());
		for (FallbackStep step : FallbackStep.of(call, call.attempts())) {
			count(CascadeMeter.FALLBACKS, call.chainName(), this.known.target(step.to()), outcome(step.won()));
		}
	}

	@Override
	public void judged(CallView call, String target, Ruling ruling) {
		count(CascadeMeter.GATE_RULINGS, call.chainName(), this.known.target(target), gate(ruling.gate()),
				ruling.verdict().id());
	}

	@Override
	public void unwrapped(CallView call, String target) {
		count(CascadeMeter.UNWRAPPED, call.chainName(), this.known.target(target));
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
			count(CascadeMeter.COOLDOWNS, this.known.target(cooldown.target()), cooldown.scope().id(),
					(cooldown.kind() != null) ? cooldown.kind().id() : TagValues.NONE);
		}
		else if (event instanceof CascadeEvent.CircuitTransition transition) {
			count(CascadeMeter.CIRCUIT_TRANSITIONS, this.known.target(transition.target()), transition.to());
		}
		else if (event instanceof CascadeEvent.BudgetWaited wait) {
			time(CascadeMeter.BUDGET_WAITS, wait.waited(), wait.budget(), wait.outcome().id());
		}
		else if (event instanceof CascadeEvent.Restarted restart) {
			count(CascadeMeter.RESTARTS, restart.chain(), restart.kind().id());
		}
	}

	private void count(CascadeMeter meter, String... values) {
		increment(meter, 1, values);
	}

	private void increment(CascadeMeter meter, double amount, String... values) {
		try {
			this.meters.counter(meter, values).increment(amount);
		}
		catch (RuntimeException ex) {
			clash(meter, ex);
		}
	}

	private void summarize(CascadeMeter meter, double value, String... values) {
		try {
			this.meters.summary(meter, values).record(value);
		}
		catch (RuntimeException ex) {
			clash(meter, ex);
		}
	}

	private void time(CascadeMeter meter, Duration time, String... values) {
		try {
			this.meters.timer(meter, values).record(time);
		}
		catch (RuntimeException ex) {
			clash(meter, ex);
		}
	}

	/**
	 * Forgets which gates there were. What was counted is the registry's.
	 */
	@Override
	public void forget() {
		this.gates.clear();
		this.clashes.clear();
		this.meters.forget();
	}

	private void clash(CascadeMeter meter, RuntimeException ex) {
		if (this.clashes.add(meter.meterName())) {
			logger.warn(
					"Meter '%s' is not recorded as it should be, perhaps because another library registered it; this is "
						.formatted(meter.meterName()) + "logged once: " + ex.getMessage());
		}
	}

}
