package io.cascade.quality;

import java.lang.reflect.Type;
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
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.cascade.AnswerBinder;
import io.cascade.exchange.Callbacks;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Schemas and mappers agree: whatever a mapper writes is valid against the schema that is
 * derived from it, and whatever is valid is read by it.
 */
@SuppressWarnings({ "ArrayRecordComponent", "JavaUtilDate" })
@DisplayName("V03 schema and binder")
class SchemaZooTests extends Zoo {

	private static final JsonMapper PLAIN = JsonMapper.builder().build();

	private static final JsonMapper NUMBERS = JsonMapper.builder()
		.enable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
		.build();

	private static final JsonMapper SNAKES = JsonMapper.builder()
		.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
		.build();

	private static final JsonMapper LOWER = JsonMapper.builder()
		.enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
		.enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
		.build();

	private static final JsonMapper SPARSE = JsonMapper.builder()
		.changeDefaultPropertyInclusion(
				(any) -> JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY))
		.build();

	private static final JsonMapper WRAPPING = JsonMapper.builder()
		.enable(SerializationFeature.WRAP_ROOT_VALUE)
		.enable(DeserializationFeature.UNWRAP_ROOT_VALUE)
		.build();

	private static final JsonMapper STRICT = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private static final JsonMapper MIXED = JsonMapper.builder().addMixIn(Foreign.class, ForeignMixin.class).build();

	private static final JsonMapper OWN = JsonMapper.builder()
		.addModule(new SimpleModule().addSerializer(new MoneySerializer()))
		.build();

	private static final Instant AT = Instant.parse("2026-11-23T10:15:30.25Z");

	private static final ZonedDateTime ZONED = AT.atZone(ZoneId.of("Europe/Paris"));

	private static final Times TIMES = new Times(AT, AT.atOffset(ZoneOffset.ofHours(-3)), ZONED,
			LocalDate.of(2026, 2, 3), LocalDateTime.of(2026, 2, 3, 4, 5), LocalTime.of(4, 5),
			OffsetTime.of(4, 5, 0, 0, ZoneOffset.UTC), Duration.ofMillis(-1500), Period.ofMonths(3), Year.of(1999),
			YearMonth.of(2026, 2), MonthDay.of(2, 29), ZoneId.of("UTC"), ZoneOffset.ofHours(2), DayOfWeek.FRIDAY,
			Date.from(AT));

	private static final Numbers FIGURES = new Numbers((byte) -128, (short) 7, Integer.MAX_VALUE, Long.MIN_VALUE, 1.5f,
			-2.5, new BigDecimal("12.340"), BigInteger.TWO.pow(80), 'x', true, 5);

	private static Case plain(Object... values) {
		return with(PLAIN, values);
	}

	private static Case with(JsonMapper mapper, Object... values) {
		return new Case(mapper, values[0].getClass(), List.of(values));
	}

	private static Case typed(TypeReference<?> type, Object... values) {
		return new Case(PLAIN, type.getType(), List.of(values));
	}

	static Stream<Case> zoo() {
		return Stream.of(plain(TIMES), with(NUMBERS, TIMES), with(SNAKES, TIMES), plain(FIGURES),
				with(NUMBERS, FIGURES),
				plain(new Formatted(LocalDate.of(2026, 12, 31), new Date(0), 7, 1.5, true, List.of(LocalDate.EPOCH))),
				plain(new Things(Currency.getInstance("CHF"), Locale.ITALY, URI.create("a/b"), new UUID(1, 2),
						new byte[] { 1, -1 }, new char[] { 'a' }, "a\"\n")),
				plain(new Maybe(null, Optional.empty(), OptionalInt.empty(), null, null, null),
						new Maybe("a", Optional.of(1), OptionalInt.of(2), Color.RED, LocalDate.EPOCH, new Empty())),
				plain(new Elements(Arrays.asList("a", null), new String[] { "b" }, new int[] { 1 }, Set.of(Color.RED),
						List.of(List.of(1), List.of())),
						new Elements(List.of(), new String[0], new int[0], Set.of(), List.of())),
				plain(Color.RED, Color.GREEN), with(LOWER, Shade.DARK, Shade.LIGHT), plain(Level.LOW, Level.HIGH),
				plain(Numbered.ONE, Numbered.TWO), plain(new Defaulted(Shade.DARK)), plain(new Name("a")),
				plain(new Port(80)), plain(new Named(new Name("a"), new Port(80))), plain(new Tags2(List.of("a", "b"))),
				plain(new Flagged(true, false)), plain(new Switch()), with(STRICT, new Switch()),
				with(SNAKES, new Camels(1, "a")), plain(new Kebab(1)), plain(new Access()), with(STRICT, new Access()),
				plain(new Ignoring(1, 2)), plain(new Person("Ann", new Address("Bern", new Zip(3000)))),
				plain(new Prefixed(new Zip(1), new Zip(2))), plain(new Open(1, Map.of("a", 1, "b", "c"))),
				with(MIXED, new Foreign(3)), with(OWN, new Deposit(new Money(5), 1)),
				plain(new Anything(1, Map.of("a", 1))),
				plain(new Trees(PLAIN.readTree("[1]"), PLAIN.createObjectNode(), PLAIN.createArrayNode())),
				plain(new Maps(Map.of("a", 1), new EnumMap<>(Map.of(Color.GREEN, 2)), Map.of(7, "x"),
						new TreeMap<>(Map.of(LocalDate.EPOCH, 1.5)), Map.of("a", Map.of("b", List.of(true))))),
				plain(new Empty()), with(STRICT, new Empty()), plain(new Circle(1.5)), plain(new Square(2, "red")),
				new Case(PLAIN, Shape.class, List.of(new Circle(1), new Square(2, "b"))),
				plain(new Drawing(new Circle(1), List.of(new Square(1, "a"), new Circle(2)))),
				new Case(PLAIN, Pet.class, List.of(new Dog("Rex"), new Cat(9))),
				plain(new Owner(new Dog("Rex"), Map.of("a", new Cat(1)))), plain(new Outside("dog", new Dog("Rex"))),
				plain(new Paired(new Pair1(1))), new Case(PLAIN, Guess.class, List.of(new GuessA(1), new GuessB("b"))),
				new Case(PLAIN, Kind.class, List.of(new KindA("a", 1), new KindB("b"))),
				new Case(PLAIN, Expr.class, List.of(new Add(new Num(1), new Add(new Num(2), new Num(3))))),
				plain(new Node("a", List.of(new Node("b", List.of(), null)), null)),
				plain(new Twice(new Zip(1), new Zip(2), List.of(new Zip(3)))), plain(new Links(new Links(null))),
				typed(new TypeReference<Box<Box<Integer>>>() {
				}, new Box<>(new Box<>(1))), typed(new TypeReference<List<Box<LocalDate>>>() {
				}, List.of(new Box<>(LocalDate.EPOCH))), typed(new TypeReference<Map<String, Zip>>() {
				}, Map.of("a", new Zip(1))), typed(new TypeReference<Map<String, Object>>() {
				}, Map.of("a", List.of(1, "b"))), typed(new TypeReference<Optional<Zip>>() {
				}, Optional.of(new Zip(1))), plain("a"), plain(1), plain(true), plain(LocalDate.EPOCH),
				with(SPARSE, new Sparse(List.of(), "", Optional.empty(), Map.of()),
						new Sparse(List.of(1), "a", Optional.of("b"), Map.of("a", 1))),
				with(WRAPPING, new Zip(1)), plain(new Built.Builder().size(3).build()), plain(Point.of(1, 2)));
	}

	@ParameterizedTest
	@MethodSource("zoo")
	void whatIsWrittenIsValidAndIsRead(Case zoo) {
		TypeSchema schema = zoo.schema();
		CompiledSchema compiled = CompiledSchema.of(schema.accepted());
		assertThat(compiled.fault()).isNull();
		assertThat(CompiledSchema.of(schema.sent()).fault()).isNull();
		JsonMapper mapper = MapperView.unwrapped(zoo.mapper);
		for (Object value : zoo.values) {
			String json = mapper.writerFor(schema.type()).writeValueAsString(zoo.wrapped(schema, value));
			assertThat(compiled.flaw(PLAIN.readTree(json))).as("%s against %s", json, schema.accepted()).isNull();
			Object bound = new Binding(mapper, schema, Callbacks.of(AnswerBinder.class)).bind(json);
			String again = mapper.writerFor(schema.type()).writeValueAsString(zoo.wrapped(schema, bound));
			assertThat(compiled.flaw(PLAIN.readTree(again))).isNull();
		}
	}

	@ParameterizedTest
	@MethodSource("zoo")
	void whatIsValidIsRead(Case zoo) {
		Assumptions.assumeFalse(zoo.type.equals(Outside.class), "which type it is stands beside it");
		TypeSchema schema = zoo.schema();
		CompiledSchema compiled = CompiledSchema.of(schema.accepted());
		JsonMapper mapper = MapperView.unwrapped(zoo.mapper);
		List<JsonNode> written = zoo.values.stream()
			.<JsonNode>map((value) -> PLAIN
				.readTree(mapper.writerFor(schema.type()).writeValueAsString(zoo.wrapped(schema, value))))
			.toList();
		for (Map<String, Object> rules : List.of(schema.sent(), schema.accepted())) {
			Instances instances = new Instances(PLAIN.valueToTree(rules), new Random(46));
			for (int i = 0; i < 20; i++) {
				JsonNode value = instances.next(written.get(i % written.size()));
				assertThat(compiled.flaw(value)).as("%s against %s", value, schema.accepted()).isNull();
				assertThat(new Binding(mapper, schema, Callbacks.of(AnswerBinder.class)).bind(value.toString()))
					.as(value.toString())
					.isNotNull();
			}
		}
	}

	@Test
	void strictIsClaimedOnlyWhereStrictModesTakeIt() {
		for (Case zoo : zoo().toList()) {
			TypeSchema schema = zoo.schema();
			JsonNode sent = PLAIN.valueToTree(schema.sent());
			assertThat(Boolean.TRUE.equals(schema.format().strict())).as("%s", sent)
				.isEqualTo(Instances.isStrict(sent, true));
		}
		assertThat(new Case(PLAIN, Anything.class, List.of()).schema().format().strict()).isNull();
		assertThat(new Case(PLAIN, Shape.class, List.of()).schema().format().strict()).isTrue();
	}

	@Test
	void equalTypesHaveEqualSchemas() {
		for (Case zoo : zoo().toList()) {
			assertThat(PLAIN.writeValueAsString(zoo.schema().sent()))
				.isEqualTo(PLAIN.writeValueAsString(zoo.schema().sent()));
		}
	}

	@Test
	void aDateInItsOwnFormIsShownToTheModel() {
		JsonNode sent = PLAIN.valueToTree(new Case(PLAIN, Formatted.class, List.of()).schema().sent());
		assertThat(sent.at("/properties/due")).isEqualTo(
				PLAIN.readTree("{\"type\":\"string\",\"description\":\"Written like 31.12.2026 (dd.MM.yyyy)\"}"));
	}

	@Test
	void aRecordWithoutComponentsHasProperties() {
		assertThat(new Case(PLAIN, Empty.class, List.of()).schema().sent()).isEqualTo(
				Map.of("type", "object", "properties", Map.of(), "required", List.of(), "additionalProperties", false));
		assertThat(Tools.none(PLAIN).with("now", "", Empty.class, (none) -> Mono.empty()).tools().get(0).strict())
			.isTrue();
	}

	@Test
	void aDiscriminatorHasAType() {
		JsonNode sent = PLAIN.valueToTree(new Case(PLAIN, Circle.class, List.of()).schema().sent());
		assertThat(sent.at("/properties/shape"))
			.isEqualTo(PLAIN.readTree("{\"type\":\"string\",\"const\":\"circle\"}"));
	}

	static Stream<Case> contradictions() {
		JsonMapper lower = JsonMapper.builder().enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE).build();
		JsonMapper own = JsonMapper.builder()
			.addModule(new SimpleModule().addSerializer(LocalDate.class, new OddDates()))
			.build();
		return Stream.of(new Case(PLAIN, Unreadable.class, List.of()), new Case(PLAIN, Abstract.class, List.of()),
				new Case(PLAIN, OneWay.class, List.of()), new Case(lower, Defaulted.class, List.of()),
				new Case(own, Dated.class, List.of()), new Case(PLAIN, Delegating.class, List.of()),
				new Case(PLAIN, Hidden.class, List.of()), new Case(PLAIN, Starving.class, List.of()));
	}

	@ParameterizedTest
	@MethodSource("contradictions")
	void whatNoAnswerCouldSatisfyIsSaidBeforeAnybodyIsAsked(Case zoo) {
		assertThatIllegalArgumentException().isThrownBy(zoo::schema)
			.withMessageStartingWith("No answer could be made a value: at ")
			.withMessageContaining(((Class<?>) zoo.type).getSimpleName());
	}

	@Test
	void aContradictionNamesTypePropertyAndMend() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Case(PLAIN, OneWay.class, List.of()).schema())
			.withMessage("No answer could be made a value: at OneWay.word (%s) the mapper writes what text() gives and "
				.formatted(Word.class.getName())
					+ "does not read it. Annotate a constructor or factory method that takes it "
					+ "with @JsonCreator(mode = DELEGATING)");
	}

	record Case(JsonMapper mapper, Type type, List<Object> values) {

		TypeSchema schema() {
			return new TypeSchemas(MapperView.unwrapped(this.mapper)).of(this.type);
		}

		Object wrapped(TypeSchema schema, Object value) {
			return schema.type().hasRawClass(TypeSchemas.Wrapped.class) ? new TypeSchemas.Wrapped<>(value) : value;
		}

		@Override
		public String toString() {
			return this.type.getTypeName();
		}

	}

	static final class Unreadable {

		private final int size;

		Unreadable(int size, int other) {
			this.size = size + other;
		}

		public int getSize() {
			return this.size;
		}

	}

	interface Abstract {

		int getSize();

	}

	record OneWay(Word word) {

	}

	static final class Word {

		@JsonValue
		String text() {
			return "";
		}

	}

	record Dated(LocalDate day) {

	}

	static final class Delegating {

		private final String text;

		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		Delegating(String text) {
			this.text = text;
		}

		public String getText() {
			return this.text;
		}

	}

	static final class Hidden {

		private boolean isActive;

		public boolean isActive() {
			return this.isActive;
		}

	}

}
