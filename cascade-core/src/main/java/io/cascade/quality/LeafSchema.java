package io.cascade.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Schemas of types that are one value in JSON. What is known by samples is written by the
 * mapper, and must be read by it.
 *
 * @param view the mapper
 * @param demand what the schema is for
 */
record LeafSchema(MapperView view, Demand demand) {

	/** The first that fits all samples. */
	private static final List<Map.Entry<String, Predicate<JsonNode>>> TYPES = List.of(
			Map.entry("string", JsonNode::isString), Map.entry("integer", JsonNode::isIntegralNumber),
			Map.entry("number", JsonNode::isNumber), Map.entry("boolean", JsonNode::isBoolean),
			Map.entry("array", JsonNode::isArray), Map.entry("object", JsonNode::isObject));

	ObjectNode probed(Place place, List<?> samples) {
		List<JsonNode> written = samples.stream().map((sample) -> written(place, sample)).toList();
		ObjectNode schema = JsonNodeFactory.instance.objectNode();
		TYPES.stream()
			.filter((type) -> written.stream().allMatch(type.getValue()))
			.findFirst()
			.ifPresent((type) -> detailed(schema.put("type", type.getKey()), place, samples, written));
		return schema;
	}

	private JsonNode written(Place place, Object sample) {
		JsonNode written = this.view.write(place, sample);
		if (!this.view.reads(place, written)) {
			throw place.contradiction("writes %s and does not read it".formatted(written),
					"Give it a deserializer that reads what its serializer writes");
		}
		return written;
	}

	private void detailed(ObjectNode schema, Place place, List<?> samples, List<JsonNode> written) {
		JsonNode first = written.get(0);
		if (first.isString()) {
			text(schema, place, samples.get(0), written.stream().map(JsonNode::asString).toList());
		}
		else if (first.isArray()) {
			items(schema.putObject("items"), written);
		}
		else if (this.demand.hasBounds() && first.isIntegralNumber()) {
			bounds(schema, Samples.bounds(place.type().getRawClass()));
		}
	}

	/** A date is a list of its fields, its offset a text. */
	private static void items(ObjectNode items, List<JsonNode> written) {
		if (written.stream().flatMap(JsonNode::valueStream).allMatch(JsonNode::isIntegralNumber)) {
			items.put("type", "integer");
		}
		else {
			items.putArray("type").add("integer").add("string");
		}
	}

	private static void bounds(ObjectNode schema, @Nullable List<Long> bounds) {
		if (bounds != null) {
			schema.put("minimum", bounds.get(0)).put("maximum", bounds.get(1));
		}
	}

	/** Only what looks another way than a model would expect needs words. */
	private void text(ObjectNode schema, Place place, Object sample, List<String> written) {
		String format = Samples.format(written);
		if (format != null) {
			schema.put("format", format);
		}
		else if (sample instanceof Character) {
			if (this.demand.hasBounds()) {
				schema.put("minLength", 1).put("maxLength", 1);
			}
		}
		else if (!written.get(0).equals(sample.toString()) && !(sample instanceof char[])) {
			schema.put("description", hint(place, written.get(0)));
		}
	}

	private String hint(Place place, String example) {
		BeanProperty property = place.origin().property();
		JsonFormat.Value format = (property != null)
				? property.findPropertyFormat(this.view.writing().getConfig(), place.type().getRawClass()) : null;
		String pattern = (format != null && format.hasPattern()) ? " (" + format.getPattern() + ")" : "";
		return "Written like " + example + pattern;
	}

	ObjectNode constants(Place place) {
		ObjectNode schema = JsonNodeFactory.instance.objectNode();
		List<JsonNode> values = new ArrayList<>();
		for (Object constant : place.type().getRawClass().getEnumConstants()) {
			values.add(written(place, constant));
		}
		List<JsonNode> distinct = values.stream().distinct().toList();
		TYPES.stream()
			.filter((type) -> distinct.stream().allMatch(type.getValue()))
			.findFirst()
			.ifPresent((type) -> schema.put("type", type.getKey()));
		schema.putArray("enum").addAll(distinct);
		return schema;
	}

	/**
	 * What has no samples is told by its serializer, and by nobody if that is unknown.
	 */
	ObjectNode told(Place place) {
		ObjectNode schema = JsonNodeFactory.instance.objectNode();
		place.writer().acceptJsonFormatVisitor(new Kinds(schema), place.type());
		return schema;
	}

	/** Notes which kind of value a serializer writes. */
	private static final class Kinds extends JsonFormatVisitorWrapper.Base {

		private final ObjectNode schema;

		private Kinds(ObjectNode schema) {
			this.schema = schema;
		}

		@Override
		public @Nullable JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
			this.schema.put("type", "object");
			return null;
		}

		@Override
		public @Nullable JsonMapFormatVisitor expectMapFormat(JavaType type) {
			this.schema.put("type", "object");
			return null;
		}

		@Override
		public @Nullable JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
			this.schema.put("type", "array");
			return null;
		}

		@Override
		public @Nullable JsonStringFormatVisitor expectStringFormat(JavaType type) {
			this.schema.put("type", "string");
			return null;
		}

		@Override
		public @Nullable JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
			this.schema.put("type", "number");
			return null;
		}

		@Override
		public @Nullable JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
			this.schema.put("type", "integer");
			return null;
		}

		@Override
		public @Nullable JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
			this.schema.put("type", "boolean");
			return null;
		}

		@Override
		public @Nullable JsonAnyFormatVisitor expectAnyFormat(JavaType type) {
			return null;
		}

	}

}
