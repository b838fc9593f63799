package io.cascade.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Accuracy against cost as an SVG drawing, a line per share of wrong answers that the
 * judge accepts.
 */
final class JudgePlot {

	private static final int LEFT = 70;

	private static final int RIGHT = 690;

	private static final int TOP = 76;

	private static final int BOTTOM = 400;

	private static final String STYLE = """
			<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 460" role="img" font-family="sans-serif" \
			font-size="13">
			<style>
			text { paint-order: stroke; stroke: #ffffff; stroke-width: 4 } .paper { fill: #ffffff } .ink { fill: #1f2328 } .title { font-size: 16px } .middle { text-anchor: middle } .end { text-anchor: end }
			.faint { fill: #59636e }
			.grid { stroke: #d1d9e0; stroke-width: 1 } .strong { stroke: #59636e; stroke-width: 1.5 }
			.line { fill: none; stroke: currentColor; stroke-width: 2 } .dot, .name { fill: currentColor }
			.w0 { color: #1a7f37 } .w1 { color: #0969da } .w2 { color: #9a6700 } .w3 { color: #cf222e }
			@media (prefers-color-scheme: dark) {
			text { stroke: #0d1117 } .paper { fill: #0d1117 } .ink { fill: #f0f6fc } .faint { fill: #9198a1 }
			.grid { stroke: #3d444d } .strong { stroke: #9198a1 }
			.w0 { color: #3fb950 } .w1 { color: #4493f8 } .w2 { color: #d29922 } .w3 { color: #f85149 }
			}
			</style>
			<rect class="paper" width="720" height="460"/>
			""";

	private final StringBuilder svg = new StringBuilder(STYLE);

	private final ClosedForm form;

	private final Expectation strong;

	private final Expectation perfect;

	private final Axis x;

	private final Axis y;

	JudgePlot(ClosedForm form) {
		this.form = form;
		this.strong = form.strongAlone();
		this.perfect = form.cascade(Judge.PERFECT);
		List<Expectation> shown = new ArrayList<>(List.of(this.strong, this.perfect));
		Judge.ACCEPT_WRONG.forEach((wrong) -> shown.addAll(points(wrong)));
		this.x = Axis.around(Stream.concat(Stream.of(0.0), shown.stream().map(Expectation::cost)).toList(), LEFT,
				RIGHT);
		this.y = Axis.around(shown.stream().map(Expectation::right).toList(), BOTTOM, TOP);
	}

	private List<Expectation> points(double wrong) {
		return Judge.ACCEPT_RIGHT.stream().map((right) -> this.form.cascade(new Judge(right, wrong))).toList();
	}

	String svg() {
		titles();
		this.x.marks().forEach(this::column);
		this.y.marks().forEach(this::row);
		strongAlone();
		for (int i = 0; i < Judge.ACCEPT_WRONG.size(); i++) {
			line(i, Judge.ACCEPT_WRONG.get(i));
		}
		return this.svg + "</svg>\n";
	}

	private void titles() {
		text(LEFT, 28, "ink title", this.form.outcomes().title() + ": does the cascade pay?");
		text(LEFT, 50, "faint", "dots: the judge accepts 95, 90, 80 and 70 % of right answers, from left to right");
		text((LEFT + RIGHT) / 2.0, 446, "ink middle",
				"cost, relative to %s alone".formatted(this.form.outcomes().strong()));
		add("<text class=\"ink middle\" transform=\"translate(22 %d) rotate(-90)\">right answers</text>",
				(TOP + BOTTOM) / 2);
	}

	private void column(double figure) {
		double place = this.x.place(figure);
		add("<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%1$.1f\" y2=\"%d\"/>", place, TOP, BOTTOM);
		text(place, BOTTOM + 20, "faint middle", String.format(Locale.ROOT, "%.2f×", figure));
	}

	private void row(double figure) {
		double place = this.y.place(figure);
		add("<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%2$.1f\"/>", LEFT, place, RIGHT);
		text(LEFT - 8, place + 4, "faint end", String.format(Locale.ROOT, "%.0f %%", figure * 100));
	}

	private void strongAlone() {
		double place = this.y.place(this.strong.right());
		add("<line class=\"strong\" stroke-dasharray=\"6 4\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%2$.1f\"/>", LEFT,
				place, RIGHT);
		dot(this.strong, "ink");
		text(this.x.place(this.strong.cost()) + 4, place + 19, "ink end", this.form.outcomes().strong() + " alone");
		dot(this.perfect, "ink");
		text(this.x.place(this.perfect.cost()) + 10, this.y.place(this.perfect.right()) + 4, "ink", "perfect judge");
	}

	private void line(int index, double wrong) {
		List<Expectation> points = points(wrong);
		add("<g class=\"w%d\">", index);
		add("<polyline class=\"line\" points=\"%s\"/>",
				points.stream()
					.map((point) -> formatted("%.1f,%.1f", this.x.place(point.cost()), this.y.place(point.right())))
					.collect(Collectors.joining(" ")));
		points.forEach((point) -> dot(point, "dot"));
		Expectation end = points.get(points.size() - 1);
		text(this.x.place(end.cost()) + 10, this.y.place(end.right()) - 3, "name",
				formatted("accepts %.0f %% of wrong", wrong * 100));
		add("</g>");
	}

	private void dot(Expectation at, String kind) {
		add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", kind, this.x.place(at.cost()),
				this.y.place(at.right()));
	}

	private void text(double left, double base, String kind, String text) {
		add("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>", kind, left, base,
				text.replace("&", "&amp;").replace("<", "&lt;"));
	}

	private void add(String format, Object... details) {
		this.svg.append(formatted(format, details)).append('\n');
	}

	private static String formatted(String format, Object... details) {
		return String.format(Locale.ROOT, format, details);
	}

}
