package io.cascade.check;

import java.util.List;

import io.cascade.Price;
import io.cascade.SelectionRules;
import io.cascade.SelectionRules.OrderBy;
import io.cascade.Target;
import io.cascade.exchange.Chain;
import io.cascade.pricing.PriceList;
import org.jspecify.annotations.Nullable;

/**
 * What is legal but unwise about targets in their order, in words.
 *
 * @param targets the targets in the order in which they are asked
 * @param selection which targets a call may use
 * @param prices prices and windows
 */
public record ChainWarnings(List<Target> targets, SelectionRules selection, PriceList prices) {

	/** Keeps copies. */
	public ChainWarnings {
		targets = List.copyOf(targets);
	}

	/**
	 * The warnings about the targets that a chain lists itself.
	 * @param chain the chain
	 * @param selection which targets a call may use
	 * @param prices prices and windows
	 * @return the warnings, without those about the chain that it escalates to
	 */
	public static ChainWarnings ofOwn(Chain chain, SelectionRules selection, PriceList prices) {
		return new ChainWarnings(
				chain.targets().stream().filter((target) -> target.chain().equals(chain.name())).toList(), selection,
				prices);
	}

	/**
	 * A free model that is not the last.
	 * @return a sentence, {@code null} if there is none
	 */
	public @Nullable String freeBeforePaid() {
		Target free = null;
		for (Target target : this.targets) {
			if (free != null && !target.isFree()) {
				return "%s is free and not last: its rate limits slow down every call%s".formatted(free, isCutOff()
						? ", and no model that costs money is used after it; set allow-paid to allow it" : "");
			}
			free = (free == null && target.isFree()) ? target : free;
		}
		return null;
	}

	/**
	 * Whether models that cost money are left out, since the first is free.
	 * @return {@code true} if they are not allowed
	 */
	public boolean isCutOff() {
		return !this.targets.isEmpty() && this.targets.get(0).isFree() && !this.selection.allowPaid();
	}

	/**
	 * A model that costs less than the one before it, whatever the request, so that it is
	 * asked too late. A free one is expected to be the last resort.
	 * @return a sentence, {@code null} if there is none, or something else than the list
	 * decides on the order
	 */
	public @Nullable String cheaper() {
		if (this.selection.orderBy() != OrderBy.LISTED) {
			return null;
		}
		Target before = null;
		for (Target target : this.targets) {
			Price price = this.prices.price(target, target.options().serviceTier());
			if (price == null || price.prompt().add(price.completion()).signum() == 0) {
				continue;
			}
			if (before != null && isCheaper(price, this.prices.price(before, before.options().serviceTier()))) {
				return "%s is cheaper than %s before it".formatted(target, before);
			}
			before = target;
		}
		return null;
	}

	/** For any request: which of two is cheaper may depend on how long its answer is. */
	private static boolean isCheaper(Price price, @Nullable Price other) {
		if (other == null) {
			return false;
		}
		int prompt = price.prompt().compareTo(other.prompt());
		int completion = price.completion().compareTo(other.completion());
		return prompt <= 0 && completion <= 0 && prompt + completion < 0;
	}

	/**
	 * A model that holds less than one before it.
	 * @return a sentence, {@code null} if there is none
	 */
	public @Nullable String smaller() {
		Target before = null;
		for (Target target : this.targets) {
			Integer window = this.prices.window(target);
			Integer larger = (before != null) ? this.prices.window(before) : null;
			if (window != null && larger != null && window < larger) {
				return "%s has a smaller context window than %s before it".formatted(target, before);
			}
			before = (window != null) ? target : before;
		}
		return null;
	}

}
