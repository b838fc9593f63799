package io.cascade.gateway;

import java.util.Map;

import io.cascade.CascadeResponse;

/**
 * How one kind of client asks and wants to be answered. Thread-safe.
 */
interface ClientDialect {

	/**
	 * Reads the body of a request.
	 * @throws GatewayException or {@link io.cascade.InvalidRequestException} naming the
	 * field that is wrong
	 */
	Asked read(Map<String, Object> body);

	/** A whole answer. */
	Map<String, Object> whole(CascadeResponse answer, Asked asked, Reply reply);

	/** Begins to write an answer in frames. */
	Frames frames(Asked asked, Reply reply);

	/** The body of an error. */
	Map<String, Object> error(GatewayError error, String requestId);

}
