package io.cascade.benchmarks;

import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A way to make the call.
 *
 * @param name what the table calls it
 * @param call makes one call and counts what it received
 * @param expected the right count
 */
record Contender(String name, Supplier<Mono<Long>> call, long expected) {

	void run(int calls, int concurrency) {
		Flux.range(0, calls).flatMap((i) -> checked(), concurrency).blockLast();
	}

	private Mono<Long> checked() {
		return this.call.get().switchIfEmpty(Mono.just(-1L)).doOnNext((received) -> {
			if (received != this.expected) {
				throw new IllegalStateException("%s received %d, not %d".formatted(this.name, received, this.expected));
			}
		});
	}

}
