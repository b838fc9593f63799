package io.cascade.test;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

import io.cascade.test.ChatRequest.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * What makes OpenRouter refuse a request before any model is tried.
 *
 * @param catalog the models that there are
 */
record ChatRules(Catalog catalog) {

	private static final int MAX_MODELS = 3;

	private static final Set<String> PROVIDER_KEYS = Set.of("order", "only", "ignore", "allow_fallbacks",
			"require_parameters", "data_collection", "zdr", "enforce_distillable_text", "quantizations", "sort",
			"preferred_min_throughput", "preferred_max_latency", "max_price", "experimental");

	private static final List<Function<ChatRequest, @Nullable String>> RULES = List.of(ChatRules::body,
			ChatRules::messages, ChatRules::cap, ChatRules::provider, ChatRules::temperature);

	@Nullable Reply refuse(ChatRequest chat) {
		Stream<@Nullable String> broken = RULES.stream().map((rule) -> rule.apply(chat));
		String message = broken.filter(Objects::nonNull).findFirst().orElse(null);
		return (message != null) ? Envelope.plain(400, message, chat.dialect()) : refuseModel(chat);
	}

	private @Nullable Reply refuseModel(ChatRequest chat) {
		if (chat.models().isEmpty()) {
			return Envelope.plain(400, "No models provided", chat.dialect());
		}
		String unknown = chat.models().stream().filter((slug) -> !this.catalog.knows(slug)).findFirst().orElse(null);
		if (unknown == null) {
			return null;
		}
		return (chat.dialect() == Dialect.OPENROUTER)
				? Envelope.plain(400, unknown + " is not a valid model ID", chat.dialect())
				: Envelope.plain(404, "model '" + unknown + "' not found", chat.dialect());
	}

	private static @Nullable String body(ChatRequest chat) {
		return chat.request().body().isEmpty() ? "The body is no JSON object" : null;
	}

	private static @Nullable String messages(ChatRequest chat) {
		boolean present = chat.field("messages") instanceof Collection<?> messages && !messages.isEmpty();
		return present ? null : "Input required: specify \"prompt\" or \"messages\"";
	}

	private static @Nullable String cap(ChatRequest chat) {
		boolean tooMany = chat.dialect() == Dialect.OPENROUTER && chat.field("models") instanceof Collection<?> models
				&& models.size() > MAX_MODELS;
		return tooMany ? "'models' array must have 3 items or fewer." : null;
	}

	private static @Nullable String provider(ChatRequest chat) {
		if (!(chat.field("provider") instanceof Map<?, ?> provider)) {
			return null;
		}
		Set<String> unknown = new TreeSet<>(Maps.keyed(provider).keySet());
		unknown.removeAll(PROVIDER_KEYS);
		return unknown.isEmpty() ? null : "Unrecognized key(s) in object 'provider': " + String.join(", ", unknown);
	}

	private static @Nullable String temperature(ChatRequest chat) {
		boolean outside = chat.field("temperature") instanceof Number number
				&& (number.doubleValue() < 0 || number.doubleValue() > 2);
		return outside ? "'temperature' must be between 0 and 2, received " + chat.field("temperature") : null;
	}

}
