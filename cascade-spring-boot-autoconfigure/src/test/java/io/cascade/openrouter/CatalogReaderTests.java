package io.cascade.openrouter;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.cascade.Price;
import io.cascade.pricing.ModelInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link CatalogReader}.
 */
class CatalogReaderTests {

	private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

	private static final Instant NIGHT = Instant.parse("2026-11-01T23:30:00Z");

	private static final String PAGE = """
			{"data": [
			 {"id": "anthropic/claude-sonnet-4.5", "canonical_slug": "anthropic/claude-4.5-sonnet-20250929",
			  "hugging_face_id": "", "name": "Anthropic: Claude Sonnet 4.5", "created": 1759161676,
			  "description": "Füllt \\u00e4 und 你好.", "context_length": 1000000,
			  "architecture": {"modality": "text+image->text", "input_modalities": ["text", "image", "file"],
			   "output_modalities": ["text"], "tokenizer": "Claude", "instruct_type": null},
			  "pricing": {"prompt": "0.000003", "completion": "0.000015", "request": "0", "image": "0.0048",
			   "web_search": "0.01", "internal_reasoning": "0", "input_cache_read": "0.0000003",
			   "input_cache_write": "0.00000375", "overrides": [{"min_prompt_tokens": 200000,
			   "prompt": "0.000006", "completion": "0.0000225", "input_cache_read": "0.0000006",
			   "input_cache_write": "0.0000075"}]},
			  "top_provider": {"context_length": 200000, "max_completion_tokens": 64000, "is_moderated": true},
			  "per_request_limits": null, "supported_parameters": ["max_tokens", "tools", "reasoning"],
			  "default_parameters": {"temperature": null}, "expiration_date": null},
			 {"id": "openrouter/auto", "canonical_slug": "openrouter/auto", "context_length": 2000000,
			  "pricing": {"prompt": "-1", "completion": "-1"},
			  "top_provider": {"context_length": null, "max_completion_tokens": null}, "supported_parameters": []},
			 {"id": "perplexity/sonar", "context_length": 127072,
			  "pricing": {"prompt": "0.000001", "completion": "0.000001", "request": "0.005",
			   "internal_reasoning": "0.000003", "discount": 0.2},
			  "expiration_date": "2027-01-31"}],
			 "total_count": 3, "links": {}}
			""";

	@Test
	void readsAPage() {
		CatalogPage page = read(PAGE);
		assertThat(page.entries()).isEqualTo(3);
		assertThat(page.total()).isEqualTo(3);
		assertThat(page.models()).extracting(ModelInfo::id)
			.containsExactly("anthropic/claude-sonnet-4.5", "openrouter/auto", "perplexity/sonar");
		ModelInfo claude = page.models().get(0);
		assertThat(claude.canonicalSlug()).isEqualTo("anthropic/claude-4.5-sonnet-20250929");
		assertThat(claude.contextLength()).isEqualTo(200_000);
		assertThat(claude.maxCompletionTokens()).isEqualTo(64_000);
		assertThat(claude.supportedParameters()).containsExactlyInAnyOrder("max_tokens", "tools", "reasoning");
		assertThat(claude.inputModalities()).containsExactlyInAnyOrder("text", "image", "file");
		assertThat(claude.expirationDate()).isNull();
	}

	@Test
	void readsAPriceWithItsCaches() {
		Price price = price(read(PAGE).models().get(0));
		assertThat(price.prompt()).isEqualByComparingTo("0.000003");
		assertThat(price.completion()).isEqualByComparingTo("0.000015");
		assertThat(price.cacheRead()).isEqualByComparingTo("0.0000003");
		assertThat(price.cacheWrite()).isEqualByComparingTo("0.00000375");
		assertThat(price.reasoning()).isNull();
		assertThat(price.request()).isEqualTo(BigDecimal.ZERO);
		assertThat(price.image()).isEqualByComparingTo("0.0048");
	}

