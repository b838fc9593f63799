package io.cascade;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cascade.ChainCheck.Live;
import io.cascade.ChainCheck.Model;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ChainCheck} as text; words are to the left, figures to the right.
 *
 * @param rows the cells, the head first
 */
record CheckTable(List<List<String>> rows) {

	private static final List<String> HEAD = List.of("model", "paper", "live", "cost", "time");

	private static final int WORDS = 3;

	private static final String NOT_ASKED = "-";

	static String of(ChainCheck check) {
		List<List<String>> rows = new ArrayList<>(List.of(HEAD));
		check.models().forEach((model) -> rows.add(row(model)));
		CheckTable table = new CheckTable(rows);
		Stream<String> lines = rows.stream().map(table::line);
		List<String> notes = notes(check);
		return Stream.concat(lines, notes.isEmpty() ? Stream.of() : Stream.concat(Stream.of(""), notes.stream()))
			.collect(Collectors.joining("\n"));
	}

	private static List<String> row(Model model) {
		Live live = model.live();
		return List.of(model.target(), paper(model.findings().size()), live(live),
				(live != null) ? cost(live.spend()) : NOT_ASKED, (live != null) ? time(live.elapsed()) : NOT_ASKED);
	}

	private static String paper(int findings) {
		return (findings == 0) ? "fine" : findings + ((findings == 1) ? " finding" : " findings");
	}

	private static String live(@Nullable Live live) {
		return (live == null) ? NOT_ASKED : (live.failure() == null) ? "fine" : "failed";
	}

	private static String cost(Spend spend) {
		BigDecimal known = spend.known().stripTrailingZeros();
		return spend.isComplete() ? known.toPlainString() + " USD"
				: (known.signum() == 0) ? "unknown" : "at least " + known.toPlainString() + " USD";
	}

	private static String time(Duration elapsed) {
		return elapsed.toMillis() + " ms";
	}

	private String line(List<String> cells) {
		return IntStream.range(0, cells.size())
			.mapToObj((column) -> padded(cells.get(column), column))
			.collect(Collectors.joining("  "))
			.stripTrailing();
	}

	private String padded(String cell, int column) {
		int width = this.rows.stream().mapToInt((row) -> row.get(column).length()).max().orElse(0);
		String padding = " ".repeat(width - cell.length());
		return (column < WORDS) ? cell + padding : padding + cell;
	}

	private static List<String> notes(ChainCheck check) {
		List<String> notes = new ArrayList<>();
		for (Model model : check.models()) {
			model.findings().forEach((finding) -> notes.add(model.target() + " " + finding));
			Live live = model.live();
			if (live != null && live.failure() != null) {
				notes.add(model.target() + " failed: " + live.failure());
			}
		}
		check.warnings().forEach((warning) -> notes.add(check.chain() + ": " + warning));
		return notes;
	}

}
