package io.cascade;

import org.jspecify.annotations.Nullable;

/**
 * Whether the model may, must or must not call a tool.
 *
 * @param mode {@code auto}, {@code none}, {@code required} or {@code function}
 * @param function the tool's name where the mode is {@code function}
 */
public record ToolChoice(String mode, @Nullable String function) {

	/** The model decides. */
	public static final ToolChoice AUTO = new ToolChoice("auto", null);

	/** No tool may be called. */
	public static final ToolChoice NONE = new ToolChoice("none", null);

	/** Some tool must be called. */
	public static final ToolChoice REQUIRED = new ToolChoice("required", null);

	/**
	 * This tool must be called.
	 * @param name the tool's name
	 * @return the choice
	 */
	public static ToolChoice function(String name) {
		return new ToolChoice("function", name);
	}

}
