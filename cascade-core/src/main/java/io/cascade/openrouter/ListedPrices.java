package io.cascade.openrouter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.cascade.Price;
import io.cascade.Price.Conditional;
import org.jspecify.annotations.Nullable;

/**
 * A price as the catalog words it. Of the overrides that apply the later one wins, but
 * only for the fields that it has.
 *
 * @param base the fields of the price
 * @param overrides fields with the conditions under which they replace others
 */
record ListedPrices(Map<String, String> base, List<Map<String, String>> overrides) {

	/** More than any token has ever cost. */
	private static final BigDecimal MOST_PER_TOKEN = BigDecimal.ONE;

	private static final BigDecimal MOST_PER_UNIT = new BigDecimal(1_000);

	static final int MAX_CONDITIONS = 32;

	/**
	 * The price with its conditions.
	 * @throws NumberFormatException if a part of it can't be understood
	 * @throws java.time.DateTimeException if a time of the day is none
	 */
	Price price() {
		return price(this.base, conditions());
	}

	private List<Conditional> conditions() {
		List<PriceOverride> all = new ArrayList<>();
		for (Map<String, String> fields : this.overrides) {
			PriceOverride next = PriceOverride.of(fields);
			List<PriceOverride> joined = all.stream()
				.filter((earlier) -> !next.hides(earlier))
				.map(next::after)
				.toList();
			all.add(next);
			all.addAll(joined);
			if (all.size() > MAX_CONDITIONS) {
				throw new NumberFormatException();
			}
		}
		return all.stream().map(this::conditional).toList();
	}

	private Conditional conditional(PriceOverride override) {
		Map<String, String> merged = new HashMap<>(this.base);
		merged.putAll(override.fields());
		return new Conditional(override.minPromptTokens(), override.from(), override.until(), price(merged, List.of()));
	}

	private static Price price(Map<String, String> fields, List<Conditional> conditions) {
		return new Price(known(perToken(fields, "prompt")), known(perToken(fields, "completion")),
				separate(fields, "input_cache_read"), separate(fields, "input_cache_write"),
				separate(fields, "internal_reasoning"), perUnit(fields, "request"), perUnit(fields, "image"),
				conditions);
	}

	/** A 0 means that there is no price of its own, not that it is a gift. */
	private static @Nullable BigDecimal separate(Map<String, String> fields, String name) {
		BigDecimal price = perToken(fields, name);
		return (price != null && price.signum() > 0) ? price : null;
	}

	private static BigDecimal known(@Nullable BigDecimal price) {
		if (price == null) {
			throw new NumberFormatException();
		}
		return price;
	}

	private static @Nullable BigDecimal perToken(Map<String, String> fields, String name) {
		String text = fields.get(name);
		return (text != null) ? discounted(text, fields, MOST_PER_TOKEN) : null;
	}

	private static BigDecimal perUnit(Map<String, String> fields, String name) {
		return discounted(fields.getOrDefault(name, "0"), fields, MOST_PER_UNIT);
	}

	private static BigDecimal discounted(String text, Map<String, String> fields, BigDecimal most) {
		BigDecimal price = known(Amounts.money(text));
		BigDecimal discount = known(Amounts.money(fields.getOrDefault("discount", "0")));
		if (price.compareTo(most) > 0 || discount.compareTo(BigDecimal.ONE) > 0) {
			throw new NumberFormatException();
		}
		BigDecimal paid = price.multiply(BigDecimal.ONE.subtract(discount));
		return (paid.signum() == 0) ? BigDecimal.ZERO : paid.stripTrailingZeros();
	}

}
