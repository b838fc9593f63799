package io.cascade.routing;

import io.cascade.LeftOut.Reason;
import io.cascade.Price;
import io.cascade.Target;
import io.cascade.exchange.Call;
import io.cascade.pricing.ModelInfo;
import io.cascade.pricing.RequestNeeds;
import org.jspecify.annotations.Nullable;

/**
 * Whether a target can serve a call, as far as anybody knows: what is not known speaks
 * against nobody.
 */
final class Eligibility {

	private final Call call;

	private final PlanningContext planning;

	private final Prompt prompt;

	private final Exploration exploration;

	private final boolean beginsFree;

	private final RequestNeeds needs;

	Eligibility(Call call, PlanningContext planning, Prompt prompt, Exploration trial) {
		this.call = call;
		this.planning = planning;
		this.prompt = prompt;
		this.exploration = trial;
		this.beginsFree = !call.chain().targets().isEmpty() && call.chain().targets().get(0).isFree();
		this.needs = RequestNeeds.of(call.request());
	}

	/** The first reason against a target; {@code null} if it can serve. */
	@Nullable Reason against(Target target) {
		if (this.beginsFree && !this.call.settings().selection().allowPaid() && costs(target)) {
			return Reason.PAID;
		}
		if (this.exploration.scores().areTooLow(target) && !this.exploration.isOf(target)) {
			return Reason.QUALITY;
		}
		if (this.needs.isAny() && lacks(this.planning.prices().info(target))) {
			return Reason.CAPABILITY;
		}
		return isTooSmall(target) ? Reason.CONTEXT : null;
	}

	private boolean costs(Target target) {
		if (target.isFree()) {
			return false;
		}
		Price price = this.planning.prices().price(target, null);
		return price == null || !price.isFree();
	}

	private boolean lacks(@Nullable ModelInfo info) {
		return info != null && this.needs.areMissing(info);
	}

	private boolean isTooSmall(Target target) {
		Integer window = this.planning.prices().window(target);
		return window != null && this.prompt.exceeds(room(target, window));
	}

	/** Whether prompt and answer surely fit a window that is known. */
	boolean surelyFits(Target target) {
		Integer window = this.planning.prices().window(target);
		return window != null && this.prompt.surelyFits(room(target, window));
	}

	private long room(Target target, int window) {
		Integer answer = this.call.maxTokens(target);
		return window - ((answer != null) ? (long) answer : 0);
	}

}
