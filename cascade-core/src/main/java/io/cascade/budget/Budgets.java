package io.cascade.budget;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cascade.BudgetExceededException.Exceeded;
import io.cascade.CascadeEvent.BudgetWaited;
import io.cascade.CascadeListener;
import io.cascade.Target;
import io.cascade.budget.SpendLedger.Balance;
import io.cascade.budget.SpendLedger.Reservation;
import io.cascade.exchange.Call;
import io.cascade.exchange.Forgetful;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The budgets of an application over a ledger. Thread-safe.
 */
public final class Budgets implements Forgetful {

	private static final Log logger = LogFactory.getLog(Budgets.class);

	private final List<Budget> budgets;

	private final Map<String, List<Target>> cheaper;

	private final GuardedLedger ledger;

	private final Clock clock;

	private final Thresholds thresholds;

	private final Refusals refusals = new Refusals();

	private final CascadeListener listener;

	private final RoomQueue queue = new RoomQueue(this::room);

	/**
	 * Budgets over a ledger.
	 * @param budgets the budgets of the configuration
	 * @param cheaper the targets of the chains that budgets step down to, by name
	 * @param ledger keeps what was spent
	 * @param clock decides on the windows
	 * @param listener receives events of budgets that are nearly or wholly spent
	 */
	public Budgets(List<Budget> budgets, Map<String, List<Target>> cheaper, SpendLedger ledger, Clock clock,
			CascadeListener listener) {
		this.budgets = List.copyOf(budgets);
		this.cheaper = Map.copyOf(cheaper);
		this.ledger = new GuardedLedger(ledger);
		this.clock = clock;
		this.thresholds = new Thresholds(listener);
		this.listener = listener;
	}

	/**
	 * No budget at all.
	 * @return budgets that let everything pass
	 */
	public static Budgets none() {
		return new Budgets(List.of(), Map.of(), new InMemorySpendLedger(), Clock.systemUTC(), CascadeListener.NONE);
	}

	/**
	 * Whether there is no budget.
	 * @return {@code true} if everything passes
	 */
	public boolean isEmpty() {
		return this.budgets.isEmpty();
	}

	/**
	 * The budgets of the configuration.
	 * @return an immutable list
	 */
	public List<Budget> all() {
		return this.budgets;
	}

	/**
	 * The accounts that a call is booked in.
	 * @param chain the name of its chain
	 * @param tags its tags
	 * @return the accounts, without those of budgets whose tag the call does not have
	 */
	public List<SpendAccount> accounts(String chain, Map<String, String> tags) {
		if (this.budgets.isEmpty()) {
			return List.of();
		}
		List<SpendAccount> accounts = new ArrayList<>(this.budgets.size());
		for (Budget budget : this.budgets) {
			SpendAccount account = budget.account(chain, (budget.tag() != null) ? tags.get(budget.tag()) : null);
			if (account != null) {
				accounts.add(account);
			}
		}
		return accounts;
	}

	/**
	 * Whether a budget limits what a target may cost. The targets of the chain that a
	 * budget steps down to are booked in it, and not refused by it.
	 * @param account an account of the budget
	 * @param target the target
	 * @return {@code true} if it does
	 */
	public static boolean binds(SpendAccount account, Target target) {
		return !target.chain().equals(account.budget().stepDownTo());
	}

	/**
	 * The targets of the chain that a budget steps down to.
	 * @param budget the budget
	 * @return the targets, empty if it refuses
	 */
	public List<Target> cheaper(Budget budget) {
		return (budget.stepDownTo() != null) ? this.cheaper.getOrDefault(budget.stepDownTo(), List.of()) : List.of();
	}

	/**
	 * What is left in an account, as far as is known here: all of it where the ledger
	 * fails.
	 * @param account the account
	 * @return what is left now
	 */
	public Room room(SpendAccount account) {
		return room(account, this.ledger);
	}

	private Room room(SpendAccount account, SpendLedger books) {
		Balance balance = books.balance(account, this.clock.instant());
		return new Room(account, balance, account.budget().limit().subtract(balance.committed()));
	}

	/**
	 * The accounts of a budget that have anything booked.
	 * @param budget the budget
	 * @return what is left in each, the fullest first
	 * @throws RuntimeException whatever the ledger throws, so that its failure shows
	 */
	public List<Room> rooms(Budget budget) {
		SpendLedger books = this.ledger.unguarded();
		List<SpendAccount> accounts = budget.isPerValue() ? books.accounts(budget)
				: List.of(new SpendAccount(budget, null));
		return accounts.stream()
			.map((account) -> room(account, books))
			.sorted((one, other) -> one.left().compareTo(other.left()))
			.toList();
	}

	/**
	 * Takes note that a target is not asked since an account has no room for it, and logs
	 * it once in a window of the account.
	 * @param room the account
	 * @param chain the name of the chain that is asked
	 * @param target the {@link Target#id() id} of the target
	 */
	public void leftOut(Room room, String chain, String target) {
		this.refusals.tell(room, chain, target, this.clock.instant());
	}

