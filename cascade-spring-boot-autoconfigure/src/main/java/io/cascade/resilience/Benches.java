package io.cascade.resilience;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

import io.cascade.FailureKind;
import io.cascade.Journal;
import io.cascade.Time;
import org.jspecify.annotations.Nullable;

/**
 * Who rests until when: targets, accounts or the free models of accounts. A bench is
 * extended, never shortened. Thread-safe.
 */
final class Benches {

	/** Benches that have ended are kept up to this number. */
	private static final int MAX_ENDED = 1_000;

	/** Requests may bring models of their own; so many can be benched at once. */
	private static final int MOST = 10_000;

	private final Map<String, Bench> benches = new ConcurrentHashMap<>();

	private final Time time;

	Benches(Time time) {
		this.time = time;
	}

	/** The bench that lasts; {@code null} if there is none or it has ended. */
	@Nullable Bench find(String who) {
		if (this.benches.isEmpty()) {
			return null;
		}
		Bench bench = this.benches.get(who);
		return (bench != null && !bench.until().isOver(this.time)) ? bench : null;
	}

	/** Whether this is news: nobody was benched, or the bench had ended. */
	boolean bench(String who, Duration duration, Bench.Cause cause) {
		if (duration.isZero() || duration.isNegative()) {
			return false;
		}
		Bench added = new Bench(Expiry.in(duration, this.time), cause);
		if (this.benches.size() > MAX_ENDED) {
			this.benches.values().removeIf((bench) -> bench.until().isOver(this.time));
		}
		if (this.benches.size() >= MOST && !this.benches.containsKey(who)) {
			return false;
		}
		AtomicBoolean news = new AtomicBoolean();
		this.benches.compute(who, (key, old) -> {
			news.set(old == null || old.until().isOver(this.time));
			return (old != null && old.until().isAfter(added.until())) ? old : added;
		});
		return news.get();
	}

	/**
	 * Takes the one call that finds out whether a bench that has ended is over for good:
	 * everybody else goes on resting. A call that costs nothing finds nothing out about
	 * money.
	 */
	@Nullable Bench probe(String who, Duration patience, boolean free) {
		Bench ended = this.benches.get(who);
		if (ended == null || !ended.until().isOver(this.time) || !ended.cause().needsProof()
				|| (free && ended.cause().isAboutMoney())) {
			return null;
		}
		Bench probing = new Bench(Expiry.in(patience, this.time), ended.cause());
		return this.benches.replace(who, ended, probing) ? probing : null;
	}

	/** The probe found nothing out: the next call is one. */
	void giveBack(String who, Bench probing) {
		this.benches.replace(who, probing, new Bench(Expiry.in(Duration.ZERO, this.time), probing.cause()));
	}

	void end(String who) {
		this.benches.remove(who);
	}

	void forget() {
		this.benches.clear();
	}

	void forEach(BiConsumer<String, Bench> action) {
		this.benches.forEach(action);
	}

	/**
	 * A rest with an end.
	 *
	 * @param until when it ends
	 * @param cause why it began
	 */
	record Bench(Expiry until, Cause cause) {

		/**
		 * Whether a call that has waited may ask all the same: after a rate limit that it
		 * met itself, or one of which nobody said how long it lasts.
		 */
		boolean isOver(Journal waited) {
			return this.cause.kind() == FailureKind.RATE_LIMIT
					&& (this.cause.met() == null || this.cause.met().get() == waited);
		}

		/**
		 * Why somebody was benched.
		 *
		 * @param upstream who said so
		 * @param kind what was said, {@code null} for an operator
		 * @param met the call that was told for how long, {@code null} if nobody was
		 */
		record Cause(String upstream, @Nullable FailureKind kind, @Nullable WeakReference<Journal> met) {

			/** Time alone mends neither a key nor a balance. */
			boolean needsProof() {
				return this.kind != null && this.kind.bench() == FailureKind.Bench.ACCOUNT;
			}

			/** Models that cost nothing can go on. */
			boolean isAboutMoney() {
				return this.kind == FailureKind.QUOTA || this.kind == FailureKind.IN_FLIGHT_BUDGET;
			}

		}

	}

}
