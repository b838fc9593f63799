package io.cascade.resilience;

import java.time.Duration;
import java.util.Random;

/**
 * How a target behaves over time.
 */
interface Behaviour {

	/** What a request gets that reaches the target now. */
	Reply reply(Duration now, Random random);

	/** Whether nobody gets an answer now. */
	default boolean isDown(Duration now) {
		return false;
	}

	/** Always well. */
	static Behaviour healthy() {
		return (now, random) -> Reply.answer(random);
	}

	/** Fails every request, as one does that lies in the request. */
	static Behaviour failing(Reply failure) {
		return (now, random) -> failure;
	}

	/** Fails whenever it is down. */
	static Behaviour down(Phases phases, Reply failure) {
		return new Down(phases, failure);
	}

	/** In bad times some requests fail and the others are slow. */
	static Behaviour brownOut(Phases phases, double failures, Duration firstToken) {
		return (now, random) -> {
			if (!phases.isBad(now)) {
				return Reply.answer(random);
			}
			return (random.nextDouble() < failures) ? Reply.UNAVAILABLE : Reply.answer(firstToken, random);
		};
	}

	/** Answers some requests a minute. */
	static Behaviour rateLimited(int perMinute) {
		return new RateLimited(perMinute);
	}

	/** Is down in bad times, and then gets better bit by bit. */
	static Behaviour slowRecovery(Phases phases, Duration recovery) {
		return new SlowRecovery(phases, recovery);
	}

	/**
	 * Fails whenever it is down.
	 *
	 * @param phases when it is down
	 * @param failure what a request gets then
	 */
	record Down(Phases phases, Reply failure) implements Behaviour {

		@Override
		public Reply reply(Duration now, Random random) {
			return isDown(now) ? this.failure : Reply.answer(random);
		}

		@Override
		public boolean isDown(Duration now) {
			return this.phases.isBad(now);
		}

	}

	/**
	 * Is down in bad times, and then gets better bit by bit.
	 *
	 * @param phases when it is down
	 * @param recovery how long it takes until every request is answered
	 */
	record SlowRecovery(Phases phases, Duration recovery) implements Behaviour {

		@Override
		public Reply reply(Duration now, Random random) {
			double share = (double) this.phases.sinceBad(now).toMillis() / this.recovery.toMillis();
			return (isDown(now) || random.nextDouble() >= share) ? Reply.UNAVAILABLE : Reply.answer(random);
		}

		@Override
		public boolean isDown(Duration now) {
			return this.phases.isBad(now);
		}

	}

	/**
	 * Answers some requests a minute.
	 */
	final class RateLimited implements Behaviour {

		private final int perMinute;

		private long minute;

		private int used;

		RateLimited(int perMinute) {
			this.perMinute = perMinute;
		}

		@Override
		public Reply reply(Duration now, Random random) {
			if (isDown(now)) {
				return Reply.rateLimited(Duration.ofMinutes(this.minute + 1).minus(now));
			}
			this.used++;
			return Reply.answer(random);
		}

		@Override
		public boolean isDown(Duration now) {
			if (now.toMinutes() != this.minute) {
				this.minute = now.toMinutes();
				this.used = 0;
			}
			return this.used >= this.perMinute;
		}

	}

	/**
	 * Bad times that come back.
	 *
	 * @param period from one beginning to the next
	 * @param from when in the period it gets bad
	 * @param until when in the period it is good again
	 */
	record Phases(Duration period, Duration from, Duration until) {

		/** Bad for 20 minutes of each hour. */
		static final Phases HOURLY = minutes(60, 20, 40);

		/** Bad for 60 s, good for 60 s. */
		static final Phases EVERY_MINUTE = new Phases(Duration.ofMinutes(2), Duration.ofSeconds(30),
				Duration.ofSeconds(90));

		static final Phases ALWAYS = minutes(1, 0, 1);

		static Phases minutes(long period, long from, long until) {
			return new Phases(Duration.ofMinutes(period), Duration.ofMinutes(from), Duration.ofMinutes(until));
		}

		boolean isBad(Duration now) {
			Duration at = at(now);
			return at.compareTo(this.from) >= 0 && at.compareTo(this.until) < 0;
		}

		/** How long the last bad time is over. */
		Duration sinceBad(Duration now) {
			Duration since = at(now).minus(this.until);
			return since.isNegative() ? since.plus(this.period) : since;
		}

		private Duration at(Duration now) {
			return Duration.ofNanos(now.toNanos() % this.period.toNanos());
		}

	}

}
