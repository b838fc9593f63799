package io.cascade.quality;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.cascade.AnswerBinder;
import io.cascade.AnswerGate;
import io.cascade.CascadeRequest;
import io.cascade.ResponseFormat;
import io.cascade.Ruling;
import io.cascade.exchange.Callbacks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Types as schemas, and answers as values.
 */
class JsonAnswersTests {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final CascadeRequest REQUEST = CascadeRequest.of("Why?");

	private static final ParameterizedTypeReference<Invoice> INVOICE = type(Invoice.class);

	private final JsonAnswers answers = new JsonAnswers(MAPPER);

	private static <T> ParameterizedTypeReference<T> type(Class<T> type) {
		return ParameterizedTypeReference.forType(type);
	}

	private ResponseFormat format(ParameterizedTypeReference<?> type) {
		return Objects.requireNonNull(this.answers.ask(REQUEST, type).responseFormat());
	}

	private void assertSchema(ParameterizedTypeReference<?> type, String expected) {
		assertThat(MAPPER.<JsonNode>valueToTree(format(type).schema())).isEqualTo(MAPPER.readTree(expected));
	}

	/** The gate that comes with the question. */
	private AnswerGate gate(ParameterizedTypeReference<?> type) {
		return new EntityGate(
				new Binding(MAPPER, new TypeSchemas(MAPPER).of(type.getType()), Callbacks.of(AnswerBinder.class)));
	}

	@Test
	void aRecordIsAClosedObjectThatNeedsAllItsProperties() {
		assertSchema(type(Line.class), """
				{"type":"object","properties":{"item":{"type":"string","description":"What was bought"},
				"count":{"type":"integer"},"unit_price":{"type":"number"}},
				"required":["item","count","unit_price"],"additionalProperties":false}""");
		assertThat(format(type(Line.class)).strict()).isTrue();
		assertThat(format(type(Line.class)).name()).isEqualTo("Line");
		assertThat(format(type(Line.class)).type()).isEqualTo("json_schema");
	}

	@Test
	void whatMayBeNullIsAskedForAndMayBeMissing() {
		assertSchema(type(Loose.class), """
				{"type":"object","properties":{"name":{"type":["string","null"]},
				"size":{"type":["integer","null"]},"color":{"anyOf":[{"type":"null"},
				{"type":"string","enum":["RED","light green"]}]},"made":{"type":["string","null"],"format":"date"}},
				"required":["name","size","color","made"],"additionalProperties":false}""");
		assertThat(this.answers.bind(Judged.text("{}"), type(Loose.class)))
			.isEqualTo(new Loose(null, Optional.empty(), null, null));
		assertThat(Judged.judge(gate(type(Loose.class)), "{}").isRejection()).isFalse();
		assertThat(Judged.judge(gate(type(Loose.class)), "{\"name\":null}").isRejection()).isFalse();
	}

	@Test
	void timesAndEnumsAreTexts() {
		assertSchema(type(Moments.class), """
				{"type":"object","properties":{"at":{"type":"string","format":"date-time"},
				"day":{"type":"string","format":"date"},"local":{"type":"string"},"took":{"type":"string"},
				"id":{"type":"string","format":"uuid"},"color":{"type":"string","enum":["RED","light green"]}},
				"required":["at","day","local","took","id","color"],"additionalProperties":false}""");
	}

	@Test
	void aTypeThatContainsItselfRefersToItself() {
		assertSchema(type(Node.class), """
				{"type":"object","properties":{"name":{"type":"string"},
				"children":{"type":"array","items":{"$ref":"#"}}},
				"required":["name","children"],"additionalProperties":false}""");
		Node tree = new Node("a", List.of(new Node("b", List.of()), new Node("c", List.of())));
		String json = MAPPER.writeValueAsString(tree);
		assertThat(Judged.judge(gate(type(Node.class)), json).isRejection()).isFalse();
		assertThat(this.answers.bind(Judged.text(json), type(Node.class))).isEqualTo(tree);
	}

