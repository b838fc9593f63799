package io.cascade;

/**
 * A call of a tool that the model asks for.
 *
 * @param id the id to answer with, see {@link Message#tool(String, String)}
 * @param name the tool's name
 * @param arguments a JSON object as text; the model's own, so validate it
 */
public record ToolCall(String id, String name, String arguments) {

	@Override
	public String toString() {
		return "ToolCall[" + this.name + "]";
	}

}
