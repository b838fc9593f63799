package io.cascade;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Gathers the fields of a JSON object that can't be changed any more when it is whole.
 * What is made here is not copied again by any value of this package. Not thread-safe.
 */
public final class FrozenFields {

	/** So many are looked through faster than looked up. */
	private static final int FEW = 16;

	/** Names and values that there is room for as soon as there are any. */
	private static final int LEAST = 4;

	private static final Object[] NONE = {};

	private @Nullable Object[] fields;

	private int end;

	/** A map has the array too, so it is copied before it changes. */
	private boolean shared;

	private @Nullable Map<String, Integer> index;

	/**
	 * None yet.
	 */
	public FrozenFields() {
		this.fields = NONE;
	}

	/** None yet, with room for some. */
	FrozenFields(int room) {
		this.fields = (room > 0) ? new Object[2 * room] : NONE;
	}

	/**
	 * A list that can't be changed any more.
	 * @param values what is JSON, copied unless it is frozen
	 * @return the list
	 */
	public static List<Object> list(List<?> values) {
		Object[] copy = values.toArray();
		for (int i = 0; i < copy.length; i++) {
			copy[i] = frozen(copy[i]);
		}
		return new FrozenList<>(copy);
	}

	/** However deep it is: who keeps it decides how deep it may be. */
	private static @Nullable Object frozen(@Nullable Object value) {
		return (value instanceof FrozenNode) ? value : Frozen.value(value);
	}

	/**
	 * Whether there are none.
	 * @return {@code true} if none was added
	 */
	public boolean isEmpty() {
		return this.end == 0;
	}

	/**
	 * Adds a field; one of the same name is replaced, in its place.
	 * @param name the name
	 * @param value what is JSON, copied unless it is frozen; {@code null} is kept too
	 * @return what the field was before, {@code null} if there was none
	 */
	public @Nullable Object put(String name, @Nullable Object value) {
		return set(name, frozen(value));
	}

	@Nullable Object set(String name, @Nullable Object frozen) {
		int found = find(name);
		if (found < 0) {
			add(name, frozen);
			return null;
		}
		this.fields = this.shared ? this.fields.clone() : this.fields;
		this.shared = false;
		Object before = this.fields[found + 1];
		this.fields[found + 1] = frozen;
		return before;
	}

	private int find(String name) {
		return (this.index != null) ? this.index.getOrDefault(name, -1) : FrozenMap.find(this.fields, this.end, name);
	}

	private void add(String name, @Nullable Object frozen) {
		if (this.end == this.fields.length) {
			this.fields = Arrays.copyOf(this.fields, Math.max(LEAST, 2 * this.end));
			this.shared = false;
		}
		this.fields[this.end] = name;
		this.fields[this.end + 1] = frozen;
		if (this.index != null) {
			this.index.put(name, this.end);
		}
		this.end += 2;
		if (this.index == null && this.end > 2 * FEW) {
			this.index = indexed();
		}
	}

	private Map<String, Integer> indexed() {
		Map<String, Integer> places = new HashMap<>(4 * FEW);
		for (int i = 0; i < this.end; i += 2) {
			places.put(String.valueOf(this.fields[i]), i);
		}
		return places;
	}

	/**
	 * The fields so far.
	 * @return an immutable map, in their order
	 */
	public Map<String, Object> map() {
		if (this.end == 0) {
			return Collections.emptyMap();
		}
		this.fields = (this.end < this.fields.length) ? Arrays.copyOf(this.fields, this.end) : this.fields;
		this.shared = true;
		return new FrozenMap(this.fields, (this.index != null) ? new HashMap<>(this.index) : null);
	}

}
