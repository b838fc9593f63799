package io.cascade.budget;

import java.time.Instant;
import java.util.List;

import io.cascade.Attempt;
import io.cascade.CascadeRequest;
import io.cascade.Cost;
import io.cascade.Target;
import io.cascade.budget.SpendTotals.Total;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static io.cascade.budget.Sums.attempt;
import static io.cascade.budget.Sums.target;
import static io.cascade.budget.Sums.usd;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SpendTotals}.
 */
class SpendTotalsTests {

	private static final Target KNOWN = target("a/one");

	private final SpendTotals totals = new SpendTotals(List.of(KNOWN), List.of("tenant"), Instant.EPOCH);

	@Test
	@DisplayName("I01 I04 L11 adds up what is known, keys of your own included, and counts what is not")
	void addsUp() {
		spend(CascadeRequest.of("Hi"), attempt(KNOWN, Cost.reported(usd("0.1"), usd("0.4")), null, null));
		spend(CascadeRequest.of("Hi"), attempt(KNOWN, Cost.UNKNOWN, null, null));
		spend(CascadeRequest.of("Hi"), attempt(target("b/by-request"), Cost.CACHED, null, null));
		assertThat(this.totals.total()).isEqualTo(new Total(usd("0.5"), 3, 1));
		assertThat(this.totals.byTarget()).containsOnlyKeys("a/one", "other")
			.containsEntry("a/one", new Total(usd("0.5"), 2, 1));
		assertThat(this.totals.byChain()).containsOnlyKeys("test");
		assertThat(this.totals.byTag("tenant")).isEmpty();
		assertThat(this.totals.since()).isEqualTo(Instant.EPOCH);
	}

	@Test
	void whatIsFoundLateIsUnknownNoMore() {
		CascadeRequest request = CascadeRequest.of("Hi").tag("tenant", "acme");
		Attempt attempt = attempt(KNOWN, Cost.UNKNOWN, null, null);
		spend(request, attempt);
		assertThat(this.totals.byTag("tenant").get("acme")).isEqualTo(new Total(usd("0"), 1, 1));
		this.totals.settled(Sums.call(request, KNOWN).view(), attempt.withCost(Cost.settled(usd("0.2"))));
		assertThat(this.totals.byTag("tenant").get("acme")).isEqualTo(new Total(usd("0.2"), 1, 0));
		assertThat(this.totals.total()).isEqualTo(new Total(usd("0.2"), 1, 0));
	}

	@Test
	@DisplayName("the first hundred values of a tag are told apart, all others are one")
	void boundsTheValuesOfATag() {
		for (int number = 0; number < 150; number++) {
			spend(CascadeRequest.of("Hi").tag("tenant", "t" + number),
					attempt(KNOWN, Cost.reported(usd("0.01"), null), null, null));
		}
		assertThat(this.totals.byTag("tenant")).hasSize(101)
			.containsKeys("t0", "t99")
			.doesNotContainKey("t100")
			.containsEntry("other", new Total(usd("0.50"), 50, 0));
		assertThat(told("t7")).isEqualTo("t7");
		assertThat(told("t120")).isEqualTo("other");
		assertThat(this.totals.told(Sums.call(CascadeRequest.of("Hi"), KNOWN).view(), "tenant")).isEqualTo("none");
		assertThat(this.totals.byTag("unconfigured")).isEmpty();
		assertThat(this.totals.tags()).containsExactly("tenant");
	}

	private String told(String tenant) {
		return this.totals.told(Sums.call(CascadeRequest.of("Hi").tag("tenant", tenant), KNOWN).view(), "tenant");
	}

	private void spend(CascadeRequest request, Attempt attempt) {
		this.totals.attempted(Sums.call(request, KNOWN).view(), List.of(attempt));
	}

}
