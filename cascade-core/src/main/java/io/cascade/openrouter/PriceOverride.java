package io.cascade.openrouter;

import java.time.LocalTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Fields that replace others under conditions.
 *
 * @param minPromptTokens for prompts with more tokens than this
 * @param from from this time of the day in UTC
 * @param until until before this time of the day in UTC
 * @param fields the fields
 */
record PriceOverride(@Nullable Long minPromptTokens, @Nullable LocalTime from, @Nullable LocalTime until,
		Map<String, String> fields) {

	private static final int MIDNIGHT = 2400;

	/** One without a condition may have one that is not known here. */
	static PriceOverride of(Map<String, String> override) {
		Map<String, String> fields = new HashMap<>(override);
		String tokens = fields.remove("min_prompt_tokens");
		String start = fields.remove("utc_start");
		String end = fields.remove("utc_end");
		if ((start == null) != (end == null) || (tokens == null && start == null)) {
			throw new NumberFormatException();
		}
		return new PriceOverride((tokens != null) ? known(tokens) : null, time(start), time(end), fields);
	}

	/** A prompt has more than a fraction where it has more than what is whole of it. */
	private static Long known(String text) {
		Long tokens = Amounts.count(text);
		if (tokens == null) {
			throw new NumberFormatException();
		}
		return tokens;
	}

	/** Reads {@code HHMM} and {@code HH:MM}; a number may lack its first zeros. */
	private static @Nullable LocalTime time(@Nullable String text) {
		if (text == null) {
			return null;
		}
		int time = known((text.length() <= Amounts.LONGEST) ? text.replace(":", "") : text).intValue();
		return (time == MIDNIGHT) ? LocalTime.MIDNIGHT : LocalTime.of(time / 100, time % 100);
	}

	/** Whether nothing of an earlier one is left where both apply. */
	boolean hides(PriceOverride earlier) {
		return this.fields.keySet().containsAll(earlier.fields.keySet());
	}

	/** What holds where both this and an earlier one apply. */
	PriceOverride after(PriceOverride earlier) {
		boolean timed = this.from != null;
		if (timed && earlier.from != null
				&& !(Objects.equals(this.from, earlier.from) && Objects.equals(this.until, earlier.until))) {
			throw new NumberFormatException();
		}
		Map<String, String> merged = new HashMap<>(earlier.fields);
		merged.putAll(this.fields);
		return new PriceOverride(larger(this.minPromptTokens, earlier.minPromptTokens),
				timed ? this.from : earlier.from, timed ? this.until : earlier.until, merged);
	}

	private static @Nullable Long larger(@Nullable Long one, @Nullable Long other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return Math.max(one, other);
	}

}
