package io.cascade.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads commas, quotes, doubled quotes and line ends, also those within quotes; empty
 * lines are left out.
 */
final class CsvParser {

	private static final char MARK = '\uFEFF';

	private final List<CsvTable.Row> rows = new ArrayList<>();

	private final String name;

	private final String text;

	private final StringBuilder field = new StringBuilder();

	private List<String> fields = new ArrayList<>();

	private boolean quoted;

	private int line = 1;

	private int start = 1;

	private int at;

	CsvParser(String name, String text) {
		this.name = name;
		this.text = (!text.isEmpty() && text.charAt(0) == MARK) ? text.substring(1) : text;
	}

	List<CsvTable.Row> rows() {
		for (this.at = 0; this.at < this.text.length(); this.at++) {
			read(this.text.charAt(this.at));
		}
		if (this.quoted) {
			throw new BadInputException("%s, line %d: a quote is not closed; close it or double it", this.name,
					this.start);
		}
		endRow();
		return this.rows;
	}

	private void read(char next) {
		if (next == '"') {
			quote();
		}
		else if (!this.quoted && next == ',') {
			endField();
		}
		else if (!this.quoted && next == '\n') {
			endRow();
		}
		else if (this.quoted || next != '\r') {
			this.field.append(next);
		}
		if (next == '\n') {
			this.line++;
			this.start = this.quoted ? this.start : this.line;
		}
	}

	private void quote() {
		boolean doubled = this.quoted && this.text.startsWith("\"\"", this.at);
		if (doubled) {
			this.field.append('"');
			this.at++;
		}
		else {
			this.quoted = !this.quoted;
		}
	}

	private void endField() {
		this.fields.add(this.field.toString().strip());
		this.field.setLength(0);
	}

	private void endRow() {
		endField();
		if (this.fields.size() > 1 || !this.fields.get(0).isEmpty()) {
			this.rows.add(new CsvTable.Row(this.start, List.copyOf(this.fields)));
		}
		this.fields = new ArrayList<>();
	}

}
