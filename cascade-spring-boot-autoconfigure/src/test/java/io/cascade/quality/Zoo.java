package io.cascade.quality;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
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
import java.util.Currency;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.annotation.JsonPOJOBuilder;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Types of all kinds.
 */
@SuppressWarnings({ "ArrayRecordComponent", "JavaUtilDate" })
abstract class Zoo {

	record Times(Instant at, OffsetDateTime offset, ZonedDateTime zoned, LocalDate day, LocalDateTime local,
			LocalTime time, OffsetTime offsetTime, Duration took, Period period, Year year, YearMonth month,
			MonthDay monthDay, ZoneId zone, ZoneOffset zoneOffset, DayOfWeek weekDay, Date date) {

	}

	record Numbers(byte b, short s, int i, long l, float f, double d, BigDecimal decimal, BigInteger big, char c,
			boolean yes, Integer boxed) {

	}

	record Formatted(@JsonFormat(pattern = "dd.MM.yyyy") LocalDate due,
			@JsonFormat(shape = JsonFormat.Shape.NUMBER) Date stamp,
			@JsonFormat(shape = JsonFormat.Shape.STRING) long id,
			@JsonFormat(shape = JsonFormat.Shape.STRING) double rate,
			@JsonFormat(shape = JsonFormat.Shape.NUMBER) boolean flag,
			@JsonFormat(pattern = "yyyy/MM/dd") List<LocalDate> days) {

	}

	record Things(Currency currency, Locale locale, URI uri, UUID id, byte[] bytes, char[] chars, String text) {

	}

	record Maybe(@Nullable String name, Optional<Integer> size, OptionalInt count, @Nullable Color color,
			@Nullable LocalDate made, @Nullable Empty empty) {

	}

	record Elements(List<@Nullable String> texts, String[] array, int[] numbers, Set<Color> colors,
			List<List<Integer>> nested) {

	}

	enum Color {

		RED, @JsonProperty("light green")
		GREEN

	}

	enum Shade {

		@JsonEnumDefaultValue
		DARK, LIGHT

	}

	enum Level {

		LOW("l"), HIGH("h");

		private final String code;

		Level(String code) {
			this.code = code;
		}

		@JsonValue
		String code() {
			return this.code;
		}

	}

	enum Numbered {

		ONE, TWO;

		@JsonValue
		int number() {
			return (this == ONE) ? 1 : 2;
		}

	}

	record Defaulted(Shade shade) {

	}

	record Name(@JsonValue String text) {

		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		Name {
		}

	}

	static final class Port {

		private final int number;

		@JsonCreator
		Port(int number) {
			this.number = number;
		}

		@JsonValue
		int number() {
			return this.number;
		}

	}

	record Named(Name name, Port port) {

	}

	record Tags2(@JsonValue List<String> tags) {

		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		Tags2 {
		}

	}

	record Flagged(boolean isActive, @JsonProperty("is_open") boolean open) {

	}

	static final class Switch {

		private boolean isActive = true;

		private int zeta = 1;

		private int alpha = 2;

		public boolean isActive() {
			return this.isActive;
		}

		public void setActive(boolean active) {
			this.isActive = active;
		}

		public int getZeta() {
			return this.zeta;
		}

		public void setZeta(int zeta) {
			this.zeta = zeta;
		}

		public int getAlpha() {
			return this.alpha;
		}

		public void setAlpha(int alpha) {
			this.alpha = alpha;
		}

	}

	record Camels(int twoHumps, @JsonProperty("As-Is") String asIs) {

	}

	@JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
	record Kebab(int bigNumber) {

	}

	static final class Access {

		@JsonProperty(access = JsonProperty.Access.READ_ONLY)
		public int computed = 3;

		public int given = 4;

	}

	record Ignoring(int kept, @JsonIgnore Integer dropped) {

	}

	record Starving(int kept, @JsonIgnore int dropped) {

	}

	record Zip(int code) {

	}

	record Address(String city, Zip zip) {

	}

	static final class Person {

		public String name = "";

		@JsonUnwrapped
		public Address address = new Address("", new Zip(0));

		Person() {
		}

		Person(String name, Address address) {
			this.name = name;
			this.address = address;
		}

	}

	static final class Prefixed {

		@JsonUnwrapped(prefix = "from_")
		public Zip from = new Zip(0);

		@JsonUnwrapped(prefix = "to_")
		public Zip to = new Zip(0);

		Prefixed() {
		}

		Prefixed(Zip from, Zip to) {
			this.from = from;
			this.to = to;
		}

	}

	static final class Open {

		public int known;

		private final Map<String, Object> more = new LinkedHashMap<>();

		Open() {
		}

