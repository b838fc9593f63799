package io.cascade.quality;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeRequest;
import io.cascade.ResponseFormat;
import io.cascade.Ruling;
import io.cascade.Ruling.Verdict;
import io.cascade.Tool;
import io.cascade.ToolCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Gates that read the answer as JSON.
 */
@ExtendWith(OutputCaptureExtension.class)
class JsonGatesTests {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final String EVERY_RULE = """
			{"type":"object","additionalProperties":false,"required":["must"],"properties":{
			"enum":{"enum":["red","green"]},"const":{"const":5},"pattern":{"pattern":"^x+$"},
			"format":{"type":"string","format":"date"},"type":{"type":"integer"},"minimum":{"minimum":3},
			"multiple":{"multipleOf":2},"length":{"maxLength":2},"items":{"type":"array","maxItems":1,"uniqueItems":true},
			"one":{"oneOf":[{"type":"integer"},{"type":"boolean"}]},"any":{"anyOf":[{"type":"integer"},{"type":"null"}]},
			"not":{"not":{"type":"string"}},"names":{"propertyNames":{"maxLength":3}},"never":false,
			"contains":{"type":"array","contains":{"const":1}},"depends":{"dependentRequired":{"q":["r"]}},
			"if":{"if":{"type":"string"},"then":{"maxLength":1}},"open":{"additionalProperties":{"type":"integer"}},
			"closed":{"unevaluatedProperties":false},"must":true}}""";

	private static final Tool LOOK_UP = Tool.of("look_up", "Looks a thing up",
			schema("{'type':'object','properties':{'id':{'type':'integer'}},'required':['id']}".replace('\'', '"')));

	private static Map<String, Object> schema(String json) {
		return MAPPER.readValue(json, new TypeReference<>() {
		});
	}

	private static Ruling judge(String schema, String answer) {
		return Judged.judge(JsonGates.schema(), asking(schema), Judged.text(answer));
	}

