package io.cascade.observation;

import io.micrometer.common.KeyValues;

/**
 * The default names of a hop, with details that are made for who asks the context for
 * them.
 *
 * @param names the default names
 */
record LateHopDetails(DefaultHopObservationConvention names) implements HopObservationConvention {

	@Override
	public String getName() {
		return this.names.getName();
	}

	@Override
	public String getContextualName(HopObservationContext context) {
		return this.names.getContextualName(context);
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(HopObservationContext context) {
		return this.names.getLowCardinalityKeyValues(context);
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(HopObservationContext context) {
		if (context.decisive() != null) {
			context.later(() -> this.names.getHighCardinalityKeyValues(context));
		}
		return KeyValues.empty();
	}

}
