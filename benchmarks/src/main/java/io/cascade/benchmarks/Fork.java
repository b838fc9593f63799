package io.cascade.benchmarks;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own, on a core of its own where the machine has {@code taskset}. It
 * gets a port to connect to as its first argument, tells a number first, and ends when
 * this is closed.
 *
 * @param socket the connection that keeps the process alive
 * @param in what the process tells
 * @param out what it is told
 * @param told the number that it told first
 */
record Fork(Socket socket, DataInputStream in, DataOutputStream out, int told) implements AutoCloseable {

	private static final int START_TIMEOUT = 60_000;

	private static final Path TASKSET = Path.of("/usr/bin/taskset");

	static Fork start(int core, String classPath, Class<?> main, List<String> arguments) throws IOException {
		try (ServerSocket ear = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			ear.setSoTimeout(START_TIMEOUT);
			List<String> command = new ArrayList<>(isPinned() ? pin(core) : List.of());
			command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms512m",
					"-Xmx512m", "-XX:CompileThresholdScaling=0.2", "-XX:FlightRecorderOptions:stackdepth=256",
					"--enable-native-access=ALL-UNNAMED", "-cp", classPath, main.getName(),
					Integer.toString(ear.getLocalPort())));
			command.addAll(arguments);
			new ProcessBuilder(command).inheritIO().start();
			return of(ear.accept());
		}
	}

	private static Fork of(Socket socket) throws IOException {
		socket.setTcpNoDelay(true);
		DataInputStream in = new DataInputStream(socket.getInputStream());
		return new Fork(socket, in, new DataOutputStream(socket.getOutputStream()), in.readInt());
	}

	static boolean isPinned() {
		return Files.isExecutable(TASKSET) && Runtime.getRuntime().availableProcessors() > 1;
	}

	private static List<String> pin(int core) {
		return List.of(TASKSET.toString(), "-c", Integer.toString(core));
	}

	/** The end that the process has of it. */
	static Socket connect(String port) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
		socket.setTcpNoDelay(true);
		return socket;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
