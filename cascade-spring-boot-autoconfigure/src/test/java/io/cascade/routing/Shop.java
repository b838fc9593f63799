package io.cascade.routing;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.Options;
import io.cascade.Price;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.budget.Budget;
import io.cascade.budget.Budgets;
import io.cascade.budget.CalendarWindow;
import io.cascade.budget.InMemorySpendLedger;
import io.cascade.budget.SpendLedger;
import io.cascade.health.Acceptance;
import io.cascade.health.AllAvailable;
import io.cascade.health.Availability;
import io.cascade.health.LearnedScores;
import io.cascade.health.MovableClock;
import io.cascade.health.Performance;
import io.cascade.pricing.ModelInfo;
import io.cascade.pricing.PriceList;
import io.cascade.pricing.PriceSource;
import io.cascade.pricing.PromptTokens;
import org.jspecify.annotations.Nullable;

/**
 * What planning knows of money and pace, as a test says it.
 */
final class Shop implements CascadeListener {

	final MovableClock clock = new MovableClock();

	final SpendLedger ledger = new InMemorySpendLedger();

	final List<CascadeEvent> events = new ArrayList<>();

	final AtomicInteger counted = new AtomicInteger();

	private final Map<String, ModelInfo> models = new HashMap<>();

	private final Map<String, List<Target>> cheaper = new HashMap<>();

	private final List<Budget> budgets = new ArrayList<>();

	private final List<PriceSource> sources = new ArrayList<>();

	private Availability availability = new AllAvailable();

	private Performance performance = Performance.none();

	private Acceptance acceptance = Acceptance.none();

	private long promptTokens = 1_000;

	static Target target(String slug) {
		return target(slug, "test", null, null);
	}

	/** At a price of USD per million tokens, prompt and completion alike. */
	static Target target(String slug, String price) {
		return target(slug, "test", price, null);
	}

	static Target target(String slug, String chain, @Nullable String price, @Nullable Double quality) {
		Price each = (price != null) ? Price.perMillion(new BigDecimal(price), new BigDecimal(price)) : null;
		return new Target(Walking.SINGLE, slug, chain, Options.none().maxTokens(1_000), ProviderPreferences.none(),
				new Target.Traits(null, null, false, each, quality));
	}

	Shop lists(String slug, @Nullable Price price, @Nullable Integer window, @Nullable Set<String> parameters,
			@Nullable Set<String> modalities) {
		this.models.put(slug, new ModelInfo(slug, null, price, window, null, parameters, modalities, null));
		return this;
	}

	Shop knows(PriceSource source) {
		this.sources.add(source);
		return this;
	}

	Shop availability(Availability others) {
		this.availability = others;
		return this;
	}

	Shop observes(Performance observed) {
		this.performance = observed;
		return this;
	}

	Shop learns(Acceptance learnt) {
		this.acceptance = learnt;
		return this;
	}

	Shop promptOf(long tokens) {
		this.promptTokens = tokens;
		return this;
	}

	Shop budget(String name, String limit, @Nullable String tag, @Nullable String stepDownTo) {
		return budget(Budget
			.of(name, new BigDecimal(limit), new CalendarWindow(CalendarWindow.Unit.DAY, this.clock.getZone()))
			.withTag(tag, null)
			.withStepDownTo(stepDownTo)
			.withMaxWait(Duration.ZERO));
	}

	Shop budget(Budget budget) {
		this.budgets.add(budget);
		return this;
	}

	Shop chain(String name, Target... targets) {
		this.cheaper.put(name, List.of(targets));
		return this;
	}

	Budgets budgets() {
		return new Budgets(this.budgets, this.cheaper, this.ledger, this.clock, this);
	}

	PlanningContext planning() {
		return new PlanningContext(this.availability,
				new PriceList(this.sources,
						(upstream, slug) -> upstream.name().equals(Upstream.DEFAULT) ? this.models.get(slug) : null,
						this.clock),
				budgets(), new LearnedScores(this.performance, this.acceptance), (request) -> {
					this.counted.incrementAndGet();
					return PromptTokens.exactly(this.promptTokens);
				});
	}

	Clock clock() {
		return this.clock;
	}

	@Override
	public void happened(CascadeEvent event) {
		this.events.add(event);
	}

}
