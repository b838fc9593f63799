package io.cascade.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.cascade.CallOutcome;
import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.util.context.Context;

/**
 * An answer that reports to a watcher how it ended: once, and before the subscriber hears
 * of it. For stages that settle something per call or per hop. Where one stage follows
 * the other, their watchers share one operator.
 * <p>
 * A watcher that throws does not break the answer.
 */
public final class Watched extends FluxOperator<CascadeChunk, CascadeChunk> {

	/** The one of the innermost stage first. */
	private final List<Supplier<? extends Watcher>> watchers;

	private Watched(Flux<? extends CascadeChunk> source, List<Supplier<? extends Watcher>> watchers) {
		super(source);
		this.watchers = watchers;
	}

	/**
	 * Watches one subscription to an answer.
	 * @param source the answer
	 * @param watcher receives its end; it serves one subscription
	 * @return the answer, unchanged
	 */
	public static Flux<CascadeChunk> by(Flux<CascadeChunk> source, Watcher watcher) {
		return by(source, () -> watcher);
	}

	/**
	 * Watches subscriptions to an answer.
	 * @param source the answer
	 * @param watcher makes a watcher for each subscription
	 * @return the answer, unchanged
	 */
	public static Flux<CascadeChunk> by(Flux<CascadeChunk> source, Supplier<? extends Watcher> watcher) {
		return onAssembly(
				(source instanceof Watched below) ? below.alsoBy(watcher) : new Watched(source, List.of(watcher)));
	}

	private Watched alsoBy(Supplier<? extends Watcher> watcher) {
		List<Supplier<? extends Watcher>> all = new ArrayList<>(this.watchers.size() + 1);
		all.addAll(this.watchers);
		all.add(watcher);
		return new Watched(this.source, all);
	}

	@Override
	public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
		Watcher[] made = new Watcher[this.watchers.size()];
		for (int i = made.length - 1; i >= 0; i--) {
			made[i] = this.watchers.get(i).get();
		}
		this.source.subscribe(new Watch(actual, made));
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

		/** The one of the innermost stage first. */
		private final Watcher[] watchers;

		private final Context context;

		private @Nullable Callbacks callbacks;

		Watch(CoreSubscriber<? super CascadeChunk> actual, Watcher[] watchers) {
			super(actual);
			this.watchers = watchers;
			Context seen = actual.currentContext();
			for (int i = watchers.length - 1; i >= 0; i--) {
				seen = context(watchers[i], seen);
			}
			this.context = seen;
		}

		private Context context(Watcher watcher, Context above) {
			try {
				return watcher.context(above);
			}
			catch (Exception | Error ex) {
				tell(watcher, ex);
				return above;
			}
		}

		/**
		 * Watchers are stages of ours, so that a failure is rare, and told once an
		 * answer.
		 */
		private void tell(Watcher watcher, Throwable failure) {
			Callbacks.throwIfFatal(failure);
			if (this.callbacks == null) {
				this.callbacks = Callbacks.of(Watcher.class);
			}
			this.callbacks.tell(watcher, failure);
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		protected void passing(CascadeChunk chunk) {
			for (Watcher watcher : this.watchers) {
				try {
					watcher.passed(chunk);
				}
				catch (RuntimeException | AssertionError | LinkageError | StackOverflowError ex) {
					tell(watcher, ex);
				}
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
			for (Watcher watcher : this.watchers) {
				watcher.ending(() -> ended(watcher, outcome, failure));
			}
		}

		private void ended(Watcher watcher, CallOutcome outcome, @Nullable Throwable failure) {
			try {
				watcher.ended(outcome, failure);
			}
			catch (Exception | Error ex) {
				tell(watcher, ex);
			}
		}

	}

}
