package io.cascade.actuate;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Knows which properties hold secrets, however they are spelled.
 */
final class SecretKeys {

	private static final Pattern NO_LETTER = Pattern.compile("[^a-z]");

	private static final Pattern SECRET = Pattern
		.compile("cascade.*(apikey|password|secret|headers.*)|openrouterapikey");

	private SecretKeys() {
	}

	static boolean includes(String key) {
		String letters = NO_LETTER.matcher(key.toLowerCase(Locale.ROOT)).replaceAll("");
		return SECRET.matcher(letters).matches();
	}

}
