package io.cascade.actuate;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * How values are written in the answers of endpoints.
 */
final class DescriptorValues {

	private DescriptorValues() {
	}

	/** Without zeros at the end, and never as a power of ten. */
	static BigDecimal plain(BigDecimal amount) {
		BigDecimal stripped = amount.stripTrailingZeros();
		return (stripped.scale() < 0) ? stripped.setScale(0) : stripped;
	}

	static @Nullable BigDecimal plainOrNull(@Nullable BigDecimal amount) {
		return (amount != null) ? plain(amount) : null;
	}

	static @Nullable Instant millis(@Nullable Instant instant) {
		return (instant != null) ? instant.truncatedTo(ChronoUnit.MILLIS) : null;
	}

	static @Nullable Double percentage(@Nullable Double percentage) {
		return (percentage != null) ? Math.round(percentage * 10) / 10.0 : null;
	}

	static String duration(Duration duration) {
		if (duration.toMillis() % 1000 != 0) {
			return duration.toMillis() + "ms";
		}
		return (duration.toSeconds() % 3600 == 0 && !duration.isZero()) ? duration.toHours() + "h"
				: duration.toSeconds() + "s";
	}

	static <T, D> Map<String, D> each(Map<String, T> all, Function<T, D> descriptor) {
		Map<String, D> described = new LinkedHashMap<>();
		all.forEach((name, one) -> described.put(name, descriptor.apply(one)));
		return described;
	}

}
