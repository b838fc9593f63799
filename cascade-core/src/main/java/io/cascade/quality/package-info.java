/**
 * Whether an answer is good enough: gates, schemas, judges, and what follows from them.
 * <p>
 * Supported API: applications name {@link Gates}, {@link JsonGates}, {@link Tools},
 * {@link ToolRules}, {@link Conversation} and {@link Conversations}; the rest is
 * internal.
 */
@NullMarked
package io.cascade.quality;

import org.jspecify.annotations.NullMarked;
