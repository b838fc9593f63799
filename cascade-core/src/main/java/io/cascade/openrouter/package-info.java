/**
 * The OpenRouter client: request bodies, event streams, failures as they come over the
 * wire.
 */
@NullMarked
package io.cascade.openrouter;

import org.jspecify.annotations.NullMarked;
