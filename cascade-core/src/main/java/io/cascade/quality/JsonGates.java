package io.cascade.quality;

import io.cascade.AnswerGate;
import io.cascade.CascadeResponse;
import io.cascade.Ruling;

/**
 * Gates that read the answer as JSON. Their reasons name places and rules of the schema,
 * and quotes nothing of the answer. An answer that is nothing but tool calls passes those
 * that are about text.
 */
public final class JsonGates {

	private JsonGates() {
	}

	/**
	 * Rejects an answer that is not JSON. Blanks around it are fine; prose is not. A
	 * Markdown fence and other whole wrappers are taken off before it runs, unless the
	 * chain is set otherwise.
	 * @return the gate {@code json}
	 */
	public static AnswerGate json() {
		return AnswerGate.of("json", JsonGates::json);
	}

	private static Ruling json(CascadeResponse answer) {
		JsonText text = JsonText.of(answer);
		return (text.flaw() != null) ? Ruling.rejected("json", text.flaw()) : Ruling.accepted("json");
	}

	/**
	 * Rejects an answer that is not valid against the JSON schema of the request. Without
	 * one, every answer passes; so it does where the schema itself is broken or refers to
	 * another document, which is never fetched.
	 * @return the gate {@code schema}
	 */
	public static AnswerGate schema() {
		return new SchemaGate(CompiledSchemas.shared());
	}

	/**
	 * Rejects a call of a tool that was not offered, or whose arguments are not valid
	 * against the schema of the tool.
	 * @return the gate {@code tool-arguments}
	 */
	public static AnswerGate toolArguments() {
		return new ToolArgumentsGate(CompiledSchemas.shared());
	}

	/**
	 * Loads what validates against JSON schemas, which takes long the first time.
	 */
	public static void load() {
		CompiledSchemas.load();
	}

}
