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
import io.cascade.pricing.PromptTokens;
import org.jspecify.annotations.Nullable;

/**
 * What one call may cost at each target, worked out where it is asked for. Not
 * thread-safe.
 */
final class Quotes {

	private final Call call;

	private final Outlook outlook;

	private final Prompt prompt;

	/** The targets of a call are the same objects throughout; hashing them costs more. */
	private final IdentityHashMap<Target, Estimate> estimates = new IdentityHashMap<>();

	Quotes(Call call, Outlook outlook, Prompt prompt) {
		this.call = call;
		this.outlook = outlook;
		this.prompt = prompt;
	}

	Estimate of(Target target) {
		Estimate known = this.estimates.get(target);
		if (known == null) {
			known = estimate(target);
			this.estimates.put(target, known);
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

	private Estimate estimate(Target target) {
		String tier = this.call.request().options().serviceTier();
		Price price = this.outlook.prices().price(target, (tier != null) ? tier : target.options().serviceTier());
		if (price == null) {
			return Estimate.UNKNOWN;
		}
		return price.isFree() ? new Estimate(BigDecimal.ZERO, BigDecimal.ZERO) : estimate(target, price);
	}

	private Estimate estimate(Target target, Price price) {
		Instant now = this.outlook.prices().now();
		PromptTokens tokens = this.prompt.tokens();
		BigDecimal images = (price.image().signum() == 0) ? BigDecimal.ZERO
				: price.image().multiply(BigDecimal.valueOf(this.prompt.images()));
		Long most = mostAnswerTokens(target);
		Long likely = likelyAnswerTokens(target, most);
		BigDecimal expected = (likely != null)
				? price.at(tokens.expected(), now).of(tokens.expected(), likely).add(images) : null;
		BigDecimal worst = (most != null) ? price.worstCase(tokens.most(), most, now).add(images) : null;
		return new Estimate(expected, worst);
	}

	private @Nullable Long likelyAnswerTokens(Target target, @Nullable Long most) {
		Long seen = this.outlook.performance().answerTokens(target, this.call.chain().name());
		if (seen == null || most == null) {
			return (seen != null) ? seen : most;
		}
		return Math.min(seen, most);
	}

	private @Nullable Long mostAnswerTokens(Target target) {
		Integer asked = this.call.maxTokens(target);
		if (asked != null) {
			return asked.longValue();
		}
		ModelInfo info = this.outlook.prices().info(target);
		Integer most = (info != null) ? info.maxCompletionTokens() : null;
		return (most != null) ? most.longValue() : null;
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
