package io.cascade.replay;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the outcomes in a table: in the columns that are named, or else in all that end
 * with {@code _correct}, in their order.
 */
final class OutcomesReader {

	private static final String SUFFIX = "_correct";

	private static final Set<String> RIGHT = Set.of("1", "true");

	private static final Set<String> WRONG = Set.of("0", "false");

	private final CsvTable table;

	private final List<String> columns;

	private final List<Integer> right;

	private final List<Integer> usage;

	/**
	 * A reader.
	 * @param table where to look
	 * @param columns right or wrong, from cheap to dear; none to find them by their names
	 * @param usage what the answers used, in the same order; none where that is the same
	 * for all
	 */
	OutcomesReader(CsvTable table, List<String> columns, List<String> usage) {
		this.table = table;
		this.columns = columns.isEmpty() ? detected(table) : columns;
		requireTwo();
		requireSame(usage);
		this.right = this.columns.stream().map((column) -> table.column(column, "--columns")).toList();
		this.usage = usage.stream().map((column) -> table.column(column, "--usage")).toList();
	}

	private static List<String> detected(CsvTable table) {
		return table.header().stream().filter((column) -> column.endsWith(SUFFIX)).toList();
	}

	private void requireTwo() {
		if (this.columns.size() < 2) {
			throw new BadInputException(
					"%s: a cascade needs two models or more, found %s; name the columns with right or wrong, "
							+ "cheap to dear, by --columns; there are %s",
					this.table.name(), this.columns, String.join(", ", this.table.header()));
		}
	}

	private void requireSame(List<String> usage) {
		if (!usage.isEmpty() && usage.size() != this.columns.size()) {
			throw new BadInputException("--usage names %d columns for %d models: name one per model, cheap to dear",
					usage.size(), this.columns.size());
		}
	}

	Outcomes read(String title) {
		List<Question> questions = this.table.rows().stream().map(this::question).toList();
		int last = this.columns.size() - 1;
		if (questions.stream().allMatch((question) -> question.usage().get(last) == 0)) {
			throw new BadInputException(
					"%s: column %s, named by --usage, is 0 in all rows, so nothing can be "
							+ "relative to it; name another",
					this.table.name(), this.table.header().get(this.usage.get(last)));
		}
		return new Outcomes(title, this.columns.stream().map(OutcomesReader::model).toList(), questions);
	}

	private static String model(String column) {
		boolean named = column.endsWith(SUFFIX) && column.length() > SUFFIX.length();
		return named ? column.substring(0, column.length() - SUFFIX.length()) : column;
	}

	private Question question(CsvTable.Row row) {
		List<Boolean> right = this.right.stream().map((column) -> isRight(row, column)).toList();
		return this.usage.isEmpty() ? Question.of(right)
				: new Question(right, this.usage.stream().map((column) -> usage(row, column)).toList());
	}

	private boolean isRight(CsvTable.Row row, int column) {
		String value = row.fields().get(column).toLowerCase(Locale.ROOT);
		if (!RIGHT.contains(value) && !WRONG.contains(value)) {
			throw unreadable(row, column, "1 or true for right, 0 or false for wrong");
		}
		return RIGHT.contains(value);
	}

	private double usage(CsvTable.Row row, int column) {
		try {
			double usage = Double.parseDouble(row.fields().get(column));
			if (Double.isFinite(usage) && usage >= 0) {
				return usage;
			}
		}
		catch (NumberFormatException ex) {
			throw unreadable(row, column, "a number from 0 on");
		}
		throw unreadable(row, column, "a number from 0 on");
	}

	private BadInputException unreadable(CsvTable.Row row, int column, String wanted) {
		return new BadInputException("%s, line %d, column %s: '%s' where %s is wanted", this.table.name(), row.line(),
				this.table.header().get(column), row.fields().get(column), wanted);
	}

}
