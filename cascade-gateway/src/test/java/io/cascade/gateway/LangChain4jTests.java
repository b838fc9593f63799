package io.cascade.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.cascade.test.RecordedRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * LangChain4j's own model of OpenAI against the endpoint.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LangChain4jTests {

	private GatewayFixture gateway;

	@BeforeAll
	void start() {
		this.gateway = ClientScenarios.start();
	}

	@BeforeEach
	void script() {
		ClientScenarios.script(this.gateway);
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	void asksWhole() {
		ChatResponse answer = whole("whole").chat(UserMessage.from("Why?"));
		assertThat(answer.aiMessage().text()).isEqualTo(ClientScenarios.TEXT);
		assertThat(answer.modelName()).isEqualTo(ClientScenarios.up("whole"));
		assertThat(answer.tokenUsage().totalTokenCount()).isPositive();
	}

	@Test
	void streams() throws Exception {
		Collected collected = new Collected(false);
		streaming("streamed").chat(question(), collected);
		assertThat(collected.whole().aiMessage().text()).isEqualTo(ClientScenarios.TEXT);
		assertThat(collected.text).hasToString(ClientScenarios.TEXT);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callsTwoToolsAndSendsTheirResults(boolean streamed) throws Exception {
		List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from("Weather and time in Paris?")));
		List<ToolSpecification> tools = List.of(tool("weather"), tool("time"));
		ChatRequest request = ChatRequest.builder().messages(messages).toolSpecifications(tools).build();
		Collected collected = new Collected(false);
		if (streamed) {
			streaming("tools").chat(request, collected);
		}
		ChatResponse called = streamed ? collected.whole() : whole("tools").chat(request);
		messages.add(called.aiMessage());
		called.aiMessage()
			.toolExecutionRequests()
			.forEach((call) -> messages.add(ToolExecutionResultMessage.from(call, call.name() + " of Paris")));
		assertThat(messages).hasSize(4);
		ChatResponse last = whole("tools")
			.chat(ChatRequest.builder().messages(messages).toolSpecifications(tools).build());
		assertThat(last.aiMessage().text()).isEqualTo("Sunny, and noon.");
		assertThat(this.gateway.openRouter().lastRequest().text()).contains("weather of Paris", "time of Paris");
	}

	@Test
	void hasAnAnswerByASchema() {
		ResponseFormat format = ResponseFormat.builder()
			.type(ResponseFormatType.JSON)
			.jsonSchema(JsonSchema.builder()
				.name("city")
				.rootElement(JsonObjectSchema.builder().addStringProperty("city").required("city").build())
				.build())
			.build();
		ChatResponse answer = whole("structured")
			.chat(ChatRequest.builder().messages(UserMessage.from("Which city?")).responseFormat(format).build());
		assertThat(answer.aiMessage().text()).isEqualTo("{\"city\":\"Paris\"}");
	}

	@Test
	void isToldOfARefusalBeforeContent() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> whole("refused").chat(UserMessage.from("Why?")))
			.withMessageContaining("context_length_exceeded")
			.withMessageNotContainingAny("/up", "/down");
	}

	@Test
	void isToldOfABreakAfterContent() {
		Collected collected = new Collected(false);
		streaming("broken").chat(question(), collected);
		assertThatException().isThrownBy(collected::whole);
		assertThat(collected.text).hasToString(ClientScenarios.PIECE);
	}

	@Test
	void leaves() throws Exception {
		streaming("endless").chat(question(), new Collected(true));
		RecordedRequest endless = first(ClientScenarios.up("endless"));
		assertThat(this.gateway.openRouter().awaitClosed(endless, Duration.ofSeconds(10))).isTrue();
	}

	private RecordedRequest first(String model) {
		return org.awaitility.Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.until(() -> this.gateway.openRouter().requests(model), (requests) -> !requests.isEmpty())
			.get(0);
	}

	private static ChatRequest question() {
		return ChatRequest.builder().messages(UserMessage.from("Why?")).build();
	}

	private OpenAiChatModel whole(String chain) {
		return OpenAiChatModel.builder()
			.baseUrl(url())
			.apiKey(ClientScenarios.secret())
			.modelName(chain)
			.strictJsonSchema(true)
			.maxRetries(0)
			.build();
	}

	private OpenAiStreamingChatModel streaming(String chain) {
		return OpenAiStreamingChatModel.builder()
			.baseUrl(url())
			.apiKey(ClientScenarios.secret())
			.modelName(chain)
			.build();
	}

	private String url() {
		return "http://127.0.0.1:" + this.gateway.port() + "/v1";
	}

	private static ToolSpecification tool(String name) {
		return ToolSpecification.builder()
			.name(name)
			.description("Tells the " + name)
			.parameters(JsonObjectSchema.builder().addStringProperty("city").build())
			.build();
	}

	/** Collects a stream, or leaves it at its first piece. */
	private static final class Collected implements StreamingChatResponseHandler {

		private final CompletableFuture<ChatResponse> end = new CompletableFuture<>();

		private final StringBuilder text = new StringBuilder();

		private final boolean leaves;

		Collected(boolean leaves) {
			this.leaves = leaves;
		}

		ChatResponse whole() throws Exception {
			return this.end.get(20, TimeUnit.SECONDS);
		}

		@Override
		public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
			this.text.append(piece.text());
			if (this.leaves) {
				context.streamingHandle().cancel();
			}
		}

		@Override
		public void onCompleteResponse(ChatResponse response) {
			this.end.complete(response);
		}

		@Override
		public void onError(Throwable ex) {
			this.end.completeExceptionally(ex);
		}

	}

}
