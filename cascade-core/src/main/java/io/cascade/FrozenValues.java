package io.cascade;

import java.net.URI;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Values of Java that have one plain form in JSON. An {@link Optional} is what is in it,
 * a {@link Date} its instant, and a few types their text; all others are refused, since
 * their text says how Java sees them.
 */
final class FrozenValues {

	private static final List<Class<?>> TEXTS = List.of(TemporalAccessor.class, TemporalAmount.class, ZoneId.class,
			UUID.class, URI.class, URL.class, Path.class, Locale.class, Currency.class, Charset.class, Enum.class,
			Character.class, CharSequence.class);

	private FrozenValues() {
	}

	/** The plain form; the value itself if it has no other. */
	static @Nullable Object of(@Nullable Object value) {
		return (value == null || isJson(value)) ? value : plain(value);
	}

	/** Looked at first, since nearly all values are. */
	private static boolean isJson(Object value) {
		return value instanceof String || value instanceof Number || value instanceof Boolean || value instanceof Map
				|| value instanceof Collection;
	}

	private static @Nullable Object plain(Object value) {
		if (value instanceof Optional<?> optional) {
			return of(optional.orElse(null));
		}
		if (value instanceof OptionalInt optional) {
			return optional.isPresent() ? optional.getAsInt() : null;
		}
		if (value instanceof OptionalLong optional) {
			return optional.isPresent() ? optional.getAsLong() : null;
		}
		if (value instanceof OptionalDouble optional) {
			return optional.isPresent() ? optional.getAsDouble() : null;
		}
		return text(value);
	}

	/** A locale is written with underscores by itself, which nobody else reads. */
	private static Object text(Object value) {
		if (value instanceof Date date) {
			return date.toInstant().toString();
		}
		if (value instanceof Locale locale) {
			return locale.toLanguageTag();
		}
		return TEXTS.stream().anyMatch((type) -> type.isInstance(value)) ? value.toString() : value;
	}

	/** Whether a value that is no map and no list is one of JSON. */
	static boolean isPlain(@Nullable Object value) {
		return value == null || value instanceof CharSequence || value instanceof Boolean
				|| (value instanceof Number && value.getClass().getName().startsWith("java."));
	}

}
