package io.cascade.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code /actuator/prometheus} shows.
 *
 * @param labels the labels of each sample name, over all its series
 * @param families the names behind {@code # TYPE}, with the type
 */
record Scrape(Map<String, Set<String>> labels, Map<String, String> families) {

	private static final Pattern SAMPLE = Pattern.compile("(?<name>[A-Za-z_:][A-Za-z0-9_:]*)(?:\\{(?<labels>.*)})? .*");

	private static final Pattern LABEL = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=\"(?:[^\"\\\\]|\\\\.)*\"");

	static Scrape of(String text) {
		Map<String, Set<String>> labels = new TreeMap<>();
		Map<String, String> families = new TreeMap<>();
		text.lines().forEach((line) -> {
			Matcher sample = SAMPLE.matcher(line);
			if (line.startsWith("# TYPE ")) {
				int name = "# TYPE ".length();
				int type = line.lastIndexOf(' ');
				families.put(line.substring(name, type), line.substring(type + 1));
			}
			else if (sample.matches()) {
				Set<String> names = labels.computeIfAbsent(sample.group("name"), (name) -> new TreeSet<>());
				if (sample.group("labels") != null) {
					LABEL.matcher(sample.group("labels")).results().forEach((label) -> names.add(label.group(1)));
				}
			}
		});
		return new Scrape(labels, families);
	}

	/** What an expression wants and the scrape does not have. */
	List<String> missing(String expression) {
		List<String> missing = new ArrayList<>();
		for (PromQl.Use use : PromQl.uses(expression)) {
			Set<String> known = this.labels.get(use.metric());
			if (known == null) {
				missing.add(use.metric());
			}
			else {
				use.labels()
					.stream()
					.filter((label) -> !known.contains(label))
					.forEach((label) -> missing.add(use.metric() + "{" + label + "}"));
			}
		}
		return missing;
	}

}
