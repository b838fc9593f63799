package io.cascade.pricing;

import io.cascade.Price;
import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * Knows prices that no catalog has: of a local model, or what a direct provider charges
 * by contract. Beans of this type are asked in their order, after the {@code price} of
 * the configuration and before the catalog. Answers from memory, on the way of calls:
 * implementations must neither block nor throw, and must be thread-safe.
 */
@FunctionalInterface
public interface PriceSource {

	/**
	 * The price of a target.
	 * @param target the model at its upstream, with its service tier
	 * @return the price, or {@code null} if it is not known here
	 */
	@Nullable Price price(Target target);

}
