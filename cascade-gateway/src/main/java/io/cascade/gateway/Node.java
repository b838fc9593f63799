package io.cascade.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * An object of a body, which knows where it stands: what is wrong with one of its fields
 * is told with the whole path.
 *
 * @param path where it stands, empty for the body
 * @param fields its fields
 */
record Node(String path, Map<?, ?> fields) {

	static Node body(Map<String, Object> body) {
		return new Node("", body);
	}

	String at(String name) {
		return this.path.isEmpty() ? name : this.path + "." + name;
	}

	/** Words about a field, in which {@code %s} stands for its path. */
	GatewayException refused(String name, String words) {
		String where = at(name);
		return Refusals.field(where, words.formatted("'" + where + "'"));
	}

	@Nullable Object value(String name) {
		return this.fields.get(name);
	}

	boolean has(String name) {
		return value(name) != null;
	}

	@Nullable String text(String name) {
		Object value = value(name);
		if (value != null && !(value instanceof String)) {
			throw refused(name, "%s must be a string.");
		}
		return (String) value;
	}

	String needed(String name) {
		String text = text(name);
		if (text == null) {
			throw refused(name, "%s is missing.");
		}
		return text;
	}

	/** A name or an id, which is never blank. */
	String named(String name) {
		String text = needed(name);
		if (text.isBlank()) {
			throw refused(name, "%s must not be blank.");
		}
		return text;
	}

	@Nullable Boolean flag(String name) {
		Object value = value(name);
		if (value != null && !(value instanceof Boolean)) {
			throw refused(name, "%s must be true or false.");
		}
		return (Boolean) value;
	}

	boolean is(String name) {
		return Boolean.TRUE.equals(flag(name));
	}

	@Nullable Integer count(String name, int least) {
		Object value = value(name);
		if (value == null) {
			return null;
		}
		double number = (value instanceof Number told) ? told.doubleValue() : Double.NaN;
		if (number != Math.rint(number) || number < least || number > Integer.MAX_VALUE) {
			throw refused(name, "%s must be a whole number, at least " + least + ".");
		}
		return (int) number;
	}

	@Nullable Double number(String name) {
		Object value = value(name);
		if (value == null) {
			return null;
		}
		double number = (value instanceof Number told) ? told.doubleValue() : Double.NaN;
		if (!Double.isFinite(number)) {
			throw refused(name, "%s must be a number.");
		}
		return number;
	}

	@Nullable Node object(String name) {
		Object value = value(name);
		if (value == null) {
			return null;
		}
		return new Node(at(name), map(at(name), value));
	}

	Node object(String name, String missing) {
		Node object = object(name);
		if (object == null) {
			throw refused(name, missing);
		}
		return object;
	}

	/** The fields as an object of their own. */
	Map<String, Object> copy() {
		Map<String, Object> copy = new LinkedHashMap<>();
		this.fields.forEach((key, member) -> copy.put(String.valueOf(key), member));
		return copy;
	}

	private static Map<?, ?> map(String where, @Nullable Object value) {
		if (!(value instanceof Map<?, ?> map)) {
			throw Refusals.field(where, "'%s' must be an object.".formatted(where));
		}
		return map;
	}

	/** The elements of a list, none where there is no list. */
	List<?> list(String name) {
		Object value = value(name);
		if (value == null) {
			return List.of();
		}
		if (!(value instanceof List<?> list)) {
			throw refused(name, "%s must be a list.");
		}
		return list;
	}

	List<Node> objects(String name) {
		List<Node> objects = new ArrayList<>();
		for (Object element : list(name)) {
			String where = at(name) + "[" + objects.size() + "]";
			objects.add(new Node(where, map(where, element)));
		}
		return objects;
	}

	@Nullable List<String> texts(String name) {
		if (!has(name)) {
			return null;
		}
		List<String> texts = new ArrayList<>();
		for (Object element : list(name)) {
			if (!(element instanceof String text)) {
				String where = at(name) + "[" + texts.size() + "]";
				throw Refusals.field(where, "'%s' must be a string.".formatted(where));
			}
			texts.add(text);
		}
		return texts;
	}

	/** What the object is, told by its type. */
	GatewayException unknownType(String what) {
		return refused("type", "%s: " + what + " of the type '"
				+ Refusals.shortened(String.valueOf(value("type"))).replace("%", "") + "' is not supported here.");
	}

	/** The fields that are none of these. */
	Map<String, Object> without(Set<String> known) {
		Map<String, Object> others = copy();
		others.keySet().removeAll(known);
		return others;
	}

}
