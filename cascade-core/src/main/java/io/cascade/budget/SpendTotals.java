package io.cascade.budget;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.cascade.Attempt;
import io.cascade.CallView;
import io.cascade.CascadeListener;
import io.cascade.Cost;
import io.cascade.Target;
import io.cascade.exchange.Forgetful;
import io.cascade.exchange.TagValues;

/**
 * What was spent since the start, by chain, target and tag. Bounded: what the
 * configuration does not name, and the values of a tag beyond the first 100, are
 * {@value TagValues#OTHER}. Thread-safe.
 */
public final class SpendTotals implements CascadeListener, Forgetful {

	private static final int MOST_VALUES = 100;

	private final Map<String, Sum> chains = new ConcurrentHashMap<>();

	private final Map<String, Sum> targets = new ConcurrentHashMap<>();

	private final Map<String, Map<String, Sum>> tags = new TreeMap<>();

	private final Sum all = new Sum();

	private final Set<String> known = new HashSet<>();

	private final Instant since;

	/**
	 * Nothing was spent yet.
	 * @param configured the targets that have sums of their own
	 * @param tags the names of the tags that are reported
	 * @param since when counting began
	 */
	public SpendTotals(Collection<Target> configured, List<String> tags, Instant since) {
		configured.forEach((target) -> this.known.add(target.id()));
		tags.forEach((tag) -> this.tags.put(tag, new ConcurrentHashMap<>()));
		this.since = since;
	}

	@Override
	public void attempted(CallView call, List<Attempt> attempts) {
		for (Attempt attempt : attempts) {
			add(call, attempt, attempt.isUnknownCost() ? 1 : 0, 1);
		}
	}

	@Override
	public void settled(CallView call, Attempt attempt) {
		add(call, attempt, -1, 0);
	}

	private void add(CallView call, Attempt attempt, int unknown, int attempts) {
		BigDecimal total = attempt.cost().total();
		BigDecimal cost = (total != null) ? total : BigDecimal.ZERO;
		this.all.add(cost, unknown, attempts);
		sum(this.chains, call.chainName()).add(cost, unknown, attempts);
		String target = this.known.contains(attempt.target()) ? attempt.target() : TagValues.OTHER;
		sum(this.targets, target).add(cost, unknown, attempts);
		this.tags.forEach((name, values) -> {
			String value = call.request().tags().get(name);
			if (value != null) {
				sum(values, told(values, value)).add(cost, unknown, attempts);
			}
		});
	}

	private static String told(Map<String, Sum> values, String value) {
		return (values.containsKey(value) || values.size() < MOST_VALUES) ? value : TagValues.OTHER;
	}

	private static Sum sum(Map<String, Sum> sums, String name) {
		return sums.computeIfAbsent(name, (absent) -> new Sum());
	}

	/**
	 * The value of a tag as it is reported.
	 * @param call the call
	 * @param tag the name of the tag
	 * @return the value, {@value TagValues#OTHER} beyond the first 100, {@code none} if
	 * the call has none
	 */
	public String told(CallView call, String tag) {
		String value = call.request().tags().get(tag);
		Map<String, Sum> values = this.tags.get(tag);
		return (value == null || values == null) ? TagValues.NONE : told(values, value);
	}

	/**
	 * The tags that spending is reported by.
	 * @return their names in order
	 */
	public Set<String> tags() {
		return Collections.unmodifiableSet(this.tags.keySet());
	}

	/**
	 * When counting began.
	 * @return the instant
	 */
	public Instant since() {
		return this.since;
	}

	/**
	 * All that was spent.
	 * @return the total
	 */
	public Total total() {
		return this.all.total();
	}

	/**
	 * What was spent by chain.
	 * @return the totals by the name of the chain
	 */
	public Map<String, Total> byChain() {
		return totals(this.chains);
	}

	/**
	 * What was spent by target.
	 * @return the totals by the {@link Target#id() id} of the target
	 */
	public Map<String, Total> byTarget() {
		return totals(this.targets);
	}

	/**
	 * What was spent by the values of a tag.
	 * @param tag the name of the tag
	 * @return the totals by value
	 */
	public Map<String, Total> byTag(String tag) {
		return totals(this.tags.getOrDefault(tag, Map.of()));
	}

	private static Map<String, Total> totals(Map<String, Sum> sums) {
		Map<String, Total> totals = new TreeMap<>();
		sums.forEach((name, sum) -> totals.put(name, sum.total()));
		return Collections.unmodifiableMap(totals);
	}

	/**
	 * Forgets what was spent; {@link #since()} stays.
	 */
	@Override
	public void forget() {
		this.all.forget();
		this.chains.clear();
		this.targets.clear();
		this.tags.values().forEach(Map::clear);
	}

	/**
	 * What was spent.
	 *
	 * @param cost USD that were reported or estimated
	 * @param attempts how many attempts there were
	 * @param unknown how many of them have, or may have, an unknown cost
	 * @see Cost
	 */
	public record Total(BigDecimal cost, long attempts, long unknown) {

	}

	private static final class Sum {

		private BigDecimal cost = BigDecimal.ZERO;

		private long attempts;

		private long unknown;

		synchronized void add(BigDecimal more, int unknownMore, int attemptsMore) {
			this.cost = this.cost.add(more);
			this.unknown += unknownMore;
			this.attempts += attemptsMore;
		}

		synchronized void forget() {
			this.cost = BigDecimal.ZERO;
			this.unknown = 0;
			this.attempts = 0;
		}

		synchronized Total total() {
			return new Total(this.cost, this.attempts, this.unknown);
		}

	}

}
