package io.cascade.budget;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keeps what was spent, so that parallel calls can't overspend: the worst case of a
 * request is reserved before it is sent, and replaced by what it really cost.
 * <p>
 * Implementations must be thread-safe, must not block, and must answer in time: a request
 * waits for its reservation, within the deadline of its call and for 5 s at the most. A
 * reservation that fails, or takes longer, lets the request pass unbooked; one that comes
 * too late is settled at 0, and cancelled when it does not come within another minute.
 * Settling that fails is tried again, up to 4 times in all. A balance that fails counts
 * as nothing booked. A store that several instances share reserves in one atomic step;
 * what {@link #balance} returns may lag behind.
 * <p>
 * Reserving and settling are subscribed to with the context of the caller, so a ledger
 * finds a tenant or a trace there; what an upstream's books tell minutes later is settled
 * without it.
 */
public interface SpendLedger {

	/**
	 * Reserves an amount in all accounts, or in none. It may reach a limit, not exceed
	 * it.
	 * @param accounts where it is reserved, once each; an empty list always succeeds
	 * @param amount USD, at least 0; 0 always succeeds, since it costs nothing
	 * @param now the instant that decides on the windows
	 * @return the reservation; its {@link Reservation#refusedBy()} names the account that
	 * had no room, and then nothing is reserved
	 */
	Mono<Reservation> reserve(List<SpendAccount> accounts, BigDecimal amount, Instant now);

	/**
	 * Books what a reservation really cost in its place, be it more or less. A later call
	 * with a better figure corrects the earlier one, unless it comes so late that the
	 * ledger has forgotten it.
	 * @param reservation what was reserved
	 * @param amount USD, at least 0
	 * @return completes when it is booked; fails with an {@link IllegalArgumentException}
	 * if the reservation was refused
	 */
	Mono<Void> settle(Reservation reservation, BigDecimal amount);

	/**
	 * What an account has spent and reserved, as far as is known here without asking
	 * anybody.
	 * @param account the account
	 * @param now the instant that decides on the window
	 * @return the balance
	 */
	Balance balance(SpendAccount account, Instant now);

	/**
	 * The accounts that have anything booked, as far as is known here.
	 * @param budget the budget that they belong to
	 * @return accounts, at most 1,000 of them
	 */
	List<SpendAccount> accounts(Budget budget);

	/**
	 * What was reserved, and its name in the ledger.
	 *
	 * @param id a name that is unique in the ledger
	 * @param accounts where it is reserved
	 * @param amount what is reserved in each
	 * @param at the instant that decided on the windows: what is settled later is booked
	 * there
	 * @param refusedBy the account that had no room, {@code null} if it was reserved
	 */
	record Reservation(String id, List<SpendAccount> accounts, BigDecimal amount, Instant at,
			@Nullable SpendAccount refusedBy) {

		/** Keeps copies. */
		public Reservation {
			accounts = List.copyOf(accounts);
		}

		/**
		 * Whether the amount was reserved.
		 * @return {@code false} if an account had no room
		 */
		public boolean isGranted() {
			return this.refusedBy == null;
		}

	}

	/**
	 * The state of an account.
	 *
	 * @param spent what was settled in the window
	 * @param reserved what is reserved and not settled
	 * @param resetAt when room comes back: the end of the calendar period, whether or not
	 * anything was spent; of a rolling window, when the oldest part with spending falls
	 * out, {@code null} if nothing was spent
	 */
	record Balance(BigDecimal spent, BigDecimal reserved, @Nullable Instant resetAt) {

		/** Nothing was spent. */
		public static final Balance EMPTY = new Balance(BigDecimal.ZERO, BigDecimal.ZERO, null);

		/**
		 * What was spent or may be, by requests under way.
		 * @return the sum
		 */
		public BigDecimal committed() {
			return this.spent.add(this.reserved);
		}

	}

}
