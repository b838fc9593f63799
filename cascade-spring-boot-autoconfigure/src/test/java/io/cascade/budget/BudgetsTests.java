package io.cascade.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeEvent;
import io.cascade.CascadeEvent.BudgetReached;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.Target;
import io.cascade.budget.Budgets.Reserved;
import io.cascade.budget.Budgets.Room;
import io.cascade.exchange.Call;
import io.cascade.health.MovableClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static io.cascade.budget.Sums.target;
import static io.cascade.budget.Sums.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link Budgets} and {@link Thresholds}.
 */
class BudgetsTests implements CascadeListener {

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final Target TARGET = target("a/one");

	private static final SpendWindow DAY = new CalendarWindow(CalendarWindow.Unit.DAY, ZoneOffset.UTC);

	private final MovableClock clock = new MovableClock();

	private final InMemorySpendLedger ledger = new InMemorySpendLedger();

	private final List<BudgetReached> events = new ArrayList<>();

	@Override
	public void happened(CascadeEvent event) {
		this.events.add((BudgetReached) event);
	}

	@Test
	@DisplayName("at 80 % and at 100 % there is one event in a window, and again in the next")
	void reportsOnceInAWindow() {
		Budgets budgets = budgets(budget("all", "1", DAY, null, null));
		spend(budgets, "0.79");
		assertThat(this.events).isEmpty();
		spend(budgets, "0.01");
		spend(budgets, "0.10");
		spend(budgets, "0.10");
		assertThat(this.events).extracting(BudgetReached::spent, BudgetReached::exhausted, BudgetReached::resetAt)
			.containsExactly(tuple(usd("0.80"), false, Instant.parse("2026-11-24T00:00:00Z")),
					tuple(usd("1.00"), true, Instant.parse("2026-11-24T00:00:00Z")));
		this.clock.move(Duration.ofDays(1));
		spend(budgets, "0.8");
		assertThat(this.events).hasSize(3)
			.last()
			.returns(Instant.parse("2026-11-25T00:00:00Z"), BudgetReached::resetAt)
			.returns(false, BudgetReached::exhausted)
			.returns("all", BudgetReached::budget)
			.returns(usd("1"), BudgetReached::limit);
	}

	@Test
	void reportsTheLimitAloneWhereOneCostReachesIt() {
		Budgets budgets = budgets(budget("all", "1", DAY, null, null));
		spend(budgets, "1");
		assertThat(this.events).extracting(BudgetReached::exhausted).containsExactly(true);
	}

	@Test
	void reportsAgainWhenARollingWindowHadRoomInBetween() {
		Budgets budgets = budgets(budget("all", "1", new RollingWindow(Duration.ofHours(1)), null, null));
		spend(budgets, "0.9");
		this.clock.move(Duration.ofMinutes(30));
		spend(budgets, "0.01");
		assertThat(this.events).hasSize(1);
		this.clock.move(Duration.ofMinutes(32));
		spend(budgets, "0.01");
		spend(budgets, "0.9");
		assertThat(this.events).extracting(BudgetReached::exhausted).containsExactly(false, false);
	}

	@Test
	void aBudgetOfNothingTellsWhenSomethingWasSpent() {
		Budgets budgets = budgets(budget("all", "0", DAY, null, null));
		spend(budgets, "0");
		assertThat(this.events).isEmpty();
		settle(budgets, "0", "0.01");
		assertThat(this.events).extracting(BudgetReached::exhausted).containsExactly(true);
	}

	@Test
	void eachValueOfATagIsToldOfOnItsOwn() {
		Budgets budgets = budgets(budget("tenants", "1", DAY, "tenant", null));
		spend(budgets, call("acme"), "0.9");
		spend(budgets, call("other"), "0.9");
		spend(budgets, call(null), "0.9");
		assertThat(this.events).extracting(BudgetReached::tag).containsExactly("acme", "other");
		assertThat(budgets.rooms(budgets.all().get(0))).extracting((room) -> room.account().tag())
			.containsExactlyInAnyOrder("acme", "other");
	}

	@Test
	void countsOnlyItsChainAndItsTag() {
		Budget chain = Budget.of("chain", usd("1"), DAY).withChain("elsewhere");
		Budget tagged = budget("tagged", "1", DAY, "tenant", null);
		Budget all = budget("all", "1", DAY, null, null);
		Budgets budgets = budgets(chain, tagged, all);
		assertThat(budgets.accounts("test", Map.of())).extracting(SpendAccount::toString).containsExactly("all");
		assertThat(budgets.accounts("test", Map.of("tenant", "acme"))).extracting(SpendAccount::toString)
			.containsExactly("tagged[acme]", "all");
		assertThat(Budgets.none().accounts("test", Map.of("tenant", "acme"))).isEmpty();
	}

	@Test
	void whatItStepsDownToIsBookedAndNotRefused() {
		Budgets budgets = budgets(budget("stepping", "0.1", DAY, null, "test"));
		Reserved reserved = reserve(budgets, call(null), "0.3");
		assertThat(reserved.refusedBy()).isNull();
		budgets.settle(reserved, usd("0.3")).block(SOON);
		assertThat(room(budgets).left()).isEqualByComparingTo("-0.2");
		assertThat(this.events).hasSize(1);
	}

	@Test
	void aBetterFigureReplacesTheFirst() {
		Budgets budgets = budgets(budget("all", "1", DAY, null, null));
		Reserved reserved = reserve(budgets, call(null), "0.3");
		budgets.settle(reserved, usd("0.3")).block(SOON);
		budgets.settle(reserved, usd("0.1")).block(SOON);
		assertThat(room(budgets).left()).isEqualByComparingTo("0.9");
	}

	@Test
	void aRoomKnowsWhetherItIsNearlySpent() {
		Budgets budgets = budgets(budget("all", "1", DAY, null, null));
		assertThat(room(budgets).isNearlySpent()).isFalse();
		settle(budgets, "0.3", "1.2");
		assertThat(room(budgets).isNearlySpent()).isTrue();
		assertThat(room(budgets).exceeded().committed()).isEqualByComparingTo("1.2");
	}

	private Budgets budgets(Budget... budgets) {
		return new Budgets(List.of(budgets), Map.of(), this.ledger, this.clock, this);
	}

	private static Budget budget(String name, String limit, SpendWindow window, @Nullable String tag,
			@Nullable String stepDownTo) {
		return Budget.of(name, usd(limit), window).withTag(tag, null).withStepDownTo(stepDownTo);
	}

	private static Call call(@Nullable String tenant) {
		CascadeRequest request = CascadeRequest.of("Hi");
		return Sums.call((tenant != null) ? request.tag("tenant", tenant) : request, TARGET);
	}

	private static Room room(Budgets budgets) {
		return budgets.rooms(budgets.all().get(0)).get(0);
	}

	private static void spend(Budgets budgets, String usd) {
		settle(budgets, usd, usd);
	}

	private static void spend(Budgets budgets, Call call, String usd) {
		budgets.settle(reserve(budgets, call, usd), usd(usd)).block(SOON);
	}

	private static void settle(Budgets budgets, String reserved, String usd) {
		budgets.settle(reserve(budgets, call(null), reserved), usd(usd)).block(SOON);
	}

	private static Reserved reserve(Budgets budgets, Call call, String usd) {
		return budgets.reserve(call, TARGET, usd(usd)).blockOptional(SOON).orElseThrow();
	}

}
