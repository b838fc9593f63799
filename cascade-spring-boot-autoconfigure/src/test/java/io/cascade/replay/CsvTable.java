package io.cascade.replay;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A CSV file with a header.
 *
 * @param name of the file
 * @param header names of its columns
 * @param rows what is below
 */
record CsvTable(String name, List<String> header, List<Row> rows) {

	static CsvTable read(Path file) {
		if (!Files.isRegularFile(file)) {
			throw new BadInputException("%s is not a file: give --outcomes a CSV file with a header", file);
		}
		try {
			return of(file.toString(), Files.readString(file));
		}
		catch (CharacterCodingException ex) {
			throw new BadInputException("%s is not UTF-8 text: export it as CSV in UTF-8", file);
		}
		catch (IOException ex) {
			throw new BadInputException("%s can't be read: %s", file, ex.getClass().getSimpleName());
		}
	}

	static CsvTable of(String name, String text) {
		List<Row> rows = new CsvParser(name, text).rows();
		if (rows.size() < 2) {
			throw new BadInputException("%s has no rows: it needs a header and a row per question", name);
		}
		CsvTable table = new CsvTable(name, rows.get(0).fields(), rows.subList(1, rows.size()));
		table.rows.forEach(table::requireAllFields);
		return table;
	}

	private void requireAllFields(Row row) {
		if (row.fields().size() != this.header.size()) {
			throw new BadInputException("%s, line %d: %d fields where the header has %d; quote fields with commas",
					this.name, row.line(), row.fields().size(), this.header.size());
		}
	}

	int column(String column, String option) {
		int index = this.header.indexOf(column);
		if (index < 0) {
			throw new BadInputException("%s has no column %s: name its columns by %s; there are %s", this.name, column,
					option, String.join(", ", this.header));
		}
		return index;
	}

	/**
	 * Fields of a row.
	 *
	 * @param line where it begins
	 * @param fields without their quotes
	 */
	record Row(int line, List<String> fields) {

	}

}
