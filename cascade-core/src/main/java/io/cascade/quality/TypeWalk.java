package io.cascade.quality;

import java.lang.reflect.Type;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.deser.std.StdConvertingDeserializer;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.StdConvertingSerializer;

/**
 * Walks a type as the mapper does, and describes each place in a schema. What the
 * application writes or reads by code of its own has no schema and may be anything. Not
 * thread-safe.
 */
final class TypeWalk {

	private static final Set<Class<?>> OPTIONAL_NUMBERS = Set.of(OptionalInt.class, OptionalLong.class,
			OptionalDouble.class);

	private static final String JACKSON = "tools.jackson.";

	private final Definitions definitions = new Definitions();

	private final MapperView view;

	private final Demand demand;

	private final LeafSchema leaves;

	TypeWalk(MapperView view, Demand demand) {
		this.view = view;
		this.demand = demand;
		this.leaves = new LeafSchema(view, demand);
	}

	ObjectNode describe(String name, Type type) {
		JavaType root = this.view.mapper().constructType(type);
		return this.definitions.complete(schema(this.view.root(name, root)));
	}

	MapperView view() {
		return this.view;
	}

	Demand demand() {
		return this.demand;
	}

	Definitions definitions() {
		return this.definitions;
	}

	ObjectNode schema(Place place) {
		ObjectNode schema = (place.access().typeReader() != null) ? new Subtypes(this, place).schema() : plain(place);
		return isNullable(place) ? nullable(schema) : schema;
	}

	static boolean isNullable(Place place) {
		return place.type().isReferenceType() || OPTIONAL_NUMBERS.contains(place.type().getRawClass())
				|| Nullness.isNullable(place.origin().declared());
	}

	/** A place of which is known which type it is. */
	ObjectNode plain(Place place) {
		Class<?> type = place.type().getRawClass();
		List<?> samples = Samples.of(type);
		if (type == Object.class || JsonNode.class.isAssignableFrom(type)) {
			return tree(type);
		}
		if (place.type().isReferenceType()) {
			return schema(this.view.content(place, ""));
		}
		if (samples != null) {
			return this.leaves.probed(place, samples);
		}
		if (place.type().isEnumType()) {
			return this.leaves.constants(place);
		}
		return isOwn(place) ? anything() : known(place);
	}

	private static boolean isOwn(Place place) {
		return !place.writer().getClass().getName().startsWith(JACKSON)
				|| !place.reader().getClass().getName().startsWith(JACKSON)
				|| place.writer() instanceof StdConvertingSerializer
				|| place.reader() instanceof StdConvertingDeserializer;
	}

	private ObjectNode known(Place place) {
		if (place.reader() instanceof AbstractDeserializer) {
			throw place.contradiction("can't make a value of a type that is abstract",
					"Name the types that may stand there by @JsonTypeInfo and @JsonSubTypes");
		}
		BeanDescription described = this.view.described(place.type());
		AnnotatedMember value = described.findJsonValueAccessor();
		if (value != null) {
			return value(place, value);
		}
		if (place.reader() instanceof BeanDeserializerBase reader) {
			JavaType delegate = delegate(reader.getValueInstantiator());
			return (delegate != null) ? delegated(place, delegate) : new BeanSchema(this, place, reader).schema();
		}
		if (place.type().isMapLikeType()) {
			return map(place);
		}
		return place.type().isContainerType() ? list(place) : this.leaves.told(place);
	}

	private @Nullable JavaType delegate(ValueInstantiator maker) {
		return maker.canCreateUsingDelegate() ? maker.getDelegateType(this.view.reading().getConfig()) : null;
	}

	private ObjectNode delegated(Place place, JavaType delegate) {
		ObjectNode schema = schema(this.view.delegate(place, delegate));
		if (!"object".equals(kind(schema)) && !kind(schema).isEmpty()) {
			throw place.contradiction("writes an object and reads a value of the type " + kind(schema),
					"Annotate what it is made of with @JsonValue");
		}
		return schema;
	}

