package io.cascade.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the complaint of a rule into one about the key that holds its value.
 */
final class PropertyCheck {

	private static final Pattern REFUSAL = Pattern.compile("'([\\w.-]+)' (must not be set: .*)", Pattern.DOTALL);

	private static final Pattern COMPLAINT = Pattern.compile("'([\\w.-]+)' (must be (.+), not .*)", Pattern.DOTALL);

	private PropertyCheck() {
	}

	/** The complaint "'top_p' must be …, not …" names the key below the prefix. */
	static void check(String prefix, Runnable check) {
		try {
			check.run();
		}
		catch (IllegalArgumentException ex) {
			Matcher refusal = REFUSAL.matcher(String.valueOf(ex.getMessage()));
			if (refusal.matches()) {
				throw new CascadeConfigurationException(prefix + "." + key(refusal.group(1)), "it " + refusal.group(2),
						"Remove it, or set it as named above.");
			}
			Matcher complaint = COMPLAINT.matcher(String.valueOf(ex.getMessage()));
			boolean precise = complaint.matches();
			throw new CascadeConfigurationException(precise ? prefix + "." + key(complaint.group(1)) : prefix,
					precise ? "it " + complaint.group(2) : String.valueOf(ex.getMessage()),
					precise ? "Set it to a value %s, or remove it to have the default.".formatted(complaint.group(3))
							: "Correct the value named above.");
		}
	}

	/** Fields of a free-form map are written as they are sent. */
	private static String key(String name) {
		String extra = "extra_body.";
		return name.startsWith(extra) ? "extra-body." + name.substring(extra.length()) : name.replace('_', '-');
	}

}
