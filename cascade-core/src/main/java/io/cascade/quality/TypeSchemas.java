package io.cascade.quality;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.core.ResolvableType;

/**
 * Derives schemas from types, each once. Thread-safe.
 */
final class TypeSchemas {

	private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {
	};

	private static final JsonMapper PLAIN = JsonMapper.builder().build();

	/** An application that makes up types while it runs must not fill the memory. */
	private static final int MOST = 500;

	private final Map<Type, TypeSchema> values = new ConcurrentHashMap<>();

	private final Map<Type, TypeSchema> lists = new ConcurrentHashMap<>();

	private final JsonMapper mapper;

	TypeSchemas(JsonMapper mapper) {
		this.mapper = mapper;
	}

	/** Models answer with objects only, so anything else is wrapped in one. */
	TypeSchema of(Type type) {
		makeRoom(this.values);
		return this.values.computeIfAbsent(type, (key) -> {
			TypeSchema plain = derive(key, key);
			return "object".equals(plain.sent().get("type")) ? plain : derive(key, within(Wrapped.class, key));
		});
	}

	TypeSchema ofList(Type element) {
		makeRoom(this.lists);
		return this.lists.computeIfAbsent(element, (key) -> derive(key, within(Items.class, key)));
	}

	private static void makeRoom(Map<Type, TypeSchema> known) {
		if (known.size() >= MOST) {
			known.clear();
		}
	}

	private static Type within(Class<?> wrapper, Type type) {
		return ResolvableType.forClassWithGenerics(wrapper, ResolvableType.forType(type)).getType();
	}

	private TypeSchema derive(Type named, Type type) {
		String name = name(named);
		SchemaDerivation derivation = new SchemaDerivation(this.mapper);
		TypeSchema schema = new TypeSchema(name, map(derivation.derive(name, type, Demand.SENT)),
				map(derivation.derive(name, type, Demand.ARGUMENTS)),
				map(derivation.derive(name, type, Demand.ACCEPTED)), this.mapper.constructType(type));
		CompiledSchemas.shared().get(schema.accepted());
		return schema;
	}

	private static Map<String, Object> map(ObjectNode schema) {
		return PLAIN.convertValue(schema, MAP);
	}

	static String name(Type type) {
		Type raw = (type instanceof ParameterizedType generic) ? generic.getRawType() : type;
		String simple = (raw instanceof Class<?> known) ? known.getSimpleName() : "";
		String name = simple.replaceAll("[^A-Za-z0-9_-]+", "_");
		return name.isEmpty() ? "answer" : name.substring(0, Math.min(64, name.length()));
	}

	/**
	 * A value that is no object.
	 *
	 * @param value the value
	 * @param <T> its type
	 */
	record Wrapped<T>(T value) {

	}

	/**
	 * A list.
	 *
	 * @param items the elements
	 * @param <T> their type
	 */
	record Items<T>(List<T> items) {

	}

}
