package io.cascade.openrouter;

import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;

import org.springframework.http.client.reactive.ClientHttpRequest;

/**
 * A request on its connection. Whoever leaves at the moment when the response comes in
 * may be too late to keep it from coming and too early to be handed it: nobody would read
 * it then, and its buffers and its place in the pool would be lost. Thread-safe.
 */
final class SentRequest {

	private volatile @Nullable UnreadResponse sent;

	/** It goes out; how clients other than Reactor Netty's are left is their affair. */
	void sentBy(ClientHttpRequest request) {
		Object client = request.getNativeRequest();
		if (client instanceof ChannelOperations<?, ?> known) {
			this.sent = UnreadResponse.of(known);
		}
	}

	/**
	 * Nobody waits for the response any longer.
	 * @param unclaimed whether nobody was handed the response
	 */
	void leave(BooleanSupplier unclaimed) {
		UnreadResponse left = this.sent;
		if (left != null) {
			left.leave(unclaimed);
		}
	}

}
