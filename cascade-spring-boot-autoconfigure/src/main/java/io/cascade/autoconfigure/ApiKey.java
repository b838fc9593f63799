package io.cascade.autoconfigure;

import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads configured keys.
 */
final class ApiKey {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([\\w.-]+)");

	/** They are wrong wherever they are sent. */
	private static final List<Flaw> FLAWS = List.of(
			Flaw.of("(authorization\\s*:\\s*)?bearer\\b.*", "it begins with 'Bearer'",
					"Write the key alone: 'Bearer' is sent before it."),
			Flaw.of("[\"'`].*|.*[\"'`]", "it stands in quotes",
					"Remove the quotes: they are read as a part of the key."),
			Flaw.of("[a-z][a-z0-9_]*(KEY|TOKEN)\\s*[=:].+", "it begins with the name of a variable",
					"Write what stands behind that name alone."),
			Flaw.of(".*\\s.*", "it has a blank or a line break inside", "Copy it again: a key is one word."),
			Flaw.of("https?://.*", "it is a URL", "Write the key, and the URL as the base-url beside it."));

	/** A server of one's own may want any word. */
	private static final Flaw PLACEHOLDERS = Flaw
		.of(String.join("|", ".*\\.\\.\\..*", "<.*>", "\\{.*}", "\\[.*]", "%\\w+%", "\\$\\w+", "\\$\\(.*", "@.*@",
				"(file|classpath|env|vault):.*", "(sk-)?(or-)?(v1-)?[x*_-]*", ".*change[-_]?(me|it).*",
				".*replace[-_]?(me|this).*", "<?(your|my)[-_]?([a-z]+[-_])?(api[-_]?)?(key|token|secret)([-_]?here)?>?",
				"(openrouter|openai)?[-_]?(api)?[-_]?(key|token)",
				"todo|fixme|dummy|placeholder|null|none|undefined|empty|secret|insert.*"),
				"it stands in for a key and is none", "Set it to a key, best from an environment variable: "
						+ "'${OPENROUTER_API_KEY:}' (keys of OpenRouter are made at https://openrouter.ai/keys).");

	private static final Flaw OTHERS = Flaw.of(
			"(sk-ant-|sk-proj-|sk-svcacct-|gsk_|AIza|xai-|hf_|nvapi-|pplx-|r8_|csk-|fw_).*",
			"it is a key of another vendor than OpenRouter", "Set it to a key that begins with 'sk-or-' "
					+ "(https://openrouter.ai/keys), or add that vendor under cascade.upstreams with this key.");

	private static final Flaw OPENROUTERS = Flaw.of("sk-or-.*", "it is a key of OpenRouter, sent to another server",
			"Set it to a key of that server, or remove it if the server needs none.");

	private ApiKey() {
	}

	/** Refuses what is no key, without telling it. */
	static void check(String property, URI url, @Nullable String key) {
		if (key == null) {
			return;
		}
		FLAWS.forEach((flaw) -> flaw.refuse(property, key));
		KnownServers server = KnownServers.of(url);
		boolean isOpenRouter = server == KnownServers.OPENROUTER;
		if (!BaseUrl.isLoopback(url) && (server != null || property.equals("cascade.api-key"))) {
			PLACEHOLDERS.refuse(property, key);
		}
		if (server != null && !BaseUrl.isLoopback(url)) {
			(isOpenRouter ? OTHERS : OPENROUTERS).refuse(property, key);
		}
	}

	/** A blank key, or one with a placeholder that was not resolved, is none. */
	static @Nullable String of(@Nullable String configured) {
		return (configured == null || configured.isBlank() || configured.contains("${")) ? null : configured.strip();
	}

	/** The name in a placeholder that was not resolved. */
	static @Nullable String placeholder(@Nullable String configured) {
		Matcher placeholder = PLACEHOLDER.matcher((configured != null) ? configured : "");
		return placeholder.find() ? placeholder.group(1) : null;
	}

	/**
	 * What shows that something is no key.
	 *
	 * @param pattern what it looks like, in any case
	 * @param problem what is wrong
	 * @param mend what to do, a sentence
	 */
	private record Flaw(Pattern pattern, String problem, String mend) {

		static Flaw of(String pattern, String problem, String mend) {
			return new Flaw(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL), problem, mend);
		}

		void refuse(String property, String key) {
			if (this.pattern.matcher(key).matches()) {
				throw new CascadeConfigurationException(property, this.problem, this.mend);
			}
		}

	}

}
