package io.cascade.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import io.cascade.Counted;
import io.cascade.FinishReason;
import io.cascade.SelectionRules.OrderBy;
import org.jspecify.annotations.Nullable;

/**
 * Settings that are legal by themselves and hardly what was meant: shares where
 * percentages belong, prices of one token, and keys that another one makes void.
 *
 * @param properties the settings
 */
record SettingWarnings(CascadeProperties properties) {

	/** No model costs less for a million tokens, and few cost more for one. */
	private static final BigDecimal CHEAPEST = new BigDecimal("0.0005");

	private static final List<Function<ChainProperties, @Nullable String>> RULES = List.of(
			SettingWarnings::hedgesNothing, SettingWarnings::hedgesTooLate, SettingWarnings::waitsForOne,
			SettingWarnings::ordersByNothing, SettingWarnings::failsWithEveryAnswer, SettingWarnings::unheardOf);

	/** One sentence each. */
	List<String> all() {
		List<String> warnings = new ArrayList<>(percentages());
		this.properties.chains().forEach((name, chain) -> {
			String prefix = "cascade.chains." + name;
			RULES.stream()
				.map((rule) -> rule.apply(chain))
				.filter(Objects::nonNull)
				.forEach((warning) -> warnings.add(prefix + "." + warning));
			prices(prefix, chain).forEach(warnings::add);
			if (name.equals(chain.contentPolicyChain())) {
				warnings
					.add(prefix + ".content-policy-chain: it is the chain that refused, so no other model is tried");
			}
		});
		this.properties.budgets().forEach((name, budget) -> zone("cascade.budgets." + name, budget, warnings));
		return warnings;
	}

	private List<String> percentages() {
		CascadeProperties.CircuitProperties circuit = this.properties.circuit();
		CascadeProperties.HealthProperties health = this.properties.health();
		List<String> warnings = new ArrayList<>();
		percentage("cascade.circuit.failure-rate", circuit.failureRate(), warnings);
		percentage("cascade.circuit.slow-rate", circuit.slowRate(), warnings);
		percentage("cascade.health.success-rate", health.successRate(), warnings);
		percentage("cascade.health.acceptance-drop", health.acceptanceDrop(), warnings);
		if (circuit.minimumCalls() > circuit.window()) {
			warnings.add("cascade.circuit.minimum-calls: it is more than the window of %s, which decides"
				.formatted(Counted.of(circuit.window(), "call")));
		}
		return warnings;
	}

	private static void percentage(String key, Number value, List<String> warnings) {
		BigDecimal percentage = new BigDecimal(value.toString());
		if (percentage.signum() > 0 && percentage.compareTo(BigDecimal.ONE) < 0) {
			warnings.add("%s: it is a percentage, and %s less than one of 100: for a share of %s write %s"
				.formatted(key, plain(percentage), plain(percentage), plain(percentage.movePointRight(2))));
		}
	}

	private static @Nullable String hedgesNothing(ChainProperties chain) {
		boolean alone = chain.models().size() == 1 && chain.escalateTo() == null;
		return (alone && chain.hedge().toRules().isOn())
				? "hedge: the chain has one model, so there is no other to call beside it" : null;
	}

	private static @Nullable String hedgesTooLate(ChainProperties chain) {
		Duration delay = chain.hedge().delay();
		return (delay != null && delay.compareTo(chain.firstTokenTimeout()) >= 0)
				? "hedge.delay: it is not shorter than the first-token-timeout of %s, so nothing is hedged"
					.formatted(text(chain.firstTokenTimeout()))
				: null;
	}

	private static @Nullable String waitsForOne(ChainProperties chain) {
		boolean several = chain.models().size() > 1 || chain.escalateTo() != null;
		return (several && chain.firstTokenTimeout().compareTo(chain.deadline()) >= 0)
				? "first-token-timeout: it is %s, and the deadline %s, so a silent model leaves no time for the next one"
					.formatted(text(chain.firstTokenTimeout()), text(chain.deadline()))
				: null;
	}

	private static @Nullable String ordersByNothing(ChainProperties chain) {
		boolean unknown = chain.models().stream().allMatch((model) -> model.quality() == null);
		return (chain.orderBy() == OrderBy.QUALITY && unknown && !chain.learnQuality())
				? "order-by: no model has a 'quality', so they stay in the order in which they are listed" : null;
	}

	private static @Nullable String failsWithEveryAnswer(ChainProperties chain) {
		return chain.finishReasonsAsFailure().stream().anyMatch((word) -> FinishReason.of(word) == FinishReason.STOP)
				? "finish-reasons-as-failure: answers that are complete end with 'stop', so each of them is a failure"
				: null;
	}

	private static @Nullable String unheardOf(ChainProperties chain) {
		List<String> words = Stream.of(FinishReason.values()).map(FinishReason::id).toList();
		return chain.finishReasonsAsFailure()
			.stream()
			.filter((word) -> FinishReason.of(word) == FinishReason.UNKNOWN && !words.contains(word))
			.map((word) -> "finish-reasons-as-failure: '%s' is no finish reason of a known vendor%s".formatted(word,
					meant(Spelling.nearest(word, words))))
			.findFirst()
			.orElse(null);
	}

	private static String meant(@Nullable String word) {
		return (word != null) ? "; did you mean '%s'?".formatted(word) : "";
	}

	private static Stream<String> prices(String prefix, ChainProperties chain) {
		List<String> warnings = new ArrayList<>();
		for (int i = 0; i < chain.models().size(); i++) {
			ModelProperties.PriceProperties price = chain.models().get(i).price();
			if (price != null) {
				String key = "%s.models[%d].price.".formatted(prefix, i);
				price(key + "prompt", price.prompt(), warnings);
				price(key + "completion", price.completion(), warnings);
			}
		}
		ProviderProperties.MaxPriceProperties most = chain.provider().maxPrice();
		if (most != null) {
			price(prefix + ".provider.max-price.prompt", most.prompt(), warnings);
			price(prefix + ".provider.max-price.completion", most.completion(), warnings);
		}
		return warnings.stream();
	}

	private static void price(String key, @Nullable BigDecimal price, List<String> warnings) {
		if (price != null && price.signum() > 0 && price.compareTo(CHEAPEST) < 0) {
			warnings.add("%s: it is for a million tokens, and %s looks like the price of one: write %s".formatted(key,
					plain(price), plain(price.movePointRight(6))));
		}
	}

	private static void zone(String prefix, BudgetProperties budget, List<String> warnings) {
		boolean rolling = budget.window().chars().anyMatch(Character::isDigit);
		if (rolling && !budget.zone().equals("UTC")) {
			warnings.add("%s.zone: it counts for windows of the calendar only, such as 'day', not for '%s'"
				.formatted(prefix, budget.window()));
		}
	}

	private static String plain(BigDecimal number) {
		return number.stripTrailingZeros().toPlainString();
	}

	private static String text(Duration time) {
		return (time.toMillis() % 1000 == 0) ? time.toSeconds() + "s" : time.toMillis() + "ms";
	}

}
