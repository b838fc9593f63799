package io.cascade.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A Markdown table that is readable as text too; the first column is words, the others
 * are figures.
 */
final class TextTable {

	private final List<List<String>> rows = new ArrayList<>();

	void row(List<String> cells) {
		this.rows.add(cells);
	}

	@Override
	public String toString() {
		List<String> lines = new ArrayList<>(this.rows.stream().map(this::line).toList());
		lines.add(1, line(IntStream.range(0, columns()).mapToObj(this::rule).toList()));
		return String.join("\n", lines);
	}

	private int columns() {
		return this.rows.get(0).size();
	}

	private String line(List<String> cells) {
		return IntStream.range(0, columns())
			.mapToObj((column) -> padded(cells.get(column), column))
			.collect(Collectors.joining(" | ", "| ", " |"));
	}

	private String padded(String cell, int column) {
		String padding = " ".repeat(width(column) - cell.length());
		return (column == 0) ? cell + padding : padding + cell;
	}

	private String rule(int column) {
		String dashes = "-".repeat(width(column) - 1);
		return (column == 0) ? ":" + dashes : dashes + ":";
	}

	private int width(int column) {
		return this.rows.stream().mapToInt((row) -> row.get(column).length()).max().orElse(1);
	}

}
