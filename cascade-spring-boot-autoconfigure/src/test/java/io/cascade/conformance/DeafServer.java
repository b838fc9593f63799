package io.cascade.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server that accepts connections and reads nothing until it is asked whether they are
 * still open.
 */
final class DeafServer implements AutoCloseable {

	private static final int PATIENCE = 1;

	private final ServerSocket server;

	private final Set<Socket> accepted = ConcurrentHashMap.newKeySet();

	private DeafServer(ServerSocket server) {
		this.server = server;
	}

	static DeafServer start() {
		try {
			ServerSocket socket = new ServerSocket();
			socket.setReceiveBufferSize(16 * 1024);
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			DeafServer server = new DeafServer(socket);
			Thread thread = new Thread(server::accept, "deaf-server");
			thread.setDaemon(true);
			thread.start();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept() {
		try {
			while (true) {
				this.accepted.add(this.server.accept());
			}
		}
		catch (IOException ex) {
			this.accepted.clear();
		}
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getLocalPort();
	}

	/** How many connections are open; those that the client has closed are forgotten. */
	int open() {
		return this.accepted.size();
	}

	/** Reads what has come, until the other side has closed, or has nothing to say. */
	void listen() {
		this.accepted.removeIf(DeafServer::isClosed);
	}

	private static boolean isClosed(Socket socket) {
		try {
			socket.setSoTimeout(PATIENCE);
			byte[] bytes = new byte[64 * 1024];
			while (socket.getInputStream().read(bytes) >= 0) {
				socket.setSoTimeout(PATIENCE);
			}
			return true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	@Override
	public void close() {
		try {
			this.server.close();
			for (Socket socket : this.accepted) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
