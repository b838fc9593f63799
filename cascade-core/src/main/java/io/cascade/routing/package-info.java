/**
 * From a chain to hops, and from one hop to the next.
 */
@NullMarked
package io.cascade.routing;

import org.jspecify.annotations.NullMarked;