	@Test
	@DisplayName("a price for long prompts replaces what it names, and only for longer ones")
	void readsAPriceForLongPrompts() {
		Price price = price(read(PAGE).models().get(0));
		assertThat(price.at(200_000, NOON)).isEqualTo(price);
		assertThat(price.at(200_001, NOON)).satisfies((dear) -> {
			assertThat(dear.prompt()).isEqualByComparingTo("0.000006");
			assertThat(dear.cacheWrite()).isEqualByComparingTo("0.0000075");
			assertThat(dear.image()).isEqualByComparingTo("0.0048");
			assertThat(dear.conditions()).isEmpty();
		});
	}

	@Test
	void subtractsTheDiscount() {
		ModelInfo sonar = read(PAGE).models().get(2);
		assertThat(price(sonar).prompt()).isEqualByComparingTo("0.0000008");
		assertThat(price(sonar).request()).isEqualByComparingTo("0.004");
		assertThat(price(sonar).reasoning()).isEqualByComparingTo("0.0000024");
		assertThat(sonar.expirationDate()).isEqualTo(LocalDate.of(2027, 1, 31));
		assertThat(sonar.maxCompletionTokens()).isNull();
		assertThat(sonar.supportedParameters()).isNull();
		assertThat(sonar.inputModalities()).isNull();
	}

	@Test
	@DisplayName("a router has no price of its own")
	void doesNotKnowThePriceOfARouter() {
		ModelInfo auto = read(PAGE).models().get(1);
		assertThat(auto.price()).isNull();
		assertThat(auto.contextLength()).isEqualTo(2_000_000);
		assertThat(auto.supportedParameters()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{'prompt': '0.1'}", "{'completion': '0.1'}", "{'prompt': null, 'completion': '0'}",
			"{'prompt': '-0.1', 'completion': '0'}", "{'prompt': 'free', 'completion': '0'}",
			"{'prompt': '', 'completion': '0'}", "{'prompt': '1.01', 'completion': '0'}",
			"{'prompt': '1e999999999', 'completion': '0'}", "{'prompt': '1e-999999999', 'completion': '0'}",
			"{'prompt': {'x': ['0']}, 'completion': '0'}", "{'prompt': true, 'completion': '0'}",
			"{'prompt': '0', 'completion': '0', 'request': '-1'}", "{'prompt': '0', 'completion': '0', 'image': '1e9'}",
			"{'prompt': '0', 'completion': '0', 'input_cache_read': [1]}",
			"{'prompt': '0', 'completion': '0', 'discount': 1.1}",
			"{'prompt': '0', 'completion': '0', 'discount': -0.1}",
			"{'prompt': '0', 'completion': '0', 'overrides': [{'prompt': '1'}]}",
			"{'prompt': '0', 'completion': '0', 'overrides': [{'min_prompt_tokens': 1, 'prompt': '-1'}]}",
			"{'prompt': '0', 'completion': '0', 'overrides': [{'min_prompt_tokens': 'x', 'prompt': '1'}]}",
			"{'prompt': '0', 'completion': '0', 'overrides': [{'utc_start': '0000', 'prompt': '1'}]}",
			"{'prompt': '0', 'completion': '0', 'overrides': [{'utc_start': '0000', 'utc_end': '2460'}]}",
			"{'prompt': '0', 'completion': '0', 'overrides': ['x']}", "'0.1'", "null", "[]" })
	void doesNotKnowAPriceThatCannotBe(String pricing) {
		ModelInfo model = model("{'id': 'a/b', 'pricing': %s, 'context_length': 7}".formatted(pricing));
		assertThat(model.price()).isNull();
		assertThat(model.contextLength()).isEqualTo(7);
	}

