package io.cascade.test;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.cascade.budget.CalendarWindow;
import io.cascade.budget.CalendarWindow.Unit;
import io.cascade.budget.RollingWindow;
import io.cascade.budget.SpendAccount;
import io.cascade.budget.SpendLedger;
import io.cascade.budget.SpendLedger.Balance;
import io.cascade.budget.SpendLedger.Reservation;
import io.cascade.budget.SpendWindow;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A ledger as simple as can be, that acts at random on a real one and compares: a list of
 * bookings, added up each time. A sixtieth of a rolling window is up to the real one.
 */
final class SpendModel {

	private static final List<SpendWindow> WINDOWS = List.of(new CalendarWindow(Unit.HOUR, ZoneOffset.UTC),
			new CalendarWindow(Unit.DAY, ZoneId.of("Europe/Berlin")), new CalendarWindow(Unit.WEEK, ZoneOffset.UTC),
			new RollingWindow(Duration.ofHours(2)), new RollingWindow(Duration.ofHours(30)));

	/** Everything is booked here as well, and it is never full nor over. */
	private static final SpendAccount TOTAL = SpendLedgerContract.account("total", "1000000",
			new CalendarWindow(Unit.MONTH, ZoneOffset.UTC), null);

	private final List<SpendAccount> accounts = new ArrayList<>();

	private final List<Booking> bookings = new ArrayList<>();

	private final Random random;

	private Instant now;

	SpendModel(long seed) {
		this.random = new Random(seed);
		this.now = Instant.parse("2026-10-24T12:00:00Z").plusSeconds(this.random.nextInt(100_000));
		for (SpendWindow window : WINDOWS) {
			String limit = Integer.toString(this.random.nextInt(20));
			String name = "budget-" + this.accounts.size();
			this.accounts.add(SpendLedgerContract.account(name, limit, window, "red"));
			this.accounts.add(SpendLedgerContract.account(name, limit, window, "blue"));
		}
	}

	void step(SpendLedger ledger) {
		this.now = this.now.plusSeconds(this.random.nextLong(20) * this.random.nextLong(60));
		if (this.random.nextBoolean()) {
			reserve(ledger);
		}
		else if (!this.bookings.isEmpty()) {
			int newest = Math.min(10, this.bookings.size());
			settle(ledger, this.bookings.get(this.bookings.size() - 1 - this.random.nextInt(newest)));
		}
		SpendAccount account = this.accounts.get(this.random.nextInt(this.accounts.size()));
		compare(account, ledger.balance(account, this.now));
	}

	private void reserve(SpendLedger ledger) {
		List<SpendAccount> wanted = Stream
			.concat(Stream.of(TOTAL), this.accounts.stream().filter((account) -> this.random.nextInt(4) == 0))
			.toList();
		BigDecimal amount = amount(3);
		Reservation reservation = SpendLedgerContract.block(ledger.reserve(wanted, amount, this.now));
		if (reservation.isGranted()) {
			assertThat(wanted).allMatch((account) -> fits(account, amount, surely(account)));
			this.bookings.add(new Booking(reservation));
		}
		else {
			assertThat(wanted).contains(reservation.refusedBy())
				.anyMatch((account) -> !fits(account, amount, perhaps(account)));
		}
	}

	private boolean fits(SpendAccount account, BigDecimal amount, Instant from) {
		BigDecimal sum = sum(account, from, (booking) -> true, Booking::held).add(amount);
		return amount.signum() == 0 || sum.compareTo(account.budget().limit()) <= 0;
	}

	private void settle(SpendLedger ledger, Booking booking) {
		BigDecimal amount = amount(4);
		ledger.settle(booking.reservation, amount).block();
		booking.overrun = booking.overrun.add(amount.subtract(booking.held).max(BigDecimal.ZERO));
		booking.held = amount;
		booking.settled = true;
	}

	private BigDecimal amount(int max) {
		return BigDecimal.valueOf(this.random.nextInt(max * 1_000), this.random.nextInt(3, 6));
	}

	private void compare(SpendAccount account, Balance balance) {
		assertBetween(account, balance.spent(), Booking::isSettled);
		assertBetween(account, balance.reserved(), (booking) -> !booking.settled);
		BigDecimal overruns = sum(account, perhaps(account), (booking) -> true, Booking::overrun);
		assertThat(balance.committed()).isLessThanOrEqualTo(account.budget().limit().add(overruns));
	}

	private void assertBetween(SpendAccount account, BigDecimal told, Predicate<Booking> which) {
		assertThat(told).isNotNegative()
			.isBetween(sum(account, surely(account), which, Booking::held),
					sum(account, perhaps(account), which, Booking::held));
	}

	private BigDecimal sum(SpendAccount account, Instant from, Predicate<Booking> which,
			Function<Booking, BigDecimal> figure) {
		return this.bookings.stream()
			.filter((booking) -> booking.reservation.accounts().contains(account))
			.filter((booking) -> !booking.reservation.at().isBefore(from))
			.filter(which)
			.map(figure)
			.reduce(BigDecimal.ZERO, BigDecimal::add);
	}

	/** What was reserved from then on counts. */
	private Instant surely(SpendAccount account) {
		SpendWindow window = account.budget().window();
		Instant start = window.start(this.now);
		return (window instanceof RollingWindow) ? start.plusNanos(1) : start;
	}

	/** What was reserved from then on may count. */
	private Instant perhaps(SpendAccount account) {
		SpendWindow window = account.budget().window();
		Instant start = window.start(this.now);
		return (window instanceof RollingWindow) ? start.minus(window.length().dividedBy(60)) : start;
	}

	/**
	 * Settles all: nothing stays reserved, and what was spent is the sum of all costs.
	 */
	void assertConserved(SpendLedger ledger) {
		this.bookings.stream().filter((booking) -> !booking.settled).forEach((booking) -> settle(ledger, booking));
		this.accounts.forEach((account) -> compare(account, ledger.balance(account, this.now)));
		BigDecimal costs = this.bookings.stream().map(Booking::held).reduce(BigDecimal.ZERO, BigDecimal::add);
		assertThat(ledger.balance(TOTAL, this.now).spent()).isEqualByComparingTo(costs).isPositive();
		assertThat(ledger.balance(TOTAL, this.now).reserved()).isZero();
	}

	/**
	 * A reservation and what became of it.
	 */
	private static final class Booking {

		private final Reservation reservation;

		private BigDecimal held;

		private BigDecimal overrun = BigDecimal.ZERO;

		private boolean settled;

		Booking(Reservation reservation) {
			this.reservation = reservation;
			this.held = reservation.amount();
		}

		BigDecimal held() {
			return this.held;
		}

		BigDecimal overrun() {
			return this.overrun;
		}

		boolean isSettled() {
			return this.settled;
		}

	}

}
