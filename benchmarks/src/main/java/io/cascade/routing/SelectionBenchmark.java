package io.cascade.routing;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.cascade.CallSettings;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.Dialect;
import io.cascade.GateRules;
import io.cascade.Hop;
import io.cascade.Options;
import io.cascade.Plan;
import io.cascade.Price;
import io.cascade.ProviderPreferences;
import io.cascade.SelectionRules;
import io.cascade.Target;
import io.cascade.Tool;
import io.cascade.Upstream;
import io.cascade.budget.Budget;
import io.cascade.budget.Budgets;
import io.cascade.budget.CalendarWindow;
import io.cascade.budget.InMemorySpendLedger;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Time;
import io.cascade.health.Acceptance;
import io.cascade.health.InMemoryCooldownStore;
import io.cascade.health.LearnedScores;
import io.cascade.health.Performance;
import io.cascade.pricing.ModelInfo;
import io.cascade.pricing.PriceList;
import io.cascade.pricing.PromptTokens;
import io.cascade.resilience.CircuitRules;
import io.cascade.resilience.CooldownRules;
import io.cascade.resilience.CurrentAvailability;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.scheduler.Schedulers;

/**
 * Deciding on the first hop of a call over ten targets: as listed with nothing else, and
 * by price with tools, windows, a ceiling and two budgets. Tokens are counted elsewhere.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class SelectionBenchmark {

	private static final Upstream UPSTREAM = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 3, "main");

	private static final CalendarWindow DAY = new CalendarWindow(CalendarWindow.Unit.DAY, Clock.systemUTC().getZone());

	private final Time time = new Time(Clock.systemUTC(), Schedulers.parallel());

	private final CurrentAvailability availability = new CurrentAvailability(
			new CurrentAvailability.Rules(CircuitRules.DEFAULTS, CooldownRules.DEFAULTS),
			CircuitBreakerRegistry.ofDefaults(), new InMemoryCooldownStore(this.time), this.time, () -> 0,
			CascadeListener.NONE);

	private final List<Target> targets = IntStream.range(0, 10).mapToObj(SelectionBenchmark::target).toList();

	private final PlanningContext planning = planning(List.of());

	private final PlanningContext limited = planning(List.of(budget("all", null), budget("tenant", "tenant")));

	private final Call plain = call(CallSettings.DEFAULTS);

	private final Call selected = call(selection());

	private static Target target(int number) {
		return new Target(UPSTREAM, "author/model-" + number, "test", Options.none().maxTokens(800),
				ProviderPreferences.none(), Target.Traits.UNKNOWN);
	}

	private static ModelInfo info(String slug) {
		int number = slug.charAt(slug.length() - 1) - '0';
		Price price = Price.perMillion(BigDecimal.valueOf(10 - number), BigDecimal.valueOf(20));
		return new ModelInfo(slug, slug, price, 128_000, 16_000, Set.of("tools", "max_tokens"), Set.of("text"), null);
	}

	private PlanningContext planning(List<Budget> budgets) {
		Map<String, ModelInfo> models = this.targets.stream()
			.collect(Collectors.toMap(Target::model, (target) -> info(target.model())));
		PriceList prices = new PriceList(List.of(), (upstream, slug) -> models.get(slug), Clock.systemUTC());
		return new PlanningContext(this.availability, prices,
				new Budgets(budgets, Map.of(), new InMemorySpendLedger(), Clock.systemUTC(), CascadeListener.NONE),
				new LearnedScores(new Performance(this.targets, List.of("test"), Clock.systemUTC()), Acceptance.none()),
				(request) -> new PromptTokens(800, 1000, 1250));
	}

	private static Budget budget(String name, @Nullable String tag) {
		return Budget.of(name, BigDecimal.TEN, DAY).withTag(tag, null);
	}

	private static CallSettings selection() {
		SelectionRules rules = SelectionRules.DEFAULTS.withOrderBy(SelectionRules.OrderBy.PRICE)
			.withMaxCost(BigDecimal.ONE);
		CallSettings defaults = CallSettings.DEFAULTS;
		return new CallSettings(defaults.timeouts(), defaults.fallback(), defaults.stream(), defaults.hedge(),
				defaults.retry(), rules, GateRules.DEFAULTS);
	}

	private Call call(CallSettings settings) {
		Chain chain = new Chain("test", this.targets, Options.none(), ProviderPreferences.none(), settings, 0,
				List.of(), List.of());
		CascadeRequest request = CascadeRequest.of("Why do cascades matter?")
			.tools(new Tool("look_up", "Looks something up", Map.of("type", "object"), null))
			.tag("tenant", "acme");
		return new Call(request, chain, settings, true);
	}

	@Benchmark
	public Hop asListed() {
		return decide(this.plain, this.planning);
	}

	@Benchmark
	public Hop byPriceWithinBudgets() {
		return decide(this.selected, this.limited);
	}

	private static Hop decide(Call call, PlanningContext planning) {
		Candidates candidates = new Candidates(call, planning, true);
		return candidates.costs()
			.priced(HopPlanner.hop(call, candidates.askable(), 0, planning.availability()::isCounted));
	}

	@Benchmark
	public Plan explain() {
		return new RoutePlanner(this.limited).plan(this.selected);
	}

}
