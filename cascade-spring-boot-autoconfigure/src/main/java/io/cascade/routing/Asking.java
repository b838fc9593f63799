package io.cascade.routing;

import io.cascade.Call;
import io.cascade.Hop;

/**
 * A call with one prompt: its own, or a shorter one for a single target. Not thread-safe.
 *
 * @param call the call
 * @param prompt how long its prompt is
 * @param quotes what it may cost
 */
record Asking(Call call, Prompt prompt, Quotes quotes) {

	static Asking of(Call call, Outlook outlook) {
		Prompt prompt = new Prompt(call.request(), outlook.counter());
		return new Asking(call, prompt, new Quotes(call, outlook, prompt));
	}

	/** What a hop may cost, where something depends on it. */
	Hop priced(Hop hop) {
		return this.quotes.matter() ? this.quotes.priced(hop) : hop;
	}

	/** How long the prompt is, where something depends on it. */
	long promptTokens() {
		return this.call.settings().limits().firstTokenPer1kTokens().isZero() ? 0 : this.prompt.roughly();
	}

}
