package io.cascade;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;

/**
 * Which top-level classes of a package know each other, directly or by way of others.
 */
final class ClassCircles {

	private final Map<String, Set<String>> known = new TreeMap<>();

	ClassCircles(JavaClasses classes, String packageName) {
		for (JavaClass type : classes) {
			if (type.getPackageName().equals(packageName)) {
				this.known.computeIfAbsent(outermost(type), (name) -> new TreeSet<>())
					.addAll(type.getDirectDependenciesFromSelf()
						.stream()
						.map((dependency) -> dependency.getTargetClass().getBaseComponentType())
						.filter((target) -> target.getPackageName().equals(packageName))
						.map(ClassCircles::outermost)
						.collect(Collectors.toSet()));
			}
		}
	}

	private static String outermost(JavaClass type) {
		return type.getEnclosingClass().map(ClassCircles::outermost).orElseGet(type::getSimpleName);
	}

	Set<String> largest() {
		Map<String, Set<String>> reached = new HashMap<>();
		this.known.keySet().forEach((name) -> reached.put(name, reachedFrom(name)));
		return this.known.keySet()
			.stream()
			.map((name) -> circle(name, reached))
			.reduce(Set.of(), (one, other) -> (other.size() > one.size()) ? other : one);
	}

	private static Set<String> circle(String name, Map<String, Set<String>> reached) {
		return reached.getOrDefault(name, Set.of())
			.stream()
			.filter((other) -> reached.getOrDefault(other, Set.of()).contains(name))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private Set<String> reachedFrom(String name) {
		Set<String> reached = new TreeSet<>();
		Deque<String> open = new ArrayDeque<>(List.of(name));
		while (!open.isEmpty()) {
			for (String next : this.known.getOrDefault(open.remove(), Set.of())) {
				if (reached.add(next)) {
					open.add(next);
				}
			}
		}
		return reached;
	}

}
