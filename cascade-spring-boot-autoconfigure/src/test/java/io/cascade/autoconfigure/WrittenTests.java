package io.cascade.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.CascadeRequest;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.env.MapPropertySource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What YAML says is what the server gets.
 */
class WrittenTests {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final OpenContexts CONTEXTS = new OpenContexts();

	private static ScriptedOpenRouter server;

	@BeforeAll
	static void start() {
		server = ScriptedOpenRouter.start().acceptAnyModel();
	}

	@AfterAll
	static void stop() {
		CONTEXTS.close();
		server.close();
	}

	@Test
	@DisplayName("O06 text, numbers as keys, lists and maps are sent as they were written")
	void sendsWhatWasWritten() {
		JsonNode body = sent("""
				stop: "\\n\\n"
				        plugins:
				          - id: web
				            hosts: { '0': a, '1': { '0': [b] } }
				            text: " x, y "
				        extra-body:
				          logit_bias: {'0': 1, '1': 2}
				          map: {'0': a}
				          list: [[1, [2]], { '1': x, '0': y }, " a\\n"]
				          unquoted: { logit_bias: { 0: 1, 1: 2 }, many: { 7: x, 9: y } }
				          of_slug: { '[a/b:c.d]': 1 }
				""");
		assertThat(body.get("stop").toString()).isEqualTo("[\"\\n\\n\"]");
		assertThat(body.get("plugins").toString())
			.isEqualTo("[{\"id\":\"web\",\"hosts\":{\"0\":\"a\",\"1\":{\"0\":[\"b\"]}},\"text\":\" x, y \"}]");
		assertThat(body.get("logit_bias").toString()).isEqualTo("{\"0\":1,\"1\":2}");
		assertThat(body.get("map").toString()).isEqualTo("{\"0\":\"a\"}");
		assertThat(body.get("list").toString()).isEqualTo("[[1,[2]],{\"1\":\"x\",\"0\":\"y\"},\" a\\n\"]");
		assertThat(body.get("unquoted").toString())
			.isEqualTo("{\"logit_bias\":{\"0\":1,\"1\":2},\"many\":{\"7\":\"x\",\"9\":\"y\"}}");
		assertThat(body.get("of_slug").toString()).isEqualTo("{\"a/b:c.d\":1}");
	}

	@ParameterizedTest
	@DisplayName("O06 one text with a comma is one stop")
	@CsvSource(delimiter = '|',
			value = { "'a, b' | [\"a, b\"]", "\"  \" | [\"  \"]", "[x, 'a, b'] | [\"x\",\"a, b\"]" })
	void keepsCommas(String stop, String sent) {
		assertThat(sent("stop: " + stop).get("stop").toString()).isEqualTo(sent);
	}

	@ParameterizedTest
	@DisplayName("O06 what YAML can't tell apart is refused at start")
	@CsvSource(delimiter = '|',
			value = { "extra-body.a | extra-body: { a: null }", "extra-body.a | extra-body: { a: [] }",
					"extra-body.a | extra-body: { a: {} }", "extra-body.a.b | extra-body: { a: { b: '' } }",
					"extra-body.a[1] | extra-body: { a: [1, null] }", "plugins[0].x | plugins: [{ id: web, x: [] }]",
					"plugins[1].y.z | plugins: [{ id: a }, { id: b, y: { z: {} } }]" })
	void refusesWhatCannotBeTold(String key, String options) {
		YamlContext
			.runner("cascade: { base-url: 'http://localhost:1', chains.a: { models: [b/c], options: { %s } } }"
				.formatted(options))
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(CascadeConfigurationException.class)
				.hasMessageStartingWith("cascade.chains.a.options." + key + ": it is empty"));
	}

	@Test
	@DisplayName("O06 a source before another replaces its lists and adds to its maps; placeholders are resolved")
	void mergesSources() {
		MockEnvironment environment = new MockEnvironment().withProperty("p.x.list[0]", "new ${who}")
			.withProperty("p.x.map.a", "1")
			.withProperty("who", "me");
		environment.getPropertySources()
			.addLast(new MapPropertySource("lower", Map.of("p.x.list[0]", "old", "p.x.list[1]", "older", "p.x.map.a", 0,
					"p.x.map.b", 2, "p.x.more", true)));
		assertThat(Objects.requireNonNull(new Written(environment).value("p.x")))
			.isEqualTo(Map.of("list", List.of("new me"), "map", Map.of("a", "1", "b", 2), "more", true));
		assertThat(new Written(environment).value("p.none")).isNull();
		assertThat(new Written(environment).text("p.x.map.b")).isEqualTo("2");
	}

	private static JsonNode sent(String options) {
		CONTEXTS.cascade("""
				cascade:
				  base-url: %s
				  api-key: sk-1
				  chains:
				    only:
				      models: [a/x]
				      options:
				        %s
				""".formatted(server.baseUrl(), options)).exchange(CascadeRequest.of("Why?")).block();
		return JSON.readTree(server.lastRequest().text());
	}

}
