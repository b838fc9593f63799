package io.cascade.gateway;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of requests in which something is wrong: another value, nothing, or too much, at
 * one to three places. The same seed makes the same bodies.
 */
@NullUnmarked
@SuppressWarnings("UnusedMethod")
final class MutatedBodies {

	private final Random random;

	private final List<Object> values = new ArrayList<>();

	MutatedBodies(long seed, List<Map<String, Object>> examples) {
		this.random = new Random(seed);
		examples.forEach(this::collect);
	}

	private void collect(@Nullable Object value) {
		this.values.add(value);
		if (value instanceof Map<?, ?> map) {
			map.values().forEach(this::collect);
		}
		else if (value instanceof List<?> list) {
			list.forEach(this::collect);
		}
	}

	@SuppressWarnings("unchecked")
	Map<String, Object> of(Map<String, Object> example) {
		Map<String, Object> body = (Map<String, Object>) copy(example);
		int count = 1 + this.random.nextInt(3);
		for (int i = 0; i < count; i++) {
			mutate(body);
		}
		return body;
	}

	private static @Nullable Object copy(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			Map<String, Object> copy = new LinkedHashMap<>();
			map.forEach((key, member) -> copy.put(String.valueOf(key), copy(member)));
			return copy;
		}
		if (value instanceof List<?> list) {
			List<Object> copy = new ArrayList<>();
			list.forEach((element) -> copy.add(copy(element)));
			return copy;
		}
		return value;
	}

	@SuppressWarnings("unchecked")
	private void mutate(Object container) {
		Object here = container;
		while (true) {
			List<Object> inner = new ArrayList<>();
			((here instanceof Map<?, ?> map) ? map.values() : (List<?>) here).forEach((value) -> {
				if (value instanceof Map<?, ?> || value instanceof List<?>) {
					inner.add(value);
				}
			});
			if (inner.isEmpty() || this.random.nextInt(3) == 0) {
				break;
			}
			here = inner.get(this.random.nextInt(inner.size()));
		}
		if (here instanceof Map<?, ?> map) {
			mutate((Map<String, Object>) map);
		}
		else {
			mutate((List<Object>) here);
		}
	}

	private void mutate(Map<String, Object> map) {
		List<String> names = new ArrayList<>(map.keySet());
		String name = (names.isEmpty() || this.random.nextInt(8) == 0) ? name()
				: names.get(this.random.nextInt(names.size()));
		if (this.random.nextInt(4) == 0) {
			map.remove(name);
		}
		else {
			map.put(name, value());
		}
	}

	private String name() {
		return List.of("type", "content", "text", "role", "source", "", "%s", "a.b", "ü\u0000", "x".repeat(300))
			.get(this.random.nextInt(10));
	}

	private void mutate(List<Object> list) {
		int at = list.isEmpty() ? 0 : this.random.nextInt(list.size());
		switch (this.random.nextInt(3)) {
			case 0 -> list.add(at, value());
			case 1 -> {
				if (!list.isEmpty()) {
					list.remove(at);
				}
			}
			default -> {
				if (!list.isEmpty()) {
					list.set(at, value());
				}
			}
		}
	}

	private @Nullable Object value() {
		return switch (this.random.nextInt(14)) {
			case 0 -> null;
			case 1 -> this.random.nextBoolean();
			case 2 -> this.random.nextInt();
			case 3 -> -1;
			case 4 -> 0.5;
			case 5 -> Double.POSITIVE_INFINITY;
			case 6 -> BigInteger.TEN.pow(400);
			case 7 -> "";
			case 8 -> " \n";
			case 9 -> "%s %d \u0000 \uD800 " + this.random.nextInt();
			case 10 -> new ArrayList<>();
			case 11 -> new LinkedHashMap<>();
			default -> copy(this.values.get(this.random.nextInt(this.values.size())));
		};
	}

}
