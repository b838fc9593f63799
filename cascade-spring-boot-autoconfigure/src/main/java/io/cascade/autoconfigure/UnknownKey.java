package io.cascade.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A key under {@code cascade} that nobody reads, and what was probably meant.
 *
 * @param name the key as it was written
 * @param origin where it was written, {@code null} if that is not known
 * @param mend what to do, a sentence
 * @param certain whether it is surely a mistake, so that the application can't start
 */
record UnknownKey(String name, @Nullable String origin, String mend, boolean certain) {

	private static final int MANY = 12;

	/** What others call the id of a model. */
	private static final Set<String> IDS = Set.of("model", "name", "slug");

	static UnknownKey of(String name, @Nullable String origin, String mend) {
		return new UnknownKey(name, origin, mend, false);
	}

	static UnknownKey certain(String name, @Nullable String origin, String mend) {
		return new UnknownKey(name, origin, mend, true);
	}

	/** A key that does not stand at this place. */
	static UnknownKey at(KeyNode place, String written, UnknownKeys.Written key) {
		if (IDS.contains(written) && place.keys().containsKey("id")) {
			return certain(key.name(), key.origin(), "Write 'id' in place of '%s'.".formatted(written));
		}
		if (written.matches("\\d+")) {
			return of(key.name(), key.origin(), "A number has no comma: write it with its digits alone.");
		}
		String nearest = Spelling.nearest(written, place.keys().keySet());
		if (nearest != null) {
			return new UnknownKey(key.name(), key.origin(), "Did you mean '%s'?".formatted(nearest), place.isWords());
		}
		List<String> elsewhere = place.isWords() ? List.of() : elsewhere(written);
		if (!elsewhere.isEmpty()) {
			return of(key.name(), key.origin(), "'%s' belongs here: %s.".formatted(
					elsewhere.get(0).substring(elsewhere.get(0).lastIndexOf('.') + 1), String.join(", ", elsewhere)));
		}
		boolean few = !place.keys().isEmpty() && (place.keys().size() <= MANY || place.isWords());
		return new UnknownKey(key.name(), key.origin(),
				few ? "Remove it, or write one of %s.".formatted(place.keys().keySet())
						: "Remove it; docs/configuration.md lists the keys.",
				place.isWords());
	}

	private static List<String> elsewhere(String written) {
		List<String> paths = new ArrayList<>();
		UnknownKeys.KNOWN.visit("cascade", (path, below) -> {
			if (KeyNode.uniform(path.substring(path.lastIndexOf('.') + 1)).equals(KeyNode.uniform(written))
					&& paths.size() < 3) {
				paths.add(path.replace("[0]", "[]"));
			}
		});
		return paths;
	}

	String problem() {
		String problem = this.certain ? "it can't be read as it is written" : "nothing reads it";
		return (this.origin != null) ? "%s (%s)".formatted(problem, this.origin) : problem;
	}

	@Override
	public String toString() {
		return "%s: %s. %s".formatted(this.name, problem(), this.mend);
	}

}
