package io.cascade.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Figures of a replay, as text and as CSV.
 */
final class Report {

	private static final String HEADER = "who,accept_right,accept_wrong,accuracy,relative_cost,escalated";

	private final ClosedForm form;

	private final Judge judge;

	private final boolean sweep;

	Report(ClosedForm form, Judge judge, boolean sweep) {
		this.form = form;
		this.judge = judge;
		this.sweep = sweep;
	}

	String text() {
		List<String> parts = new ArrayList<>(List.of(title(), table(), new Verdict(this.form, this.judge).toString()));
		if (this.sweep) {
			parts.add(sweepTable());
		}
		return String.join("\n\n", parts);
	}

	private String title() {
		return String.format(Locale.ROOT, "%s: %,d questions, prices %s, %s and costs %s", this.form.outcomes().title(),
				this.form.outcomes().questions().size(), this.form.prices().models(), this.judge, judgement());
	}

	private String judgement() {
		Prices prices = this.form.prices();
		if (prices.judge() == 0) {
			return "nothing";
		}
		return prices.judgeAsShare() ? Figures.percent(prices.judge()) + " of " + strong() + " alone"
				: String.valueOf(prices.judge());
	}

	private String table() {
		TextTable table = new TextTable();
		table.row(List.of("", "right", "cost", "escalated"));
		List<String> models = models();
		for (int model = 0; model < models.size(); model++) {
			table.row(row(models.get(model) + " alone", this.form.alone(model), ""));
		}
		table.row(List.of("oracle: any model right", Figures.percent(this.form.oracle()), "", ""));
		table.row(row("cascade, perfect judge", Judge.PERFECT));
		table.row(row("cascade, this judge", this.judge));
		return table.toString();
	}

	private List<String> row(String who, Judge judge) {
		Expectation cascade = this.form.cascade(judge);
		return row(who, cascade, cascade.escalated().stream().map(Figures::percent).collect(Collectors.joining(", ")));
	}

	private static List<String> row(String who, Expectation expected, String escalated) {
		return List.of(who, Figures.percent(expected.right()), Figures.times(expected.cost()), escalated);
	}

	/** Accuracy, points over the last model alone, and cost, for a grid of judges. */
	String sweepTable() {
		TextTable table = new TextTable();
		table.row(
				Stream
					.of(Stream.of("accepts"), Judge.ACCEPT_WRONG.stream().map((wrong) -> share(wrong) + " of wrong"),
							Stream.of("break-even"))
					.flatMap((cells) -> cells)
					.toList());
		Judge.ACCEPT_RIGHT.forEach((right) -> table.row(sweepRow(right)));
		return table.toString();
	}

	private List<String> sweepRow(double right) {
		return Stream
			.of(Stream.of(share(right) + " of right"),
					Judge.ACCEPT_WRONG.stream().map((wrong) -> cell(new Judge(right, wrong))),
					Stream.of(Figures.percent(this.form.breakEven(right))))
			.flatMap((cells) -> cells)
			.toList();
	}

	private String cell(Judge judge) {
		Expectation cascade = this.form.cascade(judge);
		return "%s (%s) %s".formatted(Figures.percent(cascade.right()),
				Figures.points(cascade.right() - this.form.strongAlone().right()), Figures.times(cascade.cost()));
	}

	private static String share(double share) {
		return String.format(Locale.ROOT, "%.0f %%", share * 100);
	}

	String csv() {
		List<String> lines = new ArrayList<>(List.of(HEADER));
		List<String> models = models();
		for (int model = 0; model < models.size(); model++) {
			lines.add(csvLine(models.get(model), ",", this.form.alone(model)) + ",");
		}
		judges().map(this::csvLine).forEach(lines::add);
		return String.join("\n", lines) + "\n";
	}

	private Stream<Judge> judges() {
		Stream<Judge> grid = Judge.ACCEPT_RIGHT.stream()
			.flatMap((right) -> Judge.ACCEPT_WRONG.stream().map((wrong) -> new Judge(right, wrong)));
		return Stream.concat(Stream.of(this.judge), this.sweep ? grid : Stream.empty()).distinct();
	}

	private String csvLine(Judge judge) {
		Expectation cascade = this.form.cascade(judge);
		return csvLine("cascade", Figures.plain(judge.acceptRight()) + "," + Figures.plain(judge.acceptWrong()),
				cascade) + "," + cascade.escalated().stream().map(Figures::plain).collect(Collectors.joining(" "));
	}

	private static String csvLine(String who, String judge, Expectation expected) {
		return "\"%s\",%s,%s,%s".formatted(who.replace("\"", "\"\""), judge, Figures.plain(expected.right()),
				Figures.plain(expected.cost()));
	}

	private List<String> models() {
		return this.form.outcomes().models();
	}

	private String strong() {
		return this.form.outcomes().strong();
	}

}