	@ParameterizedTest
	@CsvSource({ "'1600', '0030', true, false", "'16:00', '24:00', true, false", "'0000', '2400', true, true",
			"'830', '1601', false, true", "'1200', '2330', false, true" })
	void readsHoursOfTheDay(String start, String end, boolean night, boolean noon) {
		Price price = price(model("""
				{'id': 'a/b', 'pricing': {'overrides': [{'utc_start': '%s', 'utc_end': '%s', 'prompt': 0.5}],
				 'prompt': 1, 'completion': 1}}""".formatted(start, end)));
		assertThat(price.at(1, NIGHT).prompt()).isEqualByComparingTo(night ? "0.5" : "1");
		assertThat(price.at(1, NOON).prompt()).isEqualByComparingTo(noon ? "0.5" : "1");
	}

	@Test
	@DisplayName("of two overrides that apply the later one wins, for the fields that it has")
	void mergesOverridesFieldByField() {
		Price price = price(model("""
				{'id': 'a/b', 'pricing': {'prompt': 0.1, 'completion': 0.2, 'overrides': [
				 {'min_prompt_tokens': 100, 'prompt': 0.3, 'completion': 0.4},
				 {'utc_start': 2200, 'utc_end': 200, 'prompt': 0.05},
				 {'min_prompt_tokens': 500, 'completion': 0.8}]}}"""));
		assertThat(sum(price, 1, NOON)).isEqualByComparingTo("0.3");
		assertThat(sum(price, 101, NOON)).isEqualByComparingTo("0.7");
		assertThat(sum(price, 1, NIGHT)).isEqualByComparingTo("0.25");
		assertThat(sum(price, 101, NIGHT)).isEqualByComparingTo("0.45");
		assertThat(sum(price, 501, NOON)).isEqualByComparingTo("1.1");
		assertThat(sum(price, 501, NIGHT)).isEqualByComparingTo("0.85");
	}

	@Test
	@DisplayName("overrides that can't be told together make the price unknown")
	void doesNotKnowAPriceOfTooManyConditions() {
		String crossing = """
				{'id': 'a/b', 'pricing': {'prompt': 0.1, 'completion': 0.2, 'overrides': [
				 {'utc_start': 0, 'utc_end': 1200, 'prompt': 0}, {'utc_start': 600, 'utc_end': 1800, 'completion': 0}]}}""";
		assertThat(model(crossing).price()).isNull();
		String many = "{'min_prompt_tokens': 1, 'prompt': 0}, {'min_prompt_tokens': 1, 'completion': 0},".repeat(30);
		assertThat(model(
				"{'id': 'a/b', 'pricing': {'prompt': 0, 'completion': 0, 'overrides': [%s null]}}".formatted(many))
			.price()).isNull();
	}

	private static BigDecimal sum(Price price, long tokens, Instant now) {
		return price.at(tokens, now).of(1, 1);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "null",
			value = { "7, 9, 7", "9, 7, 7", "-1, 7, 7", "7, 0, 7", "0, null, null", "'\"12\"', null, 12",
					"3000000000, null, null", "1e5, null, 100000", "{}, [], null", "true, '\"x\"', null" })
	void takesTheSmallerContext(@Nullable String own, @Nullable String provider, @Nullable Integer context) {
		assertThat(model(
				"{'id': 'a/b', 'context_length': %s, 'top_provider': {'context_length': %s}}".formatted(own, provider))
			.contextLength()).isEqualTo(context);
	}

