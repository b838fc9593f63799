package io.cascade.autoconfigure;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.PatternMatchUtils;

/**
 * Servers whose base URL is known: without its path every model is "not found" there.
 *
 * @see <a href="https://openrouter.ai/docs/quickstart">OpenRouter</a>
 * @see <a href="https://docs.ollama.com/api/openai-compatibility">Ollama</a>
 */
enum KnownServers {

	OPENROUTER("https://openrouter.ai/api/v1", true, "openrouter.ai", "*.openrouter.ai"),

	OLLAMA("http://localhost:11434/v1", true, "*:11434"),

	LM_STUDIO("http://localhost:1234/v1", false, "localhost:1234", "127.0.0.1:1234", "*.internal:1234"),

	OPENAI("https://api.openai.com/v1", true, "api.openai.com"),

	ANTHROPIC("https://api.anthropic.com/v1", true, "api.anthropic.com"),

	GROQ("https://api.groq.com/openai/v1", true, "api.groq.com"),

	MISTRAL("https://api.mistral.ai/v1", true, "api.mistral.ai"),

	GEMINI("https://generativelanguage.googleapis.com/v1beta/openai", true, "generativelanguage.googleapis.com"),

	TOGETHER("https://api.together.xyz/v1", true, "api.together.xyz"),

	FIREWORKS("https://api.fireworks.ai/inference/v1", true, "api.fireworks.ai"),

	CEREBRAS("https://api.cerebras.ai/v1", true, "api.cerebras.ai"),

	XAI("https://api.x.ai/v1", true, "api.x.ai"),

	DEEPINFRA("https://api.deepinfra.com/v1/openai", true, "api.deepinfra.com"),

	NVIDIA("https://integrate.api.nvidia.com/v1", true, "integrate.api.nvidia.com"),

	HUGGING_FACE("https://router.huggingface.co/v1", true, "router.huggingface.co");

	private static final Pattern VERSION = Pattern.compile(".*/v\\d[^/]*(/.*)?");

	private final URI url;

	private final boolean exact;

	private final List<String> hosts;

	KnownServers(String url, boolean exact, String... hosts) {
		this.url = URI.create(url);
		this.exact = exact;
		this.hosts = List.of(hosts);
	}

	static @Nullable KnownServers of(URI url) {
		String host = Objects.requireNonNullElse(url.getHost(), "").toLowerCase(Locale.ROOT);
		return Arrays.stream(values())
			.filter((server) -> server.hosts.stream()
				.anyMatch((pattern) -> PatternMatchUtils.simpleMatch(pattern, host)
						|| PatternMatchUtils.simpleMatch(pattern, host + ":" + url.getPort())))
			.findFirst()
			.orElse(null);
	}

	/** Whether a path names a version, as those of nearly all servers do. */
	static boolean hasVersion(URI url) {
		return VERSION.matcher(url.getPath()).matches();
	}

	/** The URL that was meant, {@code null} if the given one is right. */
	@Nullable String correction(URI given) {
		boolean path = this.exact ? given.getPath().equals(this.url.getPath()) : hasVersion(given);
		boolean abroad = "https".equals(this.url.getScheme());
		if (path && (!abroad || "https".equalsIgnoreCase(given.getScheme()))) {
			return null;
		}
		return (abroad ? "https" : given.getScheme()) + "://" + given.getHost()
				+ ((given.getPort() > 0 && !(abroad && given.getPort() == 80)) ? ":" + given.getPort() : "")
				+ this.url.getPath();
	}

}
