package io.cascade.routing;

import java.math.BigDecimal;
import java.time.Instant;

import io.cascade.Estimate;
import io.cascade.Price;
import io.cascade.pricing.PromptTokens;
import org.jspecify.annotations.Nullable;

/**
 * What one call may cost at one target. Most comparisons are settled by doubles, which
 * allocate nothing; amounts that are close to each other are compared exactly. Not
 * thread-safe.
 */
final class Quote implements Comparable<Quote> {

	static final Quote UNKNOWN = new Quote(Double.NaN, Double.NaN, Estimate.UNKNOWN);

	static final Quote FREE = new Quote(0, 0, new Estimate(BigDecimal.ZERO, BigDecimal.ZERO));

	/** Far more than rounding can add up to, and far less than anybody sees. */
	private static final double CLOSE = 1e-9;

	private final double expected;

	private final double worst;

	private final @Nullable Terms terms;

	private @Nullable Estimate exact;

	private Quote(double expected, double worst, Estimate exact) {
		this.expected = expected;
		this.worst = worst;
		this.terms = null;
		this.exact = exact;
	}

	private Quote(double expected, double worst, Terms terms) {
		this.expected = expected;
		this.worst = worst;
		this.terms = terms;
	}

	static Quote of(Terms terms) {
		return new Quote(terms.expected(), terms.worst(), terms);
	}

	/** The cheaper one first, the unknown last. */
	@Override
	public int compareTo(Quote other) {
		BigDecimal mine = null;
		BigDecimal theirs = null;
		if (isClose(this.expected, other.expected)) {
			mine = exact().expected();
			theirs = other.exact().expected();
		}
		return (mine != null && theirs != null) ? mine.compareTo(theirs)
				: Double.compare(this.expected, other.expected);
	}

	/**
	 * Whether it can be paid from what is left: one of unknown price while there is
	 * anything, one that costs nothing always.
	 */
	boolean fits(BigDecimal left) {
		if (Double.isNaN(this.worst)) {
			return left.signum() > 0;
		}
		double room = left.doubleValue();
		BigDecimal most = (this.worst != 0 && isClose(this.worst, room)) ? exact().worstCase() : null;
		return (most != null) ? most.compareTo(left) <= 0 : this.worst == 0 || this.worst < room;
	}

	boolean hasWorstCase() {
		return !Double.isNaN(this.worst);
	}

	Estimate exact() {
		Estimate known = this.exact;
		if (known == null) {
			known = (this.terms != null) ? this.terms.exact() : Estimate.UNKNOWN;
			this.exact = known;
		}
		return known;
	}

	private static boolean isClose(double one, double other) {
		return Math.abs(one - other) <= CLOSE * Math.max(Math.abs(one), Math.abs(other));
	}

	/**
	 * What a quote is worked out from.
	 *
	 * @param price the price, with its conditions
	 * @param prompt how long the prompt is
	 * @param images how many images are in it
	 * @param likely tokens of the answer, negative where nobody knows
	 * @param most tokens of the answer at the most, negative where nothing limits them
	 * @param now when it would be asked
	 */
	record Terms(Price price, PromptTokens prompt, int images, long likely, long most, Instant now) {

		double expected() {
			if (this.likely < 0) {
				return Double.NaN;
			}
			Price holds = this.price.at(this.prompt.expected(), this.now);
			return holds.prompt().doubleValue() * this.prompt.expected()
					+ holds.completion().doubleValue() * this.likely + holds.request().doubleValue() + ofImages();
		}

		double worst() {
			if (this.most < 0) {
				return Double.NaN;
			}
			return this.price.conditions().isEmpty() ? worst(this.price)
					: this.price.worstCase(this.prompt.most(), this.most, this.now).doubleValue() + ofImages();
		}

		private double worst(Price price) {
			double read = max(price.prompt().doubleValue(), price.cacheRead());
			return max(read, price.cacheWrite()) * this.prompt.most()
					+ max(price.completion().doubleValue(), price.reasoning()) * this.most
					+ price.request().doubleValue() + ofImages();
		}

		private static double max(double price, @Nullable BigDecimal other) {
			return (other != null) ? Math.max(price, other.doubleValue()) : price;
		}

		private double ofImages() {
			return (this.images != 0) ? this.price.image().doubleValue() * this.images : 0;
		}

		Estimate exact() {
			BigDecimal images = this.price.image().multiply(BigDecimal.valueOf(this.images));
			BigDecimal expected = (this.likely >= 0) ? this.price.at(this.prompt.expected(), this.now)
				.of(this.prompt.expected(), this.likely)
				.add(images) : null;
			BigDecimal worst = (this.most >= 0)
					? this.price.worstCase(this.prompt.most(), this.most, this.now).add(images) : null;
			return new Estimate(expected, worst);
		}

	}

}
