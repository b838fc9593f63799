package io.cascade.quality;

import io.cascade.AnswerGate;
import io.cascade.CallbackException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Ruling;
import reactor.core.publisher.Mono;

/**
 * Rejects answers that can't be made a value: those that are not valid against the schema
 * of its type, and those that its constructors refuse.
 *
 * @param binding makes the value
 */
record EntityGate(Binding binding) implements AnswerGate {

	@Override
	public Mono<Ruling> judge(CascadeRequest request, CascadeResponse answer) {
		return Mono.fromSupplier(() -> JsonText.isToolCall(answer) ? Ruling.accepted(name()) : ruling(answer));
	}

	private Ruling ruling(CascadeResponse answer) {
		CompiledSchema schema = CompiledSchemas.shared().get(this.binding.schema().accepted());
		Ruling ruling = SchemaGate.ruling(schema, JsonText.of(answer));
		return ruling.isRejection() ? ruling : bound(answer);
	}

	private Ruling bound(CascadeResponse answer) {
		try {
			this.binding.bind(answer.text());
			return Ruling.accepted(name());
		}
		catch (CallbackException ex) {
			throw ex;
		}
		catch (IllegalStateException ex) {
			return Ruling.rejected(name(), Findings.shortened(Binding.why(ex)));
		}
	}

	@Override
	public String name() {
		return SchemaGate.NAME;
	}

	@Override
	public String toString() {
		return name() + " of " + this.binding.schema().name();
	}

}
