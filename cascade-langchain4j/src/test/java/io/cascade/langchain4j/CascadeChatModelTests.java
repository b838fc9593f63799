package io.cascade.langchain4j;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.Options;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whole answers through LangChain4j's interface, at a real socket.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CascadeChatModelTests {

	private ModelsFixture models;

	@BeforeAll
	void start() {
		this.models = ModelsFixture.start();
	}

	@BeforeEach
	void reset() {
		this.models.reset();
	}

	@AfterAll
	void stop() {
		this.models.close();
	}

	private ScriptedOpenRouter openRouter() {
		return this.models.openRouter();
	}

	@Test
	void answersFromTheNextModelWhenTheFirstFails() {
		openRouter().model(ModelsFixture.PRIMARY).fails(Fault.status(503).always());
		openRouter().model(ModelsFixture.FALLBACK).answers("Forty-two.").provider("Acme").tokens(11, 7);
		ChatResponse answer = this.models.chat().chat(UserMessage.from("Why?"));
		assertThat(answer.aiMessage().text()).isEqualTo("Forty-two.");
		assertThat(answer.modelName()).isEqualTo(ModelsFixture.FALLBACK);
		assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
		assertThat(answer.tokenUsage().inputTokenCount()).isEqualTo(11);
		assertThat(answer.tokenUsage().outputTokenCount()).isEqualTo(7);
		CascadeChatResponseMetadata metadata = (CascadeChatResponseMetadata) answer.metadata();
		assertThat(metadata.id()).isNotBlank();
		assertThat(metadata.provider()).isEqualTo("Acme");
		assertThat(metadata.attempts()).hasSize(2);
		assertThat(metadata.cost().amount()).isPositive();
		assertThat(metadata.spend().known()).isPositive();
	}

	@Test
	void metadataKeepsWhatCascadeKnowsWhenItIsRebuilt() {
		CascadeChatResponseMetadata metadata = (CascadeChatResponseMetadata) this.models.chat()
			.chat(UserMessage.from("Why?"))
			.metadata();
		assertThat(metadata.toBuilder().build()).isEqualTo(metadata);
		assertThat(metadata.toBuilder().id("other").build().attempts()).isEqualTo(metadata.attempts());
		assertThat(metadata).hasToString(metadata.toBuilder().build().toString());
	}

	@Test
	void tokensOfRoundsAddUp() {
		CascadeTokenUsage usage = (CascadeTokenUsage) this.models.chat().chat(UserMessage.from("Why?")).tokenUsage();
		CascadeTokenUsage sum = (CascadeTokenUsage) usage.add(usage);
		assertThat(sum.totalTokenCount()).isEqualTo(2 * usage.totalTokenCount());
		assertThat(usage.add(null)).isSameAs(usage);
		assertThat(usage).isNotEqualTo(sum);
	}

	@Test
	void aNameOfAModelIsThatOfAChainOrASlug() {
		ask(CascadeChatRequestParameters.builder().modelName("other").build());
		assertThat(openRouter().lastRequest().models()).containsExactly("o/other");
		ask(ChatRequestParameters.builder().modelName("x/pinned").build());
		assertThat(openRouter().lastRequest().models()).containsExactly("x/pinned");
		ask(CascadeChatRequestParameters.builder().chain("other").modelName("x/pinned").build());
		assertThat(openRouter().lastRequest().models()).containsExactly("x/pinned");
		ask(CascadeChatRequestParameters.builder().chain("other").modelName("assistant").build());
		assertThat(openRouter().lastRequest().models()).containsExactly("o/other");
		ask(CascadeChatRequestParameters.builder().startWith("s/start").build());
		assertThat(openRouter().lastRequest().models()).startsWith("s/start", ModelsFixture.PRIMARY);
	}

	@Test
	void sendsStandardParametersAndOwnOnes() {
		ask(CascadeChatRequestParameters.builder()
			.temperature(0.5)
			.topP(0.9)
			.topK(3)
			.frequencyPenalty(0.1)
			.presencePenalty(0.2)
			.maxOutputTokens(99)
			.stopSequences("END")
			.options(Options.none().seed(7L).temperature(1.0))
			.build());
		assertThat(openRouter().lastRequest().body()).containsEntry("temperature", 0.5)
			.containsEntry("top_p", 0.9)
			.containsEntry("top_k", 3)
			.containsEntry("frequency_penalty", 0.1)
			.containsEntry("presence_penalty", 0.2)
			.containsEntry("max_tokens", 99)
			.containsEntry("stop", List.of("END"))
			.containsEntry("seed", 7);
	}

	@Test
	void parametersAreKeptWhicheverOverridesTheOther() {
		CascadeChatRequestParameters own = CascadeChatRequestParameters.builder()
			.chain("other")
			.startWith("s/start")
			.maxCost("0.05")
			.deadline(Duration.ofSeconds(9))
			.tag("tenant", "acme")
			.options(Options.none().seed(7L))
			.build();
		ChatRequestParameters plain = ChatRequestParameters.builder().temperature(0.5).modelName("x/y").build();
		for (CascadeChatRequestParameters both : List.of(own.overrideWith(plain), own.defaultedBy(plain))) {
			assertThat(both.chain()).isEqualTo("other");
			assertThat(both.startWith()).isEqualTo("s/start");
			assertThat(both.maxCost()).isEqualTo(new BigDecimal("0.05"));
			assertThat(both.deadline()).isEqualTo(Duration.ofSeconds(9));
			assertThat(both.tags()).isEqualTo(Map.of("tenant", "acme"));
			assertThat(both.options()).isEqualTo(own.options());
			assertThat(both.temperature()).isEqualTo(0.5);
		}
		CascadeChatRequestParameters more = CascadeChatRequestParameters.builder()
			.chain("assistant")
			.tag("user", "u")
			.build();
		assertThat(own.overrideWith(more).chain()).isEqualTo("assistant");
		assertThat(own.defaultedBy(more).chain()).isEqualTo("other");
		assertThat(own.overrideWith(more).tags()).containsOnlyKeys("tenant", "user");
		assertThat(own.overrideWith(CascadeChatRequestParameters.NONE)).isEqualTo(own).hasSameHashCodeAs(own);
		assertThat(own).isNotEqualTo(more);
	}

	@Test
	void defaultsOfTheModelApplyWhereARequestSetsNothing() {
		CascadeChatModel model = this.models.bean(CascadeChatModel.class)
			.withDefaults(CascadeChatRequestParameters.builder().chain("other").temperature(0.3).build());
		model.chat("Why?");
		assertThat(openRouter().lastRequest().models()).containsExactly("o/other");
		assertThat(openRouter().lastRequest().body()).containsEntry("temperature", 0.3);
		model.withDefaults(ChatRequestParameters.builder().modelName("x/pinned").build())
			.chat(ChatRequest.builder()
				.messages(UserMessage.from("Why?"))
				.parameters(CascadeChatRequestParameters.builder().tag("tenant", "acme").build())
				.build());
		assertThat(openRouter().lastRequest().models()).containsExactly("x/pinned");
	}

	@Test
	void aCallMayNotCostMoreThanItIsAllowedTo() {
		assertThatExceptionOfType(dev.langchain4j.exception.LangChain4jException.class)
			.isThrownBy(() -> ask(CascadeChatRequestParameters.builder().chain("other").maxCost("0.000000001").build()))
			.withCauseInstanceOf(CascadeException.class);
		assertThat(openRouter().requests()).isEmpty();
	}

	@Test
	void sendsEveryKindOfContent() {
		this.models.chat()
			.chat(SystemMessage.from("Be brief."),
					UserMessage.from("anna", TextContent.from("What is it?"),
							ImageContent.from("https://example.com/a.png", ImageContent.DetailLevel.MEDIUM),
							ImageContent.from("aGVsbG8=", "image/jpeg"), AudioContent.from("aGVsbG8=", "audio/mpeg"),
							PdfFileContent.from("aGVsbG8=", "application/pdf")));
		List<Map<String, Object>> messages = this.models.lastMessages();
		assertThat(messages.get(0)).containsEntry("role", "system").containsEntry("content", "Be brief.");
		assertThat(messages.get(1)).containsEntry("name", "anna");
		assertThat(String.valueOf(messages.get(1).get("content"))).contains("What is it?", "https://example.com/a.png",
				"high", "data:image/jpeg;base64,aGVsbG8=", "format=mp3", "data:application/pdf;base64,aGVsbG8=");
	}

	@Test
	void callsToolsAndSendsTheirResults() {
		openRouter().model(ModelsFixture.PRIMARY)
			.answersWithToolCall("call_a", "weather", "{\"city\":\"Paris\"}")
			.answersWithToolCall("call_b", "time", "{\"city\":\"Paris\"}")
			.then()
			.answers("Sunny, and noon.");
		List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from("Weather and time in Paris?")));
		ChatRequestParameters tools = ChatRequestParameters.builder()
			.toolSpecifications(tool("weather"), ToolSpecification.builder().name("time").build())
			.toolChoice(ToolChoice.REQUIRED)
			.build();
		ChatResponse called = this.models.chat()
			.chat(ChatRequest.builder().messages(messages).parameters(tools).build());
		assertThat(openRouter().lastRequest().body()).containsEntry("tool_choice", "required");
		assertThat(openRouter().lastRequest().text()).contains("\"additionalProperties\":false", "Tells the weather");
		assertThat(called.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
		assertThat(called.aiMessage().text()).isNull();
		assertThat(called.aiMessage().toolExecutionRequests()).extracting(ToolExecutionRequest::id)
			.containsExactly("call_a", "call_b");
		messages.add(called.aiMessage());
		called.aiMessage()
			.toolExecutionRequests()
			.forEach((call) -> messages.add(ToolExecutionResultMessage.from(call, call.name() + " of Paris")));
		ChatResponse last = this.models.chat().chat(messages);
		assertThat(last.aiMessage().text()).isEqualTo("Sunny, and noon.");
		assertThat(this.models.lastMessages()).hasSize(4);
		assertThat(this.models.lastMessages().get(2)).containsEntry("role", "tool")
			.containsEntry("tool_call_id", "call_a")
			.containsEntry("content", "weather of Paris");
	}

	@Test
	void thoughtsGoBackToTheModelThatHadThem() {
		openRouter().model("o/other")
			.reasons("Let me look.")
			.answersWithToolCall("call_a", "weather", "{}")
			.then()
			.answers("Sunny.");
		CascadeChatModel model = this.models.bean(CascadeChatModel.class)
			.withDefaults(CascadeChatRequestParameters.builder().chain("other").build());
		UserMessage question = UserMessage.from("Weather?");
		AiMessage called = model.chat(question).aiMessage();
		assertThat(called.thinking()).isEqualTo("Let me look.");
		String kept = ChatMessageSerializer.messageToJson(called);
		AiMessage read = (AiMessage) ChatMessageDeserializer.messageFromJson(kept);
		List<String> sent = new ArrayList<>();
		for (AiMessage answer : List.of(called, read)) {
			model.chat(question, answer, ToolExecutionResultMessage.from(answer.toolExecutionRequests().get(0), "sun"));
			sent.add(this.models.lastMessages().get(1).toString());
		}
		assertThat(sent.get(0)).contains("Let me", "reasoning_details");
		assertThat(sent.get(1)).isEqualTo(sent.get(0));
	}

	@Test
	void anAnswerThatDoesNotMeetTheSchemaMovesOn() {
		openRouter().model(ModelsFixture.PRIMARY).answers("{\"town\":1}");
		openRouter().model(ModelsFixture.FALLBACK).answers("{\"city\":\"Paris\"}");
		ResponseFormat format = ResponseFormat.builder()
			.type(ResponseFormatType.JSON)
			.jsonSchema(JsonSchema.builder()
				.name("city")
				.rootElement(JsonObjectSchema.builder().addStringProperty("city").required("city").build())
				.build())
			.build();
		ChatResponse answer = ask(ChatRequestParameters.builder().responseFormat(format).build());
		assertThat(answer.aiMessage().text()).isEqualTo("{\"city\":\"Paris\"}");
		assertThat(openRouter().lastRequest().text()).contains("json_schema", "\"name\":\"city\"");
		assertThat(this.models.chat().supportedCapabilities()).contains(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
		ask(ChatRequestParameters.builder().responseFormat(ResponseFormat.TEXT).build());
		assertThat(openRouter().lastRequest().body()).doesNotContainKey("response_format");
	}

	@Test
	void aModelThatDeclinesIsAFilter() {
		openRouter().model(ModelsFixture.PRIMARY).answers("").refuses("I would rather not.");
		assertThatExceptionOfType(ContentFilteredException.class).isThrownBy(() -> this.models.chat().chat("Why?"))
			.withMessage("I would rather not.");
	}

	@Test
	void failuresAreThoseOfLangChain4jWithTheWholeStoryBehindThem() {
		openRouter().failsEveryRequest(Fault.status(503).always());
		assertThatExceptionOfType(InternalServerException.class).isThrownBy(() -> this.models.chat().chat("Why?"))
			.havingCause()
			.isInstanceOfSatisfying(CascadeExhaustedException.class,
					(cause) -> assertThat(cause.attempts()).isNotEmpty());
		assertThatExceptionOfType(ModelNotFoundException.class)
			.isThrownBy(() -> ask(CascadeChatRequestParameters.builder().chain("none").build()))
			.withCauseInstanceOf(io.cascade.InvalidRequestException.class);
		assertThatExceptionOfType(UnsupportedFeatureException.class)
			.isThrownBy(() -> this.models.chat().chat(CustomMessage.from(Map.of("a", "b"))));
	}

	@Test
	void refusesToWaitOnAnEventLoop() {
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		Mono.fromRunnable(() -> this.models.chat().chat("Why?"))
			.subscribeOn(Schedulers.parallel())
			.onErrorResume((ex) -> {
				thrown.set(ex);
				return Mono.empty();
			})
			.block(Duration.ofSeconds(10));
		assertThat(thrown.get()).isInstanceOf(IllegalStateException.class)
			.hasMessageContainingAll("event loop", "CascadeStreamingChatModel");
		assertThat(openRouter().requests()).isEmpty();
	}

	@Test
	void listenersHearOfRequestAnswerAndFailure() {
		List<String> heard = new ArrayList<>();
		ChatModelListener listener = new ChatModelListener() {

			@Override
			public void onRequest(ChatModelRequestContext context) {
				heard.add("request");
				context.attributes().put("mark", "here");
			}

			@Override
			public void onResponse(ChatModelResponseContext context) {
				heard.add(context.chatResponse().modelName() + " " + context.attributes().get("mark"));
			}

			@Override
			public void onError(ChatModelErrorContext context) {
				heard.add(context.error().getClass().getSimpleName());
			}

		};
		CascadeChatModel model = this.models.bean(CascadeChatModel.class).withListeners(List.of(listener));
		model.chat("Why?");
		openRouter().failsEveryRequest(Fault.status(503).always());
		assertThatExceptionOfType(InternalServerException.class).isThrownBy(() -> model.chat("Why?"));
		assertThat(heard).containsExactly("request", ModelsFixture.PRIMARY + " here", "request",
				"InternalServerException");
	}

	private ChatResponse ask(ChatRequestParameters parameters) {
		return this.models.chat()
			.chat(ChatRequest.builder().messages(UserMessage.from("Why?")).parameters(parameters).build());
	}

	private static ToolSpecification tool(String name) {
		return ToolSpecification.builder()
			.name(name)
			.description("Tells the " + name)
			.strict(true)
			.parameters(JsonObjectSchema.builder()
				.addStringProperty("city")
				.addStringProperty("unit")
				.required("city")
				.build())
			.build();
	}

}
