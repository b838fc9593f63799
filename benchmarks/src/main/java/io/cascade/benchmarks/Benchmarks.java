package io.cascade.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The one door: {@code compare}, {@code dearest}, {@code failover}, {@code gateway},
 * {@code gateway-heap}, {@code startup} or {@code jmh}, each with its arguments.
 */
public final class Benchmarks {

	private static final List<String> KINDS = List.of("compare", "dearest", "failover", "gateway", "gateway-heap",
			"startup", "jmh");

	private Benchmarks() {
	}

	public static void main(String[] args) throws IOException {
		if (args.length == 0 || !KINDS.contains(args[0])) {
			throw new IllegalArgumentException("say one of %s first".formatted(KINDS));
		}
		String[] rest = Arrays.copyOfRange(args, 1, args.length);
		switch (args[0]) {
			case "compare" -> Comparison.main(rest);
			case "dearest" -> Dearest.main(rest);
			case "failover" -> FailoverTime.main(rest);
			case "gateway" -> GatewayComparison.main(rest);
			case "gateway-heap" -> GatewayHeap.main(rest);
			case "startup" -> StartupTime.main(rest);
			default -> org.openjdk.jmh.Main.main(rest);
		}
	}

}
