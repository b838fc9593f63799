package io.cascade.routing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

import io.cascade.Price;
import io.cascade.pricing.PromptTokens;
import org.jspecify.annotations.Nullable;

/**
 * What one call may cost at one target. Most comparisons are settled by doubles, which
 * allocate nothing; amounts that are close to each other are compared exactly. Not
 * thread-safe.
 */
final class TargetCost implements Comparable<TargetCost> {

	/** Nobody knows the price. */
	static final TargetCost UNKNOWN = new TargetCost(null, null);

	/** Costs nothing, however long the prompt and the answer are. */
	static final TargetCost FREE = new TargetCost(BigDecimal.ZERO, BigDecimal.ZERO);

	/** Far more than rounding can add up to, and far less than anybody sees. */
	private static final double CLOSE = 1e-9;

	/** What a limit is that nobody knows. */
	static final int NO_LIMIT = -1;

	private final @Nullable Price price;

	private final @Nullable Question question;

	private final int likely;

	private final int most;

	private final double expected;

	private final double worst;

	private @Nullable BigDecimal exactlyExpected;

	private @Nullable BigDecimal exactlyWorst;

	private TargetCost(@Nullable BigDecimal expected, @Nullable BigDecimal worst) {
		this.price = null;
		this.question = null;
		this.likely = NO_LIMIT;
		this.most = NO_LIMIT;
		this.expected = (expected != null) ? expected.doubleValue() : Double.NaN;
		this.worst = (worst != null) ? worst.doubleValue() : Double.NaN;
		this.exactlyExpected = expected;
		this.exactlyWorst = worst;
	}

	/**
	 * A cost by a price.
	 * @param price the price, with its conditions
	 * @param question what is asked, and when
	 * @param likely tokens of the answer, {@link #NO_LIMIT} where nobody knows
	 * @param most tokens of the answer at the most, {@link #NO_LIMIT} where nothing
	 * limits them
	 */
	TargetCost(Price price, Question question, int likely, int most) {
		this.price = price;
		this.question = question;
		this.likely = likely;
		this.most = most;
		this.expected = (likely >= 0) ? expected(price.at(question.prompt().expected(), question.now())) : Double.NaN;
		this.worst = (most >= 0) ? worst(price) : Double.NaN;
	}

	private double expected(Price price) {
		long prompt = Objects.requireNonNull(this.question).prompt().expected();
		return price.prompt().doubleValue() * prompt + price.completion().doubleValue() * this.likely
				+ price.request().doubleValue() + ofImages();
	}

	private double worst(Price price) {
		if (!price.conditions().isEmpty()) {
			return Objects.requireNonNull(worstCase()).doubleValue();
		}
		double read = max(price.prompt().doubleValue(), price.cacheRead());
		return max(read, price.cacheWrite()) * Objects.requireNonNull(this.question).prompt().most()
				+ max(price.completion().doubleValue(), price.reasoning()) * this.most + price.request().doubleValue()
				+ ofImages();
	}

	private static double max(double price, @Nullable BigDecimal other) {
		return (other != null) ? Math.max(price, other.doubleValue()) : price;
	}

	private double ofImages() {
		return (images() != 0) ? Objects.requireNonNull(this.price).image().doubleValue() * images() : 0;
	}

	private int images() {
		return Objects.requireNonNull(this.question).images();
	}

	/** The cheaper one first, the unknown last. */
	@Override
	public int compareTo(TargetCost other) {
		BigDecimal mine = null;
		BigDecimal theirs = null;
		if (isClose(this.expected, other.expected)) {
			mine = expected();
			theirs = other.expected();
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
		BigDecimal most = (this.worst != 0 && isClose(this.worst, room)) ? worstCase() : null;
		return (most != null) ? most.compareTo(left) <= 0 : this.worst == 0 || this.worst < room;
	}

	private static boolean isClose(double one, double other) {
		return Math.abs(one - other) <= CLOSE * Math.max(Math.abs(one), Math.abs(other));
	}

	boolean hasWorstCase() {
		return !Double.isNaN(this.worst);
	}

	/** What it is likely to cost; {@code null} if nobody knows. */
	@Nullable BigDecimal expected() {
		if (this.exactlyExpected == null && this.price != null && this.question != null && this.likely >= 0) {
			long prompt = this.question.prompt().expected();
			this.exactlyExpected = withImages(this.price.at(prompt, this.question.now()).of(prompt, this.likely));
		}
		return this.exactlyExpected;
	}

	/** What it costs at the most; {@code null} if nobody knows. */
	@Nullable BigDecimal worstCase() {
		if (this.exactlyWorst == null && this.price != null && this.question != null && this.most >= 0) {
			this.exactlyWorst = withImages(
					this.price.worstCase(this.question.prompt().most(), this.most, this.question.now()));
		}
		return this.exactlyWorst;
	}

	private BigDecimal withImages(BigDecimal tokens) {
		return (images() != 0)
				? tokens.add(Objects.requireNonNull(this.price).image().multiply(BigDecimal.valueOf(images())))
				: tokens;
	}

	/**
	 * What is asked, the same for all targets of a call.
	 *
	 * @param prompt how long the prompt is
	 * @param images how many images are in it
	 * @param now when it is asked
	 */
	record Question(PromptTokens prompt, int images, Instant now) {

	}

}
