package io.cascade.compatibility;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.CascadeTemplate;
import io.cascade.ResponseFormat;
import io.cascade.quality.JsonGates;
import io.cascade.quality.Tools;
import io.cascade.test.AutoConfigureCascadeStub;
import io.cascade.test.RecordedRequest;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All that validates, in an application that has Spring AI first on its class path, and
 * with it the validator that Spring AI brings.
 */
@SpringBootTest(classes = SpringAiClassPathTests.Application.class, webEnvironment = WebEnvironment.NONE,
		properties = { "cascade.chains.cities.models=" + SpringAiClassPathTests.A + "," + SpringAiClassPathTests.B,
				"cascade.max-models-per-request=1" })
@AutoConfigureCascadeStub
class SpringAiClassPathTests {

	static final String A = "openai/gpt-4.1-mini";

	static final String B = "google/gemini-2.5-flash";

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String PARIS = "{\"name\":\"Paris\",\"people\":2100000}";

	private static final String ODD = "{\"name\":\"Paris\",\"people\":\"many\"}";

	private static final CascadeRequest REQUEST = CascadeRequest.of("Which city?").chain("cities");

	@Autowired
	private CascadeTemplate cascade;

	@Autowired
	private ScriptedOpenRouter openRouter;

	@Autowired
	private Tools tools;

	@Test
	@DisplayName("V04 the validator is the one that Spring AI 2.0.1 brings")
	void theValidatorIsThatOfSpringAi() throws IOException {
		assertThat(ValidatorJar.version(getClass().getClassLoader())).isEqualTo("3.0.1");
		assertThat(ChatClient.class.getProtectionDomain().getCodeSource().getLocation().getPath())
			.endsWith("spring-ai-client-chat-2.0.1.jar");
	}

	@Test
	@DisplayName("V04 entity() binds, and an answer that is not valid moves on")
	void entityWorks() {
		this.openRouter.model(A).answers(ODD);
		this.openRouter.model(B).answers(PARIS);
		assertThat(this.cascade.entity(REQUEST, City.class).block(LIMIT)).isEqualTo(new City("Paris", 2_100_000));
		assertThat(this.openRouter.requests()).extracting(RecordedRequest::models)
			.containsExactly(List.of(A), List.of(B));
	}

	@Test
	@DisplayName("V04 entities() hands elements out, and stops at one that is not valid")
	void entitiesWork() {
		this.openRouter.model(A).answers("{\"items\":[" + PARIS + "," + PARIS + "]}");
		assertThat(this.cascade.entities(REQUEST, City.class).collectList().block(LIMIT)).hasSize(2);
		this.openRouter.model(A).answers("{\"items\":[" + PARIS + "," + ODD + "]}");
		assertThat(this.cascade.entities(REQUEST, City.class)
			.map(City::name)
			.onErrorResume(IllegalStateException.class, (ex) -> Mono.just("" + ex.getMessage()))
			.collectList()
			.block(LIMIT)).hasSize(2).first().isEqualTo("Paris");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@DisplayName("V04 the gate schema rejects what is not valid, of whole answers and of streams")
	void theSchemaGateWorks(boolean streamed) {
		this.openRouter.model(A).answers(ODD);
		this.openRouter.model(B).answers(PARIS);
		CascadeRequest request = REQUEST
			.responseFormat(ResponseFormat.jsonSchema("city",
					Map.of("type", "object", "properties", Map.of("people", Map.of("type", "integer")))))
			.gates(JsonGates.schema());
		CascadeResponse answer = (streamed ? CascadeResponse.collect(this.cascade.stream(request))
				: this.cascade.exchange(request))
			.block(LIMIT);
		assertThat(answer).isNotNull();
		assertThat(answer.text()).isEqualTo(PARIS);
		assertThat(answer.attempts()).extracting(Attempt::outcome).containsExactly(Outcome.REJECTED, Outcome.ANSWERED);
	}

	@Test
	@DisplayName("V04 a tool loop checks arguments, runs the tool and ends")
	void toolsWork() {
		this.openRouter.model(A).answersWithToolCall("call_1", "people", "{\"name\":7}");
		this.openRouter.model(B)
			.answersWithToolCall("call_2", "people", "{\"name\":\"Paris\",\"people\":0}")
			.then()
			.answers("Many.");
		Tools tools = this.tools.with("people", "Counts", City.class, (city) -> Mono.just(2_100_000));
		CascadeResponse answer = tools.run(this.cascade, REQUEST.models(A, B), 5).block(LIMIT);
		assertThat(answer).isNotNull();
		assertThat(this.openRouter.requests()).extracting(RecordedRequest::models).startsWith(List.of(A), List.of(B));
		assertThat(this.openRouter.requests()).anySatisfy((request) -> assertThat(request.text())
			.contains("\"tool_call_id\":\"call_2\"", "\"content\":\"2100000\""));
	}

	record City(String name, int people) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
