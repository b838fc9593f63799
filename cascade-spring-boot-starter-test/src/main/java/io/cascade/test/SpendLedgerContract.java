package io.cascade.test;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

import io.cascade.budget.Budget;
import io.cascade.budget.CalendarWindow;
import io.cascade.budget.CalendarWindow.Unit;
import io.cascade.budget.RollingWindow;
import io.cascade.budget.SpendAccount;
import io.cascade.budget.SpendLedger;
import io.cascade.budget.SpendLedger.Balance;
import io.cascade.budget.SpendLedger.Reservation;
import io.cascade.budget.SpendWindow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What every {@link SpendLedger} does, in memory or shared. A test of a ledger extends it
 * and says which one; all tests of the contract run then. A rolling window may count up
 * to a sixtieth of its length longer than it is.
 */
public abstract class SpendLedgerContract {

	/** When the tests book. */
	protected static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");

	/** A day in UTC. */
	protected static final SpendWindow DAY = new CalendarWindow(Unit.DAY, ZoneOffset.UTC);

	/** The last hour. */
	protected static final SpendWindow HOUR_LONG = new RollingWindow(Duration.ofHours(1));

	private SpendLedger ledger;

	/**
	 * The ledger that is tested.
	 * @return one in which nothing is booked
	 */
	protected abstract SpendLedger ledger();

	@BeforeEach
	void begin() {
		this.ledger = ledger();
	}

	@Test
	@DisplayName("I10 of a hundred parallel reservations a budget for ten grants exactly ten")
	void grantsParallelReservationsUpToTheLimit() throws Exception {
		SpendAccount account = account("10", DAY);
		assertThat(parallel(100, () -> reserve("1", NOW, account))).filteredOn(Reservation::isGranted).hasSize(10);
		assertBalance(account, NOW, "0", "10");
	}

	@Test
	@DisplayName("I10 parallel reservations in two accounts overspend neither, and leave nothing behind where refused")
	void grantsParallelReservationsInAllOrNone() throws Exception {
		SpendAccount wide = account("wide", "100", DAY, null);
		SpendAccount narrow = account("narrow", "7", DAY, null);
		assertThat(parallel(50, () -> reserve("1", NOW, wide, narrow))).filteredOn(Reservation::isGranted).hasSize(7);
		assertBalance(wide, NOW, "0", "7");
		assertBalance(narrow, NOW, "0", "7");
	}

	@Test
	void reservesOncePerSubscription() {
		SpendAccount account = account("10", DAY);
		Mono<Reservation> reservation = this.ledger.reserve(List.of(account), usd("1"), NOW);
		assertBalance(account, NOW, "0", "0");
		Reservation first = block(reservation);
		assertThat(block(reservation).id()).isNotEqualTo(first.id());
		assertBalance(account, NOW, "0", "2");
	}

	@Test
	void reportsWhatWasReserved() {
		SpendAccount account = account("10", DAY);
		Reservation reservation = reserve("1.50", NOW, account);
		assertThat(reservation.accounts()).containsExactly(account);
		assertThat(reservation.amount()).isEqualByComparingTo("1.50");
		assertThat(reservation.at()).isEqualTo(NOW);
		assertThat(reservation.isGranted()).isTrue();
	}

	@Test
	void mayReachTheLimitButNotExceedIt() {
		SpendAccount account = account("10", DAY);
		assertThat(reserve("9.999", NOW, account).isGranted()).isTrue();
		assertThat(reserve("0.0011", NOW, account).refusedBy()).isEqualTo(account);
		assertThat(reserve("0.001", NOW, account).isGranted()).isTrue();
		assertThat(reserve("0.000000000001", NOW, account).refusedBy()).isEqualTo(account);
	}

	@Test
	void givesBackWhatWasNotSpent() {
		SpendAccount account = account("10", DAY);
		Reservation reservation = reserve("10", NOW, account);
		assertThat(reserve("1", NOW, account).isGranted()).isFalse();
		settle(reservation, "4");
		assertBalance(account, NOW, "4", "0");
		assertThat(reserve("6", NOW, account).isGranted()).isTrue();
	}

	@Test
	void givesBackAllOfWhatCostNothing() {
		SpendAccount account = account("10", DAY);
		settle(reserve("10", NOW, account), "0");
		assertBalance(account, NOW, "0", "0");
		assertThat(reserve("10", NOW, account).isGranted()).isTrue();
	}

	@Test
	void booksAnUnknownCostAtItsReservation() {
		SpendAccount account = account("10", DAY);
		Reservation reservation = reserve("3", NOW, account);
		settle(reservation, reservation.amount().toPlainString());
		assertBalance(account, NOW, "3", "0");
	}

