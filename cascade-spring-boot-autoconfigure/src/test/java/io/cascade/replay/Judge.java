package io.cascade.replay;

import java.util.List;
import java.util.Locale;

/**
 * Decides between two models whether an answer is kept.
 *
 * @param acceptRight share of right answers it accepts
 * @param acceptWrong share of wrong answers it accepts
 */
record Judge(double acceptRight, double acceptWrong) {

	static final Judge PERFECT = new Judge(1, 0);

	/** The qualities of judges that sweeps and plots show, strict to lenient. */
	static final List<Double> ACCEPT_RIGHT = List.of(0.95, 0.9, 0.8, 0.7);

	static final List<Double> ACCEPT_WRONG = List.of(0.1, 0.2, 0.3, 0.4);

	double accepts(boolean right) {
		return right ? this.acceptRight : this.acceptWrong;
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "judge accepts %.1f %% of right and %.1f %% of wrong answers",
				this.acceptRight * 100, this.acceptWrong * 100);
	}

}
