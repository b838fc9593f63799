/**
 * What is told of calls and hops: observations, meters, log lines and events.
 */
@NullMarked
package io.cascade.observation;

import org.jspecify.annotations.NullMarked;
