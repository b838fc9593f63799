/**
 * What bounds a stream: the deadline of a call, hedging, shutdown.
 */
@NullMarked
package io.cascade.streams;

import org.jspecify.annotations.NullMarked;
