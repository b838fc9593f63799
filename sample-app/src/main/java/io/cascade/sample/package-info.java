/**
 * An application that asks and streams over five chains.
 */
@NullMarked
package io.cascade.sample;

import org.jspecify.annotations.NullMarked;
