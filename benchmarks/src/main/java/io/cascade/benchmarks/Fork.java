package io.cascade.benchmarks;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
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
 * @param process the process
 * @param socket the connection that keeps the process alive
 * @param in what the process tells
 * @param out what it is told
 * @param told the number that it told first
 */
record Fork(Process process, Socket socket, DataInputStream in, DataOutputStream out,
		int told) implements AutoCloseable {

	private static final int START_TIMEOUT = 60_000;

	private static final Path TASKSET = Path.of("/usr/bin/taskset");

	static Fork start(int core, String classPath, Class<?> main, List<String> arguments) throws IOException {
		List<String> options = List.of("-Xms512m", "-Xmx512m", "-XX:CompileThresholdScaling=0.2",
				"-XX:FlightRecorderOptions:stackdepth=256");
		return start(isPinned() ? pin(core) : List.of(), options, classPath, main, arguments);
	}

	/** Starts a process that has all cores and whatever else a JVM takes by default. */
	static Fork start(List<String> options, String classPath, Class<?> main) throws IOException {
		return start(List.of(), options, classPath, main, List.of());
	}

	private static Fork start(List<String> prefix, List<String> options, String classPath, Class<?> main,
			List<String> arguments) throws IOException {
		try (ServerSocket ear = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			ear.setSoTimeout(START_TIMEOUT);
			List<String> command = new ArrayList<>(prefix);
			command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
			command.addAll(options);
			command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, main.getName(),
					Integer.toString(ear.getLocalPort())));
			command.addAll(arguments);
			Process process = new ProcessBuilder(command).inheritIO().start();
			return of(process, ear.accept());
		}
	}

	private static Fork of(Process process, Socket socket) throws IOException {
		socket.setTcpNoDelay(true);
		DataInputStream in = new DataInputStream(socket.getInputStream());
		return new Fork(process, socket, in, new DataOutputStream(socket.getOutputStream()), in.readInt());
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

	/** Waits for its end. */
	void await() throws IOException {
		try {
			this.process.waitFor();
		}
		catch (InterruptedException ex) {
			throw new InterruptedIOException("the process goes on");
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
