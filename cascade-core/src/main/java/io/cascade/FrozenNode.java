package io.cascade;

import org.jspecify.annotations.Nullable;

/**
 * A JSON list or object that can't be changed, and nothing in it can.
 */
interface FrozenNode {

	/** How many levels of lists and objects are inside. */
	int below();

	/** The levels inside of whatever holds these. */
	static int below(@Nullable Object[] values) {
		int levels = 0;
		for (Object value : values) {
			levels = (value instanceof FrozenNode node) ? Math.max(levels, node.below() + 1) : levels;
		}
		return levels;
	}

}
