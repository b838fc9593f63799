package io.cascade.replay;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link ClosedForm}.
 */
class ClosedFormTests {

	private static final Prices FLAT = Prices.of(0.24, 24.7);

	private static final Outcomes ONE_OF_EACH = Counts.outcomes("one of each", 1, 1, 1, 1);

	@Test
	void twoModelsAreAsComputedByHand() {
		Expectation cascade = new ClosedForm(ONE_OF_EACH, Prices.of(1.0, 10.0)).cascade(new Judge(0.8, 0.4));
		assertThat(cascade.right()).isCloseTo((1 + 0.8 + 0.6 + 0) / 4, within(1e-12));
		assertThat(cascade.escalated().get(0)).isCloseTo((0.2 + 0.2 + 0.6 + 0.6) / 4, within(1e-12));
		assertThat(cascade.cost()).isCloseTo((1 + 0.4 * 10) / 10, within(1e-12));
	}

	@Test
	void threeModelsAreAsComputedByHand() {
		Prices prices = new Prices(List.of(1.0, 2.0, 10.0), 0.01, true);
		Expectation cascade = new ClosedForm(threeModels(), prices).cascade(new Judge(0.5, 0.2));
		assertThat(cascade.right()).isCloseTo(0.8 * 0.5 + 0.8 * 0.5, within(1e-12));
		assertThat(cascade.cost()).isCloseTo((1 + 0.8 * 2 + 0.4 * 10) / 10 + 1.8 * 0.01, within(1e-12));
		assertThat(cascade.escalated().get(0)).isCloseTo(0.8, within(1e-12));
		assertThat(cascade.escalated().get(1)).isCloseTo(0.4, within(1e-12));
	}

	private static Outcomes threeModels() {
		return new Outcomes("three", List.of("a", "b", "c"), List.of(Question.of(List.of(false, true, true))));
	}

	@Test
	void eachJudgementAddsItsPriceOrItsShareOfTheLastModel() {
		Judge judge = new Judge(0.8, 0.4);
		double free = cost(0, false, judge);
		assertThat(cost(2, false, judge)).isCloseTo(free + 0.2, within(1e-12));
		assertThat(cost(0.05, true, judge)).isCloseTo(free + 0.05, within(1e-12));
	}

	private static double cost(double price, boolean share, Judge judge) {
		return new ClosedForm(ONE_OF_EACH, new Prices(List.of(1.0, 10.0), price, share)).cascade(judge).cost();
	}

	@Test
	void pricesAreMultipliedByWhatAnswersUsed() {
		Question small = new Question(List.of(true, true), List.of(10.0, 20.0));
		Question large = new Question(List.of(false, true), List.of(30.0, 60.0));
		Outcomes outcomes = new Outcomes("usage", List.of("weak", "strong"), List.of(small, large));
		ClosedForm form = new ClosedForm(outcomes, new Prices(List.of(1.0, 5.0), 0.5, false));
		assertThat(form.alone(0).cost()).isCloseTo((10.0 + 30) / (100 + 300), within(1e-12));
		assertThat(form.cascade(Judge.PERFECT).cost()).isCloseTo((10.0 + 5 + 30 + 15 + 300) / (100 + 300),
				within(1e-12));
	}

	@ParameterizedTest
	@CsvSource({ "0.9, 0.2", "0.7, 0.4", "0.5, 0.5" })
	void drawingAtRandomComesToTheSame(double acceptRight, double acceptWrong) {
		Outcomes outcomes = Synthetic.outcomes(3);
		Prices prices = new Prices(List.of(0.2, 1.0, 10.0), 0.02, true);
		Judge judge = new Judge(acceptRight, acceptWrong);
		Expectation exact = new ClosedForm(outcomes, prices).cascade(judge);
		Expectation drawn = drawn(outcomes, prices, judge);
		assertThat(drawn.right()).isCloseTo(exact.right(), within(0.003));
		assertThat(drawn.cost()).isCloseTo(exact.cost(), within(0.003));
		assertThat(drawn.escalated().get(1)).isCloseTo(exact.escalated().get(1), within(0.003));
	}

