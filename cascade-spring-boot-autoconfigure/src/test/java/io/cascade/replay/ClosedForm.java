package io.cascade.replay;

import java.util.List;

/**
 * The exact expectation of a cascade over recorded outcomes. The judge errs at random:
 * its rates are the same for every question and every model.
 */
final class ClosedForm {

	/** What sums of floating-point numbers may differ by. */
	static final double EPSILON = 1e-9;

	private static final int HALVINGS = 40;

	private final Outcomes outcomes;

	private final Prices prices;

	private final int last;

	private final double strong;

	ClosedForm(Outcomes outcomes, Prices prices) {
		this.outcomes = outcomes;
		this.prices = prices;
		this.last = outcomes.models().size() - 1;
		requirePricePerModel();
		this.strong = questions().stream().mapToDouble((question) -> cost(question, this.last)).sum()
				/ questions().size();
	}

	private void requirePricePerModel() {
		if (this.prices.models().size() != this.last + 1) {
			throw new BadInputException("--prices has %d prices for %d models (%s): give one per model, cheap to dear",
					this.prices.models().size(), this.last + 1, String.join(", ", this.outcomes.models()));
		}
	}

	Outcomes outcomes() {
		return this.outcomes;
	}

	Prices prices() {
		return this.prices;
	}

	/** One model answers everything. */
	Expectation alone(int model) {
		Totals totals = new Totals(this.last + 1);
		questions().forEach((question) -> totals.add(model, 1, cost(question, model), kept(question, model)));
		return expectation(totals);
	}

	/** The last model answers everything. */
	Expectation strongAlone() {
		return alone(this.last);
	}

	/** Share of questions that any model answers right. */
	double oracle() {
		return (double) questions().stream().filter(Question::anyRight).count() / questions().size();
	}

	/** Models are asked in turn until the judge accepts; the last one is not judged. */
	Expectation cascade(Judge judge) {
		Totals totals = new Totals(this.last + 1);
		questions().forEach((question) -> add(question, judge, totals));
		return expectation(totals);
	}

	private void add(Question question, Judge judge, Totals totals) {
		double asked = 1;
		for (int model = 0; model < this.last; model++) {
			double accepted = judge.accepts(question.right().get(model));
			double judgement = this.prices.judgement(question.usage().get(model), this.strong);
			totals.add(model, asked, cost(question, model) + judgement, accepted * kept(question, model));
			asked *= 1 - accepted;
		}
		totals.add(this.last, asked, cost(question, this.last), kept(question, this.last));
	}

	/**
	 * The largest share of wrong answers a judge may accept before the last model alone
	 * gives more right answers. Accepting a wrong answer never helps, so halving finds
	 * it.
	 */
	double breakEven(double acceptRight) {
		if (!isWorse(new Judge(acceptRight, 1))) {
			return 1;
		}
		double tolerable = 0;
		double worse = 1;
		for (int i = 0; i < HALVINGS; i++) {
			double middle = (tolerable + worse) / 2;
			if (isWorse(new Judge(acceptRight, middle))) {
				worse = middle;
			}
			else {
				tolerable = middle;
			}
		}
		return tolerable;
	}

	private boolean isWorse(Judge judge) {
		return cascade(judge).right() < strongAlone().right() - EPSILON;
	}

	private Expectation expectation(Totals totals) {
		return totals.over(questions().size(), this.strong);
	}

	private List<Question> questions() {
		return this.outcomes.questions();
	}

	private double cost(Question question, int model) {
		return this.prices.models().get(model) * question.usage().get(model);
	}

	private static double kept(Question question, int model) {
		return question.right().get(model) ? 1 : 0;
	}

}
