package io.cascade;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Copies of JSON values that can't be changed any more; what is such a copy already is
 * not copied again. Whatever has an order keeps it; what has none, such as
 * {@code Map.of}, whose order differs from one JVM to the next, is sorted, so that equal
 * values are equal bytes.
 */
final class Frozen {

	/** As deep as anybody reads JSON. */
	private static final int DEEPEST = 200;

	private static final List<Class<?>> WITHOUT_ORDER = List.of(HashMap.class, HashSet.class, Hashtable.class,
			IdentityHashMap.class, WeakHashMap.class, ConcurrentHashMap.class, ConcurrentHashMap.KeySetView.class);

	/** Stands for what is nested in itself or too deep; no check lets it pass. */
	private static final Object ENDLESS = new Object() {

		@Override
		public String toString() {
			return "…";
		}

	};

	private Frozen() {
	}

	static Map<String, Object> map(Map<String, ?> map) {
		if (map.isEmpty()) {
			return Collections.emptyMap();
		}
		return (map instanceof FrozenMap frozen && frozen.below() <= DEEPEST) ? frozen : map(map, new Path());
	}

	static List<Map<String, Object>> maps(List<Map<String, Object>> maps) {
		if (maps.isEmpty()) {
			return List.of();
		}
		List<Object> copies = new ArrayList<>(maps.size());
		for (Map<String, Object> map : maps) {
			copies.add(map(map));
		}
		return new FrozenList<>(copies.toArray());
	}

	static @Nullable Object value(@Nullable Object told) {
		Object value = FrozenValues.of(told);
		return (value != null && isNested(value)) ? value(value, new Path()) : value;
	}

	/** What the value must be to be JSON, or null if it is. */
	static @Nullable String complaint(@Nullable Object told) {
		Object value = FrozenValues.of(told);
		if (value instanceof Map<?, ?> map) {
			return complaint(map.values());
		}
		if (value instanceof Collection<?> values) {
			return values.stream().map(Frozen::complaint).filter((found) -> found != null).findFirst().orElse(null);
		}
		if (value instanceof Double || value instanceof Float) {
			return Double.isFinite(((Number) value).doubleValue()) ? null : "made of finite numbers";
		}
		if (value == ENDLESS) {
			return "nested less deeply";
		}
		return FrozenValues.isPlain(value) ? null : "made of text, numbers, booleans, lists and maps";
	}

	private static boolean isNested(Object value) {
		return value instanceof Map || value instanceof Collection || value.getClass().isArray();
	}

	private static @Nullable Object value(@Nullable Object told, Path path) {
		Object value = FrozenValues.of(told);
		if (value == null || !isNested(value) || (value instanceof FrozenNode frozen && path.hasRoomFor(frozen))) {
			return value;
		}
		if (!path.enter(value)) {
			return ENDLESS;
		}
		Object copy = (value instanceof Map<?, ?> map) ? map(map, path)
				: list((value instanceof Collection<?> values) ? values : elements(value), path);
		path.leave();
		return copy;
	}

	private static Map<String, Object> map(Map<?, ?> map, Path path) {
		FrozenFields copy = new FrozenFields(map.size());
		Collection<? extends Map.Entry<?, ?>> entries = hasNoOrder(map) ? sorted(map.entrySet()) : map.entrySet();
		for (Map.Entry<?, ?> entry : entries) {
			copy.set(String.valueOf(entry.getKey()), value(entry.getValue(), path));
		}
		return copy.map();
	}

	private static Collection<? extends Map.Entry<?, ?>> sorted(Collection<? extends Map.Entry<?, ?>> entries) {
		return entries.stream()
			.sorted(Comparator.comparing((Map.Entry<?, ?> entry) -> String.valueOf(entry.getKey())))
			.toList();
	}

	private static List<Object> list(Collection<?> values, Path path) {
		List<Object> copy = new ArrayList<>(values.size());
		values.forEach((value) -> copy.add(value(value, path)));
		if (hasNoOrder(values)) {
			copy.sort(Comparator.comparing(String::valueOf));
		}
		return new FrozenList<>(copy.toArray());
	}

	private static List<Object> elements(Object array) {
		List<Object> elements = new ArrayList<>();
		for (int i = 0; i < Array.getLength(array); i++) {
			elements.add(Array.get(array, i));
		}
		return elements;
	}

	private static boolean hasNoOrder(Object values) {
		if (values instanceof LinkedHashMap || values instanceof LinkedHashSet || values instanceof List) {
			return false;
		}
		boolean immutable = values.getClass().getName().startsWith("java.util.ImmutableCollections");
		return (immutable && (values instanceof Map || values instanceof Set)) || isWithoutOrder(values);
	}

	private static boolean isWithoutOrder(Object values) {
		for (Class<?> type : WITHOUT_ORDER) {
			if (type.isInstance(values)) {
				return true;
			}
		}
		return false;
	}

	/** The maps and lists that are being copied. */
	private static final class Path {

		private final List<Object> above = new ArrayList<>();

		boolean enter(Object value) {
			return this.above.size() < DEEPEST && !isAbove(value) && this.above.add(value);
		}

		private boolean isAbove(Object value) {
			for (int i = 0; i < this.above.size(); i++) {
				if (this.above.get(i) == value) {
					return true;
				}
			}
			return false;
		}

		void leave() {
			this.above.remove(this.above.size() - 1);
		}

		boolean hasRoomFor(FrozenNode frozen) {
			return this.above.size() + frozen.below() < DEEPEST;
		}

	}

}
