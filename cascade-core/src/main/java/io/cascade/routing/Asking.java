package io.cascade.routing;

import io.cascade.Hop;
import io.cascade.exchange.Call;

/**
 * A call with one prompt: its own, or a shorter one for a single target. Not thread-safe.
 *
 * @param call the call
 * @param prompt how long its prompt is
 * @param costs what it may cost
 */
record Asking(Call call, Prompt prompt, TargetCosts costs) {

	static Asking of(Call call, PlanningContext planning) {
		Prompt prompt = new Prompt(call.request(), planning.counter());
		return new Asking(call, prompt, new TargetCosts(call, planning, prompt));
	}

	/** What a hop may cost, where something depends on it. */
	Hop priced(Hop hop) {
		return this.costs.matter() ? this.costs.priced(hop) : hop;
	}

	/** How long the prompt is, where something depends on it. */
	long promptTokens() {
		return this.call.settings().timeouts().firstTokenPer1kTokens().isZero() ? 0 : this.prompt.roughly();
	}

}
