package io.cascade.sample;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Finds the metrics of a PromQL expression and the labels that it wants of each. What it
 * does not know it refuses, so that nothing is passed over.
 */
final class PromQl {

	private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<word>[A-Za-z_:][A-Za-z0-9_:]*)"
			+ "|(?<value>[0-9][0-9A-Za-z.]*|\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')"
			+ "|(?<range>\\[[^\\]]*\\])|(?<sign>=~|!~|!=|==|>=|<=|[-+*/%^<>=(){},]))");

	private static final Pattern WORD = Pattern.compile("[A-Za-z_:].*");

	private static final Set<String> AGGREGATIONS = Set.of("sum", "min", "max", "avg", "count", "topk", "bottomk",
			"quantile", "group", "stddev", "stdvar");

	private static final Set<String> OPERATORS = Set.of("+", "-", "*", "/", "%", "^", "==", "!=", ">", "<", ">=", "<=",
			"and", "or", "unless");

	private static final Set<String> GROUPING = Set.of("by", "without");

	private static final Set<String> MATCHING = Set.of("on", "ignoring", "group_left", "group_right");

	private final Deque<String> tokens = new ArrayDeque<>();

	private final String expression;

	private PromQl(String expression) {
		this.expression = expression;
		String rest = expression.strip();
		Matcher matcher = TOKEN.matcher(rest);
		int end = 0;
		while (end < rest.length()) {
			if (!matcher.find(end) || matcher.start() != end) {
				throw new IllegalArgumentException("'%s' in %s".formatted(rest.substring(end), expression));
			}
			this.tokens.add(matcher.group().strip());
			end = matcher.end();
		}
	}

	/** Every mention of a metric, with the labels that are selected or grouped by. */
	static List<Use> uses(String expression) {
		PromQl parser = new PromQl(expression);
		List<Use> uses = parser.expression();
		if (!parser.tokens.isEmpty()) {
			throw parser.unexpected();
		}
		return uses;
	}

	private List<Use> expression() {
		List<Use> uses = operand();
		while (is(OPERATORS)) {
			this.tokens.remove();
			accept("bool");
			Set<String> labels = new TreeSet<>();
			while (is(MATCHING)) {
				this.tokens.remove();
				if (is(Set.of("("))) {
					labels.addAll(names());
				}
			}
			uses.addAll(operand());
			uses.forEach((use) -> use.labels().addAll(labels));
		}
		return uses;
	}

	private List<Use> operand() {
		accept("-");
		List<Use> uses;
		if (accept("(")) {
			uses = expression();
			expect(")");
		}
		else {
			String token = next();
			uses = WORD.matcher(token).matches() ? named(token) : value(token);
		}
		modifiers();
		return uses;
	}

	private List<Use> value(String token) {
		if (!Character.isDigit(token.charAt(0)) && token.charAt(0) != '"' && token.charAt(0) != '\'') {
			throw new IllegalArgumentException("'%s' in %s".formatted(token, this.expression));
		}
		return new ArrayList<>();
	}

	private void modifiers() {
		String range = this.tokens.peek();
		if (range != null && range.startsWith("[")) {
			this.tokens.remove();
		}
		if (accept("offset")) {
			value(next());
		}
	}

	private List<Use> named(String name) {
		if (AGGREGATIONS.contains(name.toLowerCase(Locale.ROOT))) {
			Set<String> labels = grouping();
			List<Use> uses = arguments();
			labels.addAll(grouping());
			uses.forEach((use) -> use.labels().addAll(labels));
			return uses;
		}
		if (is(Set.of("("))) {
			return arguments();
		}
		List<Use> uses = new ArrayList<>();
		uses.add(new Use(name, accept("{") ? selectors() : new TreeSet<>()));
		return uses;
	}

	private Set<String> grouping() {
		if (is(GROUPING)) {
			this.tokens.remove();
			return names();
		}
		return new TreeSet<>();
	}

	private Set<String> names() {
		Set<String> names = new TreeSet<>();
		expect("(");
		while (!accept(")")) {
			names.add(next());
			accept(",");
		}
		return names;
	}

	private Set<String> selectors() {
		Set<String> labels = new TreeSet<>();
		while (!accept("}")) {
			labels.add(next());
			if (!Set.of("=", "!=", "=~", "!~").contains(next())) {
				throw unexpected();
			}
			value(next());
			accept(",");
		}
		return labels;
	}

	private List<Use> arguments() {
		List<Use> uses = new ArrayList<>();
		expect("(");
		while (!accept(")")) {
			uses.addAll(expression());
			accept(",");
		}
		return uses;
	}

	private boolean is(Set<String> words) {
		String token = this.tokens.peek();
		return token != null && words.contains(token);
	}

	private boolean accept(String token) {
		boolean accepted = token.equals(this.tokens.peek());
		if (accepted) {
			this.tokens.remove();
		}
		return accepted;
	}

	private void expect(String token) {
		if (!accept(token)) {
			throw unexpected();
		}
	}

	private String next() {
		String token = this.tokens.poll();
		if (token == null) {
			throw unexpected();
		}
		return token;
	}

	private IllegalArgumentException unexpected() {
		@Nullable String token = this.tokens.peek();
		return new IllegalArgumentException(
				"%s in %s".formatted((token != null) ? "'" + token + "'" : "the end", this.expression));
	}

	/**
	 * A metric as an expression uses it.
	 *
	 * @param metric its name
	 * @param labels what it is selected or grouped by
	 */
	record Use(String metric, Set<String> labels) {

	}

}
