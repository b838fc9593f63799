package io.cascade.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of a hop and its keys. A bean of this type replaces
 * {@link DefaultHopObservationConvention}.
 */
public interface HopObservationConvention extends ObservationConvention<HopObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof HopObservationContext;
	}

}
