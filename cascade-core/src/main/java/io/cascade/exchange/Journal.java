package io.cascade.exchange;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.cascade.AnswerFold;
import io.cascade.Attempt;
import io.cascade.CascadeResponse;
import io.cascade.Hop;
import io.cascade.LeftOut;
import io.cascade.Ruling;
import io.cascade.Runs;
import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one call. The attempts are append-only, but for the answer that a gate
 * rejects; they are thread-safe, and outlive a cancelled call.
 */
public final class Journal {

	private final Object id = new Object();

	private volatile List<Attempt> attempts = List.of();

	private volatile List<Hop.Cause> hops = List.of();

	private volatile int unsent;

	private final AnswerFold received = new AnswerFold();

	private volatile @Nullable Consumer<List<Attempt>> listener;

	private final Reports reports = new Reports();

	private volatile @Nullable Rejected best;

	private volatile List<LeftOut> leftOut = List.of();

	private volatile BigDecimal committed = BigDecimal.ZERO;

	private volatile AnswerParts parts = AnswerParts.NONE;

	private volatile Runs runs = Runs.NONE;

	private volatile Runs.@Nullable Refusal refusal;

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
	public synchronized int nextHop(Hop.Cause cause) {
		this.hops = appended(this.hops, List.of(cause));
		return this.hops.size() - 1;
	}

	/**
	 * Takes note that a request was not sent after all: a circuit or a limit refused it.
	 */
	public synchronized void unsent() {
		this.unsent++;
	}

	/**
	 * Why an HTTP request was sent.
	 * @param hop the {@link Hop#index() index} of the hop
	 * @return the cause
	 */
	public Hop.Cause cause(int hop) {
		return this.hops.get(hop);
	}

	/**
	 * How many HTTP requests were sent so far, tries and hedges included.
	 * @return the number
	 */
	public synchronized int hops() {
		return this.hops.size() - this.unsent;
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
		List<Attempt> told = append(happened);
		this.reports.recorded(hop);
		try {
			tell(told);
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
		tell(append(happened));
	}

	private synchronized List<Attempt> append(List<Attempt> happened) {
		List<Attempt> added = List.copyOf(happened);
		this.attempts = appended(this.attempts, added);
		return added;
	}

	private static <T> List<T> appended(List<T> before, List<T> added) {
		if (before.isEmpty()) {
			return added;
		}
		List<T> all = new ArrayList<>(before.size() + added.size());
		all.addAll(before);
		all.addAll(added);
		return List.copyOf(all);
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
	public synchronized boolean reserve(BigDecimal amount, @Nullable BigDecimal most) {
		BigDecimal after = this.committed.add(amount);
		boolean fits = most == null || amount.signum() == 0 || after.compareTo(most) <= 0;
		this.committed = fits ? after : this.committed;
		return fits;
	}

	/**
	 * Replaces what was reserved by what the request has cost.
	 * @param reserved what was reserved
	 * @param cost USD
	 */
	public synchronized void settle(BigDecimal reserved, BigDecimal cost) {
		this.committed = this.committed.subtract(reserved).add(cost);
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
	 * Notes the runs that the call is part of, before any stage has seen it.
	 * @param joined the runs
	 */
	public void join(Runs joined) {
		this.runs = joined;
	}

	/**
	 * The runs that the call is part of.
	 * @return the runs, empty for a call by itself
	 */
	public Runs runs() {
		return this.runs;
	}

	/**
	 * Notes that a run had no room for a request of the call.
	 * @param by which limit of which run
	 */
	public void refuse(Runs.Refusal by) {
		this.refusal = by;
	}

	/**
	 * Which run had no room for a request of the call.
	 * @return the run and its limit, {@code null} if none refused
	 */
	public Runs.@Nullable Refusal refusal() {
		return this.refusal;
	}

	/**
	 * Notes what broke off of what the caller has received. Written by whoever walks from
	 * hop to hop only.
	 * @param given the parts; none where what was received became void
	 */
	public void give(AnswerParts given) {
		this.parts = given;
	}

	/**
	 * What broke off of what the caller has received.
	 * @return the parts
	 */
	public AnswerParts parts() {
		return this.parts;
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
		List<Attempt> all = this.attempts;
		return all.isEmpty() ? null : all.get(0).target();
	}

	/**
	 * Takes note that the newest answer was not accepted: its attempt is rejected from
	 * now on, and the best of such answers is kept.
	 * @param ruling why, with a score
	 * @param answer the answer
	 * @return the attempts of the hop that gave it
	 */
	public synchronized List<Attempt> reject(Ruling ruling, CascadeResponse answer) {
		double score = (ruling.score() != null) ? ruling.score() : 0;
		Rejected before = this.best;
		if (before == null || score >= before.score()) {
			this.best = new Rejected(answer, score);
		}
		List<Attempt> all = new ArrayList<>(this.attempts);
		for (int i = all.size() - 1; i >= 0; i--) {
			Attempt attempt = all.get(i);
			if (attempt.outcome() == Attempt.Outcome.ANSWERED) {
				all.set(i, attempt.rejected(ruling.toString()));
				this.attempts = List.copyOf(all);
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
	 * @return an immutable list, oldest first
	 */
	public List<Attempt> attempts() {
		return this.attempts;
	}

	/**
	 * The attempts of one hop so far.
	 * @param hop the {@link Hop#index() index} of the hop
	 * @return an immutable list, oldest first
	 */
	public List<Attempt> attempts(int hop) {
		List<Attempt> all = this.attempts;
		return isAllOf(hop, all) ? all : all.stream().filter((attempt) -> attempt.hop() == hop).toList();
	}

	private static boolean isAllOf(int hop, List<Attempt> attempts) {
		for (Attempt attempt : attempts) {
			if (attempt.hop() != hop) {
				return false;
			}
		}
		return true;
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
