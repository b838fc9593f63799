package io.cascade.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.cascade.budget.SpendLedger.Reservation;
import io.cascade.test.SpendLedgerContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InMemorySpendLedger}.
 */
class InMemorySpendLedgerTests extends SpendLedgerContract {

	private static final int MAX = 50;

	private final InMemorySpendLedger small = new InMemorySpendLedger(MAX);

	@Override
	protected SpendLedger ledger() {
		return new InMemorySpendLedger();
	}

	@Test
	void sharesAnAccountWhenItIsFull() {
		fill(DAY, NOW);
		assertThat(reserve(team("x", DAY), "6", NOW).isGranted()).isTrue();
		assertThat(reserve(team("y", DAY), "6", NOW).refusedBy()).isEqualTo(team("y", DAY));
		assertThat(reserve(team("y", DAY), "4", NOW).isGranted()).isTrue();
		assertThat(this.small.balance(team("x", DAY), NOW).reserved()).isEqualByComparingTo("10");
		assertThat(this.small.balance(team("5", DAY), NOW).reserved()).isEqualByComparingTo("1");
		assertThat(this.small.accounts(team("x", DAY).budget())).hasSize(MAX + 1)
			.contains(team("other", DAY))
			.doesNotContain(team("x", DAY));
	}

	@Test
	@DisplayName("a reservation that fills the ledger is checked against the limits of where it is booked")
	void checksWhatItBooks() {
		InMemorySpendLedger tiny = new InMemorySpendLedger(1);
		List<SpendAccount> two = List.of(team("x", DAY), team("y", DAY));
		assertThat(block(tiny.reserve(two, usd("6"), NOW)).isGranted()).isTrue();
		assertThat(tiny.accounts(team("x", DAY).budget())).containsExactlyElementsOf(two);
		assertThat(block(tiny.reserve(List.of(team("z", DAY), team("x", DAY)), usd("4"), NOW)).isGranted()).isTrue();
		assertThat(tiny.balance(team("other", DAY), NOW).reserved()).isEqualByComparingTo("4");
	}

	@Test
	void settlesWhatIsSharedWhereItWasReserved() {
		fill(DAY, NOW);
		Reservation reservation = reserve(team("x", DAY), "6", NOW);
		this.small.settle(reservation, usd("2")).block();
		assertThat(this.small.balance(team("other", DAY), NOW).spent()).isEqualByComparingTo("2");
		assertThat(this.small.balance(team("other", DAY), NOW).reserved()).isZero();
	}

	@Test
	void givesBudgetsWithoutTagsAnAccountEvenIfItIsFull() {
		fill(DAY, NOW);
		SpendAccount untagged = account("10", DAY);
		assertThat(reserve(untagged, "6", NOW).isGranted()).isTrue();
		assertThat(this.small.accounts(untagged.budget())).containsExactly(untagged);
	}

	@Test
	void staysSmallWhateverTagsBring() {
		for (int i = 0; i < 5_000; i++) {
			reserve(team("hostile-" + i, DAY), "1", NOW);
		}
		assertThat(this.small.size()).isEqualTo(MAX + 1);
	}

	@Test
	void makesRoomOfAccountsWhoseWindowsAreOver() {
		fill(DAY, NOW);
		Instant tomorrow = NOW.plus(Duration.ofDays(1));
		for (int i = 0; i < MAX; i++) {
			reserve(team("new-" + i, DAY), "1", tomorrow);
		}
		assertThat(this.small.accounts(team("x", DAY).budget())).hasSize(MAX)
			.allMatch((account) -> String.valueOf(account.tag()).startsWith("new-"));
		assertThat(this.small.size()).isEqualTo(MAX);
	}