	/**
	 * Reserves what a request to a target may cost.
	 * @param call the call
	 * @param target the first target that is asked: it decides which budgets limit it
	 * @param amount the worst case in USD, 0 where it is not known
	 * @return what was reserved, or the account that refused
	 */
	public Mono<Reserved> reserve(Call call, Target target, BigDecimal amount) {
		List<SpendAccount> binding = new ArrayList<>();
		List<SpendAccount> booked = new ArrayList<>(0);
		accounts(call.chain().name(), call.request().tags())
			.forEach((account) -> (binds(account, target) ? binding : booked).add(account));
		Instant now = this.clock.instant();
		Mono<Reservation> reserved = this.ledger.reserve(binding, amount, now);
		return booked.isEmpty() ? reserved.map((bound) -> new Reserved(bound, null)) : reserved.flatMap(
				(bound) -> bound.isGranted() ? withFree(bound, booked, now) : Mono.just(new Reserved(bound, null)));
	}

	/** Both or none: what is reserved already is given back where the ledger fails. */
	private Mono<Reserved> withFree(Reservation bound, List<SpendAccount> booked, Instant now) {
		return Mono.defer(() -> this.ledger.reserve(booked, BigDecimal.ZERO, now))
			.map((free) -> new Reserved(bound, free))
			.onErrorResume((ex) -> Mono.defer(() -> this.ledger.settle(bound, BigDecimal.ZERO))
				.onErrorComplete()
				.doFinally((end) -> this.queue.settled(bound.accounts()))
				.then(Mono.error(ex)));
	}

	/**
	 * Books what a request has cost in place of what was reserved. May be called again
	 * with a better figure.
	 * @param reserved what was reserved
	 * @param cost USD
	 * @return completes when it is booked
	 */
	public Mono<Void> settle(Reserved reserved, BigDecimal cost) {
		Mono<Void> settled = this.ledger.settle(reserved.bound(), cost);
		Reservation free = reserved.free();
		Mono<Void> all = (free != null) ? Mono.whenDelayError(settled, this.ledger.settle(free, cost)) : settled;
		return all.then(Mono.fromRunnable(() -> tell(reserved)));
	}

	private void tell(Reserved reserved) {
		Instant now = this.clock.instant();
		List<SpendAccount> accounts = new ArrayList<>(reserved.bound().accounts());
		if (reserved.free() != null) {
			accounts.addAll(reserved.free().accounts());
		}
		accounts.forEach((account) -> this.thresholds.look(account, this.ledger.balance(account, now), now));
		this.queue.settled(accounts);
	}

	/**
	 * The calls that wait until there is room.
	 * @return the queue
	 */
	public RoomQueue queue() {
		return this.queue;
	}

	/**
	 * Takes note that a call has waited for an account.
	 * @param account the account
	 * @param wait how it went
	 */
	public void waited(SpendAccount account, BudgetWaited wait) {
		logger.debug("Budget %s: a call to chain '%s' waited %d ms: %s".formatted(account, wait.chain(),
				wait.waited().toMillis(), wait.outcome().id()));
		this.listener.happened(wait);
	}

	/**
	 * Forgets what was reported of budgets. The ledger forgets what was spent.
	 */
	@Override
	public void forget() {
		this.thresholds.forget();
		this.refusals.forget();
	}

	/**
	 * What is left in an account.
	 *
	 * @param account the account
	 * @param balance what was spent and reserved
	 * @param left what may still be reserved, in USD; negative when real costs went above
	 * the limit
	 */
	public record Room(SpendAccount account, Balance balance, BigDecimal left) {

		/**
		 * Whether the share is reached at which the budget warns.
		 * @return {@code true} if little is left
		 */
		public boolean isNearlySpent() {
			BigDecimal warnAt = this.account.budget()
				.limit()
				.multiply(BigDecimal.valueOf(this.account.budget().warnAt()));
			return this.balance.spent().compareTo(warnAt) >= 0;
		}

		/**
		 * What would be left if requests under way cost nothing.
		 * @return the limit without what was spent, in USD
		 */
		public BigDecimal unreserved() {
			return this.account.budget().limit().subtract(this.balance.spent());
		}

		/**
		 * The account as an error names it.
		 * @return limit, what is committed, and when room comes back
		 */
		public Exceeded exceeded() {
			return exceeded(this.balance.resetAt());
		}

		/**
		 * The account as an error names it.
		 * @param backAt when room comes back, {@code null} if unknown
		 * @return limit, what is committed, and when room comes back
		 */
		public Exceeded exceeded(@Nullable Instant backAt) {
			return new Exceeded(this.account.budget().name(), this.account.tag(), this.account.budget().limit(),
					this.balance.committed(), backAt);
		}

	}

	/**
	 * What was reserved for a request.
	 *
	 * @param bound in the budgets that limit it
	 * @param free in those that only book it, {@code null} if there are none
	 */
	public record Reserved(Reservation bound, @Nullable Reservation free) {

		/**
		 * The account that had no room.
		 * @return the account, {@code null} if the request may be sent
		 */
		public @Nullable SpendAccount refusedBy() {
			return this.bound.refusedBy();
		}

	}

}
