package io.cascade.exchange;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.cascade.AnswerFold;
import io.cascade.Attempt;
import io.cascade.CascadeResponse;
import io.cascade.Hop;
import io.cascade.LeftOut;
import io.cascade.Ruling;
import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one call. The attempts are append-only, but for the answer that a gate
 * rejects; they are thread-safe, and outlive a cancelled call.
 */
public final class Journal {

	private final Object id = new Object();

	private final List<Attempt> attempts = new CopyOnWriteArrayList<>();

	private final List<Hop.Cause> hops = new ArrayList<>(2);

	private final AnswerFold received = new AnswerFold();

	private volatile @Nullable Consumer<List<Attempt>> listener;

	private final Reports reports = new Reports();

	private final AtomicInteger unsent = new AtomicInteger();

	private volatile @Nullable Rejected best;

	private volatile List<LeftOut> leftOut = List.of();

	private final Object money = new Object();

	private volatile BigDecimal committed = BigDecimal.ZERO;

	/**
	 * Tells calls apart.
	 * @return an object that is equal to itself only, and lives as long as the journal
	 */
	Object id() {
		return this.id;
	}

	/**
	 * What the caller has received so far. Written by {@link ExchangeOperations} only,
	 * and read while no chunk is on its way.
	 * @return the answer so far
	 */
	public AnswerFold received() {
		return this.received;
	}

	/**
	 * Counts an HTTP request that is about to be sent.
	 * @param cause why it is sent
	 * @return its {@link Hop#index() index}
	 */
	public int nextHop(Hop.Cause cause) {
		synchronized (this.hops) {
			this.hops.add(cause);
			return this.hops.size() - 1;
		}
	}

	/**
	 * Takes note that a request was not sent after all: a circuit or a limit refused it.
	 */
	public void unsent() {
		this.unsent.incrementAndGet();
	}

	/**
	 * Why an HTTP request was sent.
	 * @param hop the {@link Hop#index() index} of the hop
	 * @return the cause
	 */
	public Hop.Cause cause(int hop) {
		synchronized (this.hops) {
			return this.hops.get(hop);
		}
	}

	/**
	 * How many HTTP requests were sent so far, tries and hedges included.
	 * @return the number
	 */
	public int hops() {
		synchronized (this.hops) {
			return this.hops.size() - this.unsent.get();
		}
	}

	/**
	 * Sets what receives attempts as they are appended.
	 * @param listener receives them, and does not throw
	 */
	public void listen(Consumer<List<Attempt>> listener) {
		this.listener = listener;
	}

	/**
	 * A request begins, which ends with its {@link #add(int, List) attempts}.
	 * @param hop the {@link Hop#index() index} of the hop
	 * @return {@code false} if the end of the call was reported: nothing begins after
	 * that
	 */
	public boolean begin(int hop) {
		return this.reports.begin(hop);
	}

	/**
	 * Appends the attempts of a request that began, in the order in which they happened.
	 * What waits for that is done then.
	 * @param hop the {@link Hop#index() index} of the hop
	 * @param happened the attempts
	 */
	public void add(int hop, List<Attempt> happened) {
		this.attempts.addAll(happened);
		this.reports.recorded(hop);
		try {
			tell(happened);
		}
		finally {
			this.reports.told(hop);
		}
	}

	/**
	 * Appends the attempts of a request that was never begun.
	 * @param happened the attempts
	 */
	public void add(List<Attempt> happened) {
		this.attempts.addAll(happened);
		tell(happened);
	}

	private void tell(List<Attempt> happened) {
		Consumer<List<Attempt>> listener = this.listener;
		if (listener != null) {
			listener.accept(happened);
		}
	}

	/**
	 * Does something as soon as the attempts of a hop are here: at once, unless another
	 * thread is in the middle of ending it.
	 * @param hop the {@link Hop#index() index} of the hop
	 * @param action does it, on whichever thread
	 */
	public void whenRecorded(int hop, Runnable action) {
		this.reports.whenRecorded(hop, action);
	}

