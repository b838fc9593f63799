package io.cascade.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON schema of {@code application.yml} from the configuration metadata, which has no
 * place for what stands under a name of one's own.
 */
final class MetadataSchema {

	private static final String OURS = "io.cascade.autoconfigure.";

	private static final String PLACEHOLDER = "\\$\\{";

	private static final Map<String, Object> TEXT = Map.of("type", List.of("string", "number", "boolean"));

	private static final Map<String, Object> NUMBER = scalar("number", "^[+-]?[0-9.]+$");

	private static final Map<String, Map<String, Object>> SCALARS = Map.of("java.lang.String", TEXT,
			"java.lang.Boolean", scalar("boolean", "^(true|false)$"), "java.time.Duration",
			scalar("integer", "^(0|[+-]?[0-9]+(ns|us|ms|s|m|h|d)|P.+)$"), "org.springframework.util.unit.DataSize",
			scalar("integer", "^[0-9]+(B|KB|MB|GB|TB)$"));

	private final Map<String, Object> definitions = new LinkedHashMap<>();

	private final TreeSet<String> pending = new TreeSet<>();

	static Map<String, Object> create() {
		return new MetadataSchema().root();
	}

	private Map<String, Object> root() {
		Map<String, Object> top = object(json("META-INF/spring-configuration-metadata.json"));
		Object cascade = properties(top).get("cascade");
		while (!this.pending.isEmpty()) {
			String type = Objects.requireNonNull(this.pending.pollFirst());
			Map<String, Object> object = object(
					json("META-INF/spring/configuration-metadata/%s%s.json".formatted(OURS, type)));
			this.definitions.put(type, shorthand(OURS + type, object));
		}
		properties(map(Objects.requireNonNull(cascade))).put("gateway", Map.of("type", "object", "description",
				"The endpoint, by the module cascade-gateway: docs/gateway.md"));
		properties(map(Objects.requireNonNull(cascade))).put("langchain4j", Map.of("type", "object", "description",
				"The models of LangChain4j, by the module cascade-langchain4j: docs/langchain4j.md"));
		Map<String, Object> root = new LinkedHashMap<>();
		root.put("$schema", "http://json-schema.org/draft-07/schema#");
		root.put("title", "What stands under cascade in application.yml");
		root.put("type", "object");
		root.put("properties", Map.of("cascade", Objects.requireNonNull(cascade)));
		root.put("definitions", this.definitions);
		return root;
	}

