package io.cascade.test;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.cascade.test.CatalogEntry.Prices;
import io.cascade.test.CatalogEntry.Traits;
import org.jspecify.annotations.Nullable;

/**
 * The models that the server knows. Thread-safe.
 */
final class Catalog {

	private static final Set<String> VARIANTS = Set.of("nitro", "floor", "exacto", "online", "thinking", "extended");

	private final Map<String, CatalogEntry> entries = new LinkedHashMap<>();

	private final Map<String, CatalogEntry> changed = new LinkedHashMap<>();

	private boolean anyModel;

	private @Nullable String body;

	/** Whether anything may differ from what a reset brings back. */
	private boolean altered;

	private volatile Supplier<? extends Collection<String>> inUse = List::of;

	private volatile Runnable listener = () -> {
	};

	Catalog() {
		defaults().forEach((entry) -> this.entries.put(entry.slug(), entry));
	}

	synchronized void acceptAnyModel() {
		this.anyModel = true;
	}

	/** Knows these slugs too, whichever they are when somebody asks. */
	void inUse(Supplier<? extends Collection<String>> slugs) {
		this.inUse = slugs;
	}

	/** Has this run after each change, by whoever makes it. */
	void whenChanged(Runnable listener) {
		this.listener = listener;
	}

	void add(String slug) {
		if (isAdded(slug)) {
			this.listener.run();
		}
	}

	private synchronized boolean isAdded(String slug) {
		return this.entries.putIfAbsent(slug, CatalogEntry.unknown(slug)) == null;
	}

	/** Knows a model of which there is a script, as long as there is one. */
	void scripted(String slug) {
		if (!isListed(slug)) {
			change(withoutVariant(slug), (entry) -> entry);
		}
	}

	void change(String slug, UnaryOperator<CatalogEntry> change) {
		synchronized (this) {
			this.changed.put(slug, change.apply(listed().getOrDefault(slug, CatalogEntry.unknown(slug))));
			this.altered = true;
		}
		this.listener.run();
	}

	void body(String json) {
		synchronized (this) {
			this.body = json;
			this.altered = true;
		}
		this.listener.run();
	}

	/** What is read of it will be wrong, or nothing. */
	synchronized void fails() {
		this.altered = true;
	}

	synchronized @Nullable String body() {
		return this.body;
	}

	/** Forgets changed entries and the body; models added stay. */
	void reset() {
		if (isRestored()) {
			this.listener.run();
		}
	}

	private synchronized boolean isRestored() {
		boolean news = this.altered;
		this.changed.clear();
		this.body = null;
		this.altered = false;
		return news;
	}

	boolean knows(String slug) {
		return acceptsAny() || isListed(slug);
	}

	private synchronized boolean acceptsAny() {
		return this.anyModel;
	}

	private boolean isListed(String slug) {
		if (!contains(slug)) {
			adopt();
		}
		return contains(slug);
	}

	private synchronized boolean contains(String slug) {
		return listed().containsKey(withoutVariant(slug));
	}

	private void adopt() {
		Collection<String> slugs = this.inUse.get();
		synchronized (this) {
			slugs.stream()
				.map(this::withoutVariant)
				.forEach((slug) -> this.entries.putIfAbsent(slug, CatalogEntry.unknown(slug)));
		}
	}

	synchronized CatalogEntry entry(String slug) {
		CatalogEntry entry = listed().get(withoutVariant(slug));
		return (entry != null) ? entry : CatalogEntry.unknown(slug);
	}

	Collection<CatalogEntry> entries() {
		adopt();
		return all();
	}

	private synchronized Collection<CatalogEntry> all() {
		return listed().values().stream().toList();
	}

	private Map<String, CatalogEntry> listed() {
		if (this.changed.isEmpty()) {
			return this.entries;
		}
		Map<String, CatalogEntry> listed = new LinkedHashMap<>(this.entries);
		listed.putAll(this.changed);
		return listed;
	}

	private synchronized String withoutVariant(String slug) {
		int colon = slug.lastIndexOf(':');
		boolean variant = colon > 0 && !listed().containsKey(slug) && VARIANTS.contains(slug.substring(colon + 1));
		return variant ? slug.substring(0, colon) : slug;
	}

	private static Stream<CatalogEntry> defaults() {
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

	private static CatalogEntry model(String slug, String date, String provider, String prompt, String completion) {
		return new CatalogEntry(slug, slug.replace(":free", "") + date, provider, Prices.of(prompt, completion),
				Traits.of(131_072, 16_384));
	}

	private static CatalogEntry dated(String slug, String canonical, String prompt, String completion) {
		return new CatalogEntry(slug, canonical, "Anthropic", Prices.of(prompt, completion),
				Traits.of(1_000_000, 64_000));
	}

}
