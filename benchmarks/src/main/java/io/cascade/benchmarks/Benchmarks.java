package io.cascade.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The one door: {@code call}, {@code stream}, {@code transport}, {@code failover},
 * {@code many} or {@code jmh}, each with its arguments.
 */
public final class Benchmarks {

	private static final List<String> KINDS = List.of("call", "stream", "transport", "failover", "many", "jmh");

	private Benchmarks() {
	}

	public static void main(String[] args) throws IOException {
		if (args.length == 0 || !KINDS.contains(args[0])) {
			throw new IllegalArgumentException("say one of %s first".formatted(KINDS));
		}
		String[] rest = Arrays.copyOfRange(args, 1, args.length);
		switch (args[0]) {
			case "call" -> WholeCallComparison.main(rest);
			case "stream" -> StreamComparison.main(rest);
			case "transport" -> TransportComparison.main(rest);
			case "failover" -> FailoverTime.main(rest);
			case "many" -> ManyStreams.main(rest);
			default -> org.openjdk.jmh.Main.main(rest);
		}
	}

}
