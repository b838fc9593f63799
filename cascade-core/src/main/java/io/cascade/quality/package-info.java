/**
 * Whether an answer is good enough: gates, schemas, judges, and what follows from them.
 */
@NullMarked
package io.cascade.quality;

import org.jspecify.annotations.NullMarked;
