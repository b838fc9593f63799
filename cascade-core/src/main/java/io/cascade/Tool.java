package io.cascade;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A function of the application that the model may call, or a tool of the server.
 *
 * @param name at most 64 letters, digits, underscores and hyphens; the type of a tool of
 * the server, such as {@code openrouter:web_search}
 * @param description what it does, for the model
 * @param parameters JSON schema of its arguments; the settings of a tool of the server
 * @param strict whether arguments must follow the schema, where the provider can enforce
 * it
 * @param onServer whether the upstream runs it, so that nobody here is asked to
 */
public record Tool(String name, @Nullable String description, Map<String, ?> parameters, @Nullable Boolean strict,
		boolean onServer) {

	/** Keeps a copy of the parameters. */
	public Tool {
		parameters = (parameters != null) ? Frozen.map(parameters) : Map.of();
	}

	/**
	 * A function.
	 * @param name at most 64 letters, digits, underscores and hyphens
	 * @param description what it does, for the model
	 * @param parameters JSON schema of its arguments
	 * @param strict whether arguments must follow the schema
	 */
	public Tool(String name, @Nullable String description, Map<String, ?> parameters, @Nullable Boolean strict) {
		this(name, description, parameters, strict, false);
	}

	/**
	 * A function.
	 * @param name at most 64 letters, digits, underscores and hyphens
	 * @param description what it does, for the model
	 * @param parameters JSON schema of its arguments
	 * @return the tool
	 */
	public static Tool of(String name, String description, Map<String, ?> parameters) {
		return new Tool(name, description, parameters, null);
	}

	/**
	 * A tool that the upstream runs itself. Those of OpenRouter are not sent to other
	 * upstreams.
	 * @param type for example {@code openrouter:web_search}
	 * @param settings its {@code parameters}, empty for none
	 * @return the tool
	 * @see <a href= "https://openrouter.ai/docs/guides/features/server-tools">Server
	 * tools</a>
	 */
	public static Tool onServer(String type, Map<String, ?> settings) {
		return new Tool(type, null, settings, null, true);
	}

	@Override
	public String toString() {
		return "Tool[" + this.name + "]";
	}

}
