/**
 * The OpenRouter client: request bodies, event streams, failures as they come over the
 * wire.
 * <p>
 * Internal: public only for the wiring of the library; may change in any release.
 */
@NullMarked
package io.cascade.openrouter;

import org.jspecify.annotations.NullMarked;
