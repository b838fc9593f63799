package io.cascade.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.unit.DataSize;

/**
 * What a value must be that is none of its type, and how to mend it.
 *
 * @param rule what it must be
 * @param mend what to do, a sentence
 */
record Complaint(String rule, String mend) {

	private static final Complaint WHOLE = new Complaint("be a whole number of at most %d",
			"Write the digits alone, such as 10.");

	private static final Complaint NUMBER = new Complaint("be a number",
			"Write it with a point and without a unit, such as 0.5.");

	private static final Map<Class<?>, Complaint> TYPES = Map.of(Duration.class,
			new Complaint("be a time with a unit", "Write a number and one of ms, s, m, h, d, such as 500ms or 30s."),
			DataSize.class,
			new Complaint("be a size with a unit",
					"Write a whole number and one of B, KB, MB, GB, such as 512KB or 8MB."),
			Boolean.class, new Complaint("be true or false", "Write true or false."), Integer.class,
			WHOLE.formatted(Integer.MAX_VALUE), Long.class, WHOLE.formatted(Long.MAX_VALUE), Double.class, NUMBER,
			Float.class, NUMBER, BigDecimal.class, NUMBER, GateProperties.class,
			new Complaint("be 'none' or have keys such as 'schema'", "Write 'none', or the gates as keys below."),
			ProviderProperties.PercentileProperties.class,
			new Complaint("be a number, or have keys such as 'p90'", "Write the number alone, such as 0.5."));

	static final Complaint TOO_LONG = new Complaint("be at most 100 years",
			"Write a shorter time, such as 30s, or remove it to have the default.");

	static final Complaint EMPTY = new Complaint("have keys, and it is empty",
			"Remove it, or write a name of your own below it, such as 'my-name:', and keys below that.");

	static final Complaint NAME = new Complaint("be a name", "Write the name itself.");

	private static final Pattern NO_UNIT = Pattern.compile("[+-]?0*[1-9]\\d*");

	private static final int LONGEST = 60;

	private Complaint formatted(long most) {
		return new Complaint(this.rule.formatted(most), this.mend);
	}

	static Complaint of(Class<?> type) {
		if (type.isEnum()) {
			return new Complaint("be one of %s".formatted(KeyNode.words(type)),
					"Write one of these words, or remove it to have the default.");
		}
		return TYPES.getOrDefault(type, new Complaint("be a " + type.getSimpleName(),
				"Write another value, or remove it to have the default."));
	}

	/** A number alone would be milliseconds or bytes, which hardly anybody means. */
	static @Nullable Complaint ofUnit(Class<?> type, String text) {
		if (!NO_UNIT.matcher(text).matches()) {
			return null;
		}
		if (type == Duration.class) {
			return new Complaint("have a unit, since it would mean milliseconds without",
					"Write %ss for seconds, or %sms for milliseconds.".formatted(text, text));
		}
		return (type == DataSize.class) ? new Complaint("have a unit, since it would mean bytes without",
				"Write %sMB for megabytes, or %sB for bytes.".formatted(text, text)) : null;
	}

	/** One value where a list of things with keys belongs. */
	static Complaint insteadOfAList(KeyNode place) {
		KeyNode listed = Objects.requireNonNull(place.listed());
		String key = listed.open() ? "id" : listed.keys().keySet().iterator().next();
		return new Complaint("be a list", "Write each element behind a '- ', with keys such as '%s:'.".formatted(key));
	}

	/** A placeholder that resolves to itself. */
	static CascadeConfigurationException circular(ConfigurationPropertyName name, ConfigurationProperty found) {
		return new CascadeConfigurationException(name.toString(),
				"its placeholder leads back to itself%s".formatted(origin(found)),
				"Write the value itself, or the name of another key or variable between '${' and '}'.");
	}

	/** A name of the user's own with nothing below it. */
	static Complaint insteadOfNothing(KeyNode place) {
		return new Complaint("have keys, and it is empty",
				"Remove it, or write keys below it, further to the right, such as '%s:'."
					.formatted(place.keys().keySet().iterator().next()));
	}

	/** One value where keys belong. */
	static Complaint insteadOfKeys(String key, KeyNode place) {
		if (place.keys().containsKey(key)) {
			return new Complaint("have keys, since a name of your own belongs here", outdented(key));
		}
		if (place.open() || (place.named() != null && place.named().isLeaf())) {
			return new Complaint("have keys", "Write keys and values below it, such as 'my-key: my-value'.");
		}
		return new Complaint("have keys",
				(place.named() != null) ? "Write a name of your own below it, such as 'my-name:', and keys below that."
						: "Write keys below it, such as '%s:'.".formatted(place.keys().keySet().iterator().next()));
	}

	/** A key that stands where a name belongs. */
	static String outdented(String key) {
		return "Move '%s' below a name, further to the right: 'my-name:' and '%s:' below it.".formatted(key, key);
	}

	private static String origin(ConfigurationProperty found) {
		return (found.getOrigin() != null) ? " (%s)".formatted(found.getOrigin()) : "";
	}

	CascadeConfigurationException at(ConfigurationPropertyName name, String text, ConfigurationProperty found) {
		String origin = origin(found);
		String placeholder = ApiKey.placeholder(text);
		return (placeholder != null)
				? new CascadeConfigurationException(name.toString(),
						"nothing resolves '${%s}'%s".formatted(placeholder, origin),
						"Set the environment variable %s, or write a default behind a colon: '${%s:…}'. "
							.formatted(placeholder, placeholder) + "It must " + this.rule + ".")
				: new CascadeConfigurationException(name.toString(),
						"it must %s%s%s".formatted(this.rule, text.isEmpty() ? "" : ", not " + shown(text), origin),
						this.mend);
	}

	/** A key that got to the wrong place is not told. */
	private static String shown(String text) {
		boolean secret = text.startsWith("sk-") || text.startsWith("Bearer");
		return (secret || text.length() > LONGEST) ? "what it is" : "'%s'".formatted(text.replaceAll("\\s+", " "));
	}

}
