package io.cascade;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

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
		return asking(() -> this.binder.ask(request, type)).flatMap(cascade::exchange)
			.flatMap((answer) -> bound(answer, type));
	}

	/** The first schema of a type, and the first of all, take long and read files. */
	private Mono<CascadeRequest> asking(Supplier<CascadeRequest> request) {
		Mono<CascadeRequest> asked = Mono.fromSupplier(() -> binders.need(this.binder, request));
		return Mono.defer(() -> Schedulers.isInNonBlockingThread()
				? this.workers.run(asked).onErrorResume(RejectedExecutionException.class, (ex) -> asked) : asked);
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
		return asking(() -> this.binder.askForList(request, element)).flatMapMany((asked) -> {
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
