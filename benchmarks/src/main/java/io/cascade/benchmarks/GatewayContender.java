package io.cascade.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Whoever passes requests on, in a process of its own.
 *
 * @param name what it is called
 * @param process the process, {@code null} for none
 * @param port where it listens
 * @param request the bytes of a request
 * @param end ends it
 */
record GatewayContender(String name, @Nullable Process process, int port, byte[] request, AutoCloseable end) {

	static List<GatewayContender> all(GatewayLane lane, String classPath, int upstream, @Nullable Path portkey)
			throws IOException {
		String url = lane.upstream(upstream, false);
		List<GatewayContender> all = new ArrayList<>();
		String path = url.substring(url.indexOf('/', "http://".length())) + "/chat/completions";
		all.add(new GatewayContender("direct", null, upstream, lane.request(path, url), () -> {
		}));
		all.add(forked("bare reactor-netty", lane, Fork.start(0, classPath, Forwarder.class, List.of(url)), url));
		all.add(forked("cascade-gateway", lane,
				Fork.start(0, classPath, GatewayApplication.class, List.of(lane.upstream(upstream, true))), url));
		if (portkey != null) {
			all.add(portkey(lane, portkey, url));
		}
		return all;
	}

	private static GatewayContender forked(String name, GatewayLane lane, Fork fork, String upstream) {
		return new GatewayContender(name, fork.process(), fork.told(), lane.request("/v1/chat/completions", upstream),
				fork);
	}

	private static GatewayContender portkey(GatewayLane lane, Path directory, String upstream) throws IOException {
		int port = freePort();
		Path script = directory.resolve("node_modules/@portkey-ai/gateway/build/start-server.js");
		Process node = new ProcessBuilder("taskset", "-c", "0", "node", script.toString(), "--port=" + port,
				"--headless")
			.redirectErrorStream(true)
			.redirectOutput(Files.createTempFile("portkey", ".log").toFile())
			.start();
		awaitOpen(port);
		return new GatewayContender("Portkey (Node)", node, port, lane.request("/v1/chat/completions", upstream),
				node::destroy);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static void awaitOpen(int port) throws IOException {
		for (int i = 0; i < 100; i++) {
			if (isOpen(port)) {
				return;
			}
			LockSupport.parkNanos(100_000_000);
		}
		throw new IOException("nobody listens on port " + port);
	}

	private static boolean isOpen(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** What its process has used up to now, in clock ticks of a hundredth of a second. */
	long cpuTicks() throws IOException {
		if (this.process == null) {
			return 0;
		}
		String stat = Files.readString(Path.of("/proc", Long.toString(this.process.pid()), "stat"));
		String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
		return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
	}

	void close() throws IOException {
		try {
			this.end.close();
		}
		catch (Exception ex) {
			throw new IOException(ex);
		}
	}

}
