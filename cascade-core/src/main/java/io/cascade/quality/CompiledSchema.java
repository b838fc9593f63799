package io.cascade.quality;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;

/**
 * A JSON schema that is ready to validate with. Draft 2020-12 unless it names another.
 * Formats count; other documents are never fetched. Thread-safe.
 *
 * @param schema the schema, {@code null} if it can't be used
 * @param names the names in it, which may be shown; others come from answers
 * @param fault why it can't be used
 */
record CompiledSchema(@Nullable Schema schema, Set<String> names, @Nullable String fault) {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	static CompiledSchema of(Map<String, ?> schema) {
		try {
			return compile(MAPPER.valueToTree(schema));
		}
		catch (RuntimeException | StackOverflowError ex) {
			return new CompiledSchema(null, Set.of(), ex.getClass().getSimpleName() + ": " + ex.getMessage());
		}
	}

	/** A schema that refers to itself for ever shows it with any value. */
	private static CompiledSchema compile(JsonNode schema) {
		List<Error> errors = isCommon(schema) ? Validator.OF_SCHEMAS.validate(schema) : List.of();
		if (!errors.isEmpty()) {
			return new CompiledSchema(null, Set.of(), "it is no JSON schema: " + errors.get(0));
		}
		Set<String> names = new HashSet<>();
		addNames(schema, names);
		Schema compiled = Validator.REGISTRY.getSchema(schema);
		compiled.initializeValidators();
		errors(compiled, NullNode.getInstance());
		return new CompiledSchema(compiled, Set.copyOf(names), null);
	}

	private static boolean isCommon(JsonNode schema) {
		JsonNode version = schema.path("$schema");
		return version.isMissingNode() || Validator.VERSION.getDialectId().equals(version.asString(""));
	}

	private static void addNames(JsonNode schema, Set<String> names) {
		names.addAll(schema.path("properties").propertyNames());
		schema.forEach((part) -> addNames(part, names));
	}

	/**
	 * Validates a value.
	 * @param value the value
	 * @return what is wrong with it, in words that quote nothing of it; {@code null} if
	 * it is valid
	 * @throws IllegalStateException if the schema can't be used
	 */
	@Nullable String flaw(JsonNode value) {
		if (this.schema == null) {
			throw new IllegalStateException("the schema can't be used");
		}
		List<Error> errors = errors(this.schema, value);
		return errors.isEmpty() ? null : new Findings(errors, this.names).words();
	}

	private static List<Error> errors(Schema schema, JsonNode value) {
		try {
			return schema.validate(value);
		}
		catch (RuntimeException | StackOverflowError ex) {
			throw new IllegalStateException("the schema can't be used: " + ex.getClass().getSimpleName());
		}
	}

	/** On its own, so that a validator that can't be loaded is a fault like any other. */
	private static final class Validator {

		private static final SpecificationVersion VERSION = SpecificationVersion.DRAFT_2020_12;

		private static final SchemaRegistryConfig RULES = SchemaRegistryConfig.builder()
			.formatAssertionsEnabled(true)
			.locale(Locale.ENGLISH)
			.build();

		private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(VERSION,
				(builder) -> builder.schemaRegistryConfig(RULES)
					.schemaCacheEnabled(false)
					.schemaLoader((loader) -> loader.fetchRemoteResources(false).block((location) -> true)));

		private static final Schema OF_SCHEMAS = SchemaRegistry.withDefaultDialect(VERSION)
			.getSchema(SchemaLocation.of(VERSION.getDialectId()));

	}

}
