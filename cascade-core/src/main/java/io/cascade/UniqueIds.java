package io.cascade;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Ids that are told once only: one that is told again gets the next free number. Takes
 * the same time for each, however often it is told. Not thread-safe.
 */
public final class UniqueIds {

	private final Set<String> told = new HashSet<>();

	/** The number to try next, for those that were told more than once. */
	private final Map<String, Integer> next = new HashMap<>();

	/**
	 * The id, or one made of it that was not told before.
	 * @param id the id
	 * @return what is unique
	 */
	public String of(String id) {
		String unique = id;
		while (!this.told.add(unique)) {
			int number = this.next.merge(id, 2, (before, two) -> before + 1);
			unique = id + "_" + number;
		}
		return unique;
	}

}
