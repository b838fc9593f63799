package io.cascade.benchmarks;

import java.util.function.Supplier;

import reactor.core.publisher.Flux;

/**
 * A way to make the call.
 *
 * @param call makes one call and tells what each piece of its answer has of what counts
 * @param expected the right sum
 */
record Contender(Supplier<Flux<Long>> call, long expected) {

}
