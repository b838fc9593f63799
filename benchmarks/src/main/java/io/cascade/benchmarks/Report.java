package io.cascade.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A Markdown table of what was measured, for the log and for a file beside the jar.
 */
final class Report {

	private static final System.Logger logger = System.getLogger(Report.class.getName());

	private final List<String> lines = new ArrayList<>();

	private final int divisor;

	/**
	 * A table.
	 * @param title what is compared
	 * @param unit what a figure is for
	 * @param divisor how many of those a call has
	 */
	Report(String title, String unit, int divisor) {
		this.divisor = divisor;
		this.lines.add("# " + title);
		this.lines.add("");
		this.lines
			.add("| calls at once | client | CPU, µs a %1$s | allocated, B a %1$s | CPU ratio | allocation ratio |"
				.formatted(unit));
		this.lines.add("| --: | :-- | --: | --: | --: | --: |");
	}

	/**
	 * Adds a row for each contender; the ratios are the first one's cost over its own.
	 */
	void add(String label, List<Lane> lanes) {
		List<Cost> judged = lanes.get(0).costs();
		lanes.forEach((lane) -> this.lines.add("| %s | %s | %s | %s | %s | %s |".formatted(label, lane.name(),
				figure(lane.costs(), Cost::cpu, 1000), figure(lane.costs(), Cost::allocated, 1),
				ratio(judged, lane.costs(), Cost::cpu), ratio(judged, lane.costs(), Cost::allocated))));
	}

	private String figure(List<Cost> costs, ToDoubleFunction<Cost> part, double scale) {
		double median = Quartiles.of(costs.stream().map(part::applyAsDouble).toList()).median();
		return String.format(Locale.ROOT, "%.2f", median / scale / this.divisor);
	}

	private static String ratio(List<Cost> judged, List<Cost> own, ToDoubleFunction<Cost> part) {
		return Quartiles
			.of(IntStream.range(0, own.size())
				.mapToObj((round) -> part.applyAsDouble(judged.get(round)) / part.applyAsDouble(own.get(round)))
				.toList())
			.toString();
	}

	void write(String name) throws IOException {
		Path jar = Path.of(URI.create(Report.class.getProtectionDomain().getCodeSource().getLocation().toString()));
		Path file = jar.resolveSibling(name);
		Files.write(file, this.lines);
		logger.log(System.Logger.Level.INFO, "{0}:\n\n{1}\n", file, String.join("\n", this.lines));
	}

}