	@Test
	void booksWhatCostMoreThanTheLimit() {
		SpendAccount account = account("10", DAY);
		settle(reserve("1", NOW, account), "12.5");
		assertBalance(account, NOW, "12.5", "0");
		assertThat(reserve("0.01", NOW, account).refusedBy()).isEqualTo(account);
	}

	@Test
	void correctsWhatWasSettled() {
		SpendAccount account = account("10", DAY);
		Reservation reservation = reserve("5", NOW, account);
		settle(reservation, "5");
		settle(reservation, "2");
		assertBalance(account, NOW, "2", "0");
		settle(reservation, "3");
		assertBalance(account, NOW, "3", "0");
	}

	@Test
	void settlesInAllAccounts() {
		SpendAccount day = account("day", "10", DAY, null);
		SpendAccount rolling = account("rolling", "10", HOUR_LONG, "team");
		settle(reserve("5", NOW, day, rolling), "2");
		assertBalance(day, NOW, "2", "0");
		assertBalance(rolling, NOW, "2", "0");
	}

	@Test
	void leavesNoTraceWhereAnotherAccountRefuses() {
		SpendAccount before = account("before", "10", DAY, null);
		SpendAccount refusing = account("refusing", "1", DAY, null);
		SpendAccount after = account("after", "10", HOUR_LONG, "team");
		assertThat(reserve("2", NOW, before, refusing, after).refusedBy()).isEqualTo(refusing);
		for (SpendAccount account : List.of(before, refusing, after)) {
			assertBalance(account, NOW, "0", "0");
			assertThat(this.ledger.accounts(account.budget())).isEmpty();
		}
	}

	@Test
	void chargesAnAccountOnceThatIsNamedTwice() {
		SpendAccount account = account("10", DAY);
		Reservation reservation = reserve("6", NOW, account, account);
		assertBalance(account, NOW, "0", "6");
		settle(reservation, "5");
		assertBalance(account, NOW, "5", "0");
	}

	@Test
	void needsNoAccounts() {
		Reservation reservation = reserve("1000000", NOW);
		assertThat(reservation.isGranted()).isTrue();
		settle(reservation, "5");
	}

	@Test
	void refusesToSettleWhatWasRefused() {
		SpendAccount account = account("1", DAY);
		Mono<Void> settled = this.ledger.settle(reserve("2", NOW, account), usd("1"));
		assertThatIllegalArgumentException().isThrownBy(settled::block);
		assertBalance(account, NOW, "0", "0");
	}

	@Test
	void refusesNegativeAmounts() {
		SpendAccount account = account("1", DAY);
		Mono<Reservation> reserved = this.ledger.reserve(List.of(account), usd("-1"), NOW);
		assertThatIllegalArgumentException().isThrownBy(reserved::block);
		Mono<Void> settled = this.ledger.settle(reserve("1", NOW, account), usd("-1"));
		assertThatIllegalArgumentException().isThrownBy(settled::block);
		assertBalance(account, NOW, "0", "1");
	}

	@Test
	@DisplayName("I12 a budget of zero lets nothing pass that costs anything")
	void letsNothingPassWithoutALimit() {
		SpendAccount account = account("0", DAY);
		assertThat(reserve("0.000000000001", NOW, account).refusedBy()).isEqualTo(account);
		assertThat(reserve("0", NOW, account).isGranted()).isTrue();
	}

	@Test
	void grantsWhatIsFreeEvenIfAllIsSpent() {
		SpendAccount account = account("10", DAY);
		settle(reserve("1", NOW, account), "20");
		Reservation free = reserve("0", NOW, account);
		assertThat(free.isGranted()).isTrue();
		settle(free, "1");
		assertBalance(account, NOW, "21", "0");
	}

