package io.cascade.stress;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * A source and a subscriber with an operator in between, every signal given by hand.
 */
public final class ByHand extends BaseSubscriber<CascadeChunk> {

	/** A piece of an answer. */
	public static final CascadeChunk WORD = new CascadeChunk.Text("word");

	/** The last piece of one. */
	public static final CascadeChunk END = CascadeChunk.End.of(Attempt.of(0, "a/a", Attempt.Outcome.ANSWERED), "stop");

	private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

	private final Runnable atCancel;

	private final Runnable atEnd;

	private volatile CoreSubscriber<? super CascadeChunk> source;

	private final AtomicInteger cancelled = new AtomicInteger();

	/**
	 * Puts an operator between the two.
	 * @param atCancel run when the source is cancelled
	 * @param atEnd run when the end of the answer is received
	 * @param operator the operator
	 */
	public ByHand(Runnable atCancel, Runnable atEnd, Function<Flux<CascadeChunk>, Flux<CascadeChunk>> operator) {
		this.atCancel = atCancel;
		this.atEnd = atEnd;
		operator.apply(new Source()).subscribe(this);
	}

	/**
	 * Puts an operator between the two.
	 * @param operator the operator
	 */
	public ByHand(Function<Flux<CascadeChunk>, Flux<CascadeChunk>> operator) {
		this(() -> {
		}, () -> {
		}, operator);
	}

	/**
	 * What the source talks to.
	 * @return the operator's subscriber
	 */
	public CoreSubscriber<? super CascadeChunk> source() {
		return this.source;
	}

	/**
	 * What was received, as words: the kinds of the pieces, {@code complete}, or the kind
	 * of the error.
	 * @return the signals in order
	 */
	public List<String> seen() {
		return List.copyOf(this.seen);
	}

	/**
	 * How often the source was cancelled.
	 * @return the number
	 */
	public int cancelled() {
		return this.cancelled.get();
	}

	@Override
	protected void hookOnNext(CascadeChunk chunk) {
		if (chunk instanceof CascadeChunk.End) {
			this.atEnd.run();
		}
		this.seen.add(chunk.getClass().getSimpleName());
	}

	@Override
	protected void hookOnComplete() {
		this.seen.add("complete");
	}

	@Override
	protected void hookOnError(Throwable ex) {
		this.seen.add((ex instanceof CascadeException known) ? known.kind().id() : ex.getClass().getSimpleName());
	}

	private final class Source extends Flux<CascadeChunk> implements Subscription {

		@Override
		public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
			ByHand.this.source = actual;
			actual.onSubscribe(this);
		}

		@Override
		public void request(long n) {
		}

		@Override
		public void cancel() {
			ByHand.this.cancelled.incrementAndGet();
			ByHand.this.atCancel.run();
		}

	}

}
