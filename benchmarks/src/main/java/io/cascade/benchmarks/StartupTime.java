package io.cascade.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the starter adds to the start of an application: applications with it and without
 * start in turns, each in a process of its own that has all cores.
 */
final class StartupTime {

	private static final int ROUNDS = 15;

	private final Map<Startup, List<Started>> starts = new EnumMap<>(Startup.class);

	private StartupTime() {
	}

	public static void main(String[] args) throws IOException {
		StartupTime time = new StartupTime();
		Path archives = Files.createTempDirectory("archives");
		for (Startup startup : Startup.values()) {
			startup.run(archives, true);
			time.starts.put(startup, new ArrayList<>());
		}
		for (int round = 0; round < ROUNDS; round++) {
			for (Startup startup : Startup.values()) {
				time.starts.get(startup).add(startup.run(archives, false));
			}
		}
		Report report = new Report("");
		report.add(time.lines());
		report.write("startup.md");
	}

	private Stream<String> lines() {
		return Stream
			.concat(Stream.of("", "| application | beans | context, ms | added, ms | process, ms | added, ms |",
					"| :-- | --: | --: | --: | --: | --: |"), this.starts.keySet().stream().map(this::line));
	}

	private String line(Startup startup) {
		List<Started> own = this.starts.get(startup);
		return "| %s | %d | %s | %s |".formatted(startup.title(), own.get(0).beans(), cells(startup, Started::context),
				cells(startup, Started::process));
	}

	private String cells(Startup startup, ToDoubleFunction<Started> figure) {
		List<Started> own = this.starts.get(startup);
		List<Started> base = this.starts.get(startup.base());
		Quartiles taken = Quartiles.of(own.stream().mapToDouble(figure).boxed().toList());
		Quartiles added = Quartiles.of(IntStream.range(0, ROUNDS)
			.mapToObj((round) -> figure.applyAsDouble(own.get(round)) - figure.applyAsDouble(base.get(round)))
			.toList());
		return "%s | %s".formatted(taken.whole(), (own == base) ? "" : added.whole());
	}

}
