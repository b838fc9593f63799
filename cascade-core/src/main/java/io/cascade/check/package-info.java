/**
 * Whether a chain can work, before it matters: on paper, and live.
 * <p>
 * Internal: public only for the wiring of the library; may change in any release.
 */
@NullMarked
package io.cascade.check;

import org.jspecify.annotations.NullMarked;
