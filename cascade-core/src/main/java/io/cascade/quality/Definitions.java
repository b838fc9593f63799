package io.cascade.quality;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects that are met while a type is walked: those met once are written where they
 * stand, others are referred to. Not thread-safe.
 */
final class Definitions {

	private static final String PREFIX = "#/$defs/";

	private final Map<Object, Definition> known = new LinkedHashMap<>();

	private final Map<String, Definition> byReference = new LinkedHashMap<>();

	/**
	 * A reference to an object.
	 * @param key what it is
	 * @param name what it is called, if it has to be
	 * @param filling describes it, the first time
	 * @return the reference
	 */
	ObjectNode refer(Object key, String name, Consumer<ObjectNode> filling) {
		Definition definition = this.known.get(key);
		if (definition == null) {
			definition = new Definition(free(name));
			this.known.put(key, definition);
			this.byReference.put(PREFIX + definition.name, definition);
			filling.accept(definition.schema);
		}
		definition.uses++;
		return JsonNodeFactory.instance.objectNode().put("$ref", PREFIX + definition.name);
	}

	private String free(String name) {
		Set<String> taken = this.byReference.keySet();
		return Stream.iterate(1, (number) -> number + 1)
			.map((number) -> (number == 1) ? name : name + number)
			.filter((candidate) -> !taken.contains(PREFIX + candidate))
			.findFirst()
			.orElse(name);
	}

	ObjectNode complete(ObjectNode root) {
		Definition main = this.byReference.get(root.path("$ref").asString(""));
		ObjectNode whole = (main != null) ? main.schema : root;
		if (main != null) {
			main.isRoot = true;
		}
		Set<Definition> shared = new HashSet<>();
		inline(whole, shared);
		ObjectNode definitions = JsonNodeFactory.instance.objectNode();
		this.known.values()
			.stream()
			.filter(shared::contains)
			.forEach((each) -> definitions.set(each.name, each.schema));
		return definitions.isEmpty() ? whole : whole.set("$defs", definitions);
	}

	private void inline(JsonNode part, Set<Definition> shared) {
		if (part instanceof ObjectNode schema) {
			Definition definition = this.byReference.get(schema.path("$ref").asString(""));
			if (definition != null) {
				replace(schema, definition, shared);
			}
		}
		part.forEach((each) -> inline(each, shared));
	}

	/** Strict modes want nothing beside a reference. */
	private void replace(ObjectNode reference, Definition definition, Set<Definition> shared) {
		JsonNode description = reference.path("description");
		reference.removeAll();
		if (definition.isRoot) {
			reference.put("$ref", "#");
		}
		else if (definition.uses > 1) {
			reference.put("$ref", PREFIX + definition.name);
			if (shared.add(definition)) {
				inline(definition.schema, shared);
			}
		}
		else {
			reference.setAll(definition.schema);
			if (!description.isMissingNode()) {
				reference.set("description", description);
			}
		}
	}

	/** An object of the schema. */
	private static final class Definition {

		private final String name;

		private final ObjectNode schema = JsonNodeFactory.instance.objectNode();

		private int uses;

		private boolean isRoot;

		private Definition(String name) {
			this.name = name;
		}

	}

}
