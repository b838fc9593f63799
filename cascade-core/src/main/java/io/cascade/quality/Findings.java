package io.cascade.quality;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;

/**
 * What a validator found, in words. They quote rules of the schema, never the answer: not
 * its values, and no property that only the answer names.
 *
 * @param errors the findings
 * @param names the names in the schema
 */
record Findings(List<Error> errors, Set<String> names) {

	private static final int SHOWN = 2;

	private static final int LENGTH = 200;

	/** Their messages name the schema, types and numbers of things only. */
	private static final Set<String> TELLING = Set.of("type", "required", "enum", "const", "pattern", "format",
			"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
			"minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "dependentRequired");

	static String shortened(String words) {
		return (words.length() > LENGTH) ? words.substring(0, LENGTH - 1) + "…" : words;
	}

	String words() {
		String first = this.errors.stream().limit(SHOWN).map(this::words).collect(Collectors.joining("; "));
		int more = this.errors.size() - SHOWN;
		String rest = (more > 0) ? "; and %d more".formatted(more) : "";
		int room = LENGTH - rest.length();
		return ((first.length() > room) ? first.substring(0, room - 1) + "…" : first) + rest;
	}

	private String words(Error error) {
		return path(error.getInstanceLocation()) + ": " + complaint(error);
	}

	private static String complaint(Error error) {
		String keyword = Objects.requireNonNullElse(error.getKeyword(), "schema");
		if (keyword.endsWith("Properties") && !TELLING.contains(keyword)) {
			return "has a property that the schema does not allow";
		}
		return TELLING.contains(keyword) ? error.getMessage() : "breaks the rule '%s'".formatted(keyword);
	}

	private String path(NodePath place) {
		StringBuilder path = new StringBuilder("$");
		for (int i = 0; i < place.getNameCount(); i++) {
			Object step = place.getElement(i);
			path.append((step instanceof Integer) ? "[" + step + "]" : "." + name(String.valueOf(step)));
		}
		return path.toString();
	}

	private String name(String step) {
		return this.names.contains(step) ? step : "*";
	}

}
