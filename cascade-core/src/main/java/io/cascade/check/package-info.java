/**
 * Whether a chain can work, before it matters: on paper, and live.
 */
@NullMarked
package io.cascade.check;

import org.jspecify.annotations.NullMarked;