	@Test
	void skipsABrokenEntryAndNotThePage() {
		CatalogPage page = read("""
				{"total_count": "6", "data": [null, 7, "x", {}, {"id": null, "context_length": 1}, {"id": " "},
				 {"id": ["a/b"]}, [[{"id": "a/b"}]], {"id": "a/c", "canonical_slug": {"x": 1}, "architecture": [],
				 "top_provider": "none", "supported_parameters": {"tools": true}, "expiration_date": "soon",
				 "new_field": {"deep": [{"er": 1}]}}], "more": [1, {"data": []}]}""");
		assertThat(page.entries()).isEqualTo(9);
		assertThat(page.total()).isEqualTo(6);
		assertThat(page.models()).containsExactly(new ModelInfo("a/c", null, null, null, null, null, null, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "[]", "null", "{}", "{\"data\": null}", "{\"data\": {}}", "{\"data\": []} {}",
			"{\"data\": [}", "<html>", "{\"error\": {\"message\": \"sorry\"}}" })
	void failsForWhatIsNoPage(String body) {
		assertMalformed(body.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	@DisplayName("half a page fails as a whole, wherever it is cut")
	void failsForHalfAPage() {
		byte[] page = PAGE.strip().getBytes(StandardCharsets.UTF_8);
		for (int length = 0; length < page.length; length++) {
			assertMalformed(Arrays.copyOf(page, length));
		}
	}

	static LongStream seeds() {
		return LongStream.range(0, 2000);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("a page with random damage is malformed or has no price below zero and no context below one")
	void survivesDamage(long seed) {
		Random random = new Random(seed);
		byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
		for (int damage = random.nextInt(1, 6); damage > 0; damage--) {
			page[random.nextInt(page.length)] = random.nextBoolean() ? (byte) random.nextInt(256)
					: page[random.nextInt(page.length)];
		}
		try {
			CatalogReader.read(HttpHeaders.EMPTY, page).models().forEach(CatalogReaderTests::assertSane);
		}
		catch (JacksonException | MalformedJsonException ex) {
			assertMalformed(page);
		}
	}

	private static void assertSane(ModelInfo model) {
		assertThat(model.id()).isNotBlank();
		assertThat(model.contextLength()).satisfiesAnyOf((context) -> assertThat(context).isNull(),
				(context) -> assertThat(context).isPositive());
		if (model.price() != null) {
			Stream.concat(Stream.of(model.price()), model.price().conditions().stream().map(Price.Conditional::price))
				.forEach(CatalogReaderTests::assertNotNegative);
		}
	}

	private static void assertNotNegative(Price price) {
		List<BigDecimal> perToken = Stream
			.of(price.prompt(), price.completion(), price.cacheRead(), price.cacheWrite(), price.reasoning())
			.filter(Objects::nonNull)
			.toList();
		assertThat(perToken).allSatisfy((amount) -> assertThat(amount).isBetween(BigDecimal.ZERO, BigDecimal.ONE));
		assertThat(List.of(price.request(), price.image())).allSatisfy((amount) -> assertThat(amount).isNotNegative());
	}

	@ParameterizedTest
	@CsvSource(nullValues = "null",
			value = { "null, 300", "max-age=600, 600", "'public, max-age=120, s-maxage=9', 120", "Max-Age=\"90\", 90",
					"max-age=0, 60", "max-age=999999999, 86400", "max-age=soon, 300", "'s-maxage=900', 300",
					"no-store, 300", "max-age=99999999999999999999, 86400" })
	void readsHowLongAPageKeeps(@Nullable String header, long seconds) {
		HttpHeaders headers = new HttpHeaders();
		if (header != null) {
			headers.set("Cache-Control", header);
		}
		byte[] empty = "{\"data\": []}".getBytes(StandardCharsets.UTF_8);
		assertThat(CatalogReader.read(headers, empty).maxAge()).isEqualTo(Duration.ofSeconds(seconds));
	}

	private static void assertMalformed(byte[] body) {
		assertThatThrownBy(() -> CatalogReader.read(HttpHeaders.EMPTY, body)).isInstanceOfAny(JacksonException.class,
				MalformedJsonException.class);
	}

	private static ModelInfo model(String json) {
		return read("{\"data\": [%s]}".formatted(json.replace('\'', '"'))).models().get(0);
	}

	private static Price price(ModelInfo model) {
		return Objects.requireNonNull(model.price());
	}

	private static CatalogPage read(String json) {
		return CatalogReader.read(HttpHeaders.EMPTY, json.getBytes(StandardCharsets.UTF_8));
	}

}