	private static Expectation drawn(Outcomes outcomes, Prices prices, Judge judge) {
		Random random = new Random(7);
		Totals totals = new Totals(3);
		int rounds = 100;
		IntStream.range(0, rounds)
			.forEach((round) -> outcomes.questions()
				.forEach((question) -> draw(question, prices, judge, random, totals)));
		return totals.over(rounds * outcomes.questions().size(), prices.models().get(2));
	}

	private static void draw(Question question, Prices prices, Judge judge, Random random, Totals totals) {
		for (int model = 0; model < 3; model++) {
			boolean right = question.right().get(model);
			boolean last = model == 2;
			boolean kept = last || random.nextDouble() < judge.accepts(right);
			double judgement = last ? 0 : prices.judge() * prices.models().get(2);
			totals.add(model, 1, prices.models().get(model) + judgement, (kept && right) ? 1 : 0);
			if (kept) {
				return;
			}
		}
	}

	@Test
	void aPerfectJudgeReachesTheOracle() {
		ClosedForm form = new ClosedForm(Counts.MMLU, FLAT);
		assertThat(form.cascade(Judge.PERFECT).right()).isCloseTo(form.oracle(), within(1e-12));
		assertThat(form.oracle()).isCloseTo(0.859, within(0.0005));
	}

	@Test
	void aJudgeThatAcceptsAllIsTheWeakModel() {
		ClosedForm form = new ClosedForm(Counts.MMLU, FLAT);
		assertThat(form.cascade(new Judge(1, 1))).isEqualTo(form.alone(0));
	}

	@Test
	void aJudgeThatRejectsAllIsTheStrongModelAtTheCostOfBoth() {
		ClosedForm form = new ClosedForm(Counts.MMLU, FLAT);
		Expectation cascade = form.cascade(new Judge(0, 0));
		assertThat(cascade.right()).isCloseTo(form.strongAlone().right(), within(1e-12));
		assertThat(cascade.cost()).isCloseTo((0.24 + 24.7) / 24.7, within(1e-9));
	}

	@Test
	void theReferencePointIsReproduced() {
		ClosedForm form = new ClosedForm(Counts.MMLU, FLAT);
		assertThat(form.alone(0).right()).isCloseTo(0.681, within(0.0005));
		assertThat(form.strongAlone().right()).isCloseTo(0.806, within(0.0005));
		assertThat(form.cascade(new Judge(0.9, 0.2)).right()).isCloseTo(0.818, within(0.0005));
		assertThat(form.cascade(new Judge(0.9, 0.2)).cost()).isCloseTo(0.33, within(0.005));
		assertThat(form.cascade(new Judge(0.8, 0.3)).right()).isCloseTo(0.795, within(0.0005))
			.isLessThan(form.strongAlone().right());
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.5, 0.9, 1 })
	void twoModelsBreakEvenWhereWhatTheWeakOneSavesIsLostAgain(double acceptRight) {
		assertThat(new ClosedForm(Counts.MMLU, FLAT).breakEven(acceptRight)).isCloseTo(acceptRight * 742 / 2497,
				within(1e-6));
	}

	@Test
	void anyJudgeIsTolerableWhereTheWeakModelIsRightAsOften() {
		assertThat(new ClosedForm(ONE_OF_EACH, FLAT).breakEven(1)).isEqualTo(1);
	}

	@Test
	void threeModelsBreakEvenAtTheAccuracyOfTheLast() {
		ClosedForm form = new ClosedForm(Synthetic.outcomes(3), Prices.of(0.2, 1.0, 10.0));
		double breakEven = form.breakEven(0.9);
		assertThat(form.cascade(new Judge(0.9, breakEven)).right()).isCloseTo(form.strongAlone().right(), within(1e-6));
		assertThat(form.cascade(new Judge(0.9, breakEven + 0.01)).right()).isLessThan(form.strongAlone().right());
	}

	@Test
	void pricesAreGivenForEachModelAndRise() {
		assertThatThrownBy(() -> new ClosedForm(Counts.MMLU, Prices.of(1.0, 2.0, 3.0)))
			.isInstanceOf(BadInputException.class)
			.hasMessage("--prices has 3 prices for 2 models (weak, strong): give one per model, cheap to dear");
		assertThatThrownBy(() -> Prices.of(3.0, 1.0)).hasMessageContaining("--prices falls in [3.0, 1.0]: order");
		assertThatThrownBy(() -> Prices.of(0.0, 0.0)).hasMessageContaining("give it a price above 0");
	}

}
