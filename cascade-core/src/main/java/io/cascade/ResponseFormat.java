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
 * @param description what the answer is for, for the model
 * @see <a href="https://openrouter.ai/docs/features/structured-outputs">Structured
 * outputs</a>
 */
public record ResponseFormat(String type, @Nullable String name, @Nullable Map<String, ?> schema,
		@Nullable Boolean strict, @Nullable String description) {

	/** Keeps a copy of the schema. */
	public ResponseFormat {
		schema = (schema != null) ? Frozen.map(schema) : null;
	}

	/**
	 * A format without a description.
	 * @param type {@code text}, {@code json_object} or {@code json_schema}
	 * @param name name of the schema
	 * @param schema the JSON schema
	 * @param strict whether the answer must follow the schema
	 */
	public ResponseFormat(String type, @Nullable String name, @Nullable Map<String, ?> schema,
			@Nullable Boolean strict) {
		this(type, name, schema, strict, null);
	}

	/**
	 * Plain text.
	 * @return the format
	 */
	public static ResponseFormat text() {
		return new ResponseFormat("text", null, null, null);
	}

	/**
	 * Any JSON object. Some providers require the word "json" in the prompt.
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

	/**
	 * A copy with a description of the purpose of the answer.
	 * @param text a description, for the model
	 * @return the copy
	 */
	public ResponseFormat describedAs(String text) {
		return new ResponseFormat(this.type, this.name, this.schema, this.strict, text);
	}

	@Override
	public String toString() {
		return "ResponseFormat[" + this.type + ((this.name != null) ? ", " + this.name : "") + "]";
	}

}
