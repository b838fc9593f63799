package io.cascade.openrouter;

import java.util.function.BooleanSupplier;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;

import org.springframework.http.client.reactive.ClientHttpRequest;

/**
 * A request on its connection. Whoever leaves at the moment when the response comes in
 * may be too late to keep it from coming and too early to be handed it: nobody would read
 * it then, and its buffers and its place in the pool would be lost. Thread-safe.
 */
final class SentRequest {

	private volatile @Nullable OnItsLoop sent;

	/** It goes out; how clients other than Reactor Netty's are left is their affair. */
	void sentBy(ClientHttpRequest request) {
		Object client = request.getNativeRequest();
		if (client instanceof ChannelOperations<?, ?> known) {
			this.sent = new OnItsLoop(known, known.channel().eventLoop());
		}
	}

	/**
	 * Nobody waits for the response any longer. Looked at by the event loop, which has
	 * handed over by then what it was about to.
	 * @param unclaimed whether nobody was handed the response
	 */
	void leave(BooleanSupplier unclaimed) {
		OnItsLoop left = this.sent;
		if (left != null && !left.loop().isShuttingDown()) {
			left.loop().execute(() -> {
				if (unclaimed.getAsBoolean()) {
					left.discard();
				}
			});
		}
	}

	/** The operations forget their loop when they end. */
	private record OnItsLoop(ChannelOperations<?, ?> operations, EventLoop loop) {

		/**
		 * A whole response frees its connection for the next request, half of one none.
		 */
		void discard() {
			this.operations.receive().subscribe((buffer) -> {
			}, (ex) -> {
			}).dispose();
			if (!this.operations.isInboundDisposed()) {
				var unused = this.operations.channel().close();
			}
		}

	}

}
