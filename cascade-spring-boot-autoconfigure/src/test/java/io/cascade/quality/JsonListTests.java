package io.cascade.quality;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;
import io.cascade.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lists that are read while they come.
 */
class JsonListTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final JsonAnswers answers = new JsonAnswers(MAPPER);

	private Flux<City> cities(String... pieces) {
		return this.answers.elements(Flux.fromArray(pieces)
			.filter((piece) -> !piece.isEmpty())
			.<CascadeChunk>map(CascadeChunk.Text::new)
			.concatWithValues(Judged.end()), City.class);
	}

	private static String json(List<City> cities) {
		return MAPPER.writeValueAsString(new TypeSchemas.Items<>(cities));
	}

	private static String[] characters(String text) {
		return text.split("");
	}

	private static List<City> some() {
		return List.of(new City("Zürich 😀", 1, List.of("a", "b")), new City("東京", 2, List.of()),
				new City("\"}],{\\", 3, List.of("[", "{")));
	}

	@Test
	void aListIsAskedForAsAnObjectWithItems() {
		CascadeRequest asked = this.answers.askForList(CascadeRequest.of("Why?"), City.class);
		assertThat(MAPPER.<JsonNode>valueToTree(Objects.requireNonNull(asked.responseFormat()).schema()))
			.isEqualTo(MAPPER.readTree("""
					{"type":"object","properties":{"items":{"type":"array","items":{"type":"object","properties":{
					"name":{"type":"string"},"size":{"type":"integer"},
					"parts":{"type":"array","items":{"type":"string"}}},
					"required":["name","size","parts"],"additionalProperties":false}}},
					"required":["items"],"additionalProperties":false}"""));
		assertThat(asked.responseFormat().name()).isEqualTo("City");
	}

	@Test
	void aListIsReadCharByCharEvenThroughHalvesOfCharacters() {
		String[] halves = json(some()).chars().mapToObj((one) -> String.valueOf((char) one)).toArray(String[]::new);
		StepVerifier.create(cities(halves)).expectNextSequence(some()).expectComplete().verify(PATIENCE);
	}

	@Test
	void aListIsReadWhereverItIsCut() {
		Random random = new Random(7);
		String json = json(some());
		for (int i = 0; i < 200; i++) {
			List<String> pieces = new ArrayList<>();
			for (int from = 0; from < json.length();) {
				int to = Math.min(json.length(), from + 1 + random.nextInt(20));
				pieces.add(json.substring(from, to));
				from = to;
			}
			assertThat(cities(pieces.toArray(String[]::new)).collectList().block(PATIENCE)).isEqualTo(some());
		}
	}

	@Test
	void numbersAndNestedListsAreElementsToo() {
		Flux<CascadeChunk> answer = Flux.fromArray(characters("{\"items\":[1, 22,\n333]}")).map(CascadeChunk.Text::new);
		StepVerifier.create(this.answers.elements(answer, Integer.class))
			.expectNext(1, 22, 333)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void anEmptyListHasNoElements() {
		StepVerifier.create(cities(" {\"items\" : [ ] } ")).expectComplete().verify(PATIENCE);
	}

	@Test
	void anElementComesAsSoonAsItIsComplete() {
		TestPublisher<CascadeChunk> answer = TestPublisher.create();
		StepVerifier.create(this.answers.elements(answer.flux(), City.class))
			.then(() -> answer.next(new CascadeChunk.Reasoning("Well.", List.of()),
					new CascadeChunk.Text("{\"items\":[{\"name\":\"a\",\"size\":1,\"parts\":[]")))
			.expectNoEvent(Duration.ofMillis(20))
			.then(() -> answer.next(new CascadeChunk.Text("}")))
			.expectNext(new City("a", 1, List.of()))
			.then(() -> answer.next(new CascadeChunk.Text("]}"), Judged.end()))
			.then(answer::complete)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void nothingIsReadAheadOfDemand() {
		AtomicInteger asked = new AtomicInteger();
		String element = "{\"name\":\"a\",\"size\":1,\"parts\":[]}";
		Flux<CascadeChunk> endless = Flux.<CascadeChunk, Integer>generate(() -> 0, (count, sink) -> {
			asked.incrementAndGet();
			sink.next(new CascadeChunk.Text((count == 0) ? "{\"items\":[" + element : "," + element));
			return count + 1;
		});
		StepVerifier.create(this.answers.elements(endless, City.class), 1)
			.expectNextCount(1)
			.then(() -> assertThat(asked.get()).isLessThanOrEqualTo(2))
			.thenRequest(2)
			.expectNextCount(2)
			.then(() -> assertThat(asked.get()).isLessThanOrEqualTo(4))
			.thenCancel()
			.verify(PATIENCE);
	}

	@Test
	void aPieceWithManyElementsIsReadAsTheyAreAskedFor() {
		List<City> many = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			many.add(new City("a", i, List.of()));
		}
		StepVerifier.create(cities(json(many)), 1)
			.expectNext(many.get(0))
			.thenRequest(1)
			.expectNext(many.get(1))
			.thenRequest(Long.MAX_VALUE)
			.expectNextCount(998)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void cancellingCancelsTheAnswer() {
		TestPublisher<CascadeChunk> answer = TestPublisher.create();
		StepVerifier.create(this.answers.elements(answer.flux(), City.class))
			.then(() -> answer.next(new CascadeChunk.Text("{\"items\":[")))
			.thenCancel()
			.verify(PATIENCE);
		answer.assertCancelled();
	}

	@Test
	void anElementThatIsNotValidEndsTheListAndTheAnswer() {
		TestPublisher<CascadeChunk> answer = TestPublisher.create();
		StepVerifier.create(this.answers.elements(answer.flux(), City.class))
			.then(() -> answer.next(new CascadeChunk.Text(
					"{\"items\":[{\"name\":\"a\",\"size\":1,\"parts\":[]},{\"name\":\"a\",\"size\":\"SECRET\",\"parts\":[]},")))
			.expectNext(new City("a", 1, List.of()))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(IllegalStateException.class)
				.hasMessage("Element 2 of the list can't be used: $.items[0].size: string found, integer expected"))
			.verify(PATIENCE);
		answer.assertCancelled();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			Here it is: {"items":[]} | The list is not JSON: line 1
			{"items":[]} SECRET      | The list is not JSON: line 1
			{"items":[]}{}           | The answer is no list
			[]                       | The answer is no list
			"SECRET"                 | The answer is no list
			{"SECRET":[]}            | The answer is no list
			{"items":{}}             | The answer is no list
			{"items":[],"more":1}    | The answer is no list
			{}                       | The answer is no list
			{"items":[               | The list has no end
			{"items":[]              | The list has no end
			{"items":[nul            | The list has no end
			{"items":[null]}         | Element 1 of the list can't be used: $.items[0]: null found, object expected
			{"items":[{"a":,}]}      | The list is not JSON: line 1
			""")
	void whatIsNoListFails(String text, String message) {
		for (String[] pieces : List.of(new String[] { text }, characters(text))) {
			StepVerifier.create(cities(pieces))
				.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(IllegalStateException.class)
					.hasNoCause()
					.hasMessageStartingWith(message)
					.hasMessageNotContaining("SECRET"))
				.verify(PATIENCE);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatIsNoTextFails(boolean refusal) {
		CascadeChunk chunk = refusal ? new CascadeChunk.Refusal("SECRET")
				: new CascadeChunk.Restart(FailureKind.TIMEOUT, 1);
		StepVerifier.create(this.answers.elements(Flux.just(chunk), City.class))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(IllegalStateException.class)
				.hasMessageNotContaining("SECRET"))
			.verify(PATIENCE);
	}

	@Test
	void anAnswerThatFailsFailsTheList() {
		IllegalStateException failure = new IllegalStateException("broken");
		StepVerifier.create(this.answers.elements(
				Flux.<CascadeChunk>just(new CascadeChunk.Text("{\"items\":[")).concatWith(Flux.error(failure)),
				City.class))
			.expectErrorMatches((raised) -> raised == failure)
			.verify(PATIENCE);
	}

	@Test
	void whateverComesNeverThrowsAnythingElse() {
		Random random = new Random(11);
		for (int i = 0; i < 500; i++) {
			StringBuilder json = new StringBuilder(json(some()));
			json.setCharAt(random.nextInt(json.length()), "{}[],:\"0aé\\ ".charAt(random.nextInt(12)));
			List<City> read = cities(characters(json.toString())).onErrorComplete(IllegalStateException.class)
				.collectList()
				.block(PATIENCE);
			assertThat(read).hasSizeLessThanOrEqualTo(4);
		}
	}

	record City(String name, int size, List<String> parts) {

	}

}
