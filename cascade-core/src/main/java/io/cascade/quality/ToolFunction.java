package io.cascade.quality;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.cascade.CallbackException;
import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.Runs;
import io.cascade.Tool;
import io.cascade.exchange.Callbacks;
import io.cascade.exchange.Workers;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A tool and what it does.
 *
 * @param tool what models are told
 * @param mapper binds arguments and writes results
 * @param arguments their type
 * @param action what it does
 * @param callbacks the way into it
 */
record ToolFunction(Tool tool, JsonMapper mapper, Class<?> arguments, Function<Object, ? extends Mono<?>> action,
		Callbacks callbacks) {

	/**
	 * Whatever goes wrong is told to the model, by the name of its class only; but what
	 * can't be linked will fail for every model, and ends the run.
	 */
	Mono<String> run(String json, Duration patience, Workers workers, CascadeListener listener) {
		return workers.run(this.callbacks.later(name(), () -> result(json)))
			.timeout(patience)
			.doOnError((failure) -> tell(failure, listener))
			.onErrorResume(this::failed);
	}

	/** One that throws is in the log by now, with its trace. */
	private void tell(Throwable failure, CascadeListener listener) {
		Throwable cause = CallbackException.unwrap(failure);
		if (cause instanceof TimeoutException) {
			this.callbacks.tell(name(), cause);
		}
		listener.happened(new CascadeEvent.ToolFailed(this.tool.name(), cause.getClass().getName()));
	}

	private Mono<String> result(String json) {
		Object bound;
		try {
			bound = this.mapper.readValue(json, this.arguments);
		}
		catch (JacksonException ex) {
			return Mono.just(error(ex.getClass().getSimpleName()));
		}
		return done(bound);
	}

	private Mono<String> done(@Nullable Object bound) {
		return (bound == null) ? Mono.just(error("the arguments are null"))
				: Mono.deferContextual((context) -> inRuns(context, bound).map(this::written).defaultIfEmpty("null"));
	}

	/** Whatever blocking code asks in there is part of the runs too. */
	private Mono<?> inRuns(ContextView context, Object bound) {
		return Runs.in(context).around(() -> this.action.apply(bound));
	}

	/** It may be on a thread of the tool, where an error would be lost. */
	private String written(Object result) {
		return this.callbacks.need(name(), () -> this.mapper.writeValueAsString(result));
	}

	private String name() {
		return "'%s'".formatted(this.tool.name());
	}

	private Mono<String> failed(Throwable failure) {
		Throwable cause = CallbackException.unwrap(failure);
		if (cause instanceof LinkageError) {
			return Mono.error(failure);
		}
		return Mono.just(error((failure instanceof RejectedExecutionException) ? "too many tools are running"
				: cause.getClass().getSimpleName()));
	}

	private String error(String words) {
		return this.mapper.writeValueAsString(Map.of("error", words));
	}

}
