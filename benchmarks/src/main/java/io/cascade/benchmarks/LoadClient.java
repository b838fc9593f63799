package io.cascade.benchmarks;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * Sends the same bytes on so many connections, each time when the answer before has
 * ended, and measures how long each took. It reads no more of an answer than its end, so
 * that it costs little beside what it measures.
 */
final class LoadClient {

	private static final byte[] LENGTH = "content-length: ".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	/**
	 * Calls.
	 * @return how long each took, in nanoseconds, sorted
	 */
	long[] run(int port, byte[] request, int connections, int calls) {
		long[] nanos = new long[calls];
		AtomicInteger begun = new AtomicInteger();
		CountDownLatch ended = new CountDownLatch(connections);
		Bootstrap bootstrap = new Bootstrap().group(this.loop).channel(NioSocketChannel.class);
		for (int i = 0; i < connections; i++) {
			bootstrap.handler(new Caller(request, nanos, begun, ended));
			bootstrap.connect(new InetSocketAddress("127.0.0.1", port));
		}
		try {
			ended.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		Arrays.sort(nanos);
		return nanos;
	}

	void close() {
		this.loop.shutdownGracefully();
	}

	private static final class Caller extends ChannelInboundHandlerAdapter {

		private final byte[] request;

		private final long[] nanos;

		private final AtomicInteger begun;

		private final CountDownLatch ended;

		private int call;

		private long sentAt;

		/** What is left of a body whose length is known; -1 for chunks. */
		private long left;

		private boolean inBody;

		private byte[] tail = {};

		Caller(byte[] request, long[] nanos, AtomicInteger begun, CountDownLatch ended) {
			this.request = request;
			this.nanos = nanos;
			this.begun = begun;
			this.ended = ended;
		}

		@Override
		public void channelActive(ChannelHandlerContext context) {
			next(context.channel());
		}

		private void next(Channel channel) {
			this.call = this.begun.getAndIncrement();
			if (this.call >= this.nanos.length) {
				channel.close();
				this.ended.countDown();
				return;
			}
			this.inBody = false;
			this.tail = new byte[0];
			this.sentAt = System.nanoTime();
			channel.writeAndFlush(Unpooled.wrappedBuffer(this.request), channel.voidPromise());
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ByteBuf buffer = (ByteBuf) message;
			byte[] bytes = new byte[buffer.readableBytes()];
			buffer.readBytes(bytes);
			buffer.release();
			if (isEnd(bytes)) {
				this.nanos[this.call] = System.nanoTime() - this.sentAt;
				next(context.channel());
			}
		}

		private boolean isEnd(byte[] bytes) {
			byte[] all = joined(this.tail, bytes);
			if (!this.inBody) {
				String head = new String(all, StandardCharsets.US_ASCII);
				int body = head.indexOf("\r\n\r\n");
				if (body < 0) {
					this.tail = all;
					return false;
				}
				if (!head.startsWith("HTTP/1.1 200")) {
					throw new IllegalStateException(head);
				}
				this.inBody = true;
				int length = indexOf(head.substring(0, body).toLowerCase(Locale.ROOT), LENGTH);
				this.left = (length >= 0) ? Long.parseLong(head.substring(length, head.indexOf('\r', length)).strip())
						- (all.length - body - 4) : -1;
			}
			else if (this.left >= 0) {
				this.left -= bytes.length;
			}
			this.tail = Arrays.copyOfRange(all, Math.max(0, all.length - LAST_CHUNK.length), all.length);
			return (this.left >= 0) ? this.left == 0 : Arrays.equals(this.tail, LAST_CHUNK);
		}

		private static int indexOf(String head, byte[] name) {
			int at = head.indexOf(new String(name, StandardCharsets.US_ASCII));
			return (at < 0) ? -1 : at + name.length;
		}

		private static byte[] joined(byte[] first, byte[] second) {
			if (first.length == 0) {
				return second;
			}
			byte[] all = Arrays.copyOf(first, first.length + second.length);
			System.arraycopy(second, 0, all, first.length, second.length);
			return all;
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable ex) {
			java.util.logging.Logger.getLogger("load").severe(String.valueOf(ex));
			Runtime.getRuntime().halt(1);
		}

	}

}
