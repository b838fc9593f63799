package io.cascade.exchange;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.cascade.CallbackException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeRequestCustomizer;
import io.cascade.Counted;
import io.cascade.InvalidRequestException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The {@link CascadeRequestCustomizer}s of an application. Thread-safe.
 */
public final class RequestCustomizers {

	/** Leaves requests as they are. */
	public static final RequestCustomizers NONE = new RequestCustomizers(List.of(), Schedulers.parallel());

	private final Callbacks callbacks = Callbacks.of(CascadeRequestCustomizer.class);

	/** The deadline of a call begins when it is known what is asked of which chain. */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final List<CascadeRequestCustomizer> all;

	private final Scheduler scheduler;

	private RequestCustomizers(List<CascadeRequestCustomizer> all, Scheduler scheduler) {
		this.all = all;
		this.scheduler = scheduler;
	}

	/**
	 * Customizers in their order.
	 * @param all the customizers
	 * @param scheduler ends the wait for one that gives no result
	 * @return the customizers
	 */
	public static RequestCustomizers of(List<CascadeRequestCustomizer> all, Scheduler scheduler) {
		return all.isEmpty() ? NONE : new RequestCustomizers(List.copyOf(all), scheduler);
	}

	boolean isEmpty() {
		return this.all.isEmpty();
	}

	/**
	 * Completes a request. The check throws for one that can't be made.
	 */
	Mono<CascadeRequest> customize(CascadeRequest request, Consumer<CascadeRequest> check) {
		Mono<CascadeRequest> customized = Mono.just(request);
		for (CascadeRequestCustomizer customizer : this.all) {
			customized = customized.flatMap((before) -> asked(customizer, before).defaultIfEmpty(before)
				.doOnNext((after) -> check(customizer, before, after, check)));
		}
		return customized;
	}

	private Mono<CascadeRequest> asked(CascadeRequestCustomizer customizer, CascadeRequest request) {
		return begun(customizer, request).timeout(PATIENCE, this.scheduler)
			.onErrorMap(TimeoutException.class,
					(ex) -> new CallbackException("CascadeRequestCustomizer %s had no result within %d s"
						.formatted(customizer.getClass().getName(), PATIENCE.toSeconds()), ex));
	}

	/**
	 * In an operator that gives threads what was captured for them in the context, where
	 * Micrometer's context propagation is there.
	 */
	private Mono<CascadeRequest> begun(CascadeRequestCustomizer customizer, CascadeRequest request) {
		return Mono.just(request)
			.<Mono<CascadeRequest>>handle(
					(asked, sink) -> sink.next(this.callbacks.begun(customizer, () -> customizer.customize(asked))))
			.flatMap((result) -> result);
	}

	private static void check(CascadeRequestCustomizer customizer, CascadeRequest before, CascadeRequest after,
			Consumer<CascadeRequest> check) {
		if (after == before) {
			return;
		}
		try {
			check.accept(after);
		}
		catch (IllegalArgumentException ex) {
			throw InvalidRequestException.ofProgram(new IllegalArgumentException(
					"CascadeRequestCustomizer %s: %s".formatted(customizer.getClass().getName(), ex.getMessage()), ex));
		}
	}

	@Override
	public String toString() {
		return Counted.of(this.all.size(), "request customizer");
	}

}
