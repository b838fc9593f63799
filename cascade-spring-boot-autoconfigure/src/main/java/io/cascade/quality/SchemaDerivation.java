package io.cascade.quality;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

import com.fasterxml.classmate.ResolvedType;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import com.github.victools.jsonschema.module.jackson.JsonPropertySorter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rules by which a type becomes a schema: as the mapper of the application writes it,
 * closed objects, properties in the order in which the type declares them.
 *
 * @param mapper the mapper of the application
 */
record SchemaDerivation(JsonMapper mapper) {

	private static final Set<Class<?>> OPTIONAL = Set.of(Optional.class, OptionalInt.class, OptionalLong.class,
			OptionalDouble.class);

	/** Formats that can be checked; what has none is checked by binding. */
	private static final Map<Class<?>, String> TEXTS = Map.ofEntries(Map.entry(Instant.class, "date-time"),
			Map.entry(OffsetDateTime.class, "date-time"), Map.entry(ZonedDateTime.class, "date-time"),
			Map.entry(LocalDate.class, "date"), Map.entry(LocalDateTime.class, ""), Map.entry(LocalTime.class, ""),
			Map.entry(OffsetTime.class, ""), Map.entry(Duration.class, ""), Map.entry(Period.class, ""),
			Map.entry(Year.class, ""), Map.entry(YearMonth.class, ""), Map.entry(ZoneId.class, ""),
			Map.entry(UUID.class, "uuid"), Map.entry(byte[].class, ""));

	/** What strict modes want to be asked: every property is required. */
	ObjectNode sent(Type type) {
		return generate(type, (field) -> true);
	}

	/** What is good enough as an answer: what may be null may be missing. */
	ObjectNode accepted(Type type) {
		return generate(type, (field) -> !isNullable(field));
	}

	private ObjectNode generate(Type type, Predicate<FieldScope> required) {
		SchemaGeneratorConfigBuilder rules = new SchemaGeneratorConfigBuilder(this.mapper, SchemaVersion.DRAFT_2020_12,
				OptionPreset.PLAIN_JSON)
			.without(Option.SCHEMA_VERSION_INDICATOR)
			.with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT, Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES,
					Option.PLAIN_DEFINITION_KEYS)
			.with(new JacksonSchemaModule());
		rules.forTypesInGeneral()
			.withPropertySorter(new JsonPropertySorter(false))
			.withCustomDefinitionProvider((resolved, context) -> definition(resolved));
		rules.forFields()
			.withRequiredCheck(required)
			.withNullableCheck(SchemaDerivation::isNullable)
			.withPropertyNameOverrideResolver(this::name);
		return tidied(new SchemaGenerator(rules.build()).generateSchema(type));
	}

	/** Where a choice may be {@code null}, the generator takes it for an object. */
	private static ObjectNode tidied(ObjectNode schema) {
		for (JsonNode part : schema.findParents("anyOf")) {
			if (part instanceof ObjectNode choice && !choice.has("properties")) {
				choice.remove("additionalProperties");
			}
		}
		return schema;
	}

	private @Nullable CustomDefinition definition(ResolvedType type) {
		if (type.isInstanceOf(Enum.class) && type.getErasedType().isEnum()) {
			return new CustomDefinition(constants(type.getErasedType()), true);
		}
		String format = TEXTS.get(type.getErasedType());
		return (format != null) ? new CustomDefinition(text(format), true) : null;
	}

	private ObjectNode text(String format) {
		ObjectNode schema = this.mapper.createObjectNode().put("type", "string");
		return format.isEmpty() ? schema : schema.put("format", format);
	}

	private ObjectNode constants(Class<?> type) {
		ObjectNode schema = this.mapper.createObjectNode();
		ArrayNode values = this.mapper.createArrayNode();
		for (Object constant : type.getEnumConstants()) {
			JsonNode value = this.mapper.valueToTree(constant);
			values.add(value);
		}
		boolean texts = values.valueStream().allMatch(JsonNode::isString);
		return (texts ? schema.put("type", "string") : schema).set("enum", values);
	}

	/** JSpecify's annotation belongs to the type, which the generator does not ask. */
	private static boolean isNullable(FieldScope field) {
		return !field.isFakeContainerItemScope() && (OPTIONAL.contains(field.getRawMember().getType())
				|| field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class));
	}

	private @Nullable String name(FieldScope field) {
		return (this.mapper.deserializationConfig()
			.getPropertyNamingStrategy() instanceof PropertyNamingStrategies.NamingBase strategy)
					? strategy.nameForField(this.mapper.deserializationConfig(), null, field.getDeclaredName()) : null;
	}

}
