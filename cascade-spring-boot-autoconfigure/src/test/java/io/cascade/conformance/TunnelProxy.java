package io.cascade.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP proxy that tunnels ({@code CONNECT}) and remembers where to.
 */
final class TunnelProxy implements AutoCloseable {

	private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

	private final List<String> targets = new CopyOnWriteArrayList<>();

	private final List<Socket> open = new CopyOnWriteArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	TunnelProxy() throws IOException {
		run(this::accept);
	}

	int port() {
		return this.socket.getLocalPort();
	}

	/** The targets of all tunnels so far. */
	List<String> targets() {
		return List.copyOf(this.targets);
	}

	private void accept() throws IOException {
		while (!this.socket.isClosed()) {
			Socket client = this.socket.accept();
			this.open.add(client);
			run(() -> tunnel(client));
		}
	}

	private void tunnel(Socket client) throws IOException {
		String target = head(client.getInputStream()).split(" ", 3)[1];
		this.targets.add(target);
		String[] address = target.split(":", 2);
		Socket server = new Socket(address[0], Integer.parseInt(address[1]));
		this.open.add(server);
		client.getOutputStream().write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		run(() -> pipe(client, server));
		pipe(server, client);
	}

	private static String head(InputStream input) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) input.read());
		}
		return head.toString();
	}

	private static void pipe(Socket from, Socket to) throws IOException {
		InputStream input = from.getInputStream();
		OutputStream output = to.getOutputStream();
		byte[] buffer = new byte[4096];
		int count = input.read(buffer);
		while (count >= 0) {
			output.write(buffer, 0, count);
			output.flush();
			count = input.read(buffer);
		}
	}

	private void run(Work work) {
		this.threads.execute(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// a socket was closed, which ends the work
			}
		});
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
		for (Socket connection : this.open) {
			connection.close();
		}
		this.threads.shutdownNow();
	}

	/**
	 * What may end with a closed socket.
	 */
	@FunctionalInterface
	private interface Work {

		void run() throws IOException;

	}

}