	@Test
	void aMapIsOpenAndThereforeNotStrict() {
		ParameterizedTypeReference<Map<String, Integer>> map = new ParameterizedTypeReference<>() {
		};
		assertSchema(map, "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}");
		assertThat(format(map).strict()).isNull();
		assertThat(this.answers.bind(Judged.text("{\"a\":1}"), map)).isEqualTo(Map.of("a", 1));
	}

	@Test
	void whatIsNoObjectIsWrapped() {
		ParameterizedTypeReference<List<Integer>> list = new ParameterizedTypeReference<>() {
		};
		assertSchema(list, """
				{"type":"object","properties":{"value":{"type":"array","items":{"type":"integer"}}},
				"required":["value"],"additionalProperties":false}""");
		assertThat(format(list).name()).isEqualTo("List");
		assertThat(this.answers.bind(Judged.text("{\"value\":[1,2]}"), list)).containsExactly(1, 2);
		assertThat(this.answers.bind(Judged.text("{\"value\":\"a\"}"), type(String.class))).isEqualTo("a");
		assertThat(this.answers.bind(Judged.text("{\"value\":1.10}"), type(BigDecimal.class)))
			.isEqualTo(new BigDecimal("1.10"));
		assertThat(this.answers.bind(Judged.text("{\"value\":\"light green\"}"), type(Color.class)))
			.isEqualTo(Color.GREEN);
	}

