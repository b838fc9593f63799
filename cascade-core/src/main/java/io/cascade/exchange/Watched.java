package io.cascade.exchange;

import io.cascade.CallOutcome;
import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.util.context.Context;

/**
 * An answer that reports to one watcher how it ended: once, and before the subscriber
 * hears of it. For stages that settle something per call or per hop.
 * <p>
 * A watcher that throws does not break the answer.
 */
public final class Watched extends FluxOperator<CascadeChunk, CascadeChunk> {

	private final Watcher watcher;

	private Watched(Flux<CascadeChunk> source, Watcher watcher) {
		super(source);
		this.watcher = watcher;
	}

	/**
	 * Watches one subscription to an answer.
	 * @param source the answer
	 * @param watcher receives its end; it serves one subscription
	 * @return the answer, unchanged
	 */
	public static Flux<CascadeChunk> by(Flux<CascadeChunk> source, Watcher watcher) {
		return onAssembly(new Watched(source, watcher));
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
		 * The answer ended, and everybody below was left.
		 * @param end tells {@link #ended}. A watcher that wants to know first what became
		 * of those below may have it run later, by another thread
		 */
		default void ending(Runnable end) {
			end.run();
		}

		/**
		 * The answer ended.
		 * @param outcome how
		 * @param failure the error, {@code null} unless it was lost
		 */
		void ended(CallOutcome outcome, @Nullable Throwable failure);

	}

	private static final class Watch extends Passage {

		private final Watcher watcher;

		private final Context context;

		private @Nullable Callbacks callbacks;

		Watch(CoreSubscriber<? super CascadeChunk> actual, Watcher watcher) {
			super(actual);
			this.watcher = watcher;
			this.context = context(actual);
		}

		private Context context(CoreSubscriber<?> actual) {
			try {
				return this.watcher.context(actual.currentContext());
			}
			catch (Exception | Error ex) {
				tell(ex);
				return actual.currentContext();
			}
		}

		/**
		 * Watchers are stages of ours, so that a failure is rare, and told once an
		 * answer.
		 */
		private void tell(Throwable failure) {
			Callbacks.throwIfFatal(failure);
			if (this.callbacks == null) {
				this.callbacks = Callbacks.of(Watcher.class);
			}
			this.callbacks.tell(this.watcher, failure);
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		protected void passing(CascadeChunk chunk) {
			try {
				this.watcher.passed(chunk);
			}
			catch (RuntimeException | AssertionError | LinkageError | StackOverflowError ex) {
				tell(ex);
			}
		}

		@Override
		protected void completed() {
			end(CallOutcome.ANSWERED, null);
		}

		@Override
		protected Throwable failed(Throwable ex) {
			end(CallOutcome.LOST, ex);
			return ex;
		}

		/** Whoever stops asking after the end has a complete answer. */
		@Override
		protected void cancelled(boolean complete) {
			end(complete ? CallOutcome.ANSWERED : CallOutcome.CANCELLED, null);
		}

		private void end(CallOutcome outcome, @Nullable Throwable failure) {
			this.watcher.ending(() -> {
				try {
					this.watcher.ended(outcome, failure);
				}
				catch (Exception | Error ex) {
					tell(ex);
				}
			});
		}

	}

}
