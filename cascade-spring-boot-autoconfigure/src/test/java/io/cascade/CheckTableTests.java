package io.cascade;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CheckTable}.
 */
class CheckTableTests {

	@Test
	@DisplayName("on paper there are no figures, and what was found follows the table")
	void showsAPaperCheck() {
		ChainCheck check = new ChainCheck("desk",
				List.of(new ChainCheck.Model("a/one", List.of(), null),
						new ChainCheck.Model("b/another", List.of("was withdrawn", "is too small"), null)),
				List.of("b/another is cheaper than a/one before it"));
		assertThat(check.toText()).isEqualTo("""
				model      paper       live  cost  time
				a/one      fine        -        -     -
				b/another  2 findings  -        -     -

				b/another was withdrawn
				b/another is too small
				desk: b/another is cheaper than a/one before it""");
	}

	@Test
	@DisplayName("a cost that nobody knows is told as such")
	void showsWhatItCost() {
		ChainCheck check = new ChainCheck("desk",
				List.of(live("a/x", "0.0120", 0), live("b/y", "0", 1), live("c/z", "0.5", 2), live("d/w", "0", 0)),
				List.of());
		assertThat(check.isFine()).isTrue();
		assertThat(check.toText()).isEqualTo("""
				model  paper  live              cost     time
				a/x    fine   fine         0.012 USD  1200 ms
				b/y    fine   fine           unknown  1200 ms
				c/z    fine   fine  at least 0.5 USD  1200 ms
				d/w    fine   fine             0 USD  1200 ms""");
	}

	private static ChainCheck.Model live(String target, String known, int unknown) {
		return new ChainCheck.Model(target, List.of(),
				new ChainCheck.Live(null, Duration.ofMillis(1200), new Spend(new BigDecimal(known), unknown)));
	}

}
