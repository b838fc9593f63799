package io.cascade.replay;

import static io.cascade.replay.Figures.percent;
import static io.cascade.replay.Figures.times;

/**
 * Says whether a cascade pays, or that the last model alone would be better.
 */
final class Verdict {

	private final Expectation cascade;

	private final Expectation strong;

	private final String name;

	private final double breakEven;

	private final Judge judge;

	Verdict(ClosedForm form, Judge judge) {
		this.cascade = form.cascade(judge);
		this.strong = form.strongAlone();
		this.name = form.outcomes().strong();
		this.breakEven = form.breakEven(judge.acceptRight());
		this.judge = judge;
	}

	@Override
	public String toString() {
		return "Verdict: %s. %s right, %s points against %s alone, at %s its cost. %s".formatted(summary(),
				percent(this.cascade.right()), Figures.points(difference()), this.name, times(this.cascade.cost()),
				tolerance());
	}

	private String summary() {
		boolean worse = difference() < -ClosedForm.EPSILON;
		boolean dearer = this.cascade.cost() >= 1;
		if (worse) {
			return dearer ? this.name + " alone would be better and cheaper"
					: this.name + " alone would be better, though dearer";
		}
		return dearer ? this.name + " alone would be cheaper" : "the cascade pays";
	}

	private double difference() {
		return this.cascade.right() - this.strong.right();
	}

	private String tolerance() {
		return (this.breakEven < 1)
				? "A judge that accepts %s of right answers may accept up to %s of wrong ones before %s alone is right more often."
					.formatted(percent(this.judge.acceptRight()), percent(this.breakEven), this.name)
				: "Whatever wrong answers such a judge accepts, %s alone is not right more often.".formatted(this.name);
	}

}
