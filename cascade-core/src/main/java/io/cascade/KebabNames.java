package io.cascade;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The names of enum constants in lower case with hyphens, written once for each enum.
 */
final class KebabNames extends ClassValue<Map<Enum<?>, String>> {

	private static final KebabNames ALL = new KebabNames();

	private KebabNames() {
	}

	static String of(Enum<?> constant) {
		return Objects.requireNonNull(ALL.get(constant.getDeclaringClass()).get(constant));
	}

	@Override
	protected Map<Enum<?>, String> computeValue(Class<?> type) {
		return Arrays.stream(type.getEnumConstants())
			.map((constant) -> (Enum<?>) constant)
			.collect(Collectors.toUnmodifiableMap((constant) -> constant,
					(constant) -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-')));
	}

}
