package io.cascade.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Markdown tables of what was measured, for the log and for a file beside the jar.
 */
final class Report {

	private static final System.Logger logger = System.getLogger(Report.class.getName());

	/** Whose costs others are divided by, with what the column is called. */
	private static final List<Client> BASES = List.of(Client.NETTY, Client.RESILIENCE4J);

	private static final List<String> BASE_TITLES = List.of("× netty", "× Resilience4j");

	private final List<String> lines = new ArrayList<>();

	/**
	 * A report.
	 * @param cores who has which cores
	 */
	Report(String cores) {
		this.lines.add("%s, JDK %s, %d cores%s".formatted(LocalDate.now(), Runtime.version(),
				Runtime.getRuntime().availableProcessors(), cores));
	}

	/** Adds a table with a row for each contender. */
	void add(Scenario scenario, List<Lane> lanes) {
		this.lines.addAll(List.of("", "**" + scenario.title() + "**", ""));
		this.lines.add(row("client", scenario.figures().stream().flatMap(Report::titles)));
		this.lines.add(row(":--", scenario.figures().stream().flatMap(Report::titles).map((title) -> "--:")));
		lanes.forEach((lane) -> this.lines.add(row(lane.entrant().title(),
				scenario.figures().stream().flatMap((figure) -> cells(scenario, figure, lane, lanes)))));
	}

	void add(Stream<String> table) {
		table.forEach(this.lines::add);
	}

	private static Stream<String> titles(Figure figure) {
		return Stream.concat(Stream.of(figure.title()), figure.isCompared() ? BASE_TITLES.stream() : Stream.empty());
	}

	private static Stream<String> cells(Scenario scenario, Figure figure, Lane lane, List<Lane> lanes) {
		Stream<String> ratios = BASES.stream().map((base) -> ratio(figure, lane, base, lanes));
		return Stream.concat(Stream.of(median(scenario, figure, lane)), figure.isCompared() ? ratios : Stream.empty());
	}

	private static String median(Scenario scenario, Figure figure, Lane lane) {
		double median = Quartiles.of(lane.costs().stream().map((cost) -> cost.get(figure)).toList()).median();
		return figure.format(figure.isDivided() ? median / scenario.divisor() : median);
	}

	private static String ratio(Figure figure, Lane lane, Client base, List<Lane> lanes) {
		return lanes.stream()
			.filter((other) -> other.entrant().client() == base)
			.findFirst()
			.map((other) -> ratios(figure, lane.costs(), other.costs()).toString())
			.orElse("–");
	}

	private static Quartiles ratios(Figure figure, List<Cost> costs, List<Cost> base) {
		return Quartiles.of(IntStream.range(0, costs.size())
			.mapToObj((round) -> costs.get(round).get(figure) / base.get(round).get(figure))
			.toList());
	}

	private static String row(String name, Stream<String> cells) {
		return Stream.concat(Stream.of(name), cells).collect(Collectors.joining(" | ", "| ", " |"));
	}

	void write(String name) throws IOException {
		Path file = ClassPath.jar().resolveSibling(name);
		Files.write(file, this.lines);
		logger.log(System.Logger.Level.INFO, "{0}:\n\n{1}\n", file, String.join("\n", this.lines));
	}

}
