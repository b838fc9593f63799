package io.cascade.routing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.Objects;

import io.cascade.Call;
import io.cascade.Estimate;
import io.cascade.Hop;
import io.cascade.Price;
import io.cascade.Target;
import io.cascade.pricing.ModelInfo;

/**
 * What one call may cost at each target, worked out where it is asked for. Not
 * thread-safe.
 */
final class Quotes {

	private final Call call;

	private final Outlook outlook;

	private final Prompt prompt;

	private final Instant now;

	/** The targets of a call are the same objects throughout; hashing them costs more. */
	private final IdentityHashMap<Target, Quote> quotes = new IdentityHashMap<>();

	Quotes(Call call, Outlook outlook, Prompt prompt) {
		this.call = call;
		this.outlook = outlook;
		this.prompt = prompt;
		this.now = outlook.prices().now();
	}

	Quote of(Target target) {
		Quote known = this.quotes.get(target);
		if (known == null) {
			known = quote(target);
			this.quotes.put(target, known);
		}
		return known;
	}

	/**
	 * One of its targets answers: the first, if all goes well, and the dearest at the
	 * worst.
	 */
	Hop priced(Hop hop) {
		BigDecimal worst = null;
		for (Target target : hop.targets()) {
			BigDecimal other = of(target).exact().worstCase();
			worst = (worst != null && other != null) ? worst.max(other) : (other != null) ? other : worst;
		}
		return hop.withEstimate(new Estimate(of(hop.first()).exact().expected(), worst));
	}

	private Quote quote(Target target) {
		String tier = this.call.request().options().serviceTier();
		Price price = this.outlook.prices().price(target, (tier != null) ? tier : target.options().serviceTier());
		if (price == null) {
			return Quote.UNKNOWN;
		}
		return price.isFree() ? Quote.FREE : quote(target, price);
	}

	private Quote quote(Target target, Price price) {
		int images = (price.image().signum() != 0) ? this.prompt.images() : 0;
		long most = mostAnswerTokens(target);
		return Quote
			.of(new Quote.Terms(price, this.prompt.tokens(), images, likelyAnswerTokens(target, most), most, this.now));
	}

	private long likelyAnswerTokens(Target target, long most) {
		Long seen = this.outlook.performance().answerTokens(target, this.call.chain().name());
		if (seen == null) {
			return most;
		}
		return (most < 0) ? seen : Math.min(seen, most);
	}

	private long mostAnswerTokens(Target target) {
		Integer asked = this.call.maxTokens(target);
		if (asked != null) {
			return asked;
		}
		ModelInfo info = this.outlook.prices().info(target);
		Integer most = (info != null) ? info.maxCompletionTokens() : null;
		return (most != null) ? most : -1;
	}

	/** Whether anything of the call depends on what it costs. */
	boolean matter() {
		return this.call.settings().selection().maxCost() != null || !this.outlook.budgets().isEmpty();
	}

	BigDecimal left() {
		return Objects.requireNonNull(this.call.settings().selection().maxCost())
			.subtract(this.call.journal().committed());
	}

}
