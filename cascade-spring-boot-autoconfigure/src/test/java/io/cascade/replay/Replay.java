package io.cascade.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Sends recorded outcomes through a cascade of models with a judge between them, and says
 * whether that pays; without a file it takes questions that are made up.
 */
public final class Replay {

	private static final System.Logger logger = System.getLogger(Replay.class.getName());

	private static final List<Double> PRICES = List.of(0.24, 24.7);

	private static final String HELP = """
			Does it pay? Sends recorded outcomes through a cascade and tells accuracy and cost.
			  --outcomes FILE.csv    a header, and a row per question; without it 2,000 made-up questions
			  --columns A,B          columns with right (1) or wrong (0), cheap to dear; default: all *_correct
			  --prices 0.24,24.7     a flat price per model, cheap to dear, such as USD per million tokens
			  --usage A,B            columns with what each answer used, to be multiplied by the prices; default: 1
			  --accept-right 0.9     share of right answers that the judge accepts
			  --accept-wrong 0.2     share of wrong answers that the judge accepts
			  --judge-price 0.5      what a judgement costs, as a price, or as a share of the last model: 2%
			  --sweep                a table over a grid of judges
			  --title TEXT           what the questions are; default: the file's name
			  --csv FILE.csv         figures as CSV
			  --plot FILE.svg        accuracy against cost, a line per share of wrong answers accepted""";

	private Replay() {
	}

	/**
	 * Runs a replay.
	 * @param args see {@code --help}
	 */
	public static void main(String[] args) {
		try {
			logger.log(System.Logger.Level.INFO, "\n\n" + run(args) + "\n");
		}
		catch (BadInputException ex) {
			logger.log(System.Logger.Level.ERROR, ex.getMessage());
			System.exit(2);
		}
	}

	static String run(String... args) {
		Arguments arguments = new Arguments(List.of(args));
		if (arguments.has("--help")) {
			return HELP;
		}
		ClosedForm form = new ClosedForm(outcomes(arguments), prices(arguments));
		Judge judge = new Judge(arguments.share("--accept-right", 0.9), arguments.share("--accept-wrong", 0.2));
		Report report = new Report(form, judge, arguments.has("--sweep"));
		write(arguments.text("--csv"), report.csv());
		write(arguments.text("--plot"), new JudgePlot(form).svg());
		return report.text();
	}

	private static Outcomes outcomes(Arguments arguments) {
		String file = arguments.text("--outcomes");
		return (file != null) ? recorded(Path.of(file), arguments) : synthetic(arguments);
	}

	private static Outcomes recorded(Path file, Arguments arguments) {
		if (!arguments.has("--prices")) {
			throw new BadInputException(
					"--prices is missing: give a price per model, cheap to dear, such as 0.24,24.7");
		}
		CsvTable table = CsvTable.read(file);
		String title = Objects.requireNonNullElse(arguments.text("--title"), Path.of(table.name()).toFile().getName());
		return new OutcomesReader(table, arguments.names("--columns"), arguments.names("--usage")).read(title);
	}

	private static Outcomes synthetic(Arguments arguments) {
		for (String option : List.of("--columns", "--usage", "--title")) {
			if (arguments.has(option)) {
				throw new BadInputException("%s needs a file: give one by --outcomes FILE.csv", option);
			}
		}
		int models = models(arguments).size();
		if (models < 2) {
			throw new BadInputException("--prices has one price: a cascade needs two models or more, as in 0.24,24.7");
		}
		return Synthetic.outcomes(models);
	}

	private static Prices prices(Arguments arguments) {
		String judge = Objects.requireNonNullElse(arguments.text("--judge-price"), "0");
		boolean share = judge.endsWith("%");
		double price = Arguments.amount("--judge-price", share ? judge.substring(0, judge.length() - 1) : judge);
		return new Prices(models(arguments), share ? price / 100 : price, share);
	}

	private static List<Double> models(Arguments arguments) {
		return arguments.has("--prices") ? arguments.prices("--prices") : PRICES;
	}

	private static void write(@Nullable String file, String text) {
		if (file == null) {
			return;
		}
		try {
			Files.writeString(Path.of(file), text);
		}
		catch (IOException ex) {
			throw new BadInputException("%s can't be written (%s): make its folder first, or name another file", file,
					ex.getClass().getSimpleName());
		}
	}

}
