package io.cascade.routing;

import java.math.BigDecimal;
import java.util.IdentityHashMap;
import java.util.Objects;

import io.cascade.Call;
import io.cascade.Estimate;
import io.cascade.Hop;
import io.cascade.Price;
import io.cascade.Target;
import io.cascade.pricing.ModelInfo;
import io.cascade.routing.Quote.Question;
import org.jspecify.annotations.Nullable;

/**
 * What one call may cost at each target, worked out where it is asked for. Not
 * thread-safe.
 */
final class Quotes {

	/** Chains are rarely longer; the map grows where they are. */
	private static final int TARGETS = 10;

	private final Call call;

	private final Outlook outlook;

	private final Prompt prompt;

	private @Nullable Question question;

	/** The targets of a call are the same objects throughout; hashing them costs more. */
	private final IdentityHashMap<Target, Quote> quotes = new IdentityHashMap<>(TARGETS);

	Quotes(Call call, Outlook outlook, Prompt prompt) {
		this.call = call;
		this.outlook = outlook;
		this.prompt = prompt;
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
			BigDecimal other = of(target).worstCase();
			worst = (worst != null && other != null) ? worst.max(other) : (other != null) ? other : worst;
		}
		return hop.withEstimate(new Estimate(of(hop.first()).expected(), worst));
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
		int most = mostAnswerTokens(target);
		return new Quote(price, question(), likelyAnswerTokens(target, most), most);
	}

	private Question question() {
		if (this.question == null) {
			this.question = new Question(this.prompt.tokens(), this.prompt.images(), this.outlook.prices().now());
		}
		return this.question;
	}

	private int likelyAnswerTokens(Target target, int most) {
		Long seen = this.outlook.performance().answerTokens(target, this.call.chain().name());
		if (seen == null) {
			return most;
		}
		return (int) Math.min(seen, (most >= 0) ? most : Integer.MAX_VALUE);
	}

	private int mostAnswerTokens(Target target) {
		Integer asked = this.call.maxTokens(target);
		if (asked != null) {
			return asked;
		}
		ModelInfo info = this.outlook.prices().info(target);
		Integer most = (info != null) ? info.maxCompletionTokens() : null;
		return (most != null) ? most : Quote.NO_LIMIT;
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
