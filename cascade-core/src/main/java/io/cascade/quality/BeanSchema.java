package io.cascade.quality;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.bean.BeanAsArrayDeserializer;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.AnyGetterWriter;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.PropertyWriter;

/**
 * The schema of an object with properties: those that the mapper reads, as it writes
 * them. What it writes only is not asked for.
 */
final class BeanSchema {

	private static final Set<JsonInclude.Include> DROPPING = Set.of(JsonInclude.Include.NON_EMPTY,
			JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.CUSTOM);

	private final TypeWalk walk;

	private final Place place;

	private final BeanDeserializerBase reader;

	private final Map<String, SettableBeanProperty> read = new LinkedHashMap<>();

	private final Map<String, BeanProperty> written = new LinkedHashMap<>();

	private final Set<String> unwrapped = new LinkedHashSet<>();

	BeanSchema(TypeWalk walk, Place place, BeanDeserializerBase reader) {
		this.walk = walk;
		this.place = place;
		this.reader = reader;
		for (Iterator<SettableBeanProperty> each = reader.properties(); each.hasNext();) {
			SettableBeanProperty property = each.next();
			if (!property.isInjectionOnly() && !property.isIgnorable()) {
				this.read.put(property.getName(), property);
			}
		}
		place.writer().properties().forEachRemaining(this::addWritten);
	}

	private void addWritten(PropertyWriter writer) {
		boolean nested = writer instanceof BeanPropertyWriter known && known.isUnwrapping();
		if (!(writer instanceof AnyGetterWriter)) {
			writer.depositSchemaProperty(new JsonObjectFormatVisitor.Base(this.walk.view().writing()) {

				@Override
				public void property(BeanProperty property) {
					optionalProperty(property);
				}

				@Override
				public void optionalProperty(BeanProperty property) {
					BeanSchema.this.written.put(property.getName(), property);
					if (nested) {
						BeanSchema.this.unwrapped.add(property.getName());
					}
				}

			}, this.walk.view().writing());
		}
	}

	ObjectNode schema() {
		return schema(null, null);
	}

	/**
	 * The schema with a property that names the type.
	 * @param name the name of that property, {@code null} for none
	 * @param id what it must say
	 * @return a reference to it
	 */
	ObjectNode schema(@Nullable String name, @Nullable String id) {
		if (this.reader instanceof BeanAsArrayDeserializer) {
			return TypeWalk.anything().put("type", "array");
		}
		if (this.place.writer().usesObjectId() || this.reader.getObjectIdReader(this.walk.view().reading()) != null) {
			return TypeWalk.anything();
		}
		checked();
		Object key = List.of(this.place.type(), List.copyOf(this.read.keySet()), List.copyOf(this.written.keySet()),
				name + "=" + id);
		return this.walk.definitions()
			.refer(key, TypeSchemas.name(this.place.type().getRawClass()), (schema) -> fill(schema, name, id));
	}

	private void checked() {
		ValueInstantiator maker = this.reader.getValueInstantiator();
		if (!maker.canCreateUsingDefault() && !maker.canCreateFromObjectWith()) {
			throw this.place.contradiction("has no way to make one of its properties",
					"Give it a constructor without parameters, or annotate one with @JsonCreator");
		}
		if (this.read.isEmpty() && this.unwrapped.isEmpty() && !this.written.isEmpty() && !this.reader.hasAnySetter()) {
			throw this.place.contradiction("writes %s and reads nothing".formatted(this.written.keySet()),
					"Give it a constructor with these properties, or setters");
		}
		checkGiven();
	}

	/** Its creator has to be given what is never read. */
	private void checkGiven() {
		for (Iterator<SettableBeanProperty> each = this.reader.properties(); each.hasNext();) {
			SettableBeanProperty property = each.next();
			if (property.isCreatorProperty() && property.isIgnorable() && property.getType().isPrimitive()
					&& isEnabled(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)) {
				throw this.place.at("." + property.getName())
					.contradiction("needs a value and ignores that of the answer",
							"Have it read, or give the property a type that may be null");
			}
		}
	}

	private boolean isEnabled(DeserializationFeature feature) {
		return this.walk.view().mapper().isEnabled(feature);
	}

	private void fill(ObjectNode schema, @Nullable String typeName, @Nullable String id) {
		schema.put("type", "object");
		String description = this.walk.view().description(this.place.type());
		if (description != null) {
			schema.put("description", description);
		}
		ObjectNode properties = schema.putObject("properties");
		ArrayNode required = JsonNodeFactory.instance.arrayNode();
		if (typeName != null && id != null) {
			properties.putObject(typeName).put("type", "string").put("const", id);
			required.add(typeName);
		}
		for (String name : ordered()) {
			if (!name.equals(typeName)) {
				add(name, properties, required);
			}
		}
		if (!required.isEmpty() || properties.isEmpty()) {
			schema.set("required", required);
		}
		if (this.reader.hasAnySetter()) {
			schema.putObject("additionalProperties");
		}
		else {
			schema.put("additionalProperties", false);
		}
	}

