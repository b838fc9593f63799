package io.cascade.benchmarks;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;

/**
 * The {@link StaticServer} in a process of its own; closing it ends the process.
 *
 * @param socket the connection that keeps the server alive
 * @param port where the server listens
 */
record ServerProcess(Socket socket, int port) implements AutoCloseable {

	private static final int START_TIMEOUT = 30_000;

	static ServerProcess start() throws IOException {
		try (ServerSocket ear = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			ear.setSoTimeout(START_TIMEOUT);
			new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
					"-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), StaticServer.class.getName(),
					Integer.toString(ear.getLocalPort()))
				.inheritIO()
				.start();
			Socket socket = ear.accept();
			return new ServerProcess(socket, new DataInputStream(socket.getInputStream()).readInt());
		}
	}

	String url(String path) {
		return "http://127.0.0.1:%d/%s".formatted(this.port, path);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
