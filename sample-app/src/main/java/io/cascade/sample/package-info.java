/**
 * An application that asks and streams over five chains.
 * <p>
 * Internal: shows the library and is not published; may change in any release.
 */
@NullMarked
package io.cascade.sample;

import org.jspecify.annotations.NullMarked;
