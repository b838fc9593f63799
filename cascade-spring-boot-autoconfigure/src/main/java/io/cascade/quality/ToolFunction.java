package io.cascade.quality;

import java.util.Map;
import java.util.function.Function;

import io.cascade.Tool;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * A tool and what it does.
 *
 * @param tool what models are told
 * @param mapper binds arguments and writes results
 * @param arguments their type
 * @param action what it does
 */
record ToolFunction(Tool tool, JsonMapper mapper, Class<?> arguments, Function<Object, ? extends Mono<?>> action) {

	/** Whatever goes wrong is told to the model, by the name of its class only. */
	Mono<String> run(String json) {
		return Mono.defer(() -> this.action.apply(this.mapper.readValue(json, this.arguments)))
			.map(this.mapper::writeValueAsString)
			.defaultIfEmpty("null")
			.onErrorResume((ex) -> Mono.just(failed(ex)));
	}

	private String failed(Throwable failure) {
		Exceptions.throwIfFatal(failure);
		return this.mapper.writeValueAsString(Map.of("error", failure.getClass().getSimpleName()));
	}

}
