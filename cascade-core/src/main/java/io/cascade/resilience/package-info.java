/**
 * Retries, circuits, cooldowns and limits, by Resilience4j wherever it can.
 */
@NullMarked
package io.cascade.resilience;

import org.jspecify.annotations.NullMarked;