	@ParameterizedTest(name = "{0} in {1} from {2} to {3}")
	@DisplayName("I13 a calendar period resets once, at its end in its zone, whatever the clocks do")
	@CsvSource({ "DAY, UTC, 2026-11-23T00:00:00Z, 2026-11-24T00:00:00Z",
			"DAY, Europe/Berlin, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
			"DAY, Europe/Berlin, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
			"DAY, Asia/Kathmandu, 2026-11-22T18:15:00Z, 2026-11-23T18:15:00Z",
			"DAY, Africa/Cairo, 2026-04-23T22:00:00Z, 2026-04-24T21:00:00Z",
			"HOUR, Europe/Berlin, 2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z",
			"HOUR, Europe/Berlin, 2026-10-25T01:00:00Z, 2026-10-25T02:00:00Z",
			"HOUR, Asia/Kathmandu, 2026-11-23T03:15:00Z, 2026-11-23T04:15:00Z",
			"WEEK, UTC, 2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z",
			"WEEK, Europe/Berlin, 2026-10-18T22:00:00Z, 2026-10-25T23:00:00Z",
			"MONTH, UTC, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
			"MONTH, Europe/Berlin, 2026-02-28T23:00:00Z, 2026-03-31T22:00:00Z" })
	void resetsOncePerPeriod(Unit unit, ZoneId zone, Instant start, Instant end) {
		SpendAccount account = account("10", new CalendarWindow(unit, zone));
		settle(reserve("10", start.minusMillis(1), account), "10");
		assertThat(this.ledger.balance(account, start.minusMillis(1)).resetAt()).isEqualTo(start);
		settle(reserve("10", start, account), "10");
		for (int i = 0; i < 50; i++) {
			Instant within = start.plus(Duration.between(start, end).multipliedBy(i).dividedBy(50));
			assertThat(reserve("0.01", within, account).isGranted()).isFalse();
			assertThat(this.ledger.balance(account, within).resetAt()).isEqualTo(end);
		}
		assertThat(reserve("0.01", end.minusMillis(1), account).isGranted()).isFalse();
		assertBalance(account, end.minusMillis(1), "10", "0");
		assertBalance(account, end, "0", "0");
		assertThat(reserve("10", end, account).isGranted()).isTrue();
	}

	@Test
	void reportsTheEndOfThePeriodEvenIfNothingIsSpent() {
		assertThat(this.ledger.balance(account("10", DAY), NOW).resetAt())
			.isEqualTo(Instant.parse("2026-11-24T00:00:00Z"));
		assertThat(this.ledger.balance(account("10", HOUR_LONG), NOW).resetAt()).isNull();
	}

	@Test
	void booksInThePeriodOfTheReservation() {
		SpendAccount account = account("10", DAY);
		Instant tomorrow = NOW.plus(Duration.ofDays(1));
		Reservation late = reserve("10", NOW, account);
		assertBalance(account, tomorrow, "0", "0");
		assertThat(reserve("8", tomorrow, account).isGranted()).isTrue();
		settle(late, "9");
		assertBalance(account, tomorrow, "0", "8");
		settle(late, "10");
		assertBalance(account, tomorrow, "0", "8");
	}

	@Test
	void letsOldSpendingFallOutOfARollingWindow() {
		SpendAccount account = account("10", HOUR_LONG);
		settle(reserve("6", NOW, account), "6");
		Instant half = NOW.plus(Duration.ofMinutes(30));
		settle(reserve("4", half, account), "4");
		Instant last = NOW.plus(Duration.ofMinutes(60)).minusMillis(1);
		assertThat(reserve("0.01", last, account).isGranted()).isFalse();
		assertBalance(account, last, "10", "0");
		Instant out = NOW.plus(Duration.ofMinutes(61));
		assertBalance(account, out, "4", "0");
		assertThat(reserve("6", out, account).isGranted()).isTrue();
		assertThat(reserve("0.01", out, account).isGranted()).isFalse();
	}

	@Test
	void reportsWhenTheOldestSpendingFallsOut() {
		SpendAccount account = account("10", HOUR_LONG);
		Reservation reservation = reserve("6", NOW, account);
		assertThat(this.ledger.balance(account, NOW).resetAt()).isNull();
		settle(reservation, "6");
		settle(reserve("1", NOW.plus(Duration.ofMinutes(30)), account), "1");
		assertThat(this.ledger.balance(account, NOW.plus(Duration.ofMinutes(40))).resetAt())
			.isBetween(NOW.plus(Duration.ofMinutes(60)), NOW.plus(Duration.ofMinutes(61)));
	}

	@Test
	void booksInARollingWindowWhereItWasReserved() {
		SpendAccount account = account("10", HOUR_LONG);
		Reservation reservation = reserve("6", NOW, account);
		assertBalance(account, NOW.plus(Duration.ofMinutes(59)), "0", "6");
		assertBalance(account, NOW.plus(Duration.ofMinutes(61)), "0", "0");
		settle(reservation, "7");
		assertBalance(account, NOW.plus(Duration.ofMinutes(59)), "7", "0");
		assertBalance(account, NOW.plus(Duration.ofMinutes(61)), "0", "0");
	}

	@Test
	void losesNothingWhenTheClockIsPutBackALittle() {
		SpendAccount day = account("day", "10", DAY, null);
		SpendAccount rolling = account("rolling", "10", HOUR_LONG, null);
		Instant midnight = Instant.parse("2026-11-24T00:00:00Z");
		Instant before = midnight.minusSeconds(5);
		settle(reserve("4", before, day, rolling), "4");
		settle(reserve("3", midnight, day, rolling), "3");
		settle(reserve("2", before, day, rolling), "2");
		assertBalance(day, before, "6", "0");
		assertBalance(day, midnight, "3", "0");
		assertBalance(rolling, before, "9", "0");
		assertBalance(rolling, midnight, "9", "0");
	}

