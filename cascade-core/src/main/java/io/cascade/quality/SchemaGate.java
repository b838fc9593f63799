package io.cascade.quality;

import java.util.Map;

import io.cascade.AnswerGate;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.ResponseFormat;
import io.cascade.Ruling;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Validates answers against the schema of the request.
 *
 * @param schemas compiles schemas
 */
record SchemaGate(CompiledSchemas schemas) implements AnswerGate {

	static final String NAME = "schema";

	@Override
	public Mono<Ruling> judge(CascadeRequest request, CascadeResponse answer) {
		return Mono.fromSupplier(() -> ruling(request.responseFormat(), answer));
	}

	private Ruling ruling(@Nullable ResponseFormat format, CascadeResponse answer) {
		Map<String, ?> schema = (format != null) ? format.schema() : null;
		return (schema == null || JsonText.isToolCall(answer)) ? Ruling.accepted(NAME)
				: ruling(this.schemas.get(schema), JsonText.of(answer));
	}

	static Ruling ruling(CompiledSchema schema, JsonText answer) {
		if (answer.flaw() != null) {
			return Ruling.rejected(NAME, answer.flaw());
		}
		return ruling(NAME, "", schema, answer.value());
	}

	/** A schema may turn out to be of no use only with the value. */
	static Ruling ruling(String gate, String prefix, CompiledSchema schema, JsonNode value) {
		try {
			String flaw = schema.flaw(value);
			return (flaw != null) ? Ruling.rejected(gate, Findings.shortened(prefix + flaw)) : Ruling.accepted(gate);
		}
		catch (IllegalStateException ex) {
			return Ruling.undecided(gate, prefix + "the schema can't be used");
		}
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public String toString() {
		return NAME;
	}

}