	/** Written as one of its members, so it has to be read from the like. */
	private ObjectNode value(Place place, AnnotatedMember member) {
		ObjectNode schema = schema(this.view.delegate(place, member.getType()));
		if (place.reader() instanceof BeanDeserializerBase reader && !reads(reader.getValueInstantiator(), schema)) {
			throw place.contradiction("writes what %s() gives and does not read it".formatted(member.getName()),
					"Annotate a constructor or factory method that takes it with @JsonCreator(mode = DELEGATING)");
		}
		return schema;
	}

	private boolean reads(ValueInstantiator maker, ObjectNode written) {
		JavaType delegate = delegate(maker);
		if (delegate == null && maker.canCreateUsingArrayDelegate()) {
			delegate = maker.getArrayDelegateType(this.view.reading().getConfig());
		}
		if (delegate != null) {
			String kind = kind(schema(this.view.root("its delegate", delegate)));
			return kind.isEmpty() || kind(written).isEmpty() || kind.equals(kind(written))
					|| ("number".equals(kind) && "integer".equals(kind(written)));
		}
		return switch (kind(written)) {
			case "string" -> maker.canCreateFromString();
			case "integer" -> maker.canCreateFromInt() || maker.canCreateFromLong() || maker.canCreateFromBigInteger();
			case "number" -> maker.canCreateFromDouble() || maker.canCreateFromBigDecimal();
			case "boolean" -> maker.canCreateFromBoolean();
			case "array" -> false;
			default -> true;
		};
	}

	private String kind(ObjectNode schema) {
		return schema.has("$ref") ? "object" : schema.path("type").asString("");
	}

	private ObjectNode list(Place place) {
		ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "array");
		return schema.set("items", schema(this.view.content(place, "[]")));
	}

	private ObjectNode map(Place place) {
		ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
		Place content = this.view.content(place, "{}");
		JavaType key = Objects.requireNonNull(place.type().getKeyType());
		if (!key.isEnumType()) {
			return schema.set("additionalProperties", schema(content));
		}
		ObjectNode properties = schema.putObject("properties");
		for (Object constant : key.getRawClass().getEnumConstants()) {
			properties.set(key(place, key, constant), schema(content));
		}
		return schema.put("additionalProperties", false);
	}

	private String key(Place place, JavaType type, Object constant) {
		String name = this.view.key(type, constant);
		try {
			this.view.reading()
				.findKeyDeserializer(type, place.origin().property())
				.deserializeKey(name, this.view.reading());
			return name;
		}
		catch (RuntimeException ex) {
			throw place.contradiction("writes the key '%s' and does not read it".formatted(name),
					"Have it read what it writes");
		}
	}

	private static ObjectNode tree(Class<?> type) {
		Map<Class<?>, String> kinds = Map.of(ObjectNode.class, "object", ArrayNode.class, "array");
		String kind = kinds.get(type);
		return (kind != null) ? anything().put("type", kind) : anything();
	}

	static ObjectNode anything() {
		return JsonNodeFactory.instance.objectNode();
	}

	static ObjectNode nullable(ObjectNode schema) {
		if (schema.isEmpty() || isNull(schema.path("anyOf").path(0))) {
			return schema;
		}
		JsonNode type = schema.path("type");
		if (type.isString() && !schema.has("enum") && !schema.has("const") && !schema.has("properties")) {
			schema.putArray("type").add(type.asString()).add("null");
		}
		if (schema.path("type").isArray()) {
			return typeFirst(schema);
		}
		ObjectNode choice = anything();
		choice.putArray("anyOf").add(anything().put("type", "null")).add(schema);
		return choice;
	}

	private static boolean isNull(JsonNode schema) {
		return "null".equals(schema.path("type").asString(""));
	}

	private static ObjectNode typeFirst(ObjectNode schema) {
		ObjectNode ordered = anything();
		ordered.set("type", schema.path("type"));
		for (Iterator<String> names = schema.propertyNames().iterator(); names.hasNext();) {
			String name = names.next();
			ordered.set(name, schema.path(name));
		}
		return ordered;
	}

}
