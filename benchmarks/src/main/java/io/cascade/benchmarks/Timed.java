package io.cascade.benchmarks;

import reactor.core.publisher.Mono;

/**
 * One call, as somebody with a watch sees it.
 */
final class Timed {

	private final long start = System.nanoTime();

	private long received;

	private long first;

	private long total;

	private boolean lost;

	private final Runnable begun;

	private Timed(Runnable begun) {
		this.begun = begun;
	}

	/**
	 * Makes a call; one that fails is lost, one that tells nonsense ends it all.
	 * @param contender whose call
	 * @param begun what is told of the first piece
	 */
	static Mono<Timed> call(Contender contender, Runnable begun) {
		return Mono.defer(() -> {
			Timed timed = new Timed(begun);
			return contender.call()
				.get()
				.doOnNext(timed::add)
				.then(Mono.fromSupplier(() -> timed.end(contender.expected())))
				.onErrorResume((failure) -> Mono.just(timed.lose(failure)));
		});
	}

	private void add(long length) {
		if (this.first == 0 && length > 0) {
			this.first = System.nanoTime() - this.start;
			this.begun.run();
		}
		this.received += length;
	}

	private Timed end(long expected) {
		this.total = System.nanoTime() - this.start;
		if (this.received != expected) {
			throw new IllegalStateException("received %d, not %d".formatted(this.received, expected));
		}
		return this;
	}

	private Timed lose(Throwable failure) {
		if (failure instanceof IllegalStateException wrong) {
			throw wrong;
		}
		this.lost = true;
		return this;
	}

	long first() {
		return this.first;
	}

	long total() {
		return this.total;
	}

	boolean isLost() {
		return this.lost;
	}

}
