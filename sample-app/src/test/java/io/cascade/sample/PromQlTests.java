package io.cascade.sample;

import java.util.Set;
import java.util.TreeSet;

import io.cascade.sample.PromQl.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The check of the dashboard can fail.
 */
class PromQlTests {

	private static final Scrape SCRAPE = Scrape.of("""
			# HELP calls_total Calls
			# TYPE calls_total counter
			calls_total{chain="a {b} \\"c\\", d",outcome="lost"} 1.0
			calls_total{chain="b",kind="x"} 2.0
			# TYPE targets gauge
			targets 3.0
			""");

	@Test
	void findsSelectedAndGroupedLabels() {
		assertThat(PromQl.uses("sum by (chain) (rate(calls_total{outcome=\"lost\", kind!~'a|b'}[5m]))"))
			.containsExactly(use("calls_total", "chain", "kind", "outcome"));
	}

	@Test
	void findsGroupsBehindTheBracketsToo() {
		assertThat(PromQl.uses("1000 * sum(rate(calls_total[$__rate_interval])) without (chain) > bool 0.1"))
			.containsExactly(use("calls_total", "chain"));
	}

	@Test
	void matchedLabelsAreWantedOnBothSides() {
		assertThat(PromQl.uses("calls_total / on (chain) group_left () targets offset 10m"))
			.containsExactly(use("calls_total", "chain"), use("targets", "chain"));
	}

	@Test
	void outerGroupsAreWantedOfWhatIsInside() {
		assertThat(PromQl.uses("histogram_quantile(0.95, sum by (le, chain) (rate(a[1m]) - b)) or vector(0)"))
			.containsExactly(use("a", "chain", "le"), use("b", "chain", "le"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "sum(a", "a b", "a{b}", "a ~ b", "sum by chain (a)", "" })
	void refusesWhatItDoesNotUnderstand(String expression) {
		assertThatIllegalArgumentException().isThrownBy(() -> PromQl.uses(expression));
	}

	@Test
	void readsLabelsOfAllSeries() {
		assertThat(SCRAPE.labels()).containsEntry("calls_total", Set.of("chain", "kind", "outcome"))
			.containsEntry("targets", Set.of());
		assertThat(SCRAPE.families()).containsEntry("calls_total", "counter").containsEntry("targets", "gauge");
	}

	@Test
	void reportsAnUnknownMetric() {
		assertThat(SCRAPE.missing("sum(rate(calls[5m])) / sum(rate(calls_total[5m]))")).containsExactly("calls");
	}

	@Test
	void reportsAnUnknownLabel() {
		assertThat(SCRAPE.missing("sum by (chains) (rate(calls_total{outcom=\"lost\"}[5m]))"))
			.containsExactly("calls_total{chains}", "calls_total{outcom}");
		assertThat(SCRAPE.missing("targets{chain=\"a\"} == 0")).containsExactly("targets{chain}");
	}

	@Test
	void isContentWithWhatThereIs() {
		assertThat(SCRAPE.missing("sum by (chain) (rate(calls_total{kind=\"x\"}[5m])) / on () targets")).isEmpty();
	}

	private static Use use(String metric, String... labels) {
		return new Use(metric, new TreeSet<>(Set.of(labels)));
	}

}
