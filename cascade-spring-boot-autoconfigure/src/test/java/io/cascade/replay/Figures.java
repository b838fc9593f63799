package io.cascade.replay;

import java.util.Locale;

/**
 * How figures are written.
 */
final class Figures {

	private Figures() {
	}

	static String percent(double share) {
		return String.format(Locale.ROOT, "%.1f %%", share * 100);
	}

	static String times(double cost) {
		return String.format(Locale.ROOT, "%.2f×", cost);
	}

	/** A difference of two shares, in points; -0.0 is a little less. */
	static String points(double difference) {
		boolean none = Math.abs(difference) < ClosedForm.EPSILON;
		return String.format(Locale.ROOT, "%+.1f", none ? 0.0 : difference * 100);
	}

	static String plain(double figure) {
		return String.format(Locale.ROOT, "%.4f", figure);
	}

}
