package io.cascade;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.RandomAccess;

import org.jspecify.annotations.Nullable;

/**
 * A JSON list that can't be changed.
 *
 * @param <T> the type of its values
 */
final class FrozenList<T> extends AbstractList<T> implements FrozenNode, RandomAccess, Serializable {

	private static final long serialVersionUID = 1L;

	private final @Nullable Object[] values;

	private final int below;

	/** The array must be nobody else's. */
	FrozenList(@Nullable Object[] values) {
		this.values = values;
		this.below = FrozenNode.below(values);
	}

	@Override
	public int below() {
		return this.below;
	}

	@Override
	@SuppressWarnings("unchecked")
	public T get(int index) {
		return (T) this.values[index];
	}

	@Override
	public int size() {
		return this.values.length;
	}

}
