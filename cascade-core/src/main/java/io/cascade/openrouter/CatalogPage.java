package io.cascade.openrouter;

import java.time.Duration;
import java.util.List;

import io.cascade.pricing.ModelInfo;
import org.jspecify.annotations.Nullable;

/**
 * A page of the catalog.
 *
 * @param models its models, without entries that can't be read
 * @param entries how many entries it has, readable or not
 * @param total how many entries all pages have, if it says so
 * @param maxAge how long it may be kept
 */
record CatalogPage(List<ModelInfo> models, int entries, @Nullable Integer total, Duration maxAge) {

}
