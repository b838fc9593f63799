package io.cascade.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.cascade.test.RecordedRequest;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Spring AI's own model of OpenAI against the endpoint.
 */
@NullUnmarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringAiTests {

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
		ChatResponse answer = model("whole").call(new Prompt("Why?"));
		assertThat(answer.getResult().getOutput().getText()).isEqualTo(ClientScenarios.TEXT);
		assertThat(answer.getMetadata().getModel()).isEqualTo(ClientScenarios.up("whole"));
		assertThat(answer.getMetadata().getUsage().getTotalTokens()).isPositive();
	}

	@Test
	void streams() {
		StringBuilder text = new StringBuilder();
		StepVerifier.create(model("streamed").stream(new Prompt("Why?")).doOnNext((answer) -> add(text, answer)).then())
			.expectComplete()
			.verify(Duration.ofSeconds(20));
		assertThat(text).hasToString(ClientScenarios.TEXT);
	}

	private static void add(StringBuilder text, ChatResponse answer) {
		if (answer.getResult() != null && answer.getResult().getOutput().getText() != null) {
			text.append(answer.getResult().getOutput().getText());
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callsTwoToolsAndSendsTheirResults(boolean streamed) {
		OpenAiChatModel model = model("tools", tool("weather"), tool("time"));
		List<Message> messages = new ArrayList<>(List.of(new UserMessage("Weather and time in Paris?")));
		Prompt prompt = new Prompt(messages, model.getOptions());
		ChatResponse called = streamed
				? model.stream(prompt).filter(ChatResponse::hasToolCalls).blockLast(Duration.ofSeconds(20))
				: model.call(prompt);
		AssistantMessage asked = called.getResult().getOutput();
		assertThat(asked.getToolCalls()).extracting(AssistantMessage.ToolCall::name).containsExactly("weather", "time");
		messages.add(asked);
		messages.add(ToolResponseMessage.builder()
			.responses(asked.getToolCalls()
				.stream()
				.map((call) -> new ToolResponseMessage.ToolResponse(call.id(), call.name(), call.name() + " of Paris"))
				.toList())
			.build());
		ChatResponse last = model.call(new Prompt(messages, model.getOptions()));
		assertThat(last.getResult().getOutput().getText()).isEqualTo("Sunny, and noon.");
		assertThat(this.gateway.openRouter().lastRequest().text()).contains("weather of Paris", "time of Paris");
	}

	@Test
	void hasAnAnswerByASchema() {
		OpenAiChatOptions options = options("structured").outputSchema(
				"{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"],\"additionalProperties\":false}")
			.build();
		ChatResponse answer = OpenAiChatModel.builder()
			.options(options)
			.build()
			.call(new Prompt("Which city?", options));
		assertThat(answer.getResult().getOutput().getText()).isEqualTo("{\"city\":\"Paris\"}");
		assertThat(this.gateway.openRouter().lastRequest().body()).containsKey("response_format");
	}

	@Test
	void isToldOfARefusalBeforeContent() {
		assertThatException().isThrownBy(() -> model("refused").call(new Prompt("Why?")))
			.withMessageContaining("400")
			.withMessageNotContainingAny("/up", "/down");
	}

	@Test
	void isToldOfABreakAfterContent() {
		StringBuilder text = new StringBuilder();
		StepVerifier.create(model("broken").stream(new Prompt("Why?")).doOnNext((answer) -> add(text, answer)).then())
			.expectError()
			.verify(Duration.ofSeconds(20));
		assertThat(text).hasToString(ClientScenarios.PIECE);
	}

	@Test
	void leaves() {
		StepVerifier.create(model("endless").stream(new Prompt("Why?")).take(2).then())
			.expectComplete()
			.verify(Duration.ofSeconds(20));
		RecordedRequest endless = this.gateway.openRouter().requests(ClientScenarios.up("endless")).get(0);
		assertThat(this.gateway.openRouter().awaitClosed(endless, Duration.ofSeconds(5))).isTrue();
	}

	private OpenAiChatModel model(String chain, ToolCallback... tools) {
		return OpenAiChatModel.builder().options(options(chain).toolCallbacks(tools).build()).build();
	}

	private OpenAiChatOptions.Builder options(String chain) {
		return OpenAiChatOptions.builder()
			.baseUrl("http://127.0.0.1:" + this.gateway.port() + "/v1")
			.apiKey(ClientScenarios.secret())
			.model(chain);
	}

	private static ToolCallback tool(String name) {
		return FunctionToolCallback.builder(name, (City city) -> name + " of " + city.city())
			.description("Tells the " + name)
			.inputType(City.class)
			.build();
	}

	/** The input of a tool. */
	record City(String city) {

	}

}
