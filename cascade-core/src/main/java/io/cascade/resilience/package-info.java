/**
 * Retries, circuits, cooldowns and limits, by Resilience4j wherever it can.
 * <p>
 * Internal: public only for the wiring of the library; may change in any release.
 */
@NullMarked
package io.cascade.resilience;

import org.jspecify.annotations.NullMarked;
