package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.springframework.util.PatternMatchUtils;

/**
 * What an upstream or some of its models do not take, and what to send in its place.
 * Immutable.
 *
 * @param rules all that match a model hold, the later ones last
 */
public record Fitting(List<Rule> rules) {

	/** Everything is sent in the dialect. */
	public static final Fitting NONE = new Fitting(List.of());

	/** Keeps a copy of the rules. */
	public Fitting {
		rules = List.copyOf(rules);
	}

	/**
	 * A fitting with further rules, which come last.
	 * @param more the rules
	 * @return the copy
	 */
	public Fitting and(List<Rule> more) {
		List<Rule> all = new ArrayList<>(this.rules);
		all.addAll(more);
		return new Fitting(all);
	}

	/** The rules for a request that carries these models: each model must match. */
	Rule of(List<String> models) {
		Rule all = null;
		for (Rule rule : this.rules) {
			if (rule.matches(models)) {
				all = (all != null) ? all.with(rule) : rule;
			}
		}
		return (all != null) ? all : Rule.EVERYWHERE;
	}

	/**
	 * What some models do not take. Fields are named as in the body; a dot leads to the
	 * fields of an object or of each object of a list.
	 *
	 * @param models patterns of model names, with {@code *} for any text and without
	 * regard to case; empty for all models
	 * @param except patterns of those that the rule is not for
	 * @param take parameters that are sent although the dialect lacks them
	 * @param leaveOut fields that are not sent
	 * @param rename fields that are sent by another name
	 * @param force fields that are sent with this value, whatever was set
	 */
	public record Rule(List<String> models, List<String> except, Set<String> take, Set<String> leaveOut,
			Map<String, String> rename, Map<String, Object> force) {

		/** Keeps copies. */
		public Rule {
			models = List.copyOf(models);
			except = List.copyOf(except);
			take = Collections.unmodifiableSet(new LinkedHashSet<>(take));
			leaveOut = Collections.unmodifiableSet(new LinkedHashSet<>(leaveOut));
			rename = Collections.unmodifiableMap(new LinkedHashMap<>(rename));
			force = Collections.unmodifiableMap(new LinkedHashMap<>(force));
		}

		static final Rule EVERYWHERE = new Rule(List.of(), List.of(), Set.of(), Set.of(), Map.of(), Map.of());

		private boolean matches(List<String> models) {
			for (String model : models) {
				if (!matches(model)) {
					return false;
				}
			}
			return true;
		}

		boolean matches(String model) {
			return (this.models.isEmpty() || anyMatches(this.models, model)) && !anyMatches(this.except, model);
		}

		private static boolean anyMatches(List<String> patterns, String model) {
			String name = model.toLowerCase(Locale.ROOT);
			for (String pattern : patterns) {
				if (PatternMatchUtils.simpleMatch(pattern.toLowerCase(Locale.ROOT), name)) {
					return true;
				}
			}
			return false;
		}

		private Rule with(Rule later) {
			return new Rule(List.of(), List.of(), union(this.take, later.take), union(this.leaveOut, later.leaveOut),
					union(this.rename, later.rename), union(this.force, later.force));
		}

		private static Set<String> union(Set<String> some, Set<String> others) {
			Set<String> union = new LinkedHashSet<>(some);
			union.addAll(others);
			return union;
		}

		private static <T> Map<String, T> union(Map<String, T> some, Map<String, T> others) {
			Map<String, T> union = new LinkedHashMap<>(some);
			union.putAll(others);
			return union;
		}

		/**
		 * The body as it fits. A field that would take the place of another is dropped.
		 */
		Map<String, Object> fit(Map<String, Object> body) {
			if (this.leaveOut.isEmpty() && this.rename.isEmpty() && this.force.isEmpty()) {
				return body;
			}
			Map<String, Object> fitted = new LinkedHashMap<>();
			body.forEach((name, value) -> {
				String other = this.rename.getOrDefault(name, name);
				if (other.equals(name) || !body.containsKey(other)) {
					put(fitted, other, value);
				}
			});
			fitted.putAll(this.force);
			return fitted;
		}

		private void put(Map<String, Object> fitted, String name, Object value) {
			if (!this.leaveOut.contains(name)) {
				fitted.put(name, within(name, value));
			}
		}

		private Object within(String path, Object value) {
			boolean untouched = this.leaveOut.stream().noneMatch((field) -> field.startsWith(path + "."));
			if (untouched) {
				return value;
			}
			if (value instanceof List<?> values) {
				return values.stream().map((each) -> within(path, each)).toList();
			}
			return (value instanceof Map<?, ?> fields) ? fields(path, fields) : value;
		}

		private Map<String, Object> fields(String path, Map<?, ?> fields) {
			Map<String, Object> kept = new LinkedHashMap<>();
			fields.forEach((name, value) -> {
				String field = path + "." + name;
				if (!this.leaveOut.contains(field)) {
					kept.put(String.valueOf(name), within(field, value));
				}
			});
			return kept;
		}

		@Override
		public String toString() {
			return "Rule[models %s, except %s, take %s, leave out %s, rename %s, force %s]".formatted(this.models,
					this.except, this.take, this.leaveOut, this.rename, this.force.keySet());
		}

	}

}