		Open(int known, Map<String, Object> more) {
			this.known = known;
			this.more.putAll(more);
		}

		@JsonAnyGetter
		Map<String, Object> more() {
			return this.more;
		}

		@JsonAnySetter
		void put(String name, Object value) {
			this.more.put(name, value);
		}

	}

	static final class Foreign {

		private final int size;

		Foreign(int size) {
			this.size = size;
		}

		int size() {
			return this.size;
		}

	}

	abstract static class ForeignMixin {

		@JsonCreator
		ForeignMixin(@JsonProperty("length") int size) {
		}

		@JsonProperty("length")
		abstract int size();

	}

	record Money(int cents) {

	}

	record Deposit(Money money, int count) {

	}

	static final class MoneySerializer extends StdSerializer<Money> {

		MoneySerializer() {
			super(Money.class);
		}

		@Override
		public void serialize(Money value, JsonGenerator generator, SerializationContext context) {
			generator.writeStartObject();
			generator.writeNumberProperty("cents", value.cents());
			generator.writeEndObject();
		}

	}

	static final class OddDates extends StdSerializer<LocalDate> {

		OddDates() {
			super(LocalDate.class);
		}

		@Override
		public void serialize(LocalDate value, JsonGenerator generator, SerializationContext context) {
			generator.writeString("day " + value);
		}

	}

	record Anything(Object any, Map<String, Object> map) {

	}

	record Trees(JsonNode node, ObjectNode object, ArrayNode array) {

	}

	record Maps(Map<String, Integer> texts, Map<Color, Integer> colors, Map<Integer, String> numbers,
			Map<LocalDate, Double> days, Map<String, Map<String, List<Boolean>>> nested) {

	}

	record Empty() {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "shape")
	sealed interface Shape {

	}

	@JsonTypeName("circle")
	record Circle(double radius) implements Shape {

	}

	@JsonTypeName("square")
	record Square(int side, String color) implements Shape {

	}

	record Drawing(Shape main, List<Shape> others) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
	@JsonSubTypes({ @JsonSubTypes.Type(value = Dog.class, name = "dog"),
			@JsonSubTypes.Type(value = Cat.class, name = "cat") })
	interface Pet {

	}

	record Dog(String name) implements Pet {

	}

	record Cat(int lives) implements Pet {

	}

	record Owner(Pet first, Map<String, Pet> others) {

	}

	static final class Outside {

		public String kind = "";

		@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXTERNAL_PROPERTY, property = "kind",
				visible = true)
		@JsonSubTypes({ @JsonSubTypes.Type(value = Dog.class, name = "dog"),
				@JsonSubTypes.Type(value = Cat.class, name = "cat") })
		public Object pet = "";

		Outside() {
		}

		Outside(String kind, Pet pet) {
			this.kind = kind;
			this.pet = pet;
		}

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_ARRAY)
	@JsonSubTypes(@JsonSubTypes.Type(value = Pair1.class, name = "one"))
	interface Pair {

	}

	record Pair1(int a) implements Pair {

	}

	record Paired(Pair pair) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
	sealed interface Guess {

	}

	record GuessA(int a) implements Guess {

	}

	record GuessB(String b) implements Guess {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "kind",
			visible = true)
	@JsonSubTypes({ @JsonSubTypes.Type(value = KindA.class, name = "a"),
			@JsonSubTypes.Type(value = KindB.class, name = "b") })
	interface Kind {

		String kind();

	}

	record KindA(String kind, int size) implements Kind {

	}

	record KindB(String kind) implements Kind {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	sealed interface Expr {

	}

	record Num(int value) implements Expr {

	}

	record Add(Expr left, Expr right) implements Expr {

	}

	record Node(String name, List<Node> children, @Nullable Node next) {

	}

	record Twice(Zip first, Zip second, List<Zip> more) {

	}

	record Links(@Nullable Links next) {

	}

	record Box<T>(T content) {

	}

	record Sparse(List<Integer> list, String text, Optional<String> maybe, Map<String, Integer> map) {

	}

	@JsonDeserialize(builder = Built.Builder.class)
	static final class Built {

		private final int size;

		private Built(int size) {
			this.size = size;
		}

		public int getSize() {
			return this.size;
		}

		@JsonPOJOBuilder(withPrefix = "")
		static final class Builder {

			private int size;

			public Builder size(int size) {
				this.size = size;
				return this;
			}

			public Built build() {
				return new Built(this.size);
			}

		}

	}

	@JsonFormat(shape = JsonFormat.Shape.ARRAY)
	record Point(int x, int y) {

		static Point of(int x, int y) {
			return new Point(x, y);
		}

	}

}
