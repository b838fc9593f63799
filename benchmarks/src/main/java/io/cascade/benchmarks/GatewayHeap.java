package io.cascade.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What the endpoint keeps after many calls: the live objects of its process, counted
 * after a full collection, every tenth of the way. A quarter of the calls are streams.
 */
final class GatewayHeap {

	private static final Log logger = LogFactory.getLog(GatewayHeap.class);

	private static final int CALLS = Integer.getInteger("calls", 1_000_000);

	private static final int PARTS = 10;

	private static final int CONNECTIONS = 64;

	private GatewayHeap() {
	}

	static void main(String[] args) throws IOException {
		String classPath = ClassPath.of(true, null);
		LoadClient load = new LoadClient();
		try (Fork upstream = Fork.start(1, classPath, StaticServer.class, List.of());
				Fork gateway = Fork.start(0, classPath, GatewayApplication.class,
						List.of(GatewayLane.WHOLE.upstream(upstream.told(), true)))) {
			byte[] whole = GatewayLane.WHOLE.request("/v1/chat/completions", "");
			byte[] streamed = GatewayLane.STREAMED.request("/v1/chat/completions", "");
			for (int part = 0; part <= PARTS; part++) {
				logger.info("%,9d calls: %,7d KB live".formatted(CALLS / PARTS * part, liveBytes(gateway) / 1024));
				if (part < PARTS) {
					int calls = CALLS / PARTS;
					load.run(gateway.told(), whole, CONNECTIONS, calls - calls / 4);
					load.run(gateway.told(), streamed, CONNECTIONS, calls / 4);
				}
			}
		}
		load.close();
	}

	/** The last line of the histogram, for which the JVM collects everything first. */
	private static long liveBytes(Fork fork) throws IOException {
		Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
				Long.toString(fork.process().pid()), "GC.class_histogram")
			.start();
		try (BufferedReader lines = jcmd.inputReader(StandardCharsets.US_ASCII)) {
			String total = lines.lines()
				.filter((line) -> line.startsWith("Total"))
				.findFirst()
				.orElseThrow(() -> new IOException("jcmd told no total"));
			return Long.parseLong(total.strip().split(" +")[2]);
		}
	}

}
