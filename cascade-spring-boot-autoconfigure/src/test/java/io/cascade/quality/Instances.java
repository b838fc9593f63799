package io.cascade.quality;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes values that are valid against a schema. Texts of which the schema says no more
 * are taken from what a mapper wrote in their place.
 */
final class Instances {

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final JsonNode root;

	private final Random random;

	Instances(JsonNode root, Random random) {
		this.root = root;
		this.random = random;
	}

	JsonNode next(JsonNode written) {
		return value(this.root, written, 0);
	}

	private JsonNode value(JsonNode schema, JsonNode written, int depth) {
		if (schema.has("$ref")) {
			String place = schema.path("$ref").asString().substring(1);
			return value(place.isEmpty() ? this.root : this.root.at(place), written, depth + 1);
		}
		if (schema.has("const")) {
			return schema.path("const");
		}
		if (schema.has("enum")) {
			return schema.path("enum").get(this.random.nextInt(schema.path("enum").size()));
		}
		if (schema.has("anyOf")) {
			return choice(schema.path("anyOf"), written, depth);
		}
		JsonNode type = schema.path("type");
		boolean nullable = type.isArray();
		if (nullable && (depth > 4 || this.random.nextInt(3) == 0)) {
			return NODES.nullNode();
		}
		return typed(nullable ? type.get(0).asString() : type.asString(""), schema, written, depth);
	}

	/** What was written fits one of them; deep down the first that ends is taken. */
	private JsonNode choice(JsonNode choices, JsonNode written, int depth) {
		JsonNode first = choices.get(0);
		if ("null".equals(first.path("type").asString(""))) {
			return (written.isNull() || written.isMissingNode() || depth > 4) ? NODES.nullNode()
					: value(choices.get(1), written, depth + 1);
		}
		for (JsonNode choice : choices) {
			if (CompiledSchema.of(whole(choice)).flaw(written) == null) {
				return value(choice, written, depth + 1);
			}
		}
		return written;
	}

	private Map<String, Object> whole(JsonNode choice) {
		ObjectNode schema = choice.has("$ref")
				? (ObjectNode) this.root.at(choice.path("$ref").asString().substring(1)).deepCopy()
				: ((ObjectNode) choice).deepCopy();
		schema.set("$defs", this.root.has("$defs") ? this.root.path("$defs") : NODES.objectNode());
		return MAPPER.convertValue(schema, new TypeReference<>() {
		});
	}

	private JsonNode typed(String type, JsonNode schema, JsonNode written, int depth) {
		return switch (type) {
			case "integer" -> NODES.numberNode(integer(schema, written));
			case "number" -> NODES.numberNode(this.random.nextInt(1000) / 8.0);
			case "boolean" -> NODES.booleanNode(this.random.nextBoolean());
			case "object" -> object(schema, written, depth);
			case "array" -> array(schema, written, depth);
			case "string" -> text(schema, written);
			default -> written.isMissingNode() ? NODES.numberNode(1) : written;
		};
	}

	private long integer(JsonNode schema, JsonNode written) {
		long least = schema.path("minimum").asLong(0);
		long most = schema.path("maximum").asLong(100);
		return switch (this.random.nextInt(4)) {
			case 0 -> Math.max(least, 0);
			case 1 -> schema.has("minimum") ? least : written.asLong(1);
			case 2 -> schema.has("maximum") ? most : written.asLong(1);
			default -> Math.min(7, most);
		};
	}

	private JsonNode text(JsonNode schema, JsonNode written) {
		return switch (schema.path("format").asString("")) {
			case "date" ->
				NODES.stringNode("20%02d-02-%02d".formatted(this.random.nextInt(100), 1 + this.random.nextInt(28)));
			case "date-time" -> NODES.stringNode("2026-02-03T04:05:%02d%s".formatted(this.random.nextInt(60),
					List.of("Z", ".5Z", "+01:00", ".123456-11:30").get(this.random.nextInt(4))));
			case "uuid" -> NODES.stringNode(new UUID(this.random.nextLong(), this.random.nextLong()).toString());
			default -> written.isString() ? written : NODES.stringNode("a");
		};
	}

	private JsonNode object(JsonNode schema, JsonNode written, int depth) {
		ObjectNode object = NODES.objectNode();
		Set<String> required = new HashSet<>();
		schema.path("required").forEach((name) -> required.add(name.asString()));
		schema.path("properties").properties().forEach((property) -> {
			if (required.contains(property.getKey()) || (depth < 4 && this.random.nextBoolean())) {
				object.set(property.getKey(), value(property.getValue(), written.path(property.getKey()), depth + 1));
			}
		});
		if (schema.path("additionalProperties").isObject()) {
			written.properties()
				.stream()
				.filter((property) -> !object.has(property.getKey())
						&& !schema.path("properties").has(property.getKey()))
				.forEach((property) -> object.set(property.getKey(),
						value(schema.path("additionalProperties"), property.getValue(), depth + 1)));
		}
		return object;
	}

	private JsonNode array(JsonNode schema, JsonNode written, int depth) {
		if (!schema.has("items") || isNumbers(schema, written)) {
			return schema.has("prefixItems") ? pair(schema, written, depth) : written;
		}
		ArrayNode array = NODES.arrayNode();
		int size = (depth > 4) ? 0 : this.random.nextInt(3);
		for (int i = 0; i < size && written.size() > 0; i++) {
			array.add(value(schema.path("items"), written.path(i % written.size()), depth + 1));
		}
		return array;
	}

	/** A date as an array of its fields. */
	private static boolean isNumbers(JsonNode schema, JsonNode written) {
		JsonNode type = schema.path("items").path("type");
		return type.path(1).asString("").equals("string")
				|| ("integer".equals(type.asString("")) && written.size() > 1);
	}

	private JsonNode pair(JsonNode schema, JsonNode written, int depth) {
		return NODES.arrayNode()
			.add(schema.path("prefixItems").path(0).path("const"))
			.add(value(schema.path("prefixItems").path(1), written.path(1), depth + 1));
	}

	/**
	 * Whether strict modes take a schema: every object is closed and demands all that it
	 * has, and everything says what it is.
	 * @param schema the schema
	 * @param isRoot whether it is the whole
	 * @return whether they do
	 */
	static boolean isStrict(JsonNode schema, boolean isRoot) {
		if (schema.has("prefixItems")) {
			return false;
		}
		JsonNode type = schema.path("type");
		boolean says = type.isString() || type.isArray() || schema.has("$ref") || schema.has("anyOf")
				|| schema.has("enum");
		boolean object = type.asString("").equals("object");
		boolean closed = !object
				|| (schema.path("additionalProperties").isBoolean() && schema.path("properties").isObject()
						&& schema.path("required").size() == schema.path("properties").size());
		boolean list = !type.asString("").equals("array") || schema.has("items");
		return says && closed && list && (!isRoot || object) && all(schema.path("properties"))
				&& all(schema.path("$defs")) && all(schema.path("anyOf"))
				&& (!schema.has("items") || isStrict(schema.path("items"), false));
	}

	private static boolean all(JsonNode schemas) {
		return schemas.valueStream().allMatch((each) -> isStrict(each, false));
	}

}
