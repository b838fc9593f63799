package io.cascade;

import java.io.Serializable;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * A JSON object that can't be changed, in the order of its fields. Most have few, which
 * are looked through; more have an index.
 */
final class FrozenMap extends AbstractMap<String, Object> implements FrozenNode, Serializable {

	private static final long serialVersionUID = 1L;

	/** Names and values in turn. */
	private final @Nullable Object[] fields;

	private final @Nullable Map<String, Integer> index;

	private final int below;

	/** Both must be nobody else's; the index is that of the names, if there are many. */
	FrozenMap(@Nullable Object[] fields, @Nullable Map<String, Integer> index) {
		this.fields = fields;
		this.index = index;
		this.below = FrozenNode.below(fields);
	}

	/** Where the name stands in names and values, -1 if it does not. */
	static int find(@Nullable Object[] fields, int end, Object name) {
		for (int i = 0; i < end; i += 2) {
			if (name.equals(fields[i])) {
				return i;
			}
		}
		return -1;
	}

	private int find(@Nullable Object name) {
		if (name == null) {
			return -1;
		}
		return (this.index != null) ? this.index.getOrDefault(name, -1) : find(this.fields, this.fields.length, name);
	}

	@Override
	public int below() {
		return this.below;
	}

	@Override
	public int size() {
		return this.fields.length / 2;
	}

	@Override
	public boolean containsKey(@Nullable Object name) {
		return find(name) >= 0;
	}

	@Override
	public @Nullable Object get(@Nullable Object name) {
		int found = find(name);
		return (found >= 0) ? this.fields[found + 1] : null;
	}

	@Override
	public void forEach(BiConsumer<? super String, ? super Object> action) {
		for (int i = 0; i < this.fields.length; i += 2) {
			action.accept((String) this.fields[i], this.fields[i + 1]);
		}
	}

	@Override
	public Set<Map.Entry<String, Object>> entrySet() {
		return new Entries(this.fields);
	}

	/**
	 * The entries, in order.
	 */
	private static final class Entries extends AbstractSet<Map.Entry<String, Object>> {

		private final @Nullable Object[] fields;

		Entries(@Nullable Object[] fields) {
			this.fields = fields;
		}

		@Override
		public int size() {
			return this.fields.length / 2;
		}

		@Override
		public Iterator<Map.Entry<String, Object>> iterator() {
			return new Walk(this.fields);
		}

	}

	/**
	 * From the first entry to the last.
	 */
	private static final class Walk implements Iterator<Map.Entry<String, Object>> {

		private final @Nullable Object[] fields;

		private int next;

		Walk(@Nullable Object[] fields) {
			this.fields = fields;
		}

		@Override
		public boolean hasNext() {
			return this.next < this.fields.length;
		}

		@Override
		public Map.Entry<String, Object> next() {
			if (!hasNext()) {
				throw new NoSuchElementException();
			}
			this.next += 2;
			return new SimpleImmutableEntry<>((String) this.fields[this.next - 2], this.fields[this.next - 1]);
		}

	}

}
