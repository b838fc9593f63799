package io.cascade.quality;

import java.io.StringWriter;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.DeserializationContextExt;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.deser.std.ContainerDeserializerBase;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.SubtypeResolver;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.std.StdContainerSerializer;

/**
 * What a mapper writes and reads, asked of itself: its modules, mixins, features and
 * annotations count as they do for values. Not thread-safe.
 */
final class MapperView {

	private final JsonMapper mapper;

	private final SerializationContext writing;

	private final DeserializationContextExt reading;

	MapperView(JsonMapper mapper) {
		this.mapper = unwrapped(mapper);
		this.writing = this.mapper._serializationContext();
		this.reading = this.mapper._deserializationContext();
	}

	/** Answers have no name around them, whatever the application does elsewhere. */
	static JsonMapper unwrapped(JsonMapper mapper) {
		return mapper.isEnabled(SerializationFeature.WRAP_ROOT_VALUE)
				|| mapper.isEnabled(DeserializationFeature.UNWRAP_ROOT_VALUE)
						? mapper.rebuild()
							.disable(SerializationFeature.WRAP_ROOT_VALUE)
							.disable(DeserializationFeature.UNWRAP_ROOT_VALUE)
							.build()
						: mapper;
	}

	JsonMapper mapper() {
		return this.mapper;
	}

	SerializationContext writing() {
		return this.writing;
	}

	DeserializationContextExt reading() {
		return this.reading;
	}

	Place root(String path, JavaType type) {
		Place.Access access = access(path, type, null);
		return new Place(path, type, access, Place.Origin.NONE).typed(this.writing.findTypeSerializer(type),
				this.reading.findTypeDeserializer(type));
	}

	private Place.Access access(String path, JavaType type, @Nullable BeanProperty property) {
		try {
			return new Place.Access(this.writing.findPrimaryPropertySerializer(type, property),
					this.reading.findContextualValueDeserializer(type, property), null, null);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("No answer could be made a value: at %s the mapper can't handle %s: %s"
				.formatted(path, type.toCanonical(), ex.getOriginalMessage()), ex);
		}
	}

	/** Without annotations of a property, and without finding out which type it is. */
	Place plain(Place place, Class<?> type) {
		JavaType special = this.writing.constructSpecializedType(place.type(), type);
		return new Place(place.path(), special, access(place.path(), special, place.origin().property()),
				place.origin());
	}

	Place delegate(Place place, JavaType type) {
		return new Place(place.path(), type, access(place.path(), type, place.origin().property()), place.origin())
			.typed(this.writing.findTypeSerializer(type), this.reading.findTypeDeserializer(type));
	}

	Place property(Place owner, SettableBeanProperty read, @Nullable BeanProperty written) {
		String path = owner.path() + "." + read.getName();
		BeanProperty annotated = (written != null) ? written : read;
		ValueSerializer<?> own = (written instanceof BeanPropertyWriter writer) ? writer.getSerializer() : null;
		ValueSerializer<?> writer = (own != null) ? own
				: this.writing.findPrimaryPropertySerializer(read.getType(), annotated);
		Place.Access access = new Place.Access(writer, read.getValueDeserializer(), typeWriter(read.getType(), written),
				read.getValueTypeDeserializer());
		AnnotatedType declared = Nullness.declared(read.getMember());
		return new Place(path, read.getType(), access, new Place.Origin(annotated, declared));
	}

	/** A property that is read as one of its owner's, but by an object within it. */
	Place unwrapped(Place owner, BeanProperty written) {
		String path = owner.path() + "." + written.getName();
		Place.Access access = access(path, written.getType(), written);
		return new Place(path, written.getType(), access,
				new Place.Origin(written, Nullness.declared(written.getMember())))
			.typed(typeWriter(written.getType(), written),
					this.reading.findPropertyTypeDeserializer(written.getType(), written.getMember()));
	}

	private @Nullable TypeSerializer typeWriter(JavaType type, @Nullable BeanProperty written) {
		return (written instanceof BeanPropertyWriter writer && writer.getTypeSerializer() != null)
				? writer.getTypeSerializer() : this.writing.findTypeSerializer(type);
	}

