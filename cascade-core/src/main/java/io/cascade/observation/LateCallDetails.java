package io.cascade.observation;

import io.micrometer.common.KeyValues;

/**
 * The default names of a call, with details that are made for who asks the context for
 * them.
 *
 * @param names the default names
 */
record LateCallDetails(DefaultCallObservationConvention names) implements CallObservationConvention {

	@Override
	public String getName() {
		return this.names.getName();
	}

	@Override
	public String getContextualName(CallObservationContext context) {
		return this.names.getContextualName(context);
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(CallObservationContext context) {
		return this.names.getLowCardinalityKeyValues(context);
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(CallObservationContext context) {
		if (context.outcome() != null) {
			context.later(() -> this.names.getHighCardinalityKeyValues(context));
		}
		return KeyValues.empty();
	}

}
