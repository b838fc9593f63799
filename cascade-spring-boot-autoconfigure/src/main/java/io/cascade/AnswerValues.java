package io.cascade;

import java.util.concurrent.RejectedExecutionException;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Asks for values by way of whatever asks for answers, so that a decorator of
 * {@link CascadeOperations} sees the request and the answer of a value like any other.
 * Thread-safe.
 *
 * @see CascadeOperations#values()
 */
public final class AnswerValues {

	/** Binds nothing: for operations without it. */
	public static final AnswerValues NONE = new AnswerValues(AnswerBinder.NONE, Workers.NONE);

	private static final Callbacks binders = Callbacks.of(AnswerBinder.class);

	private final AnswerBinder binder;

	private final Workers workers;

	private AnswerValues(AnswerBinder binder, Workers workers) {
		this.binder = binder;
		this.workers = workers;
	}

	/**
	 * Values by a binder.
	 * @param binder turns answers into values
	 * @param workers bind what is long
	 * @return the way to values
	 */
	public static AnswerValues of(AnswerBinder binder, Workers workers) {
		return new AnswerValues(binder, workers);
	}

	/**
	 * Asks for a value.
	 * @param cascade asks
	 * @param request what to ask
	 * @param type the type of the value
	 * @param <T> the type of the value
	 * @return the value
	 */
	public <T> Mono<T> one(CascadeOperations cascade, CascadeRequest request, ParameterizedTypeReference<T> type) {
		return Mono.defer(() -> cascade.exchange(binders.need(this.binder, () -> this.binder.ask(request, type))))
			.flatMap((answer) -> bound(answer, type));
	}

	private <T> Mono<T> bound(CascadeResponse answer, ParameterizedTypeReference<T> type) {
		Mono<T> bound = Mono.fromSupplier(() -> binders.need(this.binder, () -> this.binder.bind(answer, type)));
		return (answer.text().length() <= Workers.SMALL) ? bound
				: this.workers.run(bound).onErrorResume(RejectedExecutionException.class, (ex) -> bound);
	}

	/**
	 * Asks for a list, and hands out its elements while they come. A stream that breaks
	 * fails.
	 * @param cascade asks
	 * @param request what to ask
	 * @param element the type of the elements
	 * @param <T> the type of the elements
	 * @return the elements
	 */
	public <T> Flux<T> list(CascadeOperations cascade, CascadeRequest request, Class<T> element) {
		return Flux.defer(() -> {
			CascadeRequest asked = binders.need(this.binder, () -> this.binder.askForList(request, element));
			Flux<CascadeChunk> answer = cascade
				.stream(asked.streaming((rules) -> rules.withOnBreak(StreamRules.OnBreak.FAIL)));
			return binders.through(this.binder, answer, (chunks) -> this.binder.elements(chunks, element));
		});
	}

	@Override
	public String toString() {
		return "AnswerValues by " + this.binder;
	}

}
