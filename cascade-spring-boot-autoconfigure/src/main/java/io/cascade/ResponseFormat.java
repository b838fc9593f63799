package io.cascade;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The form of the answer.
 * <p>
 * An endpoint that does not support it may ignore it, unless the provider preferences say
 * {@link ProviderPreferences#requireParameters(Boolean) requireParameters}.
 *
 * @param type {@code text}, {@code json_object} or {@code json_schema}
 * @param name name of the schema, at most 64 characters
 * @param schema the JSON schema
 * @param strict whether the answer must follow the schema
 * @see <a href="https://openrouter.ai/docs/features/structured-outputs">Structured
 * outputs</a>
 */
public record ResponseFormat(String type, @Nullable String name, @Nullable Map<String, ?> schema,
		@Nullable Boolean strict) {

	/**
	 * Plain text.
	 * @return the format
	 */
	public static ResponseFormat text() {
		return new ResponseFormat("text", null, null, null);
	}

	/**
	 * Any JSON object. Some providers want the word "json" in the prompt.
	 * @return the format
	 */
	public static ResponseFormat jsonObject() {
		return new ResponseFormat("json_object", null, null, null);
	}

	/**
	 * JSON that follows a schema strictly.
	 * @param name name of the schema, at most 64 characters
	 * @param schema the JSON schema
	 * @return the format
	 */
	public static ResponseFormat jsonSchema(String name, Map<String, ?> schema) {
		return new ResponseFormat("json_schema", name, schema, true);
	}

}
