package io.cascade.autoconfigure;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Names that people give to servers of their own. A model of such a server must not be
 * asked at OpenRouter because its upstream is missing: the prompt was not meant for it.
 */
final class LocalServers {

	private static final String SOME = "http://localhost:8000/v1";

	private static final String LLAMA_CPP = "http://localhost:8080/v1";

	private static final String LM_STUDIO = "http://localhost:1234/v1";

	/** By name, without hyphens, points and the like, where they listen by default. */
	private static final Map<String, String> URLS = Map.ofEntries(Map.entry("ollama", "http://localhost:11434/v1"),
			Map.entry("lmstudio", LM_STUDIO), Map.entry("vllm", SOME), Map.entry("nim", SOME),
			Map.entry("llamacpp", LLAMA_CPP), Map.entry("llamaserver", LLAMA_CPP), Map.entry("llamafile", LLAMA_CPP),
			Map.entry("localai", LLAMA_CPP), Map.entry("mlx", LLAMA_CPP), Map.entry("mlxlm", LLAMA_CPP),
			Map.entry("ramalama", LLAMA_CPP), Map.entry("tgi", "http://localhost:3000/v1"),
			Map.entry("sglang", "http://localhost:30000/v1"), Map.entry("jan", "http://localhost:1337/v1"),
			Map.entry("gpt4all", "http://localhost:4891/v1"), Map.entry("koboldcpp", "http://localhost:5001/v1"),
			Map.entry("kobold", "http://localhost:5001/v1"), Map.entry("litellm", "http://localhost:4000/v1"),
			Map.entry("lmdeploy", "http://localhost:23333/v1"), Map.entry("xinference", "http://localhost:9997/v1"),
			Map.entry("tabbyapi", "http://localhost:5000/v1"),
			Map.entry("textgenerationwebui", "http://localhost:5000/v1"),
			Map.entry("oobabooga", "http://localhost:5000/v1"),
			Map.entry("docker", "http://localhost:12434/engines/v1"), Map.entry("local", SOME),
			Map.entry("localhost", SOME), Map.entry("127001", SOME), Map.entry("onprem", SOME),
			Map.entry("selfhosted", SOME));

	private LocalServers() {
	}

	/** Where a server of this name most likely listens, {@code null} if it is none. */
	static @Nullable String url(String author) {
		String host = author.replaceFirst(":\\d+$", "");
		return KnownAuthors.contains(host) ? null : URLS.get(host.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""));
	}

	/** Ports without TLS. */
	static Set<Integer> plainPorts() {
		return URLS.values()
			.stream()
			.map((url) -> URI.create(url).getPort())
			.filter((port) -> port != URI.create(SOME).getPort() && port != URI.create(LLAMA_CPP).getPort())
			.collect(Collectors.toSet());
	}

}
