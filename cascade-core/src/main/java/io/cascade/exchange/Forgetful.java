package io.cascade.exchange;

import io.cascade.CascadeListener;

/**
 * Keeps something of earlier calls, such as a cooldown, what was spent, or what was
 * learnt of a model, and can forget it. The test kit makes every bean that implements it
 * forget between two test methods; an application's own {@code SpendLedger},
 * {@code CooldownStore} or {@link CascadeListener} can take part by implementing it.
 * Implementations are thread-safe; calls that are under way may go on.
 */
@FunctionalInterface
public interface Forgetful {

	/**
	 * Forgets all that earlier calls have left behind, so that the next call is like the
	 * first one. What is configured stays.
	 */
	void forget();

}