	private void add(String name, ObjectNode properties, ArrayNode required) {
		BeanProperty written = this.written.get(name);
		SettableBeanProperty read = this.read.get(name);
		if (read == null && !this.unwrapped.contains(name)) {
			if (!this.walk.demand().wantsAll() && this.walk.demand().hasBounds() && isIgnored(name)) {
				properties.putObject(name);
			}
			return;
		}
		Place place = (read != null) ? this.walk.view().property(this.place, read, written)
				: this.walk.view().unwrapped(this.place, Objects.requireNonNull(written));
		ObjectNode schema = this.walk.schema(place);
		boolean nullable = mayBeNull(place, written, read);
		schema = nullable ? TypeWalk.nullable(schema) : schema;
		describe(schema, (read != null) ? read : written);
		properties.set(name, schema);
		external(place, properties, required);
		if (this.walk.demand().wantsAll() || isDemanded(read) || !(nullable || isDropped(written))) {
			required.add(name);
		}
	}

	private boolean isDemanded(@Nullable SettableBeanProperty read) {
		return read != null && read.isCreatorProperty()
				&& isEnabled(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);
	}

	private static boolean mayBeNull(Place place, @Nullable BeanProperty written, @Nullable SettableBeanProperty read) {
		return TypeWalk.isNullable(place) || (written != null && Nullness.isNullable(written.getMember()))
				|| (read != null && Nullness.isNullable(read.getMember()));
	}

	/** A type that is told beside a property in place of within it. */
	private void external(Place place, ObjectNode properties, ArrayNode required) {
		TypeDeserializer type = place.access().typeReader();
		if (type != null && type.getTypeInclusion() == JsonTypeInfo.As.EXTERNAL_PROPERTY
				&& !this.read.containsKey(type.getPropertyName())) {
			properties.set(type.getPropertyName(), new Subtypes(this.walk, place).ids());
			required.add(type.getPropertyName());
		}
	}

	/** What is written and not read is skipped by most mappers, and refused by some. */
	private boolean isIgnored(String name) {
		return !isEnabled(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
				|| described().getIgnoredPropertyNames().contains(name);
	}

	private BeanDescription described() {
		return this.walk.view().describedForReading(this.place.type());
	}

	private boolean isDropped(@Nullable BeanProperty written) {
		return written != null && DROPPING.contains(
				written.findPropertyInclusion(this.walk.view().writing().getConfig(), this.place.type().getRawClass())
					.getValueInclusion());
	}

	private static void describe(ObjectNode schema, @Nullable BeanProperty property) {
		String words = (property != null) ? property.getMetadata().getDescription() : null;
		if (words != null) {
			String hint = schema.path("description").asString("");
			schema.put("description", (hint.isEmpty() || schema.has("$ref")) ? words : words + ". " + hint);
		}
	}

	/** In the order in which the type declares them; what it only writes comes last. */
	private List<String> ordered() {
		Set<String> names = this.read.values()
			.stream()
			.filter(SettableBeanProperty::isCreatorProperty)
			.sorted(Comparator.comparingInt(SettableBeanProperty::getCreatorIndex))
			.map(SettableBeanProperty::getName)
			.collect(Collectors.toCollection(LinkedHashSet::new));
		Map<String, Integer> places = places();
		List<String> others = new ArrayList<>(this.written.keySet());
		this.read.keySet().stream().filter((name) -> !others.contains(name)).forEach(others::add);
		others.sort(Comparator.comparing((name) -> places.getOrDefault(name, Integer.MAX_VALUE)));
		names.addAll(others);
		return List.copyOf(names);
	}

	private Map<String, Integer> places() {
		List<String> fields = new ArrayList<>();
		hierarchy()
			.forEach((type) -> List.of(type.getDeclaredFields()).stream().map(Field::getName).forEach(fields::add));
		Map<String, Integer> places = new LinkedHashMap<>();
		for (BeanPropertyDefinition property : described().findProperties()) {
			int place = fields.indexOf(property.getInternalName());
			if (place >= 0) {
				places.put(property.getName(), place);
			}
		}
		return places;
	}

	private Deque<Class<?>> hierarchy() {
		Deque<Class<?>> types = new ArrayDeque<>();
		for (Class<?> type = this.place.type().getRawClass(); type != null; type = type.getSuperclass()) {
			types.addFirst(type);
		}
		return types;
	}

}
