package io.cascade.resilience;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

import io.cascade.FailureKind;
import io.cascade.exchange.Expiry;
import io.cascade.exchange.Journal;
import io.cascade.exchange.Time;
import org.jspecify.annotations.Nullable;

/**
 * Who cools down until when: targets, accounts or the free models of accounts. A cooldown
 * is extended, never shortened. Thread-safe.
 */
final class Cooldowns {

	/** Cooldowns that have ended are kept up to this number. */
	private static final int MAX_ENDED = 1_000;

	/** Requests may bring models of their own; so many can cool down at once. */
	private static final int MOST = 10_000;

	private final Map<String, Cooldown> cooldowns = new ConcurrentHashMap<>();

	private final Time time;

	Cooldowns(Time time) {
		this.time = time;
	}

	/** The cooldown that lasts; {@code null} if there is none or it has ended. */
	@Nullable Cooldown find(String who) {
		if (this.cooldowns.isEmpty()) {
			return null;
		}
		Cooldown cooldown = this.cooldowns.get(who);
		return (cooldown != null && !cooldown.until().isOver(this.time)) ? cooldown : null;
	}

	/** Whether this is news: nobody cooled down, or the cooldown had ended. */
	boolean coolDown(String who, Duration duration, Cooldown.Cause cause) {
		if (duration.isZero() || duration.isNegative()) {
			return false;
		}
		Cooldown added = new Cooldown(Expiry.in(duration, this.time), cause);
		if (this.cooldowns.size() > MAX_ENDED) {
			this.cooldowns.values().removeIf((cooldown) -> cooldown.until().isOver(this.time));
		}
		if (this.cooldowns.size() >= MOST && !this.cooldowns.containsKey(who)) {
			return false;
		}
		AtomicBoolean news = new AtomicBoolean();
		this.cooldowns.compute(who, (key, old) -> {
			news.set(old == null || old.until().isOver(this.time));
			return (old != null && old.until().isAfter(added.until())) ? old : added;
		});
		return news.get();
	}

	/**
	 * Takes the one call that finds out whether a cooldown that has ended is over for
	 * good: everybody else goes on cooling down. A call that costs nothing finds nothing
	 * out about money.
	 */
	@Nullable Cooldown probe(String who, Duration patience, boolean free) {
		Cooldown ended = this.cooldowns.get(who);
		if (ended == null || !ended.until().isOver(this.time) || !ended.cause().needsProof()
				|| (free && ended.cause().isAboutMoney())) {
			return null;
		}
		Cooldown probing = new Cooldown(Expiry.in(patience, this.time), ended.cause());
		return this.cooldowns.replace(who, ended, probing) ? probing : null;
	}

	/** The probe found nothing out: the next call is one. */
	void giveBack(String who, Cooldown probing) {
		this.cooldowns.replace(who, probing, new Cooldown(Expiry.in(Duration.ZERO, this.time), probing.cause()));
	}

	void end(String who) {
		this.cooldowns.remove(who);
	}

	void forget() {
		this.cooldowns.clear();
	}

	void forEach(BiConsumer<String, Cooldown> action) {
		this.cooldowns.forEach(action);
	}

	/**
	 * A cooldown with an end.
	 *
	 * @param until when it ends
	 * @param cause why it began
	 */
	record Cooldown(Expiry until, Cause cause) {

		/**
		 * Whether a call that has waited may ask all the same: after a rate limit that it
		 * met itself, or one of which nobody said how long it lasts.
		 */
		boolean isOver(Journal waited) {
			return this.cause.kind() == FailureKind.RATE_LIMIT
					&& (this.cause.met() == null || this.cause.met().get() == waited);
		}

		/**
		 * Why somebody cools down.
		 *
		 * @param upstream who said so
		 * @param kind what was said, {@code null} for an operator
		 * @param met the call that was told for how long, {@code null} if nobody was
		 */
		record Cause(String upstream, @Nullable FailureKind kind, @Nullable WeakReference<Journal> met) {

			/** Time alone mends neither a key nor a balance. */
			boolean needsProof() {
				return this.kind != null && this.kind.cooldown() == FailureKind.Cooldown.ACCOUNT;
			}

			/** Models that cost nothing can go on. */
			boolean isAboutMoney() {
				return this.kind == FailureKind.QUOTA || this.kind == FailureKind.IN_FLIGHT_BUDGET;
			}

		}

	}

}
