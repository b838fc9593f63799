package io.cascade;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.cascade.RunLimits.Limit;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * The runs that a call is part of, the innermost first: it counts against all of them.
 * For stages of the library and for those who carry runs from one thread to another;
 * applications have {@link CascadeRun}. Immutable.
 */
public final class Runs {

	/** No run. */
	public static final Runs NONE = new Runs(List.of());

	/** Where they are in Reactor's context, and in a snapshot of it. */
	public static final String KEY = "io.cascade.run";

	private static final ThreadLocal<Runs> OF_THREAD = new ThreadLocal<>();

	private final List<CascadeRun> all;

	private Runs(List<CascadeRun> all) {
		this.all = all;
	}

	/**
	 * The runs of a subscriber.
	 * @param context its context
	 * @return those of the context, else those of the thread
	 */
	public static Runs in(ContextView context) {
		Runs known = context.getOrDefault(KEY, null);
		return (known != null) ? known : ofThread();
	}

	/**
	 * The runs that are open on this thread.
	 * @return the runs, {@link #NONE} if none is
	 */
	public static Runs ofThread() {
		Runs runs = OF_THREAD.get();
		return (runs != null) ? runs : NONE;
	}

	/**
	 * Opens these on this thread, in place of those that are open there.
	 * @return has to be closed on the same thread; then those before are open again
	 */
	public Scope open() {
		Runs before = ofThread();
		setThread(this);
		return () -> setThread(before);
	}

	/**
	 * Sets the runs of this thread without an end, for those who restore threads.
	 * @param runs the runs, {@link #NONE} for none
	 */
	public static void setThread(Runs runs) {
		if (runs.isEmpty()) {
			OF_THREAD.remove();
		}
		else {
			OF_THREAD.set(runs);
		}
	}

	/**
	 * A run within these. One that is among them counts once.
	 * @param run the run
	 * @return the runs with this one as the innermost
	 */
	public Runs with(CascadeRun run) {
		if (this.all.contains(run)) {
			return this;
		}
		List<CascadeRun> more = new ArrayList<>(this.all.size() + 1);
		more.add(run);
		more.addAll(this.all);
		return new Runs(List.copyOf(more));
	}

	/**
	 * The runs.
	 * @return an immutable list, the innermost first
	 */
	public List<CascadeRun> all() {
		return this.all;
	}

	/**
	 * Whether the call is part of no run.
	 * @return {@code true} if nothing is counted
	 */
	public boolean isEmpty() {
		return this.all.isEmpty();
	}

	/**
	 * The least that is left of their budgets.
	 * @return USD, {@code null} if none has a budget
	 */
	public @Nullable BigDecimal left() {
		return this.all.stream()
			.map((run) -> run.books().left())
			.filter(Objects::nonNull)
			.min(BigDecimal::compareTo)
			.orElse(null);
	}

	/**
	 * The least that is left of their deadlines. The first question starts the clock of a
	 * run.
	 * @param nanoTime the clock of the stages
	 * @return what is left, not positive when it has passed, and of which run;
	 * {@code null} if none has a deadline
	 */
	public @Nullable TimeLeft timeLeft(long nanoTime) {
		TimeLeft least = null;
		for (CascadeRun run : this.all) {
			Duration left = run.books().timeLeft(nanoTime);
			if (left != null && (least == null || left.compareTo(least.left()) < 0)) {
				least = new TimeLeft(run, left);
			}
		}
		return least;
	}

	/**
	 * Reserves a request in all of them, or in none.
	 * @param worst what it costs at the worst, in USD; {@code null} if nobody knows
	 * @return what was reserved, or which run refused
	 */
	public Claim claim(@Nullable BigDecimal worst) {
		for (int i = 0; i < this.all.size(); i++) {
			Limit met = this.all.get(i).books().reserve(worst);
			if (met != null) {
				new Claim(this.all.subList(0, i), worst, null).settle(BigDecimal.ZERO, false);
				return new Claim(List.of(), worst, new Refusal(this.all.get(i), met));
			}
		}
		return new Claim(this.all, worst, null);
	}

	/**
	 * The run without room for a request of which too little is left for any target.
	 * @return the run with the least left of its budget
	 */
	public @Nullable Refusal tightest() {
		BigDecimal least = left();
		return this.all.stream()
			.filter((run) -> isLeast(run.books().left(), least))
			.findFirst()
			.map((run) -> new Refusal(run, Limit.BUDGET))
			.orElse(null);
	}

	private static boolean isLeast(@Nullable BigDecimal left, @Nullable BigDecimal least) {
		return left != null && least != null && left.compareTo(least) <= 0;
	}

	/**
	 * Does something on this thread inside these runs.
	 * @param work does it
	 * @param <T> what comes of it
	 * @return what came of it
	 */
	public <T> T around(Supplier<T> work) {
		Scope scope = open();
		try {
			return work.get();
		}
		finally {
			scope.close();
		}
	}

	/**
	 * Adds a call that has ended.
	 * @param call the call
	 */
	public void ended(RunCall call) {
		this.all.forEach((run) -> run.books().add(call));
	}

	@Override
	public String toString() {
		return "Runs" + this.all;
	}

	/**
	 * What is open on a thread until it is closed.
	 */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		@Override
		void close();

	}

	/**
	 * What is left of a deadline.
	 *
	 * @param run whose deadline it is
	 * @param left the time
	 */
	public record TimeLeft(CascadeRun run, Duration left) {

		/**
		 * Whether the deadline has passed.
		 * @return {@code true} if nothing is left
		 */
		public boolean isOver() {
			return this.left.isNegative() || this.left.isZero();
		}

	}

	/**
	 * Which limit of which run was met.
	 *
	 * @param run the run
	 * @param limit the limit
	 */
	public record Refusal(CascadeRun run, Limit limit) {

	}

	/**
	 * A request that is reserved in runs. Thread-safe.
	 */
	public static final class Claim {

		private final List<CascadeRun> runs;

		private final BigDecimal worst;

		private final @Nullable Refusal refusal;

		private @Nullable BigDecimal booked;

		private Claim(List<CascadeRun> runs, @Nullable BigDecimal worst, @Nullable Refusal refusal) {
			this.runs = runs;
			this.worst = (worst != null) ? worst : BigDecimal.ZERO;
			this.refusal = refusal;
		}

		/**
		 * Who refused it.
		 * @return the run and its limit, {@code null} if it is reserved
		 */
		public @Nullable Refusal refusal() {
			return this.refusal;
		}

		/**
		 * Books what it has cost in place of what was reserved. May be called again with
		 * a better figure.
		 * @param cost USD
		 * @param sent whether there was a request
		 */
		public synchronized void settle(BigDecimal cost, boolean sent) {
			BigDecimal before = this.booked;
			this.booked = cost;
			if (before == null) {
				this.runs.forEach((run) -> run.books().settle(this.worst, cost, sent));
			}
			else {
				this.runs.forEach((run) -> run.books().settle(BigDecimal.ZERO, cost.subtract(before), true));
			}
		}

	}

}
