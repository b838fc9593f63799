package io.cascade;

import java.io.Serializable;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A call of a tool by the model.
 *
 * @param id the id to answer with, see {@link Message#tool(String, String)}
 * @param name the tool's name
 * @param arguments a JSON object as text; the model's own, so validate it
 * @param extras fields of the upstream that made the call, such as a signature; they go
 * back to it unchanged, and to no other one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ToolCall(String id, String name, String arguments, Map<String, Object> extras) implements Serializable {

	/**
	 * A call with immutable fields.
	 * @param id the id to answer with
	 * @param name the tool's name
	 * @param arguments a JSON object as text
	 * @param extras fields of the upstream only, {@code null} for none
	 */
	public ToolCall(String id, String name, String arguments, @Nullable Map<String, Object> extras) {
		this.id = id;
		this.name = name;
		this.arguments = arguments;
		this.extras = (extras != null) ? Frozen.map(extras) : Map.of();
	}

	/**
	 * A call without further fields.
	 * @param id the id to answer with
	 * @param name the tool's name
	 * @param arguments a JSON object as text
	 */
	public ToolCall(String id, String name, String arguments) {
		this(id, name, arguments, Map.of());
	}

	@Override
	public String toString() {
		return "ToolCall[" + this.name + "]";
	}

}
