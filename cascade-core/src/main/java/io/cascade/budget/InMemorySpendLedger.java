package io.cascade.budget;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.cascade.exchange.Forgetful;
import io.cascade.exchange.TagValues;
import reactor.core.publisher.Mono;

/**
 * A ledger of this process alone: other instances don't see it, and a restart empties it.
 * Each subscription reserves or settles once, at once. Thread-safe; nothing in it waits.
 * <p>
 * A rolling window is kept in slices of a sixtieth of its length. What was spent counts
 * for the whole length, and up to a sixtieth longer, so that no stretch of that length
 * sees more than the limit.
 * <p>
 * Memory has a bound. There are about 100,000 accounts at the most; those whose windows
 * are over make room. If there is none, further values of a tag share one account of
 * their budget, {@value TagValues#OTHER}, and its limit. The newest 10,000 settled
 * reservations can be corrected; a correction of an older one changes nothing.
 */
public final class InMemorySpendLedger implements SpendLedger, Forgetful {

	private static final int MAX_ACCOUNTS = 100_000;

	private static final int MAX_SETTLED = 10_000;

	private static final int MAX_LISTED = 1_000;

	private final SpendAccounts accounts;

	private final Map<String, Booking> open = new HashMap<>();

	private final Map<String, Booking> settled = new LinkedHashMap<>();

	private long lastId;

	private Instant lastReserved = Instant.EPOCH;

	/** A ledger in which nothing is booked. */
	public InMemorySpendLedger() {
		this(MAX_ACCOUNTS);
	}

	InMemorySpendLedger(int maxAccounts) {
		this.accounts = new SpendAccounts(maxAccounts);
	}

	@Override
	public Mono<Reservation> reserve(List<SpendAccount> accounts, BigDecimal amount, Instant now) {
		return Mono.fromSupplier(() -> {
			requireAmount(amount);
			return reserveAt(places(accounts, now), amount, now);
		});
	}

	/** Calendars take their time: this is done outside the lock. */
	private static List<Place> places(List<SpendAccount> accounts, Instant now) {
		return accounts.stream()
			.map((account) -> new Place(account, SpendSpan.of(account.budget().window(), now)))
			.toList();
	}

	private synchronized Reservation reserveAt(List<Place> places, BigDecimal amount, Instant now) {
		this.lastReserved = now;
		this.accounts.purge(now);
		String id = Long.toString(++this.lastId);
		List<SpendAccount> named = places.stream().map(Place::account).toList();
		List<Place> known = places.stream().map((place) -> place.in(this.accounts.known(place.account()))).toList();
		for (int i = 0; i < known.size(); i++) {
			if (!hasRoom(known.get(i).account(), amount, now)) {
				return new Reservation(id, named, amount, now, named.get(i));
			}
		}
		this.open.put(id, new Booking(amount, book(known, amount, now)));
		return new Reservation(id, named, amount, now, null);
	}

	private boolean hasRoom(SpendAccount account, BigDecimal amount, Instant now) {
		BigDecimal committed = booked(account, now).committed();
		return amount.signum() == 0 || committed.add(amount).compareTo(account.budget().limit()) <= 0;
	}

	/** An account that is named twice, or shared, is charged once. */
	private Set<SpendSlice> book(List<Place> places, BigDecimal amount, Instant now) {
		Set<SpendSlice> slices = new LinkedHashSet<>();
		places.forEach((place) -> slices.add(this.accounts.open(place.account()).open(place.span(), now)));
		slices.forEach((slice) -> slice.reserve(amount));
		return slices;
	}

	@Override
	public Mono<Void> settle(Reservation reservation, BigDecimal amount) {
		return Mono.fromRunnable(() -> {
			requireAmount(amount);
			if (!reservation.isGranted()) {
				throw new IllegalArgumentException("A refused reservation can't be settled");
			}
			settle(reservation.id(), amount);
		});
	}

	private synchronized void settle(String id, BigDecimal amount) {
		Booking reserved = this.open.remove(id);
		Booking before = (reserved != null) ? reserved : this.settled.remove(id);
		if (before == null) {
			return;
		}
		for (SpendSlice slice : before.slices()) {
			if (reserved != null) {
				slice.reserve(before.amount().negate());
			}
			slice.spend((reserved != null) ? amount : amount.subtract(before.amount()));
		}
		remember(id, new Booking(amount, before.slices()));
	}

	private void remember(String id, Booking booking) {
		if (this.settled.size() == MAX_SETTLED) {
			this.settled.remove(this.settled.keySet().iterator().next());
		}
		this.settled.put(id, booking);
	}

	private static void requireAmount(BigDecimal amount) {
		if (amount.signum() < 0) {
			throw new IllegalArgumentException("An amount must not be negative, not " + amount);
		}
	}

	@Override
	public Balance balance(SpendAccount account, Instant now) {
		Balance booked = booked(account, now);
		return (account.budget().window() instanceof CalendarWindow calendar)
				? new Balance(booked.spent(), booked.reserved(), calendar.end(now)) : booked;
	}

	private synchronized Balance booked(SpendAccount account, Instant now) {
		SpendSlices slices = this.accounts.find(this.accounts.known(account));
		return (slices != null) ? slices.balance(now) : Balance.EMPTY;
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Of windows that are over when it was last reserved, nothing is told.
	 */
	@Override
	public synchronized List<SpendAccount> accounts(Budget budget) {
		return this.accounts.list(budget, this.lastReserved, MAX_LISTED);
	}

	/**
	 * Forgets what was spent and reserved. What is settled of it later is booked nowhere.
	 */
	@Override
	public synchronized void forget() {
		this.accounts.forget();
		this.open.clear();
		this.settled.clear();
		this.lastReserved = Instant.EPOCH;
	}

	synchronized int size() {
		return this.accounts.size();
	}

	/**
	 * Where an instant is booked.
	 *
	 * @param account the account
	 * @param span the part of its window
	 */
	private record Place(SpendAccount account, SpendSpan span) {

		Place in(SpendAccount other) {
			return new Place(other, this.span);
		}

	}

	/**
	 * What is reserved or spent.
	 *
	 * @param amount the amount in each slice
	 * @param slices where it is booked, even if their windows are over
	 */
	private record Booking(BigDecimal amount, Set<SpendSlice> slices) {

	}

}
