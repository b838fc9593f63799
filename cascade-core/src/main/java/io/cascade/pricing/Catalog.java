package io.cascade.pricing;

import java.time.Duration;
import java.util.List;

/**
 * What an upstream offers. Immutable.
 *
 * @param models the models, in the upstream's order
 * @param maxAge how long it may be kept before the upstream is asked again, between a
 * minute and a day
 * @see <a href="https://openrouter.ai/docs/overview/models">Models</a>
 */
public record Catalog(List<ModelInfo> models, Duration maxAge) {

	/**
	 * Keeps an immutable copy of the models.
	 */
	public Catalog {
		models = List.copyOf(models);
	}

}