	@Test
	void makesRoomInTheOrderInWhichAccountsWereUsed() {
		fill(HOUR_LONG, NOW);
		Instant later = NOW.plus(Duration.ofMinutes(40));
		reserve(team("0", HOUR_LONG), "1", later);
		reserve(team("x", HOUR_LONG), "1", NOW.plus(Duration.ofMinutes(65)));
		assertThat(this.small.accounts(team("x", HOUR_LONG).budget())).containsExactly(team("0", HOUR_LONG),
				team("x", HOUR_LONG));
	}

	@Test
	void makesNoRoomOfWhatStillCounts() {
		SpendAccount old = team("old", HOUR_LONG);
		reserve(old, "1", NOW);
		fill(HOUR_LONG, NOW.plus(Duration.ofMinutes(59)));
		assertThat(this.small.balance(old, NOW.plus(Duration.ofMinutes(59))).reserved()).isEqualByComparingTo("1");
	}

	@Test
	void doesNotListWhatIsOverOrCostNothing() {
		SpendAccount free = team("free", DAY);
		this.small.settle(reserve(free, "1", NOW), BigDecimal.ZERO).block();
		assertThat(this.small.accounts(free.budget())).isEmpty();
		reserve(team("old", DAY), "1", NOW);
		reserve(team("new", DAY), "1", NOW.plus(Duration.ofDays(1)));
		assertThat(this.small.accounts(free.budget())).containsExactly(team("new", DAY));
	}

	@Test
	void refusedReservationsTakeNoRoom() {
		for (int i = 0; i < 100; i++) {
			reserve(team("poor-" + i, DAY), "11", NOW);
		}
		assertThat(this.small.size()).isZero();
	}

	@Test
	@DisplayName("the newest ten thousand settled reservations can be corrected, and one under way can always be settled")
	void forgetsOldCorrectionsButNoReservation() {
		SpendAccount account = account("1000000", DAY);
		Reservation unsettled = reserve(account, "1", NOW);
		List<Reservation> settled = new ArrayList<>();
		for (int i = 0; i < 10_001; i++) {
			settled.add(reserve(account, "1", NOW));
			this.small.settle(settled.get(i), usd("1")).block();
		}
		this.small.settle(settled.get(0), usd("500")).block();
		assertThat(this.small.balance(account, NOW).spent()).isEqualByComparingTo("10001");
		this.small.settle(settled.get(1), usd("2")).block();
		this.small.settle(unsettled, usd("7")).block();
		assertThat(this.small.balance(account, NOW).spent()).isEqualByComparingTo("10009");
		assertThat(this.small.balance(account, NOW).reserved()).isZero();
	}

	@Test
	void keepsARollingWindowInSixtiethsThatCountForTheWholeLength() {
		SpendAccount account = account("10", HOUR_LONG);
		this.small.settle(reserve(account, "1", NOW.plusSeconds(59)), usd("1")).block();
		Instant out = NOW.plus(Duration.ofMinutes(61));
		assertThat(this.small.balance(account, NOW).resetAt()).isEqualTo(out);
		assertThat(this.small.balance(account, out.minusMillis(1)).spent()).isEqualByComparingTo("1");
		assertThat(this.small.balance(account, out).spent()).isZero();
	}

	@Test
	@DisplayName("a clock that was ahead for a moment neither empties an account nor blocks it for good")
	void recoversFromAClockThatWasFarAhead() {
		SpendAccount rolling = account("10", HOUR_LONG);
		reserve(rolling, "10", NOW.plus(Duration.ofDays(3650)));
		assertThat(reserve(rolling, "6", NOW).isGranted()).isTrue();
		assertThat(reserve(rolling, "6", NOW.plusSeconds(1)).isGranted()).isFalse();
	}

	private void fill(SpendWindow window, Instant now) {
		for (int i = 0; this.small.size() < MAX; i++) {
			reserve(team(Integer.toString(i), window), "1", now);
		}
	}

	private Reservation reserve(SpendAccount account, String amount, Instant now) {
		return block(this.small.reserve(List.of(account), usd(amount), now));
	}

	private static SpendAccount team(String tag, SpendWindow window) {
		return account("team", "10", window, tag);
	}

}
