package io.cascade.observation;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * What is observed, with its key values as a convention has made them: they come at once
 * and are the same for most, so nothing is copied. Details are made for the first who
 * wants to see them, which meters never do. Not thread-safe, like any context.
 */
abstract class ObservedContext extends Observation.Context {

	private KeyValues low = KeyValues.empty();

	private KeyValues high = KeyValues.empty();

	private @Nullable Supplier<KeyValues> later;

	private ObservedMeters.@Nullable Timing timing;

	/** Takes note of when it began. */
	final void begin(ObservedMeters.Timing began) {
		this.timing = began;
	}

	/** When it began; {@code null} unless somebody took note of it. */
	final ObservedMeters.@Nullable Timing timing() {
		return this.timing;
	}

	/** Adds details as if they were added now. */
	final void later(Supplier<KeyValues> details) {
		this.high = high();
		this.later = details;
	}

	private KeyValues high() {
		Supplier<KeyValues> details = this.later;
		if (details != null) {
			this.later = null;
			this.high = with(this.high, details.get());
		}
		return this.high;
	}

	private static KeyValues with(KeyValues before, KeyValues added) {
		return isCovered(before, added) ? added : before.and(added);
	}

	/** Both are in the order of their keys. */
	private static boolean isCovered(KeyValues before, KeyValues added) {
		Iterator<KeyValue> all = added.iterator();
		for (KeyValue each : before) {
			boolean found = false;
			while (!found && all.hasNext()) {
				found = all.next().getKey().equals(each.getKey());
			}
			if (!found) {
				return false;
			}
		}
		return true;
	}

	private static KeyValues without(KeyValues before, String... keys) {
		List<String> removed = Arrays.asList(keys);
		return KeyValues.of(before.stream().filter((each) -> !removed.contains(each.getKey())).toList());
	}

	private static @Nullable KeyValue find(KeyValues all, String key) {
		for (KeyValue each : all) {
			if (each.getKey().equals(key)) {
				return each;
			}
		}
		return null;
	}

	@Override
	public ObservedContext addLowCardinalityKeyValue(KeyValue added) {
		return addLowCardinalityKeyValues(KeyValues.of(added));
	}

	@Override
	public ObservedContext addLowCardinalityKeyValues(KeyValues added) {
		this.low = with(this.low, added);
		return this;
	}

	@Override
	public ObservedContext removeLowCardinalityKeyValue(String key) {
		return removeLowCardinalityKeyValues(key);
	}

	@Override
	public ObservedContext removeLowCardinalityKeyValues(String... keys) {
		this.low = without(this.low, keys);
		return this;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues() {
		return this.low;
	}

	@Override
	public @Nullable KeyValue getLowCardinalityKeyValue(String key) {
		return find(this.low, key);
	}

	@Override
	public ObservedContext addHighCardinalityKeyValue(KeyValue added) {
		return addHighCardinalityKeyValues(KeyValues.of(added));
	}

	@Override
	public ObservedContext addHighCardinalityKeyValues(KeyValues added) {
		if (added.iterator().hasNext()) {
			this.high = with(high(), added);
		}
		return this;
	}

	@Override
	public ObservedContext removeHighCardinalityKeyValue(String key) {
		return removeHighCardinalityKeyValues(key);
	}

	@Override
	public ObservedContext removeHighCardinalityKeyValues(String... keys) {
		this.high = without(high(), keys);
		return this;
	}

	@Override
	public KeyValues getHighCardinalityKeyValues() {
		return high();
	}

	@Override
	public @Nullable KeyValue getHighCardinalityKeyValue(String key) {
		return find(high(), key);
	}

}
