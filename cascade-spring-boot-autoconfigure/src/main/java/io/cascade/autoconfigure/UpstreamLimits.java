package io.cascade.autoconfigure;

import java.util.List;

import io.cascade.Target;
import io.cascade.exchange.Forgetful;
import io.cascade.resilience.UpstreamLimit;

/**
 * How much models and upstreams are asked at most.
 *
 * @param all all limits, those of models first
 */
record UpstreamLimits(List<UpstreamLimit> all) implements Forgetful {

	boolean isOfModel(Target target) {
		for (UpstreamLimit limit : this.all) {
			if (limit.isOfModel(target)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public void forget() {
		this.all.forEach(UpstreamLimit::forget);
	}

}
