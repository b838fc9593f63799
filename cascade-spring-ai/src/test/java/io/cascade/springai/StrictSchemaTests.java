package io.cascade.springai;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.converter.BeanOutputConverter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which schemas may be sent as strict.
 */
class StrictSchemaTests {

	private static boolean isStrict(String schema) {
		return StrictSchema.isStrict(Json.schema("outputSchema", schema));
	}

	@Test
	void whatSpringAiDerivesOfRecordsIsStrict() {
		assertThat(isStrict(new BeanOutputConverter<>(Trip.class).getJsonSchema())).isTrue();
	}

	@Test
	void mapsAreNot() {
		assertThat(isStrict(new BeanOutputConverter<>(Named.class).getJsonSchema())).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}",
			"{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"additionalProperties\":false}",
			"{\"type\":\"object\",\"properties\":{\"a\":{}},\"required\":[],\"additionalProperties\":false}",
			"{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"a\":{}}}}",
			"{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"object\"}]}",
			"{\"type\":\"object\",\"properties\":{\"properties\":{\"type\":\"object\"}},\"required\":[\"properties\"],\"additionalProperties\":false}" })
	void openObjectsAreNotWhereverTheyAre(String schema) {
		assertThat(isStrict(schema)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"string\"}",
			"{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}",
			"{\"type\":\"object\",\"properties\":{\"properties\":{\"type\":\"string\"}},\"required\":[\"properties\"],\"additionalProperties\":false}",
			"{\"type\":\"string\",\"enum\":[\"object\"],\"default\":{\"type\":\"object\"}}" })
	void closedOnesAre(String schema) {
		assertThat(isStrict(schema)).isTrue();
	}

	record Named(Map<String, String> values) {

	}

}
