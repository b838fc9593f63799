package io.cascade.quality;

import io.cascade.CascadeResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.util.TokenBuffer;

/**
 * A text read as one JSON value.
 *
 * @param value the value, nothing if the text is not JSON
 * @param flaw why it is not, in words without quotes from it
 */
record JsonText(JsonNode value, @Nullable String flaw) {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private static final JsonNode NOTHING = JsonNodeFactory.instance.missingNode();

	static JsonText of(CascadeResponse answer) {
		return isToolCall(answer) ? new JsonText(NOTHING, null) : of("the answer", answer.text());
	}

	static JsonText of(String what, String text) {
		try {
			JsonNode value = MAPPER.readTree(text);
			return new JsonText(value, value.isMissingNode() ? what + " is not JSON: it is empty" : null);
		}
		catch (JacksonException ex) {
			return new JsonText(NOTHING, "%s is not JSON%s".formatted(what, place(ex.getLocation())));
		}
	}

	static JsonNode tree(TokenBuffer tokens) {
		return MAPPER.readTree(tokens.asParser());
	}

	static boolean isToolCall(CascadeResponse answer) {
		return !answer.toolCalls().isEmpty() && answer.text().isBlank();
	}

	static String place(@Nullable TokenStreamLocation location) {
		return (location == null || location.getLineNr() < 1) ? ""
				: ": line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
	}

}
