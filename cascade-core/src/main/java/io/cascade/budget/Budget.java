package io.cascade.budget;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * A limit on what is spent. Immutable.
 *
 * @param name the name under {@code cascade.budgets}
 * @param limit the most that may be spent in a window, in USD; 0 lets nothing pass that
 * costs anything
 * @param window the time that the limit is for
 * @param chain the chain that it counts, {@code null} for all
 * @param tag the tag of which each value has a limit of its own, {@code null} for one
 * limit for all
 * @param warnAt the share of the limit at which an event is published, between 0 and 1
 * @param stepDownTo the chain that is asked when it is spent, {@code null} to refuse
 */
public record Budget(String name, BigDecimal limit, SpendWindow window, @Nullable String chain, @Nullable String tag,
		double warnAt, @Nullable String stepDownTo) {

}