	Place content(Place container, String step) {
		JavaType type = Objects.requireNonNull(container.type().getContentType());
		BeanProperty property = container.origin().property();
		AnnotatedMember member = (property != null) ? property.getMember() : null;
		ValueSerializer<?> own = (container.writer() instanceof StdContainerSerializer<?> writer)
				? writer.getContentSerializer() : null;
		ValueSerializer<?> writer = (own != null) ? own : this.writing.findContentValueSerializer(type, property);
		ValueDeserializer<?> known = (container.reader() instanceof ContainerDeserializerBase<?> holder)
				? holder.getContentDeserializer() : null;
		ValueDeserializer<?> reader = (known != null) ? known
				: this.reading.findContextualValueDeserializer(type, property);
		boolean marked = member != null && !container.type().isReferenceType();
		Place.Access access = new Place.Access(writer, reader, this.writing.findTypeSerializer(type),
				marked ? this.reading.findPropertyContentTypeDeserializer(container.type(), member)
						: this.reading.findTypeDeserializer(type));
		return new Place(container.path() + step, type, access,
				new Place.Origin(property, Nullness.content(container.origin().declared())));
	}

	/** As it is written, numbers as texts and the like included. */
	@SuppressWarnings("unchecked")
	JsonNode write(Place place, Object value) {
		StringWriter text = new StringWriter();
		try (JsonGenerator generator = this.mapper.createGenerator(text)) {
			this.mapper._serializationContext()
				.serializeValue(generator, value, place.type(), (ValueSerializer<Object>) place.writer());
		}
		return this.mapper.readTree(text.toString());
	}

	/**
	 * Reads what was written.
	 * @param place where it stands
	 * @param value what was written
	 * @return whether it was read
	 */
	boolean reads(Place place, JsonNode value) {
		DeserializationContextExt context = this.mapper._deserializationContext();
		try (JsonParser parser = this.mapper.createParser(value.toString())) {
			context.assignParser(parser);
			parser.nextToken();
			return place.reader().deserialize(parser, context) != null;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	/** What a key of a map is written as. */
	String key(JavaType type, Object value) {
		Map<Object, Object> map = new HashMap<>();
		map.put(value, 1);
		JavaType maps = this.mapper.getTypeFactory()
			.constructMapType(HashMap.class, type, this.mapper.constructType(Integer.class));
		String text = this.mapper.writerFor(maps).writeValueAsString(map);
		return this.mapper.readTree(text).propertyNames().iterator().next();
	}

	BeanDescription described(JavaType type) {
		return this.writing.introspectBeanDescription(type, this.writing.introspectClassAnnotations(type));
	}

	BeanDescription describedForReading(JavaType type) {
		return this.reading.introspectBeanDescription(type, this.reading.introspectClassAnnotations(type));
	}

	@Nullable String description(JavaType type) {
		return this.mapper.serializationConfig()
			.getAnnotationIntrospector()
			.findClassDescription(this.mapper.serializationConfig(), this.writing.introspectClassAnnotations(type));
	}

	/** The types that may stand where one is named, concrete ones only. */
	List<Class<?>> subtypes(Place place) {
		BeanProperty property = place.origin().property();
		AnnotatedMember member = (property != null && property.getType().equals(place.type())) ? property.getMember()
				: null;
		SubtypeResolver resolver = this.mapper.deserializationConfig().getSubtypeResolver();
		Collection<NamedType> found = (member != null)
				? resolver.collectAndResolveSubtypesByTypeId(this.mapper.deserializationConfig(), member, place.type())
				: resolver.collectAndResolveSubtypesByTypeId(this.mapper.deserializationConfig(),
						this.reading.introspectClassAnnotations(place.type()));
		List<Class<?>> concrete = new ArrayList<>();
		for (NamedType each : found) {
			boolean usable = place.type().getRawClass().isAssignableFrom(each.getType())
					&& !Modifier.isAbstract(each.getType().getModifiers());
			if (usable && !concrete.contains(each.getType())) {
				concrete.add(each.getType());
			}
		}
		return concrete;
	}

}
