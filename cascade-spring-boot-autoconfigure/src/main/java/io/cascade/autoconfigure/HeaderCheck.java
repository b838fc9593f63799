package io.cascade.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Refuses headers that could not be sent. Line breaks and blanks around a value, as files
 * with secrets have them, are dropped; an empty value is none.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.5">Field values</a>
 */
final class HeaderCheck {

	private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E\\t]*");

	/** They belong to the connection and to the way the body is read. */
	private static final Set<String> OURS = Set.of("content-length", "transfer-encoding", "connection", "upgrade",
			"expect", "te", "trailer", "accept-encoding", "content-encoding", "keep-alive");

	private HeaderCheck() {
	}

	static Map<String, String> headers(String property, Map<String, String> configured) {
		Map<String, String> headers = new LinkedHashMap<>();
		configured.forEach((name, value) -> put(headers, property + "." + name, name, value));
		return headers;
	}

	static void put(Map<String, String> headers, String property, String name, @Nullable String configured) {
		String value = value(property, configured);
		if (value != null) {
			checkName(property, name);
			headers.put(name, value);
		}
	}

	/** The value as it is sent, or null if there is none. */
	static @Nullable String value(String property, @Nullable String configured) {
		String value = (configured != null) ? configured.strip() : "";
		if (!VALUE.matcher(value).matches()) {
			throw new CascadeConfigurationException(property,
					"a header can't hold it: it has characters that are not printable ASCII, such as a line break",
					"Look for a line break or for letters such as 'é' in the value, and encode or remove them.");
		}
		if (ApiKey.placeholder(value) != null) {
			throw new CascadeConfigurationException(property,
					"nothing resolves '${%s}'".formatted(ApiKey.placeholder(value)),
					"Set it, or write '${%s:}' to send no header without it.".formatted(ApiKey.placeholder(value)));
		}
		return value.isEmpty() ? null : value;
	}

	private static void checkName(String property, String name) {
		if (!NAME.matcher(name).matches()) {
			throw new CascadeConfigurationException(property, "'%s' can't be the name of a header".formatted(name),
					"Write letters, digits and hyphens, such as 'X-Team'.");
		}
		if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
			throw new CascadeConfigurationException(property, "the header belongs to the connection",
					"Remove it: the connection sets what it needs.");
		}
	}

}
