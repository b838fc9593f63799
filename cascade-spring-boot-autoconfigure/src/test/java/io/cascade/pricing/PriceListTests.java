package io.cascade.pricing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeRequest;
import io.cascade.Cost;
import io.cascade.Hop;
import io.cascade.Price;
import io.cascade.Target;
import io.cascade.Usage;
import io.cascade.budget.Sums;
import io.cascade.health.MovableClock;
import io.cascade.pricing.PriceList.Served;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.cascade.budget.Sums.target;
import static io.cascade.budget.Sums.usd;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PriceList}.
 */
class PriceListTests {

	private static final Price YAML = Price.perToken(usd("1"), usd("1"));

	private static final Price BEAN = Price.perToken(usd("2"), usd("2"));

	private static final Price LISTED = Price.perToken(usd("3"), usd("3"));

	private static final Usage USAGE = new Usage(1L, 1L, null, null, null, null);

	private final Map<String, ModelInfo> models = new HashMap<>();

	@Test
	void asksTheConfigurationThenTheBeansThenTheCatalog() {
		lists("a/one", LISTED, 8_000);
		PriceSource bean = (target) -> target.model().equals("a/one") ? BEAN : null;
		PriceSource later = (target) -> Price.FREE;
		assertThat(list(bean, later).price(target("a/one", YAML, null), null)).isEqualTo(YAML);
		assertThat(list(bean, later).price(target("a/one"), null)).isEqualTo(BEAN);
		assertThat(list(later, bean).price(target("a/one"), null)).isEqualTo(Price.FREE);
		assertThat(list().price(target("a/one"), null)).isEqualTo(LISTED);
		assertThat(list().price(target("a/two"), null)).isNull();
		assertThat(PriceList.empty().price(target("a/one"), null)).isNull();
	}

	@Test
	void theWindowOfTheConfigurationBeatsTheCatalog() {
		lists("a/one", LISTED, 8_000);
		Target told = new Target(Sums.OPENROUTER, "a/one", "test", target("a/one").options(),
				target("a/one").provider(), new Target.Traits(null, 4_000, false, null, null));
		assertThat(list().window(told)).isEqualTo(4_000);
		assertThat(list().window(target("a/one"))).isEqualTo(8_000);
		assertThat(list().window(target("a/two"))).isNull();
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "auto", "default", "standard", "flex" })
	void theCatalogHasThePricesOfTheStandardTierAndFlexIsNoDearer(@Nullable String tier) {
		lists("a/one", LISTED, null);
		assertThat(list().price(target("a/one"), tier)).isEqualTo(LISTED);
	}

	@Test
	void theCatalogKnowsNoPriceOfAnotherTier() {
		lists("a/one", LISTED, null);
		assertThat(list().price(target("a/one"), "priority")).isNull();
		assertThat(list().price(target("a/one", YAML, null), "priority")).isEqualTo(YAML);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "priority, default, 6", "priority, standard, 6", "priority, priority, -", "priority, -, -",
					"flex, default, 6", "flex, flex, -", "-, default, 6", "-, -, 6", "default, standard, 6",
					"-, priority, -", "-, flex, -" })
	@DisplayName("L05 the tier that served is priced, not the one that was asked for")
	void pricesTheTierThatServed(@Nullable String asked, @Nullable String served, @Nullable String usd) {
		lists("a/one", LISTED, null);
		Target target = target("a/one", null, asked);
		Cost cost = list().listedCost(hop(target), target, new Served("a/one", served), USAGE);
		assertThat(cost).isEqualTo((usd != null) ? Cost.estimated(usd(usd)) : Cost.UNKNOWN);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "priority, priority, 2", "priority, -, 2", "priority, default, 6", "-, standard, 2",
					"-, priority, -" })
	@DisplayName("L05 a price of the configuration holds for the tier that it was given for")
	void theConfiguredPriceHoldsForItsTier(@Nullable String asked, @Nullable String served, @Nullable String usd) {
		lists("a/one", LISTED, null);
		Target target = target("a/one", YAML, asked);
		Cost cost = list().listedCost(hop(target), target, new Served("a/one", served), USAGE);
		assertThat(cost).isEqualTo((usd != null) ? Cost.estimated(usd(usd)) : Cost.UNKNOWN);
	}

	@Test
	@DisplayName("C20 a model that is none of the hop's is priced as the catalog lists it")
	void pricesWhoAnswered() {
		lists("b/other", LISTED, null);
		Hop hop = hop(target("a/one", YAML, null));
		assertThat(list().listedCost(hop, null, new Served("b/other", null), USAGE).amount()).isEqualByComparingTo("6");
		assertThat(list().listedCost(hop, null, new Served("c/unknown", null), USAGE)).isEqualTo(Cost.UNKNOWN);
		assertThat(list().listedCost(hop, null, new Served(null, null), USAGE)).isEqualTo(Cost.UNKNOWN);
	}

	@Test
	@DisplayName("I04 without tokens or a price the cost is unknown")
	void isUnknownWithoutTokensOrAPrice() {
		Target priced = target("a/one", YAML, null);
		Usage half = new Usage(1L, null, null, null, null, null);
		assertThat(list().listedCost(hop(priced), priced, new Served("a/one", null), half)).isEqualTo(Cost.UNKNOWN);
		Target unknown = target("a/two");
		assertThat(list().listedCost(hop(unknown), unknown, new Served("a/two", null), USAGE)).isEqualTo(Cost.UNKNOWN);
	}

	@Test
	void comparesAnAttemptWithTheList() {
		lists("a/one", LISTED, null);
		Target target = target("a/one");
		Cost reported = Cost.reported(usd("5"), null);
		assertThat(list().listedCost(Sums.call(CascadeRequest.of("Hi"), target).view(),
				Sums.attempt(target, reported, USAGE, "standard")))
			.isEqualTo(Cost.estimated(usd("6")));
		assertThat(list().listedCost(Sums.call(CascadeRequest.of("Hi"), target).view(),
				Sums.attempt(target, reported, USAGE, "priority")))
			.isEqualTo(Cost.UNKNOWN);
		assertThat(list().listedCost(Sums.call(CascadeRequest.of("Hi"), target).view(),
				Sums.attempt(target, reported, null, null)))
			.isEqualTo(Cost.UNKNOWN);
		assertThat(list().listedCost(Sums.call(CascadeRequest.of("Hi"), target("a/two")).view(),
				Sums.attempt(target, reported, USAGE, null)))
			.isEqualTo(Cost.UNKNOWN);
	}

	private static Hop hop(Target target) {
		return new Hop(0, List.of(target), target.options(), target.provider());
	}

	private void lists(String slug, Price price, @Nullable Integer window) {
		this.models.put(slug, new ModelInfo(slug, null, price, window, null, null, null, null));
	}

	private PriceList list(PriceSource... sources) {
		return new PriceList(List.of(sources), (upstream, slug) -> this.models.get(slug), new MovableClock());
	}

}
