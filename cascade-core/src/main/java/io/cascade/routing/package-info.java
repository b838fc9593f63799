/**
 * From a chain to hops, and from one hop to the next.
 * <p>
 * Internal: public only for the wiring of the library; may change in any release.
 */
@NullMarked
package io.cascade.routing;

import org.jspecify.annotations.NullMarked;
