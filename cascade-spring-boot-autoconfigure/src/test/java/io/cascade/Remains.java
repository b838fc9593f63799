package io.cascade;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLongArray;

import io.cascade.exchange.Forgetful;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ReflectionUtils;

/**
 * All that the beans of the library hold, as text by the way to it, so that two moments
 * can be compared. What is not of the library is looked at only where it is a collection,
 * a number, a circuit breaker or a rate limiter.
 */
final class Remains {

	private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

	private final SortedMap<String, String> values = new TreeMap<>();

	private final Set<String> changeable = new TreeSet<>();

	private final Set<String> without;

	private Remains(Set<String> without) {
		this.without = without;
	}

	/** Without what these types hold, or these fields of them. */
	static Remains of(ConfigurableApplicationContext context, Set<String> without) {
		Remains remains = new Remains(without);
		Map<String, Object> beans = new HashMap<>();
		for (String name : context.getBeanFactory().getSingletonNames()) {
			beans.put(name, context.getBeanFactory().getSingleton(name));
		}
		List<String> names = beans.keySet()
			.stream()
			.sorted(Comparator.<String, Boolean>comparing((name) -> !(beans.get(name) instanceof Forgetful))
				.thenComparing((name) -> name))
			.toList();
		names.forEach((name) -> remains.root(name, beans.get(name)));
		return remains;
	}

	static Remains of(Object bean, Set<String> without) {
		Remains remains = new Remains(without);
		remains.root("", bean);
		return remains;
	}

	private void root(String name, @Nullable Object bean) {
		if (bean != null && isOurs(bean.getClass())) {
			look(name, bean);
		}
	}

	/**
	 * What differs, without what is known to: the way to it, what it was and what it is.
	 */
	SortedMap<String, String> changesTo(Remains later) {
		SortedMap<String, String> changes = new TreeMap<>();
		later.values.forEach((way, value) -> {
			if (!value.equals(this.values.get(way))) {
				changes.put(way, this.values.get(way) + " → " + value);
			}
		});
		this.values.keySet()
			.stream()
			.filter((way) -> !later.values.containsKey(way))
			.forEach((way) -> changes.put(way, "is gone"));
		return changes;
	}

	/** The fields that can change, such as {@code Circuit.opened}, wherever they are. */
	Set<String> changeable() {
		return this.changeable;
	}

	private void look(String way, @Nullable Object value) {
		if (value == null || isPlain(value)) {
			this.values.put(way, String.valueOf(value));
		}
		else if (value instanceof CircuitBreaker breaker) {
			this.values.put(way, breaker.getState() + " " + breaker.getMetrics().getNumberOfBufferedCalls());
		}
		else if (value instanceof RateLimiter rate) {
			this.values.put(way, "permits " + rate.getMetrics().getAvailablePermissions());
		}
		else if (value instanceof AtomicLongArray || value.getClass().isArray()) {
			array(way, value);
		}
		else if (this.seen.add(value)) {
			inside(way, value);
		}
	}

	private void array(String way, Object value) {
		if (value instanceof Object[] objects) {
			for (int i = 0; i < objects.length; i++) {
				look(way + "[" + i + "]", objects[i]);
			}
			return;
		}
		StringBuilder numbers = new StringBuilder();
		for (int i = 0; value.getClass().isArray() && i < Array.getLength(value); i++) {
			numbers.append(Array.get(value, i)).append(' ');
		}
		this.values.put(way, numbers.isEmpty() ? value.toString() : numbers.toString());
	}

	private void inside(String way, Object value) {
		if (value instanceof Map<?, ?> map) {
			this.values.put(way + ".size", String.valueOf(map.size()));
			map.forEach((key, held) -> look(way + "[" + name(key) + "]", held));
		}
		else if (value instanceof Collection<?> all) {
			this.values.put(way + ".size", String.valueOf(all.size()));
			int index = 0;
			for (Object held : all) {
				look(way + "[" + index++ + "]", held);
			}
		}
		else if (isOurs(value.getClass())) {
			fields(way, value);
		}
	}

	private static String name(Object key) {
		return isPlain(key) || isOurs(key.getClass()) ? String.valueOf(key) : key.getClass().getName();
	}

	private void fields(String way, Object value) {
		for (Class<?> type = value.getClass(); isOurs(type); type = type.getSuperclass()) {
			for (Field field : type.getDeclaredFields()) {
				boolean wanted = !this.without.contains(name(type))
						&& !this.without.contains(name(type) + "." + field.getName());
				if (wanted && !Modifier.isStatic(field.getModifiers())) {
					field.setAccessible(true);
					Object held = ReflectionUtils.getField(field, value);
					note(field, held);
					look(way + "." + field.getName(), held);
				}
			}
		}
	}

	private void note(Field field, @Nullable Object held) {
		Class<?> type = field.getType();
		boolean atomic = type.getName().startsWith("java.util.concurrent.atomic.") || type == long[].class;
		boolean collects = (held instanceof Map || held instanceof Set || held instanceof Queue)
				&& !held.getClass().getName().startsWith("java.util.ImmutableCollections")
				&& !held.getClass().getName().startsWith("java.util.Collections$Unmodifiable")
				&& !held.getClass().getName().startsWith("java.util.Collections$Empty");
		if (!Modifier.isFinal(field.getModifiers()) || atomic || collects) {
			this.changeable.add(name(field.getDeclaringClass()) + "." + field.getName());
		}
	}

	private static String name(Class<?> type) {
		return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
	}

	private static boolean isPlain(Object value) {
		String type = value.getClass().getName();
		return value instanceof Number || value instanceof Boolean || value instanceof CharSequence
				|| value instanceof Enum || value instanceof Class || type.startsWith("java.time.")
				|| (type.startsWith("java.util.concurrent.atomic.Atomic") && !(value instanceof AtomicLongArray)
						&& !type.contains("Reference"));
	}

	private static boolean isOurs(@Nullable Class<?> type) {
		return type != null && type.getName().startsWith("io.cascade.")
				&& !type.getName().startsWith("io.cascade.test.") && !type.isEnum();
	}

}
