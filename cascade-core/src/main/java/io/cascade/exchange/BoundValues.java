package io.cascade.exchange;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import io.cascade.AnswerBinder;
import io.cascade.AnswerValues;
import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.StreamRules;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Asks for values with a binder, which is guarded, and off the event loops. Thread-safe.
 */
final class BoundValues implements AnswerValues {

	private final Callbacks binders = Callbacks.of(AnswerBinder.class);

	private final AnswerBinder binder;

	private final Workers workers;

	BoundValues(AnswerBinder binder, Workers workers) {
		this.binder = binder;
		this.workers = workers;
	}

	@Override
	public <T> Mono<T> one(CascadeOperations cascade, CascadeRequest request, ParameterizedTypeReference<T> type) {
		return asking(() -> this.binder.ask(request, type)).flatMap(cascade::exchange)
			.flatMap((answer) -> bound(answer, type));
	}

	/** The first schema of a type, and the first of all, take long and read files. */
	private Mono<CascadeRequest> asking(Supplier<CascadeRequest> request) {
		Mono<CascadeRequest> asked = Mono.fromSupplier(() -> this.binders.need(this.binder, request));
		return Mono.defer(() -> Schedulers.isInNonBlockingThread()
				? this.workers.run(asked).onErrorResume(RejectedExecutionException.class, (ex) -> asked) : asked);
	}

	private <T> Mono<T> bound(CascadeResponse answer, ParameterizedTypeReference<T> type) {
		Mono<T> bound = Mono.fromSupplier(() -> this.binders.need(this.binder, () -> this.binder.bind(answer, type)));
		return (answer.text().length() <= Workers.SMALL) ? bound
				: this.workers.run(bound).onErrorResume(RejectedExecutionException.class, (ex) -> bound);
	}

	@Override
	public <T> Flux<T> list(CascadeOperations cascade, CascadeRequest request, Class<T> element) {
		return asking(() -> this.binder.askForList(request, element)).flatMapMany((asked) -> {
			Flux<CascadeChunk> answer = cascade
				.stream(asked.streaming((rules) -> rules.withOnBreak(StreamRules.OnBreak.FAIL)));
			return this.binders.through(this.binder, answer, (chunks) -> this.binder.elements(chunks, element));
		});
	}

	@Override
	public String toString() {
		return "values by " + this.binder;
	}

}