	private Map<String, Object> object(JsonNode metadata) {
		Map<String, Object> root = closed("");
		for (JsonNode property : metadata.path("properties")) {
			String name = property.path("name").asString();
			Map<String, Object> parent = root;
			for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
				parent = group(parent, name.substring(0, dot), metadata);
			}
			properties(parent).put(last(name), value(property, find(metadata.path("hints"), name)));
		}
		return root;
	}

	private Map<String, Object> group(Map<String, Object> parent, String name, JsonNode metadata) {
		JsonNode group = find(metadata.path("groups"), name);
		Map<String, Object> properties = properties(parent);
		Map<String, Object> made = map(properties.computeIfAbsent(last(name), (key) -> (group == null) ? closed("")
				: shorthand(group.path("type").asString(), closed(group.path("description").asString()))));
		return made.containsKey("anyOf") ? map(((List<?>) made.get("anyOf")).get(1)) : made;
	}

	/** A key with a dot in it is several in one, which is legal and not looked into. */
	private static Map<String, Object> closed(String description) {
		Map<String, Object> object = new LinkedHashMap<>();
		object.put("type", "object");
		if (!description.isEmpty()) {
			object.put("description", description);
		}
		object.put("properties", new LinkedHashMap<>());
		object.put("patternProperties", Map.of("[.\\[]", Map.of()));
		object.put("additionalProperties", false);
		return object;
	}

	/** What binds from a word or a number may be one. */
	private static Map<String, Object> shorthand(String type, Map<String, Object> object) {
		boolean binds = Arrays.stream(type(type).getDeclaredMethods())
			.anyMatch((method) -> method.getName().equals("of") && method.getParameterTypes()[0] == String.class);
		return binds ? new LinkedHashMap<>(Map.of("anyOf", List.of(TEXT, object))) : object;
	}

	private Map<String, Object> value(JsonNode property, @Nullable JsonNode hint) {
		Map<String, Object> value = new LinkedHashMap<>(type(property.path("type").asString(), hint));
		value.put("description", description(property, hint));
		JsonNode defaultValue = property.path("defaultValue");
		if (defaultValue.isValueNode()) {
			value.put("default", defaultValue);
		}
		return value;
	}

	private static String description(JsonNode property, @Nullable JsonNode hint) {
		String text = property.path("description").asString();
		return (hint == null) ? text
				: values(hint).filter((value) -> value.has("description"))
					.map((value) -> " \"%s\": %s".formatted(word(value), value.path("description").asString()))
					.collect(Collectors.joining("", text, ""));
	}

	private Map<String, Object> type(String type, @Nullable JsonNode hint) {
		Map<String, Object> examples = (hint != null && hint.has("values") && hint.has("providers"))
				? Map.of("examples", values(hint).map(MetadataSchema::word).toList()) : Map.of();
		if (type.startsWith("java.util.List<")) {
			Map<String, Object> items = new LinkedHashMap<>(type(type.substring(15, type.length() - 1), null));
			items.putAll(examples);
			return Map.of("anyOf", List.of(Map.of("type", "array", "items", items), TEXT));
		}
		if (type.startsWith("java.util.Map<")) {
			return entries(type.substring(14, type.length() - 1).split(",", 2));
		}
		Map<String, Object> single = new LinkedHashMap<>(single(type));
		single.putAll(examples);
		return single;
	}

	private Map<String, Object> entries(String[] types) {
		Map<String, Object> value = types[1].equals("java.lang.Object") ? Map.of() : type(types[1], null);
		return type(types[0]).isEnum()
				? Map.of("type", "object", "additionalProperties", false, "properties",
						words(types[0]).stream().collect(Collectors.toMap((word) -> word, (word) -> value)))
				: Map.of("type", "object", "additionalProperties", value);
	}

	private Map<String, Object> single(String type) {
		if (type.startsWith("java.") || type.startsWith("org.")) {
			return SCALARS.getOrDefault(type, NUMBER);
		}
		if (type(type).isEnum()) {
			return Map.of("anyOf",
					List.of(Map.of("enum", words(type)), Map.of("type", "string", "pattern", PLACEHOLDER)));
		}
		String name = type.substring(OURS.length());
		if (this.definitions.putIfAbsent(name, Map.of()) == null) {
			this.pending.add(name);
		}
		return Map.of("allOf", List.of(Map.of("$ref", "#/definitions/" + name)));
	}

	private static Map<String, Object> scalar(String type, String pattern) {
		Map<String, Object> scalar = Map.of("type", List.of(type, "string"), "pattern", pattern + "|" + PLACEHOLDER);
		if (!type.equals("integer")) {
			return scalar;
		}
		Map<String, Object> withUnit = new LinkedHashMap<>(scalar);
		withUnit.put("maximum", 0);
		return withUnit;
	}

	private static Map<String, Object> properties(Map<String, Object> object) {
		return map(Objects.requireNonNull(object.get("properties")));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Object value) {
		return (Map<String, Object>) value;
	}

	private static String last(String name) {
		return name.substring(name.lastIndexOf('.') + 1);
	}

	static List<String> words(String type) {
		return Arrays.stream(type(type).getEnumConstants())
			.map((word) -> ((Enum<?>) word).name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.toList();
	}

	static Class<?> type(String name) {
		try {
			return Class.forName(name);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static @Nullable JsonNode find(JsonNode items, String name) {
		return StreamSupport.stream(items.spliterator(), false)
			.filter((item) -> item.path("name").asString().equals(name))
			.findFirst()
			.orElse(null);
	}

	private static Stream<JsonNode> values(JsonNode hint) {
		return StreamSupport.stream(hint.path("values").spliterator(), false);
	}

	private static String word(JsonNode value) {
		return value.path("value").asString();
	}

	static JsonNode json(String file) {
		try (InputStream stream = MetadataSchema.class.getClassLoader().getResourceAsStream(file)) {
			return JsonMapper.shared().readTree(Objects.requireNonNull(stream, file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
