package io.cascade.gateway;

/**
 * A request that the endpoint itself refuses.
 */
final class GatewayException extends RuntimeException {

	private final transient GatewayError error;

	GatewayException(GatewayError error) {
		super(error.message(), null, false, false);
		this.error = error;
	}

	GatewayError error() {
		return this.error;
	}

}