	private static CascadeRequest asking(String schema) {
		return CascadeRequest.of("Why?").responseFormat(ResponseFormat.jsonSchema("thing", schema(schema)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", " \n{\"a\": [1, 2.5e3, null]}\t", "[]", "\"text\"", "12", "null", "true" })
	void jsonIsJsonWithBlanksAround(String text) {
		assertThat(Judged.judge(JsonGates.json(), text).verdict()).isEqualTo(Verdict.ACCEPTED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Here it is: {}", "{} I hope that helps.", "```json\n{}\n```", "{", "{'a': 1}", "{}{}",
			"[1,]", "nul", "{\"a\": 1", "// why\n{}" })
	void proseFencesAndPiecesAreNotJson(String text) {
		Ruling ruling = Judged.judge(JsonGates.json(), text);
		assertThat(ruling.verdict()).isEqualTo(Verdict.REJECTED);
		assertThat(ruling.reason()).startsWith("the answer is not JSON: line ");
	}

	@Test
	void anEmptyAnswerIsNotJson() {
		assertThat(Judged.judge(JsonGates.json(), "").reason()).isEqualTo("the answer is not JSON: it is empty");
		assertThat(Judged.judge(JsonGates.json(), " \n").reason()).isEqualTo("the answer is not JSON: it is empty");
	}

	@Test
	void theReasonTellsThePlaceAndNotTheText() {
		Ruling ruling = Judged.judge(JsonGates.json(), "{\"name\":\n SECRET}");
		assertThat(ruling.reason()).startsWith("the answer is not JSON: line 2, column ").doesNotContain("SECRET");
	}

	@Test
	void depthIsLimitedByJackson() {
		String deep = "[".repeat(100_000) + "]".repeat(100_000);
		assertThat(Judged.judge(JsonGates.json(), deep).isRejection()).isTrue();
		assertThat(judge("{\"type\":\"array\"}", deep).isRejection()).isTrue();
	}

	@Test
	void anAnswerOfToolCallsPasses() {
		CascadeRequest request = asking("{\"type\":\"object\"}");
		ToolCall call = new ToolCall("1", "look_up", "{}");
		assertThat(Judged.judge(JsonGates.json(), request, Judged.toolCalls(call)).verdict())
			.isEqualTo(Verdict.ACCEPTED);
		assertThat(Judged.judge(JsonGates.schema(), request, Judged.toolCalls(call)).verdict())
			.isEqualTo(Verdict.ACCEPTED);
	}

	@Test
	void withoutASchemaEveryAnswerPasses() {
		assertThat(Judged.judge(JsonGates.schema(), "Prose.").verdict()).isEqualTo(Verdict.ACCEPTED);
		CascadeRequest anyObject = CascadeRequest.of("Why?").responseFormat(ResponseFormat.jsonObject());
		assertThat(Judged.judge(JsonGates.schema(), anyObject, Judged.text("Prose.")).verdict())
			.isEqualTo(Verdict.ACCEPTED);
	}

	@Test
	void whatIsNotJsonIsNotValid() {
		assertThat(judge("{}", "Prose.").reason()).startsWith("the answer is not JSON");
	}

	@Test
	void whatIsValidPasses() {
		assertThat(judge(EVERY_RULE, "{\"must\":1,\"enum\":\"red\",\"format\":\"2026-01-31\"}").verdict())
			.isEqualTo(Verdict.ACCEPTED);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{}                                    | $: required property 'must' not found
					{"must":1,"type":"SECRET"}            | $.type: string found, integer expected
					{"must":1,"enum":"SECRET"}            | $.enum: does not have a value in the enumeration ["red", "green"]
					{"must":1,"const":"SECRET"}           | $.const: must be the constant value '5'
					{"must":1,"pattern":"SECRET"}         | $.pattern: does not match the regex pattern ^x+$
					{"must":1,"minimum":1}                | $.minimum: must have a minimum value of 3
					{"must":1,"length":"SECRET"}          | $.length: must be at most 2 characters long
					{"must":1,"not":"SECRET"}             | $.not: breaks the rule 'not'
					{"must":1,"never":"SECRET"}           | $.never: breaks the rule 'false'
					{"must":1,"names":{"SECRET":1}}       | $.names: breaks the rule 'propertyNames'
					{"must":1,"if":"SECRET"}              | $.if: must be at most 1 characters long
					{"must":1,"SECRET":1}                 | $: has a property that the schema does not allow
					{"must":1,"closed":{"SECRET":1}}      | $.closed: has a property that the schema does not allow
					{"must":1,"open":{"SECRET":"SECRET"}} | $.open.*: string found, integer expected
					{"must":1,"items":["SECRET","SECRET"]}| $.items: must have at most 1 items but found 2; $.items: must have only unique items in the array
					""")
	void theReasonTellsPlaceAndRuleAndNotTheValue(String answer, String reason) {
		Ruling ruling = judge(EVERY_RULE, answer);
		assertThat(ruling.verdict()).isEqualTo(Verdict.REJECTED);
		assertThat(ruling.reason()).isEqualTo(reason);
	}

	@Test
	void noRuleQuotesTheAnswer() {
		Map<String, Object> properties = MAPPER.convertValue(schema(EVERY_RULE).get("properties"),
				new TypeReference<Map<String, Object>>() {
				});
		for (String value : List.of("\"SECRET\"", "[\"SECRET\",\"SECRET\"]",
				"{\"SECRET\":\"SECRET\",\"q\":\"SECRET\"}")) {
			for (String property : properties.keySet()) {
				Ruling ruling = judge(EVERY_RULE, "{\"%s\":%s}".formatted(property, value));
				assertThat(ruling.toString()).as(property).doesNotContain("SECRET");
			}
		}
	}

	@Test
	void theFirstTwoFindingsAreToldAndTheOthersCounted() {
		Ruling ruling = judge("{\"additionalProperties\":{\"type\":\"integer\"}}",
				"{\"a\":\"x\",\"b\":\"x\",\"c\":\"x\",\"d\":\"x\",\"e\":\"x\"}");
		assertThat(ruling.reason())
			.isEqualTo("$.*: string found, integer expected; $.*: string found, integer expected; and 3 more");
	}

	@Test
	void aReasonIsShort() {
		String name = "n".repeat(300);
		Ruling ruling = judge("{\"required\":[\"%s\",\"b\",\"c\"]}".formatted(name), "{}");
		assertThat(ruling.reason()).hasSize(200).endsWith("…; and 1 more");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":5}", "{\"type\":\"strnig\"}", "{\"pattern\":\"[\"}", "{\"$ref\":\"#\"}",
			"{\"$ref\":\"#/$defs/none\"}", "{\"$schema\":\"https://example.org/own\"}",
			"{\"$ref\":\"file:/etc/hosts\"}", "{\"properties\":{\"a\":{\"$ref\":\"classpath:a.json\"}}}" })
	void aBrokenSchemaDecidesNothing(String schema) {
		Ruling ruling = judge(schema, "{\"a\":1}");
		assertThat(ruling.verdict()).isEqualTo(Verdict.UNDECIDED);
		assertThat(ruling.reason()).isEqualTo("the schema can't be used");
	}

	@Test
	void aBrokenSchemaIsToldOnce(CapturedOutput output) {
		for (int i = 0; i < 3; i++) {
			judge("{\"type\":\"told-once\"}", "{}");
		}
		assertThat(output).containsOnlyOnce("A JSON schema can't be used");
	}

	@Test
	void aReferenceIsNeverFetched() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			String url = "http://127.0.0.1:%d/schema.json".formatted(socket.getLocalPort());
			Ruling ruling = judge("{\"properties\":{\"a\":{\"$ref\":\"%s\"}}}".formatted(url), "{\"a\":1}");
			assertThat(ruling.verdict()).isEqualTo(Verdict.UNDECIDED);
			socket.setSoTimeout(100);
			assertThatThrownBy(socket::accept).isInstanceOf(SocketTimeoutException.class);
		}
	}

	@Test
	void anOlderDraftKeepsItsRules() {
		String schema = "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"items\":[{\"type\":\"integer\"}]}";
		assertThat(judge(schema, "[1]").verdict()).isEqualTo(Verdict.ACCEPTED);
		assertThat(judge(schema, "[\"a\"]").reason()).isEqualTo("$[0]: string found, integer expected");
	}

	@Test
	void schemasAreCompiledOnceAndForgottenInTheEnd() {
		CompiledSchemas schemas = new CompiledSchemas(2);
		CompiledSchema first = schemas.get(Map.of("minimum", 1));
		assertThat(schemas.get(Map.of("minimum", 1))).isSameAs(first);
		schemas.get(Map.of("minimum", 2));
		schemas.get(Map.of("minimum", 3));
		assertThat(schemas.size()).isEqualTo(2);
		assertThat(schemas.get(Map.of("minimum", 1))).isNotSameAs(first);
	}

	@Test
	void aSchemaThatIsChangedLaterIsAnotherOne() {
		CompiledSchemas schemas = new CompiledSchemas(1);
		Map<String, Object> schema = new HashMap<>(Map.of("type", "integer"));
		assertThat(schemas.get(schema).flaw(MAPPER.readTree("1"))).isNull();
		schema.put("type", "string");
		assertThat(schemas.get(schema).flaw(MAPPER.readTree("1"))).isEqualTo("$: integer found, string expected");
		assertThat(schemas.size()).isOne();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
			look_up | {"id":7}        | ACCEPTED | -
			look_up | {"id":"SECRET"} | REJECTED | look_up: $.id: string found, integer expected
			look_up | {}              | REJECTED | look_up: $: required property 'id' not found
			SECRET  | {"id":7}        | REJECTED | it calls a tool that was not offered
			""")
	void toolArgumentsFollowTheSchemaOfTheTool(String tool, String arguments, Verdict verdict, String reason) {
		Ruling ruling = Judged.judge(JsonGates.toolArguments(), Judged.offering(LOOK_UP),
				Judged.toolCalls(new ToolCall("1", tool, arguments)));
		assertThat(ruling.verdict()).isEqualTo(verdict);
		assertThat(ruling.reason()).isEqualTo(reason);
	}

	@Test
	void toolArgumentsHaveToBeJson() {
		Ruling ruling = Judged.judge(JsonGates.toolArguments(), Judged.offering(LOOK_UP),
				Judged.toolCalls(new ToolCall("1", "look_up", "{\"id\": SECRET")));
		assertThat(ruling.reason()).startsWith("look_up: its input is not JSON: line 1").doesNotContain("SECRET");
	}

	@Test
	void oneBadToolCallOfSeveralIsEnough() {
		Tool broken = Tool.of("broken", "Broken", Map.of("type", 5));
		Ruling ruling = Judged.judge(JsonGates.toolArguments(), Judged.offering(LOOK_UP, broken),
				Judged.toolCalls(new ToolCall("1", "broken", "{}"), new ToolCall("2", "look_up", "{\"id\":1}"),
						new ToolCall("3", "look_up", "[]")));
		assertThat(ruling.reason()).isEqualTo("look_up: $: array found, object expected");
	}

	@Test
	void anAnswerWithoutToolCallsHasNoArgumentsToJudge() {
		assertThat(Judged.judge(JsonGates.toolArguments(), "Prose.").verdict()).isEqualTo(Verdict.ACCEPTED);
	}

}
