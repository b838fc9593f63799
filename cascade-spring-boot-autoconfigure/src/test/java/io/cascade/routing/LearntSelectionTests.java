package io.cascade.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

import io.cascade.CallOutcome;
import io.cascade.CallSettings;
import io.cascade.GateRules;
import io.cascade.LeftOut;
import io.cascade.LeftOut.Reason;
import io.cascade.Plan;
import io.cascade.Ruling;
import io.cascade.SelectionRules;
import io.cascade.SelectionRules.OrderBy;
import io.cascade.Target;
import io.cascade.exchange.Call;
import io.cascade.health.Acceptance;
import io.cascade.health.HealthRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whom a call asks by what was learnt of quality.
 */
class LearntSelectionTests {

	private static final Target DEAR = Shop.target("d/dear", "100");

	private static final Target CHEAP = Shop.target("c/cheap", "1");

	private final Shop shop = new Shop();

	private static UnaryOperator<CallSettings> selection(UnaryOperator<SelectionRules> change) {
		return (settings) -> new CallSettings(settings.timeouts(), settings.fallback(), settings.stream(),
				settings.hedge(), settings.retry(), change.apply(settings.selection()), GateRules.DEFAULTS);
	}

	private static Walking walk(Target... targets) {
		return Walking.of(List.of(targets));
	}

	private Plan plan(Walking walk) {
		return new RoutePlanner(this.shop.planning()).plan(walk.call(false));
	}

	private List<String> order(Walking walk) {
		return plan(walk).hops().stream().map((hop) -> hop.first().id()).toList();
	}

	@Test
	void ordersByTheLearntQualityOnceEnoughWasJudged() {
		Target good = Shop.target("a/good", "test", null, 0.8);
		Target better = Shop.target("a/better", "test", null, 0.9);
		Acceptance acceptance = learning(good, better, CHEAP);
		Walking walk = walk(CHEAP, good, better)
			.settings(selection((s) -> s.withOrderBy(OrderBy.QUALITY).withLearnQuality(true)));
		judge(acceptance, better, false, 4);
		judge(acceptance, CHEAP, true, 4);
		assertThat(order(walk)).containsExactly("a/better", "a/good", "c/cheap");
		judge(acceptance, better, false, 1);
		judge(acceptance, CHEAP, true, 10);
		assertThat(order(walk)).containsExactly("c/cheap", "a/good", "a/better");
		Walking asConfigured = walk(CHEAP, good, better).settings(selection((s) -> s.withOrderBy(OrderBy.QUALITY)));
		assertThat(order(asConfigured)).containsExactly("a/better", "a/good", "c/cheap");
	}

	@Test
	void theLearntQualityTakesThePlaceOfTheConfiguredOneOnceEnoughWasJudged() {
		Target praised = Shop.target("a/praised", "test", null, 0.9);
		Target blamed = Shop.target("a/blamed", "test", null, 0.4);
		Acceptance acceptance = learning(praised, blamed, CHEAP);
		Walking walk = walk(praised, blamed, CHEAP)
			.settings(selection((s) -> s.withMinQuality(0.6).withLearnQuality(true)));
		judge(acceptance, praised, false, 4);
		judge(acceptance, blamed, true, 4);
		assertThat(order(walk)).containsExactly("a/praised", "c/cheap");
		judge(acceptance, praised, false, 2);
		judge(acceptance, blamed, true, 6);
		assertThat(order(walk)).containsExactly("a/blamed", "c/cheap");
		assertThat(plan(walk).leftOut()).containsExactly(new LeftOut("a/praised", Reason.QUALITY));
		Walking asConfigured = walk(praised, blamed).settings(selection((s) -> s.withMinQuality(0.6)));
		assertThat(order(asConfigured)).containsExactly("a/praised");
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "0.05, 5", "0.5, 50" })
	void aShareOfTheCallsLetsOnePassThatIsTooBad(double share, int most) {
		Acceptance acceptance = learning(CHEAP, DEAR);
		judge(acceptance, CHEAP, false, 20);
		Walking walk = walk(CHEAP, DEAR)
			.settings(selection((s) -> s.withMinQuality(0.6).withLearnQuality(true).withExploration(share)));
		int passed = 0;
		for (int call = 0; call < 100; call++) {
			assertThat(order(walk)).containsExactly("d/dear");
			Candidates candidates = new Candidates(walk.call(false), this.shop.planning(), true);
			passed += candidates.askable().contains(CHEAP) ? 1 : 0;
			assertThat(candidates.askable()).last().isEqualTo(DEAR);
		}
		assertThat(passed).isBetween(most, most + ((most > 0) ? 1 : 0));
	}

	@Test
	void whereQualityDecidesOneThatIsBehindIsTriedFirstAndWinsItsPlaceBack() {
		Acceptance acceptance = learning(CHEAP, DEAR);
		judge(acceptance, CHEAP, false, 20);
		judge(acceptance, DEAR, true, 20);
		Walking walk = walk(CHEAP, DEAR)
			.settings(selection((s) -> s.withOrderBy(OrderBy.QUALITY).withLearnQuality(true)));
		List<String> asked = new ArrayList<>();
		for (int call = 0; call < 2_000; call++) {
			this.shop.clock.move(Duration.ofSeconds(20));
			Target first = new Candidates(walk.call(false), this.shop.planning(), true).askable().get(0);
			asked.add(first.id());
			judge(acceptance, first, first.equals(CHEAP) || call % 4 > 0, 1);
		}
		assertThat(Collections.frequency(asked.subList(0, 200), "c/cheap")).isBetween(5, 15);
		assertThat(Collections.frequency(asked.subList(1_800, 2_000), "c/cheap")).isGreaterThan(180);
	}

	@Test
	void aLeastQualityThatIsLearntIsAShare() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> SelectionRules.DEFAULTS.withMinQuality(65.0).withLearnQuality(true).check())
			.withMessage("'min-quality' must be at most 1 with 'learn-quality', not 65.0");
		SelectionRules.DEFAULTS.withMinQuality(65.0).check();
	}

	private Acceptance learning(Target... targets) {
		Acceptance acceptance = new Acceptance(List.of(targets), HealthRules.DEFAULTS, this.shop.clock(), this.shop);
		this.shop.learns(acceptance);
		return acceptance;
	}

	private static void judge(Acceptance acceptance, Target target, boolean accepted, int times) {
		for (int i = 0; i < times; i++) {
			Call call = walk(target).call(false);
			acceptance.judged(call.view(), target.id(),
					accepted ? Ruling.accepted("json") : Ruling.rejected("json", "no"));
			acceptance.ended(call.view(), CallOutcome.ANSWERED, null);
		}
	}

}
