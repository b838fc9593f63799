package io.cascade.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.OpenAIException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import io.cascade.test.RecordedRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * OpenAI's own client for Java against the endpoint.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiJavaTests {

	private GatewayFixture gateway;

	private OpenAIClient client;

	@BeforeAll
	void start() {
		this.gateway = ClientScenarios.start();
		this.client = OpenAIOkHttpClient.builder()
			.baseUrl("http://127.0.0.1:" + this.gateway.port() + "/v1")
			.apiKey(ClientScenarios.secret())
			.build();
	}

	@BeforeEach
	void script() {
		ClientScenarios.script(this.gateway);
	}

	@AfterAll
	void stop() {
		this.client.close();
		this.gateway.close();
	}

	@Test
	void listsModels() {
		assertThat(this.client.models().list().data()).extracting((model) -> model.id()).contains("whole", "streamed");
	}

	@Test
	void asksWhole() {
		ChatCompletion answer = this.client.chat().completions().create(asked("whole").build());
		assertThat(answer.choices().get(0).message().content()).hasValue(ClientScenarios.TEXT);
		assertThat(answer.model()).isEqualTo(ClientScenarios.up("whole"));
		assertThat(answer.usage()).isPresent();
	}

	@Test
	void streams() {
		ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
		List<String> models = new ArrayList<>();
		try (StreamResponse<ChatCompletionChunk> chunks = this.client.chat()
			.completions()
			.createStreaming(asked("streamed").build())) {
			chunks.stream().peek(whole::accumulate).forEach((chunk) -> models.add(chunk.model()));
		}
		assertThat(whole.chatCompletion().choices().get(0).message().content()).hasValue(ClientScenarios.TEXT);
		assertThat(models).containsOnly(ClientScenarios.up("streamed"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callsTwoToolsAndSendsTheirResults(boolean streamed) {
		ChatCompletionCreateParams.Builder params = asked("tools").addTool(tool("weather")).addTool(tool("time"));
		ChatCompletionMessage called = streamed ? collected(params.build())
				: this.client.chat().completions().create(params.build()).choices().get(0).message();
		params.addMessage(called);
		assertThat(called.toolCalls().orElseThrow()).hasSize(2).allSatisfy((call) -> {
			assertThat(call.asFunction().function().arguments()).isEqualTo("{\"city\":\"Paris\"}");
			params.addMessage(ChatCompletionToolMessageParam.builder()
				.toolCallId(call.asFunction().id())
				.content(call.asFunction().function().name() + " of Paris")
				.build());
		});
		ChatCompletion last = this.client.chat().completions().create(params.build());
		assertThat(last.choices().get(0).message().content()).hasValue("Sunny, and noon.");
		assertThat(this.gateway.openRouter().lastRequest().text()).contains("weather of Paris", "time of Paris");
	}

	private ChatCompletionMessage collected(ChatCompletionCreateParams params) {
		ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
		try (StreamResponse<ChatCompletionChunk> chunks = this.client.chat().completions().createStreaming(params)) {
			chunks.stream().forEach(whole::accumulate);
		}
		return whole.chatCompletion().choices().get(0).message();
	}

	@Test
	void hasAnAnswerByASchema() {
		ResponseFormatJsonSchema format = ResponseFormatJsonSchema.builder()
			.jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
				.name("city")
				.strict(true)
				.schema(ResponseFormatJsonSchema.JsonSchema.Schema.builder()
					.putAdditionalProperty("type", JsonValue.from("object"))
					.putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
					.build())
				.build())
			.build();
		ChatCompletion answer = this.client.chat()
			.completions()
			.create(asked("structured").responseFormat(format).build());
		assertThat(answer.choices().get(0).message().content()).hasValue("{\"city\":\"Paris\"}");
		assertThat(this.gateway.openRouter().lastRequest().body()).containsKey("response_format");
	}

	@Test
	void isToldOfARefusalBeforeContent() {
		assertThatExceptionOfType(BadRequestException.class)
			.isThrownBy(() -> this.client.chat().completions().create(asked("refused").build()))
			.satisfies((ex) -> assertThat(ex.code()).hasValue("context_length_exceeded"))
			.withMessageNotContainingAny("/up", "/down");
		assertThatExceptionOfType(BadRequestException.class)
			.isThrownBy(() -> this.client.chat().completions().createStreaming(asked("refused").build()));
	}

	@Test
	void isToldOfABreakAfterContent() {
		StringBuilder text = new StringBuilder();
		try (StreamResponse<ChatCompletionChunk> chunks = this.client.chat()
			.completions()
			.createStreaming(asked("broken").build())) {
			assertThatExceptionOfType(OpenAIException.class).isThrownBy(() -> chunks.stream()
				.forEach((chunk) -> chunk.choices()
					.forEach((choice) -> choice.delta().content().ifPresent(text::append))));
		}
		assertThat(text).hasToString(ClientScenarios.PIECE);
	}

	@Test
	void leaves() {
		try (StreamResponse<ChatCompletionChunk> chunks = this.client.chat()
			.completions()
			.createStreaming(asked("endless").build())) {
			Iterator<ChatCompletionChunk> iterator = chunks.stream().iterator();
			assertThat(iterator.next().choices()).hasSize(1);
		}
		RecordedRequest endless = this.gateway.openRouter().requests(ClientScenarios.up("endless")).get(0);
		assertThat(this.gateway.openRouter().awaitClosed(endless, Duration.ofSeconds(5))).isTrue();
	}

	private static ChatCompletionCreateParams.Builder asked(String chain) {
		return ChatCompletionCreateParams.builder().model(chain).addUserMessage("Why?");
	}

	private static ChatCompletionFunctionTool tool(String name) {
		return ChatCompletionFunctionTool.builder()
			.function(FunctionDefinition.builder()
				.name(name)
				.description("Tells the " + name)
				.parameters(FunctionParameters.builder()
					.putAdditionalProperty("type", JsonValue.from("object"))
					.putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
					.build())
				.build())
			.build();
	}

}
