package io.cascade.quality;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TimeZone;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import static java.util.Map.entry;

/**
 * Values of types that are one text or number in JSON. How the mapper writes them tells
 * what answers must look like.
 */
final class Samples {

	private static final Instant AT = Instant.parse("2026-11-23T10:15:30.5Z");

	private static final Map<Class<?>, List<?>> VALUES = Map.ofEntries(entry(String.class, List.of("a", "")),
			entry(CharSequence.class, List.of("a")), entry(char.class, List.of('a')),
			entry(Character.class, List.of('a')), entry(char[].class, List.of(new char[] { 'a', 'b' })),
			entry(byte[].class, List.of(new byte[] { 1, 2, 3 }, new byte[] { -1 })),
			entry(boolean.class, List.of(true, false)), entry(Boolean.class, List.of(true, false)),
			entry(byte.class, List.of((byte) 1)), entry(Byte.class, List.of((byte) 1)),
			entry(short.class, List.of((short) 1)), entry(Short.class, List.of((short) 1)),
			entry(int.class, List.of(1, -1)), entry(Integer.class, List.of(1, -1)), entry(long.class, List.of(1L, -1L)),
			entry(Long.class, List.of(1L, -1L)), entry(float.class, List.of(1.5f, 2f)),
			entry(Float.class, List.of(1.5f, 2f)), entry(double.class, List.of(1.5, 2.0)),
			entry(Double.class, List.of(1.5, 2.0)),
			entry(BigDecimal.class, List.of(new BigDecimal("1.50"), BigDecimal.TEN)),
			entry(BigInteger.class, List.of(BigInteger.TEN)), entry(Number.class, List.of(1.5, 2)),
			entry(OptionalInt.class, List.of(OptionalInt.of(1))),
			entry(OptionalLong.class, List.of(OptionalLong.of(1))),
			entry(OptionalDouble.class, List.of(OptionalDouble.of(1.5))),
			entry(Instant.class, List.of(AT, AT.plusMillis(500))), entry(Date.class, List.of(Date.from(AT))),
			entry(Calendar.class, List.of(GregorianCalendar.from(AT.atZone(ZoneOffset.UTC)))),
			entry(OffsetDateTime.class, List.of(AT.atOffset(ZoneOffset.ofHours(1)), AT.atOffset(ZoneOffset.UTC))),
			entry(ZonedDateTime.class, List.of(AT.atZone(ZoneId.of("Europe/Paris")), AT.atZone(ZoneOffset.UTC))),
			entry(LocalDate.class, List.of(LocalDate.of(2026, 12, 31), LocalDate.of(2026, 1, 2))),
			entry(LocalDateTime.class, List.of(LocalDateTime.of(2026, 12, 31, 10, 15, 30))),
			entry(LocalTime.class, List.of(LocalTime.of(10, 15, 30), LocalTime.of(10, 15))),
			entry(OffsetTime.class, List.of(OffsetTime.of(10, 15, 30, 0, ZoneOffset.ofHours(1)))),
			entry(Duration.class, List.of(Duration.ofMillis(90_500), Duration.ofDays(1))),
			entry(Period.class, List.of(Period.of(1, 2, 3))), entry(Year.class, List.of(Year.of(2026))),
			entry(YearMonth.class, List.of(YearMonth.of(2026, 12))),
			entry(MonthDay.class, List.of(MonthDay.of(12, 31))),
			entry(ZoneId.class, List.of(ZoneId.of("Europe/Paris"))),
			entry(ZoneOffset.class, List.of(ZoneOffset.ofHours(1))), entry(UUID.class, List.of(new UUID(0x4000L, 1L))),
			entry(Currency.class, List.of(Currency.getInstance("EUR"))),
			entry(Locale.class, List.of(Locale.GERMANY, Locale.FRENCH)),
			entry(URI.class, List.of(URI.create("https://example.org/a"))),
			entry(TimeZone.class, List.of(TimeZone.getTimeZone("Europe/Paris"))),
			entry(Pattern.class, List.of(Pattern.compile("a+"))),
			entry(Charset.class, List.of(StandardCharsets.UTF_8)));

	/** What a whole number has to be within, as the type says. */
	private static final Map<Class<?>, List<Long>> BOUNDS = Map.of(byte.class, range(Byte.MIN_VALUE, Byte.MAX_VALUE),
			Byte.class, range(Byte.MIN_VALUE, Byte.MAX_VALUE), short.class, range(Short.MIN_VALUE, Short.MAX_VALUE),
			Short.class, range(Short.MIN_VALUE, Short.MAX_VALUE), int.class,
			range(Integer.MIN_VALUE, Integer.MAX_VALUE), Integer.class, range(Integer.MIN_VALUE, Integer.MAX_VALUE),
			long.class, range(Long.MIN_VALUE, Long.MAX_VALUE), Long.class, range(Long.MIN_VALUE, Long.MAX_VALUE),
			Year.class, range(Year.MIN_VALUE, Year.MAX_VALUE));

	private static final Map<String, Pattern> FORMATS = Map.of("date", Pattern.compile("\\d{4}-\\d\\d-\\d\\d"),
			"date-time", Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)"),
			"uuid", Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"));

	private Samples() {
	}

	private static List<Long> range(long least, long most) {
		return List.of(least, most);
	}

	static @Nullable List<?> of(Class<?> type) {
		return VALUES.get(type);
	}

	static @Nullable List<Long> bounds(Class<?> type) {
		return BOUNDS.get(type);
	}

	/**
	 * The format that texts follow.
	 * @param texts the texts
	 * @return its name in JSON schemas, {@code null} for none
	 */
	static @Nullable String format(List<String> texts) {
		return FORMATS.entrySet()
			.stream()
			.filter((format) -> texts.stream().allMatch((text) -> format.getValue().matcher(text).matches()))
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(null);
	}

}
