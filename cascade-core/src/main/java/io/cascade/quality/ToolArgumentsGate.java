package io.cascade.quality;

import java.util.List;
import java.util.Optional;

import io.cascade.AnswerGate;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Ruling;
import io.cascade.Tool;
import io.cascade.ToolCall;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Validates the arguments of tool calls.
 *
 * @param schemas compiles schemas
 */
record ToolArgumentsGate(CompiledSchemas schemas) implements AnswerGate {

	static final String NAME = "tool-arguments";

	@Override
	public Mono<Ruling> judge(CascadeRequest request, CascadeResponse answer) {
		return Flux.fromIterable(answer.toolCalls())
			.map((called) -> ruling(called, request.tools()))
			.filter((ruling) -> ruling.verdict() != Ruling.Verdict.ACCEPTED)
			.sort((one, other) -> one.verdict().compareTo(other.verdict()))
			.next()
			.defaultIfEmpty(Ruling.accepted(NAME));
	}

	private Ruling ruling(ToolCall called, List<Tool> offered) {
		Optional<Tool> tool = offered.stream().filter((each) -> each.name().equals(called.name())).findFirst();
		return tool.map((known) -> ruling(called, known))
			.orElseGet(() -> Ruling.rejected(NAME, "it calls a tool that was not offered"));
	}

	private Ruling ruling(ToolCall called, Tool tool) {
		JsonText arguments = JsonText.of("its input", called.arguments());
		String prefix = tool.name() + ": ";
		return (arguments.flaw() != null) ? Ruling.rejected(NAME, prefix + arguments.flaw())
				: SchemaGate.ruling(NAME, prefix, this.schemas.get(tool.parameters()), arguments.value());
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
