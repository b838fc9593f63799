package io.cascade.budget;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import io.cascade.budget.Budgets.Room;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Calls that wait until requests under way give back what they reserved and did not need.
 * Thread-safe; nobody blocks in it, and nobody is woken under its lock.
 * <p>
 * There is a line for each account, in the order in which calls came. Whoever fits may
 * pass those who do not, so that a small call does not wait behind a large one; after
 * {@value #PASSED_AT_MOST} have passed the first of a line, it holds the line until it is
 * served or has left, so that a large one is not passed for ever.
 */
public final class RoomQueue {

	static final int MOST = 10_000;

	static final int MOST_IN_LINE = 1_000;

	static final int PASSED_AT_MOST = 16;

	/** So often it is looked without any news from a ledger. */
	private static final int LOOKS = 4;

	private final Map<SpendAccount, NavigableMap<Long, Place>> lines = new HashMap<>();

	private final Function<SpendAccount, Room> rooms;

	private volatile int size;

	private long lastNumber;

	RoomQueue(Function<SpendAccount, Room> rooms) {
		this.rooms = rooms;
	}

	/**
	 * How many calls are waiting.
	 * @return the number
	 */
	public int size() {
		return this.size;
	}

	/**
	 * How many calls are waiting for an account.
	 * @param account the account
	 * @return the number
	 */
	public int size(SpendAccount account) {
		if (this.size == 0) {
			return 0;
		}
		synchronized (this) {
			NavigableMap<Long, Place> line = this.lines.get(account);
			return (line != null) ? line.size() : 0;
		}
	}

	/**
	 * Whether a call may be sent that has room in these accounts, or has to wait for one
	 * that was passed too often. Counts as one that passes.
	 * @param place the place of the call
	 * @param accounts where it is about to reserve
	 * @return {@code true} if it may
	 */
	public boolean passes(Place place, Collection<SpendAccount> accounts) {
		if (this.size == 0) {
			return true;
		}
		synchronized (this) {
			List<Place> passed = new ArrayList<>();
			for (SpendAccount account : accounts) {
				Place first = first(account);
				if (first != null && first.isBefore(place)) {
					passed.add(first);
				}
			}
			if (passed.stream().anyMatch(Place::isPassedOut)) {
				return false;
			}
			passed.forEach((first) -> first.passed++);
			return true;
		}
	}

	/**
	 * Whether one more may wait.
	 * @param place the place of the call
	 * @param needs what it would wait for
	 * @return {@code false} if too many do
	 */
	public synchronized boolean admits(Place place, Collection<Need> needs) {
		return place.queued || (this.size < MOST && needs.stream()
			.map((need) -> this.lines.get(need.account()))
			.allMatch((line) -> line == null || line.size() < MOST_IN_LINE));
	}

	/**
	 * Waits for room. The place is kept afterwards, until {@link #leave} gives it up.
	 * @param place the place of the call; it keeps its turn where it had one
	 * @param needs what it waits for, in all of these accounts
	 * @param beaten whether the ledger refused although there seemed to be room: then
	 * only its news count
	 * @return completes when there seems to be room, or can't be any more
	 */
	public Mono<Void> turn(Place place, List<Need> needs, boolean beaten) {
		return Mono.create((sink) -> {
			if (enter(place, needs, sink::success, beaten)) {
				look(accounts(needs), false);
			}
		});
	}

	private synchronized boolean enter(Place place, List<Need> needs, Runnable wake, boolean beaten) {
		if (place.closed) {
			return false;
		}
		remove(place);
		place.number = (place.number != 0) ? place.number : ++this.lastNumber;
		place.needs = needs;
		place.wake = wake;
		place.looks = beaten ? LOOKS : place.looks;
		place.queued = true;
		needs.forEach((need) -> this.lines.computeIfAbsent(need.account(), (any) -> new TreeMap<>())
			.put(place.number, place));
		this.size++;
		return true;
	}

	/**
	 * Gives a place up, so that those behind it are looked at.
	 * @param place the place
	 */
	public void leave(Place place) {
		List<Need> needs = List.of();
		synchronized (this) {
			if (place.queued) {
				needs = place.needs;
				remove(place);
			}
		}
		look(accounts(needs), false);
	}

	/**
	 * Gives a place up for good: its call is over, or has its money.
	 * @param place the place
	 * @param over whether the call is over
	 */
	public void close(Place place, boolean over) {
		leave(place);
		synchronized (this) {
			place.closed = over;
			place.number = 0;
			place.passed = 0;
			place.looks = 0;
		}
	}

	private synchronized void remove(Place place) {
		if (place.queued) {
			place.queued = false;
			place.wake = null;
			this.size--;
			place.needs.forEach((need) -> this.lines.computeIfPresent(need.account(), (account, line) -> {
				line.remove(place.number);
				return line.isEmpty() ? null : line;
			}));
		}
	}

	/** Something was settled in these accounts. */
	void settled(Collection<SpendAccount> accounts) {
		look(accounts, true);
	}

	private void look(Collection<SpendAccount> accounts, boolean news) {
		if (this.size == 0 || accounts.isEmpty()) {
			return;
		}
		Map<SpendAccount, Room> known = new HashMap<>();
		accounts.forEach((account) -> known.put(account, this.rooms.apply(account)));
		wake(known, news).forEach(Runnable::run);
	}

	private synchronized List<Runnable> wake(Map<SpendAccount, Room> known, boolean news) {
		Map<SpendAccount, BigDecimal> left = new HashMap<>();
		known.forEach((account, room) -> left.put(account, room.left()));
		List<Runnable> woken = new ArrayList<>();
		Set<Place> seen = new HashSet<>();
		for (SpendAccount account : known.keySet()) {
			for (Place place : this.lines.getOrDefault(account, new TreeMap<>()).values()) {
				if (seen.add(place) && (place.isLooking() || isServed(place, known, left, news))) {
					place.promise(left);
					place.awake(news, woken);
				}
			}
		}
		return woken;
	}

	/** One that can't be served any more is woken to be refused. */
	private boolean isServed(Place place, Map<SpendAccount, Room> known, Map<SpendAccount, BigDecimal> left,
			boolean news) {
		boolean heeds = news || place.looks < LOOKS;
		return heeds && (place.isHopeless(known) || (place.fits(left) && !isHeldUp(place)));
	}

	private boolean isHeldUp(Place place) {
		return place.needs.stream()
			.map((need) -> first(need.account()))
			.anyMatch((first) -> first != null && first.isBefore(place) && first.isPassedOut());
	}

	private @Nullable Place first(SpendAccount account) {
		NavigableMap<Long, Place> line = this.lines.get(account);
		return (line != null) ? line.firstEntry().getValue() : null;
	}

	private static List<SpendAccount> accounts(List<Need> needs) {
		return needs.stream().map(Need::account).toList();
	}

	/**
	 * What a call waits for.
	 *
	 * @param account where there has to be room
	 * @param amount how much, in USD
	 */
	public record Need(SpendAccount account, BigDecimal amount) {

	}

	/**
	 * The place of a call, which may wait more than once. Everything in it belongs to the
	 * queue.
	 */
	public static final class Place {

		private long number;

		private int passed;

		private int looks;

		private boolean queued;

		private boolean closed;

		private List<Need> needs = List.of();

		private @Nullable Runnable wake;

		/** A place in no line. */
		public Place() {
		}

		private boolean isBefore(Place other) {
			return this != other && (other.number == 0 || this.number < other.number);
		}

		private boolean isPassedOut() {
			return this.passed >= PASSED_AT_MOST;
		}

		/** It was woken, and decides what to do. */
		private boolean isLooking() {
			return this.wake == null;
		}

		private boolean fits(Map<SpendAccount, BigDecimal> left) {
			return this.needs.stream().allMatch((need) -> {
				BigDecimal room = left.get(need.account());
				return room == null || need.amount().compareTo(room) <= 0;
			});
		}

		private boolean isHopeless(Map<SpendAccount, Room> known) {
			return this.needs.stream().anyMatch((need) -> {
				Room room = known.get(need.account());
				return room != null && need.amount().compareTo(room.unreserved()) > 0;
			});
		}

		/** What it is about to reserve is nobody else's. */
		private void promise(Map<SpendAccount, BigDecimal> left) {
			this.needs.forEach(
					(need) -> left.computeIfPresent(need.account(), (account, room) -> room.subtract(need.amount())));
		}

		private void awake(boolean news, List<Runnable> woken) {
			if (this.wake != null) {
				woken.add(this.wake);
				this.wake = null;
				this.looks = news ? 0 : this.looks + 1;
			}
		}

	}

}
