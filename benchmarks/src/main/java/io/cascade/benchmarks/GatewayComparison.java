package io.cascade.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The endpoint beside a direct call, beside bare forwarding, and beside a gateway of Node
 * where it is there: each alone on the first core, while the client and the upstream
 * share the second. The argument is a directory that has the package
 * {@code @portkey-ai/gateway} in its {@code node_modules}, if any.
 */
final class GatewayComparison {

	private static final Log logger = LogFactory.getLog(GatewayComparison.class);

	private static final int ROUNDS = Integer.getInteger("rounds", 5);

	private static final int WARM_UP = Integer.getInteger("warm-up", 8);

	private GatewayComparison() {
	}

	static void main(String[] args) throws IOException {
		String classPath = ClassPath.of(true, null);
		Path portkey = (args.length > 0) ? Path.of(args[0]) : null;
		LoadClient load = new LoadClient();
		try (Fork upstream = Fork.start(1, classPath, StaticServer.class, List.of())) {
			for (GatewayLane lane : GatewayLane.values()) {
				compare(lane, GatewayContender.all(lane, classPath, upstream.told(), portkey), load);
			}
		}
		load.close();
	}

	private static void compare(GatewayLane lane, List<GatewayContender> contenders, LoadClient load)
			throws IOException {
		Map<String, List<GatewayFigures>> figures = new LinkedHashMap<>();
		for (int round = -WARM_UP; round < ROUNDS; round++) {
			for (GatewayContender contender : contenders) {
				GatewayFigures found = GatewayFigures.of(lane, contender, load);
				if (round >= 0) {
					figures.computeIfAbsent(contender.name(), (name) -> new ArrayList<>()).add(found);
				}
			}
		}
		for (GatewayContender contender : contenders) {
			contender.close();
		}
		figures.forEach((name, rounds) -> logger.info(
				"%-9s %-20s %s".formatted(lane.name().toLowerCase(Locale.ROOT), name, GatewayFigures.median(rounds))));
	}

}
