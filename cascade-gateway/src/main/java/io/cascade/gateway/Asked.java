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
 * @param withExtras whether what only some clients ask for comes too: a frame of its own
 * for the tokens of a stream, or thoughts that can be sent back
 * @param unknown fields that the dialect does not know
 * @param echoed fields that the answer repeats
 */
record Asked(CascadeRequest request, @Nullable String model, boolean streamed, boolean withExtras,
		Map<String, Object> unknown, Map<String, Object> echoed) {

	Asked granted(CascadeRequest of) {
		return new Asked(of, this.model, this.streamed, this.withExtras, this.unknown, this.echoed);
	}

}
