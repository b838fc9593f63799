package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.cascade.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * A value of a request body and where it stands. What is {@code null} is not set. No
 * message has what may be of a prompt.
 *
 * @param parent the object or list that it is in, {@code null} for the body itself
 * @param key the name or the index there
 * @param value the value
 */
record BodyField(@Nullable BodyField parent, @Nullable Object key, @Nullable Object value) {

	private static final int LONGEST_SHOWN = 40;

	/** Beyond it a double has no neighbours that are whole. */
	private static final double MOST_WHOLE = 1L << 53;

	static BodyField of(Map<String, ?> body) {
		return new BodyField(null, null, body);
	}

	boolean isSet() {
		return this.value != null;
	}

	boolean isText() {
		return this.value instanceof String;
	}

	boolean isList() {
		return this.value instanceof List;
	}

	BodyField field(String name) {
		return new BodyField(this, name, object().get(name));
	}

	@SuppressWarnings("unchecked")
	Map<String, Object> object() {
		if (this.value instanceof Map<?, ?> map) {
			return (Map<String, Object>) map;
		}
		throw wrong("an object");
	}

	List<BodyField> list() {
		if (!(this.value instanceof List<?> values)) {
			throw wrong("a list");
		}
		List<BodyField> fields = new ArrayList<>(values.size());
		for (Object each : values) {
			fields.add(new BodyField(this, fields.size(), each));
		}
		return fields;
	}

	String text() {
		if (this.value instanceof String text) {
			return text;
		}
		throw wrong("a string");
	}

	int whole() {
		double number = number();
		if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
			throw wrongValue("a whole number, at most " + Integer.MAX_VALUE);
		}
		return (int) number;
	}

	long large() {
		if (this.value instanceof Long || this.value instanceof Integer) {
			return ((Number) this.value).longValue();
		}
		double number = number();
		if (number != Math.rint(number) || Math.abs(number) > MOST_WHOLE) {
			throw wrongValue("a whole number of at most 64 bits");
		}
		return (long) number;
	}

	double number() {
		if (this.value instanceof Number number && Double.isFinite(number.doubleValue())) {
			return number.doubleValue();
		}
		throw wrongValue("a finite number");
	}

	boolean flag() {
		if (this.value instanceof Boolean flag) {
			return flag;
		}
		throw wrong("true or false");
	}

	/** Reads the value if it is set. */
	<T> @Nullable T ifSet(Function<BodyField, T> reading) {
		return isSet() ? reading.apply(this) : null;
	}

	/** The value that a word of the protocol stands for. */
	<T> T oneOf(Map<String, T> words) {
		T meant = words.get(text());
		if (meant == null) {
			throw wrongValue("one of " + words.keySet());
		}
		return meant;
	}

	/** For what may be content: tells the kind of value, never the value. */
	InvalidRequestException wrong(String must) {
		return complaint(must, kind());
	}

	/** For words and numbers of the protocol, which are shown where they are short. */
	InvalidRequestException wrongValue(String must) {
		return complaint(must, shown());
	}

	private InvalidRequestException complaint(String must, String told) {
		return refused(isSet() ? "must be %s, not %s".formatted(must, told) : "is missing: it must be " + must);
	}

	InvalidRequestException refused(String why) {
		String path = path();
		return InvalidRequestException.inField(path, "'%s' %s".formatted(path, why));
	}

	private String kind() {
		if (this.value instanceof String) {
			return "a string";
		}
		if (this.value instanceof Number) {
			return "a number";
		}
		if (this.value instanceof Boolean) {
			return "a boolean";
		}
		return (this.value instanceof Collection) ? "a list" : (this.value != null) ? "an object" : "null";
	}

	private String shown() {
		if (!(this.value instanceof String || this.value instanceof Number || this.value instanceof Boolean)) {
			return kind();
		}
		String shown = this.value.toString();
		if (shown.length() > LONGEST_SHOWN || shown.chars().anyMatch(Character::isISOControl)) {
			return kind();
		}
		return (this.value instanceof String) ? "'" + shown + "'" : shown;
	}

	/** As in {@code messages[2].content[0].type}. */
	String path() {
		if (this.parent == null) {
			return "";
		}
		String above = this.parent.path();
		if (this.key instanceof Integer index) {
			return above + "[" + index + "]";
		}
		return above.isEmpty() ? String.valueOf(this.key) : above + "." + this.key;
	}

	@Override
	public String toString() {
		return path() + ": " + kind();
	}

}
