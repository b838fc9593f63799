package io.cascade.openrouter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.cascade.Options;
import io.cascade.Reasoning;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request body. Their bounds are looked at with the request; here it
 * is their types.
 */
final class OptionFields {

	private static final Map<String, Setter> ALL = all();

	private OptionFields() {
	}

	/** The newer name of the limit comes last, so it holds where both are set. */
	private static Map<String, Setter> all() {
		Map<String, Setter> all = new LinkedHashMap<>();
		set(all, "max_tokens", BodyField::whole, Options::maxTokens);
		set(all, "max_completion_tokens", BodyField::whole, Options::maxCompletionTokens);
		set(all, "temperature", BodyField::number, Options::temperature);
		set(all, "top_p", BodyField::number, Options::topP);
		set(all, "top_k", BodyField::whole, Options::topK);
		set(all, "top_a", BodyField::number, Options::topA);
		set(all, "min_p", BodyField::number, Options::minP);
		set(all, "frequency_penalty", BodyField::number, Options::frequencyPenalty);
		set(all, "presence_penalty", BodyField::number, Options::presencePenalty);
		set(all, "repetition_penalty", BodyField::number, Options::repetitionPenalty);
		set(all, "seed", BodyField::large, Options::seed);
		set(all, "stop", OptionFields::stop, Options::stop);
		set(all, "logit_bias", OptionFields::biases, Options::logitBias);
		set(all, "logprobs", BodyField::flag, Options::logprobs);
		set(all, "top_logprobs", BodyField::whole, Options::topLogprobs);
		set(all, "parallel_tool_calls", BodyField::flag, Options::parallelToolCalls);
		set(all, "modalities", OptionFields::texts, Options::modalities);
		set(all, "verbosity", BodyField::text, Options::verbosity);
		set(all, "reasoning", OptionFields::reasoning, Options::reasoning);
		set(all, "reasoning_effort", BodyField::text, Options::reasoningEffort);
		set(all, "prediction", OptionFields::prediction, Options::prediction);
		set(all, "service_tier", BodyField::text, Options::serviceTier);
		set(all, "plugins", OptionFields::objects, Options::plugins);
		set(all, "session_id", BodyField::text, Options::sessionId);
		set(all, "metadata", OptionFields::pairs, Options::metadata);
		set(all, "user", BodyField::text, Options::user);
		set(all, "prompt_cache_key", BodyField::text, Options::promptCacheKey);
		set(all, "cache_control", OptionFields::timeToLive, Options::cacheControl);
		return all;
	}

	private static <T> void set(Map<String, Setter> all, String name, Function<BodyField, @Nullable T> reading,
			BiFunction<Options, @Nullable T, Options> setting) {
		all.put(name, (options, field) -> setting.apply(options, reading.apply(field)));
	}

	static Set<String> names() {
		return ALL.keySet();
	}

	static Options of(BodyField body) {
		Options options = Options.none();
		for (Map.Entry<String, Setter> each : ALL.entrySet()) {
			BodyField field = body.field(each.getKey());
			if (field.isSet()) {
				options = each.getValue().set(options, field);
			}
		}
		return options;
	}

	/** No string to stop at is none, whichever way that is written. */
	private static @Nullable List<String> stop(BodyField field) {
		List<String> stop = field.isText() ? List.of(field.text()) : texts(field);
		return stop.isEmpty() ? null : stop;
	}

	private static List<String> texts(BodyField field) {
		return field.list().stream().map(BodyField::text).toList();
	}

	static List<Map<String, Object>> objects(BodyField field) {
		return field.list().stream().map(BodyField::object).toList();
	}

	private static Map<String, Double> biases(BodyField field) {
		Map<String, Double> biases = new LinkedHashMap<>();
		values(field, Number.class, "numbers").forEach((token, bias) -> biases.put(token, bias.doubleValue()));
		return biases;
	}

	private static Map<String, String> pairs(BodyField field) {
		return values(field, String.class, "strings");
	}

	/** The names are the client's, so a complaint is about the whole. */
	private static <T> Map<String, T> values(BodyField field, Class<T> type, String what) {
		Map<String, T> values = new LinkedHashMap<>();
		field.object().forEach((name, value) -> {
			if (value != null && !type.isInstance(value)) {
				throw field.refused("must hold " + what + " only");
			}
			if (value != null) {
				values.put(String.valueOf(name), type.cast(value));
			}
		});
		return values;
	}

	private static Reasoning reasoning(BodyField field) {
		return new Reasoning(field.field("effort").ifSet(BodyField::text),
				field.field("max_tokens").ifSet(BodyField::whole), field.field("exclude").ifSet(BodyField::flag),
				field.field("enabled").ifSet(BodyField::flag), field.field("summary").ifSet(BodyField::text));
	}

	/** Parts of a prediction are texts. */
	private static String prediction(BodyField field) {
		field.field("type").ifSet((type) -> type.oneOf(Map.of("content", true)));
		BodyField content = field.field("content");
		if (!content.isList()) {
			return content.text();
		}
		StringBuilder words = new StringBuilder();
		content.list().forEach((part) -> words.append(part.field("text").text()));
		return words.toString();
	}

	private static String timeToLive(BodyField field) {
		String told = field.field("ttl").ifSet(BodyField::text);
		return (told != null) ? told : "5m";
	}

	@FunctionalInterface
	private interface Setter {

		Options set(Options options, BodyField field);

	}

}
