package io.cascade.replay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Words of a command line, by the options before them.
 */
final class Arguments {

	private static final Set<String> SWITCHES = Set.of("--sweep", "--help");

	private static final Map<String, String> EXAMPLES = Map.of("--outcomes", "FILE.csv", "--columns",
			"weak_correct,strong_correct", "--usage", "weak_tokens,strong_tokens", "--prices", "0.24,24.7",
			"--accept-right", "0.9", "--accept-wrong", "0.2", "--judge-price", "0.5 or 2%", "--title", "MMLU", "--csv",
			"FILE.csv", "--plot", "FILE.svg");

	private final Map<String, String> values = new HashMap<>();

	Arguments(List<String> words) {
		for (int i = 0; i < words.size(); i++) {
			String option = known(words.get(i));
			String value = SWITCHES.contains(option) ? "" : value(option, words, ++i);
			if (this.values.put(option, value) != null) {
				throw new BadInputException("%s is there twice: leave one out", option);
			}
		}
	}

	private static String known(String option) {
		if (!SWITCHES.contains(option) && !EXAMPLES.containsKey(option)) {
			throw new BadInputException("%s is not an option: use %s", option, String.join(", ",
					new TreeSet<>(Stream.concat(EXAMPLES.keySet().stream(), SWITCHES.stream()).toList())));
		}
		return option;
	}

	private static String value(String option, List<String> words, int at) {
		if (at == words.size() || words.get(at).isBlank() || words.get(at).startsWith("--")) {
			throw new BadInputException("%s has no value: write %s %s", option, option, example(option));
		}
		return words.get(at);
	}

	private static String example(String option) {
		return EXAMPLES.getOrDefault(option, "VALUE");
	}

	boolean has(String option) {
		return this.values.containsKey(option);
	}

	@Nullable String text(String option) {
		return this.values.get(option);
	}

	List<String> names(String option) {
		String value = this.values.get(option);
		return (value != null) ? Stream.of(value.split(",", -1)).map(String::strip).toList() : List.of();
	}

	List<Double> prices(String option) {
		return names(option).stream().map((price) -> amount(option, price)).toList();
	}

	double share(String option, double otherwise) {
		String value = this.values.get(option);
		return (value != null) ? share(option, value) : otherwise;
	}

	private static double share(String option, String value) {
		double share = amount(option, value);
		if (share > 1) {
			throw new BadInputException("%s %s is above 1: write %s for %s %%", option, value, share / 100, value);
		}
		return share;
	}

	static double amount(String option, String value) {
		double amount = number(value);
		if (!Double.isFinite(amount) || amount < 0) {
			throw new BadInputException("%s: '%s' is not a number from 0 on; write %s %s", option, value, option,
					example(option));
		}
		return amount;
	}

	private static double number(String value) {
		try {
			return Double.parseDouble(value);
		}
		catch (NumberFormatException ex) {
			return Double.NaN;
		}
	}

}
