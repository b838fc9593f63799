package io.cascade;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A function that the model may ask the application to call.
 *
 * @param name at most 64 characters
 * @param description what it does, for the model
 * @param parameters JSON schema of its arguments
 * @param strict whether arguments must follow the schema, where the provider can enforce
 * it
 */
public record Tool(String name, @Nullable String description, Map<String, ?> parameters, @Nullable Boolean strict) {

	/**
	 * A function.
	 * @param name at most 64 characters
	 * @param description what it does, for the model
	 * @param parameters JSON schema of its arguments
	 * @return the tool
	 */
	public static Tool of(String name, String description, Map<String, ?> parameters) {
		return new Tool(name, description, parameters, null);
	}

}
