package io.cascade.autoconfigure;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Finds keys under {@code cascade} that nobody reads. The binder passes over them, so a
 * misspelt ceiling would be none.
 */
final class UnknownKeys {

	static final KeyNode KNOWN = KeyNode.of(CascadeProperties.class).with(ModuleKeys.found());

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("cascade");

	/** An index may follow, and what is in brackets stays as it is. */
	private static final Pattern NAME = Pattern.compile("[\\w-]*(\\[.*)?");

	private final Map<String, UnknownKey> found = new LinkedHashMap<>();

	private UnknownKeys() {
	}

	/** The keys, each once, in the order of the property sources. */
	static List<UnknownKey> in(Environment environment) {
		UnknownKeys unknown = new UnknownKeys();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource variables) {
				unknown.variables(variables);
			}
			else if (source.getUnderlyingSource() instanceof EnumerablePropertySource<?> properties) {
				unknown.properties(properties, source);
			}
		}
		return List.copyOf(unknown.found.values());
	}

	private void properties(EnumerablePropertySource<?> properties, ConfigurationPropertySource source) {
		Map<ConfigurationPropertyName, String> seen = new HashMap<>();
		for (String property : properties.getPropertyNames()) {
			ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
			if (ROOT.isAncestorOf(name)) {
				renamed(property, new Written(property, origin(source.getConfigurationProperty(name))));
				twice(name, seen.putIfAbsent(name, property), property);
				property(name, new Written(property, origin(source.getConfigurationProperty(name))));
			}
			else {
				elsewhere(name, source);
			}
		}
	}

	/** The binder drops signs from names that are not in brackets. */
	private void renamed(String property, Written written) {
		String[] parts = property.split("\\.", 4);
		KeyNode place = (parts.length > 2) ? KNOWN.below(parts[1]) : null;
		if (place != null && place.named() != null && !place.named().isLeaf() && !NAME.matcher(parts[2]).matches()) {
			String key = "%s.%s.%s".formatted(parts[0], parts[1], parts[2]);
			this.found.putIfAbsent(key, UnknownKey.certain(key, written.origin(),
					"A name with other signs than letters of English, digits, - and _ stands in brackets and quotes: '[%s]'."
						.formatted(parts[2])));
		}
	}

	/** Keys under a root that is nearly this one. */
	private void elsewhere(ConfigurationPropertyName name, ConfigurationPropertySource source) {
		int at = (name.getNumberOfElements() > 2 && name.getElement(0, Form.UNIFORM).equals("spring")) ? 1 : 0;
		if (name.getNumberOfElements() <= at + 1 || KNOWN.below(name.getElement(at + 1, Form.UNIFORM)) == null) {
			return;
		}
		String root = name.getElement(at, Form.UNIFORM);
		if (Spelling.distance(root, "cascade") <= 1 - at) {
			String written = name.chop(at + 1).toString();
			this.found.putIfAbsent(written,
					UnknownKey.of(written, origin(source.getConfigurationProperty(name)), "Did you mean 'cascade'?"));
		}
	}

	/** Names in two spellings are one to the binder, which then reads one of them. */
	private void twice(ConfigurationPropertyName name, @Nullable String first, String second) {
		if (first != null) {
			this.found.putIfAbsent(name.toString(), UnknownKey.certain(name.toString(), null,
					"Remove one of '%s' and '%s', which are the same.".formatted(first, second)));
		}
	}

	private static @Nullable String origin(@Nullable ConfigurationProperty property) {
		return (property != null && property.getOrigin() != null) ? property.getOrigin().toString() : null;
	}

	private void property(ConfigurationPropertyName name, Written written) {
		KeyNode place = KNOWN;
		for (int at = 1; at < name.getNumberOfElements() && !isFree(place, name, at); at++) {
			KeyNode below = below(place, name, at);
			if (below == null) {
				UnknownKey key = explain(place, name, at, written);
				this.found.putIfAbsent(key.name(), key);
				return;
			}
			place = below;
		}
	}

	/** Text by name takes names with dots. */
	private static boolean isFree(KeyNode place, ConfigurationPropertyName name, int at) {
		return place.open() || (place.named() != null && place.named().isLeaf() && !name.isNumericIndex(at)
				&& !(at + 1 < name.getNumberOfElements() && name.isNumericIndex(at + 1)));
	}

	private static @Nullable KeyNode below(KeyNode place, ConfigurationPropertyName name, int at) {
		if (name.isNumericIndex(at)) {
			return (place.named() != null && place.named().isLeaf()) ? place.named() : place.listed();
		}
		return place.belowOrNamed(name.getElement(at, Form.UNIFORM));
	}

	private static UnknownKey explain(KeyNode place, ConfigurationPropertyName name, int at, Written written) {
		String above = name.chop(at).toString();
		if (name.isNumericIndex(at)) {
			return UnknownKey.certain(above, written.origin(),
					insteadOfAList(name.getElement(at - 1, Form.DASHED), place));
		}
		if (place.listed() != null) {
			return UnknownKey.certain(above, written.origin(), "Write a list here: each element behind a '- '.");
		}
		if (isSlug(place, written)) {
			return UnknownKey.certain(above, written.origin(), instead(place, written.tail()));
		}
		if (place.isLeaf()) {
			return UnknownKey.certain(above, written.origin(), "Write one value here, without keys below it.");
		}
		Written key = new Written(name.chop(at + 1).toString(), written.origin());
		return isPartOfAName(name, at) ? UnknownKey.certain(key.name(), key.origin(), dotted(name, at))
				: UnknownKey.at(place, name.getElement(at, Form.DASHED), key);
	}

	private static String insteadOfAList(String key, KeyNode place) {
		if (place.keys().containsKey(key)) {
			return Complaint.outdented(key);
		}
		if (place.isLeaf()) {
			return "Write one value in place of the list.";
		}
		return "Write %s in place of the list."
			.formatted((place.named() != null) ? "a name before each element, such as 'my-name:'," : "keys and values");
	}

	/** A slug that is a key has settings below it, or a blank behind its colon. */
	private static String instead(KeyNode place, String tail) {
		return place.keys()
			.keySet()
			.stream()
			.map((key) -> tail.indexOf("." + key))
			.filter((end) -> end > tail.indexOf('/'))
			.findFirst()
			.map((end) -> "Write the slug behind 'id', and its settings beside that: 'id: %s'."
				.formatted(tail.substring(0, end)))
			.orElseGet(() -> "Write the slug as one word, without a blank after its colon: '%s:…'.".formatted(tail));
	}

	/** YAML takes {@code - ollama/llama3.1: 8b} for an object. */
	private static boolean isSlug(KeyNode place, Written written) {
		return place.below("id") != null && written.tail().contains("/");
	}

	/** Whether the key would be read if what stands before it belonged to the name. */
	private static boolean isPartOfAName(ConfigurationPropertyName name, int at) {
		KeyNode names = (at == 3) ? KNOWN.below(name.getElement(1, Form.UNIFORM)) : null;
		return names != null && names.named() != null && at + 1 < name.getNumberOfElements()
				&& names.named().below(name.getElement(at + 1, Form.UNIFORM)) != null;
	}

	private static String dotted(ConfigurationPropertyName name, int at) {
		return "A name with a dot stands in brackets and quotes: '[%s.%s]'."
			.formatted(name.getElement(at - 1, Form.ORIGINAL), name.getElement(at, Form.ORIGINAL));
	}

	private void variables(SystemEnvironmentPropertySource source) {
		for (String variable : source.getPropertyNames()) {
			String[] words = variable.toLowerCase(Locale.ROOT).split("_", -1);
			if (words.length > 1 && words[0].equals("cascade") && !Variables.reads(KNOWN, words, 1)) {
				this.found.putIfAbsent(variable, UnknownKey.of(variable, "environment variable", meant(words)));
			}
		}
	}

	private static String meant(String[] words) {
		Variables.Guess guess = Variables.guess(KNOWN, words, 1);
		return (guess != null) ? "Did you mean '%s'?".formatted(guess.variable())
				: "Remove it; docs/configuration.md lists the keys.";
	}

	/**
	 * A key as it was written.
	 *
	 * @param name its name
	 * @param origin where it was written
	 */
	record Written(String name, @Nullable String origin) {

		/** What stands behind the last index. */
		String tail() {
			return this.name.substring(this.name.lastIndexOf("].") + 2);
		}

	}

}
