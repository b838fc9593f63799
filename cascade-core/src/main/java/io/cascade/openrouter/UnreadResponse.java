package io.cascade.openrouter;

import java.util.function.BooleanSupplier;

import io.netty.channel.EventLoop;
import reactor.netty.channel.ChannelOperations;

/**
 * A response that nobody may come to read, on its connection. A whole one frees its
 * connection for the next request; half of one is not waited for, since it may never end
 * and a model goes on writing, and is paid for, as long as somebody listens. Thread-safe.
 *
 * @param operations the request and its response
 * @param loop where they are; the operations forget it when they end
 */
record UnreadResponse(ChannelOperations<?, ?> operations, EventLoop loop) {

	static UnreadResponse of(ChannelOperations<?, ?> operations) {
		return new UnreadResponse(operations, operations.channel().eventLoop());
	}

	/**
	 * Whoever asked for it has left. Looked at by the event loop, which has handed over
	 * by then what it was about to.
	 * @param unclaimed whether nobody reads the response, asked once
	 */
	void leave(BooleanSupplier unclaimed) {
		if (!this.loop.isShuttingDown()) {
			this.loop.execute(() -> {
				if (unclaimed.getAsBoolean()) {
					discard();
				}
			});
		}
	}

	private void discard() {
		this.operations.receive().subscribe((buffer) -> {
		}, (ex) -> {
		}).dispose();
		if (!this.operations.isInboundDisposed()) {
			var unused = this.operations.channel().close();
		}
	}

}
