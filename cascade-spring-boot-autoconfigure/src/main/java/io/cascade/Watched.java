package io.cascade;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * An answer that tells one watcher how it ended: once, and before the subscriber hears of
 * it. For stages that settle something per call or per hop.
 * <p>
 * A watcher that throws does not break the answer.
 */
public final class Watched extends Flux<CascadeChunk> {

	private static final Log logger = LogFactory.getLog(Watched.class);

	private final Flux<CascadeChunk> source;

	private final Watcher watcher;

	private Watched(Flux<CascadeChunk> source, Watcher watcher) {
		this.source = source;
		this.watcher = watcher;
	}

	/**
	 * Watches one subscription to an answer.
	 * @param source the answer
	 * @param watcher told of its end; it serves one subscription
	 * @return the answer, unchanged
	 */
	public static Flux<CascadeChunk> by(Flux<CascadeChunk> source, Watcher watcher) {
		return new Watched(source, watcher);
	}

	@Override
	public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
		this.source.subscribe(new Watch(actual, this.watcher));
	}

	/**
	 * Sees an answer pass.
	 */
	public interface Watcher {

		/**
		 * Adds to the context that the stages below see.
		 * @param context the subscriber's context
		 * @return the context for those below
		 */
		default Context context(Context context) {
			return context;
		}

		/**
		 * A piece passes.
		 * @param chunk the piece
		 */
		default void passed(CascadeChunk chunk) {
		}

		/**
		 * The answer ended; after a cancel, what is below has ended before.
		 * @param outcome how
		 * @param failure the error, {@code null} unless it was lost
		 */
		void ended(CallOutcome outcome, @Nullable Throwable failure);

	}

	private static final class Watch implements CoreSubscriber<CascadeChunk>, Subscription {

		private final CoreSubscriber<? super CascadeChunk> actual;

		private final Watcher watcher;

		private final Context context;

		private final AtomicBoolean over = new AtomicBoolean();

		private Subscription upstream = Operators.emptySubscription();

		/** Whoever stops asking after the end has a complete answer. */
		private volatile boolean complete;

		Watch(CoreSubscriber<? super CascadeChunk> actual, Watcher watcher) {
			this.actual = actual;
			this.watcher = watcher;
			this.context = context(actual, watcher);
		}

		private static Context context(CoreSubscriber<?> actual, Watcher watcher) {
			try {
				return watcher.context(actual.currentContext());
			}
			catch (RuntimeException ex) {
				logger.warn("The beginning of an answer was not taken note of", ex);
				return actual.currentContext();
			}
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream = subscription;
			this.actual.onSubscribe(this);
		}

		@Override
		public void onNext(CascadeChunk chunk) {
			try {
				this.watcher.passed(chunk);
			}
			catch (RuntimeException ex) {
				logger.warn("A piece of an answer was not taken note of", ex);
			}
			if (chunk instanceof CascadeChunk.End) {
				this.complete = true;
			}
			this.actual.onNext(chunk);
		}

		@Override
		public void onComplete() {
			end(CallOutcome.ANSWERED, null);
			this.actual.onComplete();
		}

		@Override
		public void onError(Throwable ex) {
			end(CallOutcome.LOST, ex);
			this.actual.onError(ex);
		}

		@Override
		public void request(long n) {
			this.upstream.request(n);
		}

		@Override
		public void cancel() {
			this.upstream.cancel();
			end(this.complete ? CallOutcome.ANSWERED : CallOutcome.CANCELLED, null);
		}

		private void end(CallOutcome outcome, @Nullable Throwable failure) {
			if (this.over.compareAndSet(false, true)) {
				try {
					this.watcher.ended(outcome, failure);
				}
				catch (RuntimeException ex) {
					logger.warn("The end of an answer was not taken note of", ex);
				}
			}
		}

	}

}
