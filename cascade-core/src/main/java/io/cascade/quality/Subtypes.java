package io.cascade.quality;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place where one of several types may stand, told apart as the mapper does it. Where
 * it can't be said how, anything may stand there.
 *
 * @param walk describes the types
 * @param place the place
 */
record Subtypes(TypeWalk walk, Place place) {

	ObjectNode schema() {
		Map<String, Class<?>> types = types();
		ObjectNode schema = TypeWalk.anything();
		ArrayNode choices = schema.arrayNode();
		for (Map.Entry<String, Class<?>> type : types.entrySet()) {
			ObjectNode choice = choice(type.getKey(), this.walk.view().plain(this.place, type.getValue()));
			if (choice.isEmpty()) {
				return choice;
			}
			choices.add(choice);
		}
		return switch (choices.size()) {
			case 0 -> schema;
			case 1 -> (ObjectNode) choices.get(0);
			default -> schema.set("anyOf", choices);
		};
	}

	ObjectNode ids() {
		ObjectNode schema = TypeWalk.anything().put("type", "string");
		ArrayNode names = schema.putArray("enum");
		types().keySet().forEach(names::add);
		return schema;
	}

	/** By what tells them, so that equal types have equal schemas in every JVM. */
	private Map<String, Class<?>> types() {
		Map<String, Class<?>> types = new TreeMap<>();
		for (Class<?> type : this.walk.view().subtypes(this.place)) {
			String id = id(type);
			if (id == null) {
				return Map.of();
			}
			types.put(id, type);
		}
		return types;
	}

	private @Nullable String id(Class<?> type) {
		TypeSerializer writer = this.place.access().typeWriter();
		if (writer == null || isDeduced()) {
			return type.getName();
		}
		try {
			return writer.getTypeIdResolver().idFromValueAndType(this.walk.view().writing(), null, type);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	private boolean isDeduced() {
		return reader().getTypeIdResolver().getMechanism() == JsonTypeInfo.Id.DEDUCTION;
	}

	private TypeDeserializer reader() {
		return Objects.requireNonNull(this.place.access().typeReader());
	}

	private ObjectNode choice(String id, Place type) {
		JsonTypeInfo.As inclusion = reader().getTypeInclusion();
		if (isDeduced() || inclusion == JsonTypeInfo.As.EXTERNAL_PROPERTY) {
			return this.walk.plain(type);
		}
		return switch (inclusion) {
			case WRAPPER_OBJECT -> wrapped(id, this.walk.plain(type));
			case WRAPPER_ARRAY -> paired(id, this.walk.plain(type));
			default -> (type.reader() instanceof BeanDeserializerBase bean
					&& !bean.getValueInstantiator().canCreateUsingDelegate())
							? new BeanSchema(this.walk, type, bean).schema(reader().getPropertyName(), id)
							: TypeWalk.anything();
		};
	}

	private static ObjectNode wrapped(String id, ObjectNode value) {
		ObjectNode schema = TypeWalk.anything().put("type", "object");
		schema.putObject("properties").set(id, value);
		schema.putArray("required").add(id);
		return schema.put("additionalProperties", false);
	}

	private static ObjectNode paired(String id, ObjectNode value) {
		ObjectNode schema = TypeWalk.anything().put("type", "array");
		schema.putArray("prefixItems").add(TypeWalk.anything().put("type", "string").put("const", id)).add(value);
		return schema.put("minItems", 2).put("maxItems", 2);
	}

}
