/**
 * What is told of calls and hops: observations, meters, log lines and events.
 * <p>
 * SPI: applications may implement {@link CallObservationConvention} and
 * {@link HopObservationConvention}, and name {@link CascadeMeter} and
 * {@link KnownTargets}; the rest is internal.
 */
@NullMarked
package io.cascade.observation;

import org.jspecify.annotations.NullMarked;
