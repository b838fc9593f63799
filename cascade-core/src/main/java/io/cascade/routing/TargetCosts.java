package io.cascade.routing;

import java.math.BigDecimal;
import java.util.IdentityHashMap;
import java.util.Objects;

import io.cascade.CostEstimate;
import io.cascade.Hop;
import io.cascade.Price;
import io.cascade.Target;
import io.cascade.exchange.Call;
import io.cascade.pricing.ModelInfo;
import io.cascade.routing.TargetCost.Question;
import org.jspecify.annotations.Nullable;

/**
 * What one call may cost at each target, worked out where it is asked for. Not
 * thread-safe.
 */
final class TargetCosts {

	/** Chains are rarely longer; the map grows where they are. */
	private static final int TARGETS = 10;

	private final Call call;

	private final PlanningContext planning;

	private final Prompt prompt;

	private @Nullable Question question;

	/** The targets of a call are the same objects throughout; hashing them costs more. */
	private @Nullable IdentityHashMap<Target, TargetCost> costs;

	TargetCosts(Call call, PlanningContext planning, Prompt prompt) {
		this.call = call;
		this.planning = planning;
		this.prompt = prompt;
	}

	TargetCost of(Target target) {
		if (this.costs == null) {
			this.costs = new IdentityHashMap<>(TARGETS);
		}
		TargetCost known = this.costs.get(target);
		if (known == null) {
			known = cost(target);
			this.costs.put(target, known);
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
		return hop.withEstimate(new CostEstimate(of(hop.first()).expected(), worst));
	}

	private TargetCost cost(Target target) {
		String tier = this.call.request().options().serviceTier();
		Price price = this.planning.prices().price(target, (tier != null) ? tier : target.options().serviceTier());
		if (price == null) {
			return TargetCost.UNKNOWN;
		}
		return price.isFree() ? TargetCost.FREE : cost(target, price);
	}

	private TargetCost cost(Target target, Price price) {
		int most = mostAnswerTokens(target);
		return new TargetCost(price, question(), likelyAnswerTokens(target, most), most);
	}

	private Question question() {
		if (this.question == null) {
			this.question = new Question(this.prompt.tokens(), this.prompt.images(), this.planning.prices().now());
		}
		return this.question;
	}

	private int likelyAnswerTokens(Target target, int most) {
		Long seen = this.planning.performance().answerTokens(target, this.call.chain().name());
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
		ModelInfo info = this.planning.prices().info(target);
		Integer most = (info != null) ? info.maxCompletionTokens() : null;
		return (most != null) ? most : TargetCost.NO_LIMIT;
	}

	/** Whether anything of the call depends on what it costs. */
	boolean matter() {
		return this.call.settings().selection().maxCost() != null || !this.planning.budgets().isEmpty()
				|| this.call.journal().runs().left() != null;
	}

	BigDecimal left() {
		return Objects.requireNonNull(this.call.settings().selection().maxCost())
			.subtract(this.call.journal().committed());
	}

}
