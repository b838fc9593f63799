package io.cascade.test;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.cascade.test.CatalogueEntry.Prices;
import io.cascade.test.CatalogueEntry.Traits;

/**
 * The models that the server knows. Thread-safe.
 */
final class Catalogue {

	private static final Set<String> VARIANTS = Set.of("nitro", "floor", "exacto", "online", "thinking", "extended");

	private final Map<String, CatalogueEntry> entries = new LinkedHashMap<>();

	private final Map<String, CatalogueEntry> changed = new LinkedHashMap<>();

	private boolean anyModel;

	private @Nullable String body;

	Catalogue() {
		defaults().forEach((entry) -> this.entries.put(entry.slug(), entry));
	}

	synchronized void acceptAnyModel() {
		this.anyModel = true;
	}

	synchronized void add(String slug) {
		this.entries.putIfAbsent(slug, CatalogueEntry.unknown(slug));
	}

	synchronized void change(String slug, UnaryOperator<CatalogueEntry> change) {
		this.changed.put(slug, change.apply(listed().getOrDefault(slug, CatalogueEntry.unknown(slug))));
	}

	synchronized void body(String json) {
		this.body = json;
	}

	synchronized @Nullable String body() {
		return this.body;
	}

	/** Forgets changed entries and the body; models added stay. */
	synchronized void reset() {
		this.changed.clear();
		this.body = null;
	}

	synchronized boolean knows(String slug) {
		return this.anyModel || listed().containsKey(withoutVariant(slug));
	}

	synchronized CatalogueEntry entry(String slug) {
		CatalogueEntry entry = listed().get(withoutVariant(slug));
		return (entry != null) ? entry : CatalogueEntry.unknown(slug);
	}

	synchronized Collection<CatalogueEntry> entries() {
		return listed().values().stream().toList();
	}

	private Map<String, CatalogueEntry> listed() {
		if (this.changed.isEmpty()) {
			return this.entries;
		}
		Map<String, CatalogueEntry> listed = new LinkedHashMap<>(this.entries);
		listed.putAll(this.changed);
		return listed;
	}

	private String withoutVariant(String slug) {
		int colon = slug.lastIndexOf(':');
		boolean variant = colon > 0 && !listed().containsKey(slug) && VARIANTS.contains(slug.substring(colon + 1));
		return variant ? slug.substring(0, colon) : slug;
	}

	private static Stream<CatalogueEntry> defaults() {
		return Stream.of(model("google/gemini-2.5-flash", "", "Google", "0.30", "2.50"),
				model("openai/gpt-4.1-mini", "-2025-04-14", "OpenAI", "0.40", "1.60"),
				model("openai/gpt-4.1", "-2025-04-14", "OpenAI", "2", "8"),
				model("openai/gpt-5-mini", "-2025-08-07", "OpenAI", "0.25", "2"),
				dated("anthropic/claude-sonnet-4.5", "anthropic/claude-4.5-sonnet-20250929", "3", "15"),
				dated("anthropic/claude-opus-4.1", "anthropic/claude-4.1-opus-20250805", "15", "75"),
				model("gryphe/mythomax-l2-13b:free", "", "Mancer", "0", "0"),
				model("mistralai/mistral-small-3.2-24b-instruct", "-2506", "Mistral", "0.06", "0.18"),
				model("meta-llama/llama-3.3-70b-instruct", "", "DeepInfra", "0.13", "0.39"),
				model("meta-llama/llama-3.3-70b-instruct:free", "", "Together", "0", "0"),
				model("deepseek/deepseek-chat-v3.1", "", "DeepSeek", "0.20", "0.80"),
				model("qwen/qwen3-30b-a3b", "-04-28", "Novita", "0.06", "0.22"),
				model("llama3.1:8b", "", "Ollama", "0", "0"));
	}

	private static CatalogueEntry model(String slug, String date, String provider, String prompt, String completion) {
		return new CatalogueEntry(slug, slug.replace(":free", "") + date, provider, Prices.of(prompt, completion),
				Traits.of(131_072, 16_384));
	}

	private static CatalogueEntry dated(String slug, String canonical, String prompt, String completion) {
		return new CatalogueEntry(slug, canonical, "Anthropic", Prices.of(prompt, completion),
				Traits.of(1_000_000, 64_000));
	}

}