	@Test
	void namesFollowTheMapperOfTheApplication() {
		JsonMapper snakes = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
		JsonAnswers snaky = new JsonAnswers(snakes);
		ResponseFormat format = Objects.requireNonNull(snaky.ask(REQUEST, type(Camel.class)).responseFormat());
		assertThat(Objects.requireNonNull(format.schema()).get("required")).isEqualTo(List.of("two_humps"));
		assertThat(snaky.bind(Judged.text("{\"two_humps\":2}"), type(Camel.class))).isEqualTo(new Camel(2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Prose.", "", "null", "[]", "{\"value\":null}", "{\"value\":\"SECRET\"}" })
	void anErrorQuotesNothingOfTheAnswer(String text) {
		assertThatIllegalStateException().isThrownBy(() -> this.answers.bind(Judged.text(text), type(Integer.class)))
			.withMessageStartingWith("The answer of a/a can't be used. It can't be made a Integer: ")
			.withMessageNotContainingAny("SECRET", "Prose")
			.withNoCause();
	}

	@Test
	void whatAConstructorRefusesIsRejected() {
		Ruling ruling = Judged.judge(gate(type(Picky.class)), "{\"even\":3}");
		assertThat(ruling.reason()).isEqualTo("It can't be made a Picky: it failed with ValueInstantiationException");
		assertThat(Judged.judge(gate(type(Picky.class)), "{\"even\":4}").isRejection()).isFalse();
		assertThat(Judged.judge(gate(type(Picky.class)), "{\"even\":99999999999}").isRejection()).isTrue();
	}

	@Test
	void valuesSurviveTheWayThroughJson() {
		Random random = new Random(42);
		AnswerGate gate = gate(INVOICE);
		for (int i = 0; i < 300; i++) {
			Invoice invoice = invoice(random);
			String json = MAPPER.writeValueAsString(invoice);
			assertThat(Judged.judge(gate, json).toString()).isEqualTo("schema accepted");
			assertThat(this.answers.bind(Judged.text(json), INVOICE)).isEqualTo(invoice);
		}
	}

	@Test
	void whatIsCutOffIsRejected() {
		Random random = new Random(43);
		AnswerGate gate = gate(INVOICE);
		for (int i = 0; i < 300; i++) {
			String json = MAPPER.writeValueAsString(invoice(random));
			String cut = json.substring(0, random.nextInt(json.length()));
			assertThat(Judged.judge(gate, cut).isRejection()).as(cut).isTrue();
		}
	}

	@Test
	void whatIsDamagedIsRejectedOrStillAValue() {
		Random random = new Random(44);
		AnswerGate gate = gate(INVOICE);
		for (int i = 0; i < 1000; i++) {
			StringBuilder json = new StringBuilder(MAPPER.writeValueAsString(invoice(random)));
			for (int damage = 0; damage < 3; damage++) {
				json.setCharAt(random.nextInt(json.length()), "{}[],:\"0aé\\ ".charAt(random.nextInt(12)));
			}
			Ruling ruling = Judged.judge(gate, json.toString());
			if (!ruling.isRejection()) {
				assertThat(this.answers.bind(Judged.text(json.toString()), INVOICE)).isNotNull();
			}
		}
	}

	@Test
	void aPropertyThatIsMissingOrUnknownIsRejected() {
		Random random = new Random(45);
		Map<String, Object> invoice = MAPPER.convertValue(invoice(random),
				new TypeReference<LinkedHashMap<String, Object>>() {
				});
		invoice.put("extra", 1);
		assertThat(Judged.judge(gate(INVOICE), MAPPER.writeValueAsString(invoice)).reason())
			.isEqualTo("$: has a property that the schema does not allow");
		invoice.remove("extra");
		invoice.remove("number");
		assertThat(Judged.judge(gate(INVOICE), MAPPER.writeValueAsString(invoice)).reason())
			.isEqualTo("$: required property 'number' not found");
	}

	@Test
	void aNameHasOnlyCharactersThatAreAllowed() {
		assertThat(TypeSchemas.name(Money$.class)).isEqualTo("Money_");
		assertThat(TypeSchemas.name(int[].class)).isEqualTo("int_");
	}

	private static Invoice invoice(Random random) {
		List<Line> lines = new ArrayList<>();
		for (int i = random.nextInt(4); i > 0; i--) {
			lines.add(new Line(text(random), random.nextInt(), new BigDecimal(random.nextInt()).movePointLeft(2)));
		}
		Map<String, Double> rates = new LinkedHashMap<>();
		rates.put(text(random), random.nextDouble());
		Instant at = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
		return new Invoice(random.nextLong(), lines, rates, random.nextBoolean() ? text(random) : null,
				random.nextBoolean() ? Optional.of(text(random)) : Optional.empty(), at,
				LocalDate.ofEpochDay(random.nextInt(40_000)), Duration.ofMillis(random.nextInt()),
				Color.values()[random.nextInt(2)], random.nextBoolean());
	}

	private static String text(Random random) {
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(12); i > 0; i--) {
			text.append("aZ9 \"\\\n\té漢😀".substring(0, 8 + random.nextInt(3)).charAt(random.nextInt(8)));
		}
		return text.append(random.nextBoolean() ? "漢😀" : "").toString();
	}

	enum Color {

		RED, @JsonProperty("light green")
		GREEN

	}

	record Line(@JsonPropertyDescription("What was bought") String item, int count,
			@JsonProperty("unit_price") BigDecimal unitPrice) {

	}

	record Invoice(long number, List<Line> lines, Map<String, Double> rates, @Nullable String remark,
			Optional<String> buyer, Instant at, LocalDate due, Duration took, Color color, boolean paid) {

	}

	record Loose(@Nullable String name, Optional<Integer> size, @Nullable Color color, @Nullable LocalDate made) {

	}

	record Moments(Instant at, LocalDate day, LocalDateTime local, Duration took, UUID id, Color color) {

	}

	record Node(String name, List<Node> children) {

	}

	record Camel(int twoHumps) {

	}

	record Picky(int even) {

		Picky {
			if (even % 2 != 0) {
				throw new IllegalArgumentException("SECRET");
			}
		}

	}

	record Money$(int value) {

	}

}
