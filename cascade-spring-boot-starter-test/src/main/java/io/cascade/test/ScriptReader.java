package io.cascade.test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Reads a script: a model (or none, for every request), and a fault, several faults, or
 * an answer.
 *
 * @param scripts takes what models do
 * @param catalog the models that there are
 */
record ScriptReader(Scripts scripts, Catalog catalog) {

	private static final Map<String, BiConsumer<ModelScript, Object>> ANSWER = Map.of("answer",
			(script, value) -> script.answers(text("answer", value)), "answerChunks",
			(script, value) -> script.answersInChunks(texts("answerChunks", value)), "toolCall", ScriptReader::toolCall,
			"raw", ScriptReader::raw, "reasoning", (script, value) -> script.reasons(text("reasoning", value)),
			"finishReason", (script, value) -> script.finishReason(text("finishReason", value)), "answersAs",
			(script, value) -> script.answersAs(text("answersAs", value)), "provider",
			(script, value) -> script.provider(text("provider", value)), "padding",
			(script, value) -> script.padding(number("padding", value)), "then", ScriptReader::then);

	void read(Map<String, Object> script) {
		Map<String, Object> rest = new LinkedHashMap<>(script);
		Object model = rest.remove("model");
		Map<String, Object> answer = new LinkedHashMap<>(rest);
		answer.keySet().retainAll(ANSWER.keySet());
		rest.keySet().removeAll(ANSWER.keySet());
		List<Fault> faults = faults(rest);
		if (answer.isEmpty() && faults.isEmpty()) {
			throw new IllegalArgumentException("A script needs 'status', 'fault', 'faults' or one of "
					+ String.join(", ", new TreeSet<>(ANSWER.keySet())));
		}
		apply(model, answer, faults);
	}

	private void apply(@Nullable Object model, Map<String, Object> answer, List<Fault> faults) {
		if (model == null) {
			if (!answer.isEmpty()) {
				throw new IllegalArgumentException("'model' is missing: an answer belongs to a model");
			}
			this.scripts.everyRequest().replace(faults);
			return;
		}
		ModelScript script = this.scripts.model(known(text("model", model)));
		answer(script, answer);
		if (!faults.isEmpty()) {
			script.fails(faults.toArray(Fault[]::new));
		}
	}

	/** What comes after is described last. */
	private static void answer(ModelScript script, Map<String, Object> answer) {
		ANSWER.forEach((key, change) -> {
			if (answer.containsKey(key) && !key.equals("then")) {
				change.accept(script, Objects.requireNonNull(answer.get(key)));
			}
		});
		if (answer.containsKey("then")) {
			then(script, answer.get("then"));
		}
	}

	private static void then(ModelScript script, @Nullable Object value) {
		Map<String, Object> answer = object("then", value);
		if (!ANSWER.keySet().containsAll(answer.keySet())) {
			throw new IllegalArgumentException(
					"'then' takes %s, not %s".formatted(new TreeSet<>(ANSWER.keySet()), answer.keySet()));
		}
		answer(script.then(), answer);
	}

	private static void toolCall(ModelScript script, Object value) {
		Map<String, Object> call = object("toolCall", value);
		script.answersWithToolCall(text("id", call.get("id")), text("name", call.get("name")),
				text("arguments", call.get("arguments")));
	}

	private static void raw(ModelScript script, Object value) {
		Map<String, Object> body = object("raw", value);
		script.answersRaw(text("contentType", body.get("contentType")), texts("pieces", body.get("pieces")));
	}

	private static Map<String, Object> object(String key, @Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return Maps.keyed(map);
		}
		throw new IllegalArgumentException("'%s' must be an object, not %s".formatted(key, value));
	}

	private String known(String slug) {
		if (this.catalog.knows(slug)) {
			return slug;
		}
		throw new IllegalArgumentException("'model' must be one of %s, not %s".formatted(
				this.catalog.entries().stream().map(CatalogEntry::slug).collect(Collectors.joining(", ")), slug));
	}

	private static List<Fault> faults(Map<String, Object> rest) {
		Object faults = rest.remove("faults");
		Stream<Fault> alone = rest.isEmpty() ? Stream.empty() : Stream.of(FaultScript.parse(rest));
		return Stream.concat(alone, FaultScript.parseAll("faults", faults)).toList();
	}

	private static String text(String key, @Nullable Object value) {
		if (value instanceof String text) {
			return text;
		}
		throw new IllegalArgumentException("'%s' must be a text, not %s".formatted(key, value));
	}

	private static int number(String key, Object value) {
		if (value instanceof Integer number && number >= 0) {
			return number;
		}
		throw new IllegalArgumentException("'%s' must be a whole number of 0 or more, not %s".formatted(key, value));
	}

	private static String[] texts(String key, @Nullable Object value) {
		if (value instanceof List<?> list) {
			return list.stream().map((element) -> text(key, element)).toArray(String[]::new);
		}
		throw new IllegalArgumentException("'%s' must be a list of texts, not %s".formatted(key, value));
	}

}
