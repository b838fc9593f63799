package io.cascade.gateway;

import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;

/**
 * Writes one answer in frames. Not thread-safe.
 */
interface Frames {

	/** The frames that a piece of the answer becomes, {@code null} for none. */
	byte @Nullable [] write(CascadeChunk chunk);

	/** The frames that end an answer which is not complete. */
	byte[] failed(GatewayError error);

}