	/**
	 * Does something as soon as the attempts of all hops are here that were begun.
	 * @param action does it, on whichever thread
	 */
	public void whenRecorded(Runnable action) {
		this.reports.whenRecorded(action);
	}

	/**
	 * Does something as soon as the attempts of all hops that were begun were reported.
	 * No hop begins any more.
	 * @param action does it, on whichever thread
	 */
	public void whenTold(Runnable action) {
		this.reports.whenTold(action);
	}

	/**
	 * Takes an amount of what the call may cost, for a request that is about to be sent.
	 * @param amount USD at the worst
	 * @param most what the call may cost in all, {@code null} for any amount
	 * @return {@code false} if it does not fit; then nothing is taken
	 */
	public boolean reserve(BigDecimal amount, @Nullable BigDecimal most) {
		synchronized (this.money) {
			BigDecimal after = this.committed.add(amount);
			boolean fits = most == null || amount.signum() == 0 || after.compareTo(most) <= 0;
			this.committed = fits ? after : this.committed;
			return fits;
		}
	}

	/**
	 * Replaces what was reserved by what the request has cost.
	 * @param reserved what was reserved
	 * @param cost USD
	 */
	public void settle(BigDecimal reserved, BigDecimal cost) {
		synchronized (this.money) {
			this.committed = this.committed.subtract(reserved).add(cost);
		}
	}

	/**
	 * What the call has cost so far, and what its open requests may cost, as far as
	 * somebody keeps count.
	 * @return USD
	 */
	public BigDecimal committed() {
		return this.committed;
	}

	/**
	 * Notes the targets that are left out, by the newest plan.
	 * @param targets the targets that were not tried, and why they are left out
	 */
	public void leaveOut(List<LeftOut> targets) {
		this.leftOut = List.copyOf(targets);
	}

	/**
	 * The targets that were left out, and why.
	 * @return an immutable list
	 */
	public List<LeftOut> leftOut() {
		return this.leftOut;
	}

	/**
	 * The target that was tried first.
	 * @return its {@link Target#id() id}, {@code null} before the first attempt ended
	 */
	public @Nullable String first() {
		return this.attempts.isEmpty() ? null : this.attempts.get(0).target();
	}

	/**
	 * Takes note that the newest answer was not accepted: its attempt is rejected from
	 * now on, and the best of such answers is kept.
	 * @param ruling why, with a score
	 * @param answer the answer
	 * @return the attempts of the hop that gave it
	 */
	public List<Attempt> reject(Ruling ruling, CascadeResponse answer) {
		double score = (ruling.score() != null) ? ruling.score() : 0;
		Rejected before = this.best;
		if (before == null || score >= before.score()) {
			this.best = new Rejected(answer, score);
		}
		for (int i = this.attempts.size() - 1; i >= 0; i--) {
			Attempt attempt = this.attempts.get(i);
			if (attempt.outcome() == Attempt.Outcome.ANSWERED) {
				this.attempts.set(i, attempt.rejected(ruling.toString()));
				return attempts(attempt.hop());
			}
		}
		return List.of();
	}

	/**
	 * The best answer that was not accepted; of equally good ones the last.
	 * @return the answer, {@code null} if none was rejected
	 */
	public @Nullable CascadeResponse bestRejected() {
		Rejected rejected = this.best;
		return (rejected != null) ? rejected.answer() : null;
	}

	/**
	 * All attempts so far.
	 * @return an immutable copy, oldest first
	 */
	public List<Attempt> attempts() {
		return List.copyOf(this.attempts);
	}

	/**
	 * The attempts of one hop so far.
	 * @param hop the {@link Hop#index() index} of the hop
	 * @return an immutable copy, oldest first
	 */
	public List<Attempt> attempts(int hop) {
		List<Attempt> found = new ArrayList<>(1);
		for (Attempt attempt : this.attempts) {
			if (attempt.hop() == hop) {
				found.add(attempt);
			}
		}
		return List.copyOf(found);
	}

	/**
	 * An answer that was not accepted.
	 *
	 * @param answer the answer
	 * @param score how good it is, 0 where no gate gave a score
	 */
	private record Rejected(CascadeResponse answer, double score) {

	}

}