	@Test
	void keepsTagValuesApart() {
		SpendAccount red = account("team", "10", DAY, "red");
		SpendAccount blue = account("team", "10", DAY, "blue");
		assertThat(reserve("10", NOW, red).isGranted()).isTrue();
		assertThat(reserve("10", NOW, blue).isGranted()).isTrue();
		assertThat(reserve("1", NOW, red).refusedBy()).isEqualTo(red);
		assertThat(this.ledger.accounts(red.budget())).containsExactlyInAnyOrder(red, blue);
	}

	@Test
	void keepsBudgetsApart() {
		SpendAccount one = account("one", "10", DAY, "red");
		SpendAccount other = account("other", "10", DAY, "red");
		reserve("10", NOW, one);
		assertBalance(other, NOW, "0", "0");
		assertThat(this.ledger.accounts(one.budget())).containsExactly(one);
		assertThat(this.ledger.accounts(other.budget())).isEmpty();
	}

	@Test
	void listsAThousandAccountsAtTheMost() {
		for (int i = 0; i < 1_010; i++) {
			reserve("1", NOW, account("team", "10", DAY, "team-" + i));
		}
		assertThat(this.ledger.accounts(account("team", "10", DAY, "any").budget())).hasSize(1_000)
			.doesNotHaveDuplicates();
	}

	@Test
	void keepsThePrecisionOfAmounts() {
		SpendAccount account = account("1", DAY);
		for (int i = 0; i < 100; i++) {
			settle(reserve("0.000000075", NOW, account), "0.000000000000000001");
		}
		settle(reserve("0.1", NOW, account), "0.1");
		settle(reserve("0.2", NOW, account), "0.2");
		assertBalance(account, NOW, "0.300000000000000100", "0");
	}

	static LongStream seeds() {
		return LongStream.range(0, 60);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("I10 whatever is reserved and settled, an account holds what a plain list of bookings adds up to")
	void agreesWithAPlainListOfBookings(long seed) {
		SpendModel model = new SpendModel(seed);
		for (int i = 0; i < 300; i++) {
			model.step(this.ledger);
		}
		model.assertConserved(this.ledger);
	}

	private List<Reservation> parallel(int count, Callable<Reservation> reserving) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(count);
		try {
			CyclicBarrier start = new CyclicBarrier(count);
			Callable<Reservation> together = () -> {
				start.await();
				return reserving.call();
			};
			List<Reservation> reservations = new ArrayList<>();
			for (Future<Reservation> future : threads.invokeAll(Collections.nCopies(count, together))) {
				reservations.add(future.get());
			}
			return reservations;
		}
		finally {
			threads.shutdownNow();
		}
	}

	/**
	 * Reserves, and waits for it.
	 * @param amount USD
	 * @param now when
	 * @param accounts where
	 * @return the reservation
	 */
	protected final Reservation reserve(String amount, Instant now, SpendAccount... accounts) {
		return block(this.ledger.reserve(List.of(accounts), usd(amount), now));
	}

	final void settle(Reservation reservation, String amount) {
		this.ledger.settle(reservation, usd(amount)).block();
	}

	private void assertBalance(SpendAccount account, Instant now, String spent, String reserved) {
		Balance balance = this.ledger.balance(account, now);
		assertThat(balance.spent()).isEqualByComparingTo(spent);
		assertThat(balance.reserved()).isEqualByComparingTo(reserved);
	}

	/**
	 * An account of a budget.
	 * @param limit USD
	 * @param window when it is reset
	 * @return the account
	 */
	protected static SpendAccount account(String limit, SpendWindow window) {
		return account("all", limit, window, null);
	}

	/**
	 * An account of a budget, for one value of a tag.
	 * @param name the name of the budget
	 * @param limit USD
	 * @param window when it is reset
	 * @param tag the value of the tag, {@code null} for a budget without one
	 * @return the account
	 */
	protected static SpendAccount account(String name, String limit, SpendWindow window, @Nullable String tag) {
		String tagged = (tag != null) ? "team" : null;
		return new SpendAccount(Budget.of(name, usd(limit), window).withTag(tagged, null), tag);
	}

	/**
	 * An amount.
	 * @param amount USD
	 * @return the number
	 */
	protected static BigDecimal usd(String amount) {
		return new BigDecimal(amount);
	}

	/**
	 * Waits for a value.
	 * @param mono the value
	 * @param <T> its type
	 * @return the value
	 */
	protected static <T> T block(Mono<T> mono) {
		return Objects.requireNonNull(mono.block());
	}

}
