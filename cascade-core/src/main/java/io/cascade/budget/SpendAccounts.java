package io.cascade.budget;

import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.exchange.TagValues;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of a ledger, those of a budget in the order in which they were last
 * reserved in. Not thread-safe.
 */
final class SpendAccounts {

	private static final int PURGED_AT_ONCE = 16;

	private final Map<Budget, Map<SpendAccount, SpendSlices>> budgets = new HashMap<>();

	private final int max;

	private int size;

	SpendAccounts(int max) {
		this.max = max;
	}

	/** Forgets accounts that are over: a few at once, and more than can be added. */
	void purge(Instant now) {
		for (Map<SpendAccount, SpendSlices> accounts : this.budgets.values()) {
			Iterator<SpendSlices> eldest = accounts.values().iterator();
			for (int i = 0; i < PURGED_AT_ONCE && eldest.hasNext() && eldest.next().isOver(now); i++) {
				eldest.remove();
				this.size--;
			}
		}
	}

	void forget() {
		this.budgets.clear();
		this.size = 0;
	}

	/** The account itself, or the shared one of its budget if there is no room. */
	SpendAccount known(SpendAccount account) {
		boolean own = account.tag() == null || this.size < this.max || find(account) != null;
		return own ? account : new SpendAccount(account.budget(), TagValues.OTHER);
	}

	@Nullable SpendSlices find(SpendAccount account) {
		Map<SpendAccount, SpendSlices> accounts = this.budgets.get(account.budget());
		return (accounts != null) ? accounts.get(account) : null;
	}

	SpendSlices open(SpendAccount account) {
		Map<SpendAccount, SpendSlices> accounts = this.budgets.computeIfAbsent(account.budget(),
				(absent) -> new LinkedHashMap<>());
		SpendSlices slices = accounts.remove(account);
		if (slices == null) {
			slices = new SpendSlices(account.budget().window());
			this.size++;
		}
		accounts.put(account, slices);
		return slices;
	}

	List<SpendAccount> list(Budget budget, Instant now, int max) {
		return this.budgets.getOrDefault(budget, Map.of())
			.entrySet()
			.stream()
			.filter((entry) -> !entry.getValue().isOver(now))
			.filter((entry) -> entry.getValue().balance(now).committed().signum() > 0)
			.map(Map.Entry::getKey)
			.limit(max)
			.toList();
	}

	int size() {
		return this.size;
	}

}
