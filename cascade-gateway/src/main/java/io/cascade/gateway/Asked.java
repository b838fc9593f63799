package io.cascade.gateway;

import java.util.Map;

import io.cascade.CascadeRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request as a dialect has read it.
 *
 * @param request the request, without a chain
 * @param model the model that the client names
 * @param streamed whether the answer comes in frames
 * @param usageFrame whether a frame of its own tells the tokens of a stream
 * @param unknown fields that the dialect does not know
 * @param echoed fields that the answer repeats
 */
record Asked(CascadeRequest request, @Nullable String model, boolean streamed, boolean usageFrame,
		Map<String, Object> unknown, Map<String, Object> echoed) {

	Asked granted(CascadeRequest of) {
		return new Asked(of, this.model, this.streamed, this.usageFrame, this.unknown, this.echoed);
	}

}
