package io.cascade.springai;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeExhaustedException;
import io.cascade.IncompleteAnswerException;
import io.cascade.InvalidRequestException;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A chain as a chat model, over a socket.
 */
@NullUnmarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CascadeChatModelTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"],\"additionalProperties\":false}";

	private Fixture fixture;

	@BeforeAll
	void start() {
		this.fixture = Fixture.start(Map.of());
	}

	@BeforeEach
	void reset() {
		this.fixture.reset();
	}

	@AfterAll
	void stop() {
		this.fixture.close();
	}

	@Test
	void aWholeAnswerTellsWhoGaveItAndWhatWasTried() {
		this.fixture.openRouter().model(Fixture.FIRST).fails(Fault.status(503));
		this.fixture.openRouter().model(Fixture.SECOND).answers("Because.").provider("Vertex").tokens(12, 3);
		ChatResponse answer = this.fixture.model().call(new Prompt("Why?"));
		assertThat(answer.getResult().getOutput().getText()).isEqualTo("Because.");
		assertThat(answer.getMetadata().getModel()).isEqualTo(Fixture.SECOND);
		assertThat(answer.getMetadata().getId()).isNotEmpty();
		assertThat(answer.getMetadata().getUsage().getPromptTokens()).isEqualTo(12);
		assertThat(answer.getMetadata().getUsage().getTotalTokens()).isEqualTo(15);
		assertThat(answer.getResult().getMetadata().getFinishReason()).isEqualTo("stop");
		for (Map<String, Object> told : tellings(answer)) {
			assertThat(told).containsEntry(CascadeMetadata.MODEL, Fixture.SECOND)
				.containsEntry(CascadeMetadata.PROVIDER, "Vertex")
				.containsEntry(CascadeMetadata.ATTEMPTS, 2)
				.containsKeys(CascadeMetadata.COST, CascadeMetadata.GENERATION_ID);
			assertThat((List<?>) told.get(CascadeMetadata.FAILURES)).singleElement()
				.asString()
				.contains(Fixture.FIRST, "503");
		}
	}

	private static List<Map<String, Object>> tellings(ChatResponse answer) {
		Map<String, Object> response = new java.util.HashMap<>();
		answer.getMetadata().entrySet().forEach((entry) -> response.put(entry.getKey(), entry.getValue()));
		Map<String, Object> generation = new java.util.HashMap<>();
		answer.getResult()
			.getMetadata()
			.entrySet()
			.forEach((entry) -> generation.put(entry.getKey(), entry.getValue()));
		return List.of(response, generation, answer.getResult().getOutput().getMetadata());
	}

	@Test
	void aStreamHandsTextOutAsItComesAndTellsAtTheEnd() {
		this.fixture.openRouter().model(Fixture.FIRST).fails(Fault.status(503));
		this.fixture.openRouter().model(Fixture.SECOND).answersInChunks("Be", "cause", ".");
		List<ChatResponse> pieces = stream(new Prompt("Why?"));
		assertThat(pieces).extracting((piece) -> piece.getResult().getOutput().getText())
			.containsExactly("Be", "cause", ".", "");
		assertThat(pieces).extracting((piece) -> piece.getMetadata().getModel()).containsOnly(Fixture.SECOND);
		ChatResponse last = pieces.get(3);
		assertThat(last.getMetadata().getUsage().getTotalTokens()).isPositive();
		for (Map<String, Object> told : tellings(last)) {
			assertThat(told).containsEntry(CascadeMetadata.MODEL, Fixture.SECOND)
				.containsEntry(CascadeMetadata.ATTEMPTS, 2);
		}
	}

	private List<ChatResponse> stream(Prompt prompt) {
		List<ChatResponse> pieces = this.fixture.model().stream(prompt).collectList().block(LIMIT);
		assertThat(pieces).isNotNull();
		return pieces;
	}

	@Test
	void aStreamThatBreaksAfterContentFailsAndNeverRestarts() {
		this.fixture.openRouter().model(Fixture.FIRST).answersInChunks("Be", "cause", ".").fails(Fault.cutAfter(2));
		StringBuilder text = new StringBuilder();
		StepVerifier
			.create(this.fixture.model()
				.stream(new Prompt("Why?"))
				.doOnNext((piece) -> text.append(piece.getResult().getOutput().getText()))
				.then())
			.expectError(IncompleteAnswerException.class)
			.verify(LIMIT);
		assertThat("Because.").startsWith(text);
		assertThat(this.fixture.openRouter().callsTo(Fixture.SECOND)).isZero();
	}

	@Test
	void aLostCallKeepsItsOwnException() {
		this.fixture.openRouter().model(Fixture.FIRST).fails(Fault.status(503));
		this.fixture.openRouter().model(Fixture.SECOND).fails(Fault.status(503));
		assertThatExceptionOfType(CascadeExhaustedException.class)
			.isThrownBy(() -> this.fixture.model().call(new Prompt("Why?")))
			.satisfies((ex) -> assertThat(ex.attempts()).hasSize(2));
	}

	@Test
	void aThreadThatMustNotWaitIsRefusedInOneSentence() {
		Mono<ChatResponse> onLoop = Mono.fromCallable(() -> this.fixture.model().call(new Prompt("Why?")))
			.subscribeOn(Schedulers.parallel());
		assertThatIllegalStateException().isThrownBy(() -> onLoop.block(LIMIT))
			.withMessageContaining("CascadeChatModel.call waits for its answer")
			.withMessageContaining("use 'stream', or call it on Schedulers.boundedElastic()");
		assertThat(this.fixture.openRouter().requests()).isEmpty();
	}

	@Test
	void whatAllModelsHaveIsSent() {
		ChatOptions options = ChatOptions.builder()
			.temperature(0.5)
			.topP(0.9)
			.topK(40)
			.maxTokens(77)
			.frequencyPenalty(0.1)
			.presencePenalty(0.2)
			.stopSequences(List.of("END"))
			.build();
		this.fixture.model().call(new Prompt("Why?", options));
		assertThat(this.fixture.openRouter().lastRequest().body()).containsEntry("temperature", 0.5)
			.containsEntry("top_p", 0.9)
			.containsEntry("top_k", 40)
			.containsEntry("max_tokens", 77)
			.containsEntry("frequency_penalty", 0.1)
			.containsEntry("presence_penalty", 0.2)
			.containsEntry("stop", List.of("END"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aModelIsAChainOrOneModelThatIsPinned(boolean streamed) {
		ask(new Prompt("Why?", ChatOptions.builder().model("other").build()), streamed);
		assertThat(this.fixture.openRouter().lastRequest().models()).containsExactly("c/third");
		this.fixture.openRouter().model("d/fourth").fails(Fault.status(503));
		assertThatExceptionOfType(CascadeExhaustedException.class)
			.isThrownBy(() -> ask(new Prompt("Why?", ChatOptions.builder().model("d/fourth").build()), streamed));
		assertThat(this.fixture.openRouter().requests()).hasSize(2);
	}

	private void ask(Prompt prompt, boolean streamed) {
		if (streamed) {
			stream(prompt);
		}
		else {
			this.fixture.model().call(prompt);
		}
	}

	@Test
	void theChainOfItsOwnOptionsWinsOverTheModel() {
		CascadeChatOptions options = CascadeChatOptions.builder()
			.model("gpt-4o")
			.chain("assistant")
			.startWith(Fixture.SECOND)
			.maxCost(new BigDecimal("0.5"))
			.deadline(Duration.ofSeconds(9))
			.tag("tenant", "acme")
			.build();
		ChatResponse answer = this.fixture.model().call(new Prompt("Why?", options));
		assertThat(answer.getMetadata().getModel()).isEqualTo(Fixture.SECOND);
	}

	@Test
	void aChainThatIsNotThereIsToldBeforeAnythingIsSent() {
		CascadeChatOptions options = CascadeChatOptions.builder().chain("nowhere").build();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.fixture.model().call(new Prompt("Why?", options)));
		assertThat(this.fixture.openRouter().requests()).isEmpty();
	}

	@Test
	void messagesOfAllKindsAreSent() {
		List<org.springframework.ai.chat.messages.Message> messages = List.of(new SystemMessage("Be brief."),
				UserMessage.builder()
					.text("What is it?")
					.media(Media.builder().mimeType(MimeTypeUtils.IMAGE_PNG).data(new byte[] { 1, 2, 3 }).build(),
							Media.builder()
								.mimeType(MimeTypeUtils.parseMimeType("audio/mpeg"))
								.data(new byte[] { 4 })
								.build(),
							Media.builder().mimeType(Media.Format.DOC_PDF).data(new byte[] { 5 }).name("bill").build(),
							Media.builder()
								.mimeType(Media.Format.VIDEO_MP4)
								.data(java.net.URI.create("https://example.org/film.mp4"))
								.build())
					.build(),
				AssistantMessage.builder()
					.content("")
					.toolCalls(List.of(new AssistantMessage.ToolCall("call_1", "function", "weather", "{}"),
							new AssistantMessage.ToolCall("call_2", "function", "time", "{}")))
					.build(),
				ToolResponseMessage.builder()
					.responses(List.of(new ToolResponseMessage.ToolResponse("call_1", "weather", "warm"),
							new ToolResponseMessage.ToolResponse("call_2", "time", "noon")))
					.build());
		this.fixture.model().call(new Prompt(messages));
		RecordedRequest sent = this.fixture.openRouter().lastRequest();
		assertThat((List<?>) sent.body().get("messages")).hasSize(5);
		assertThat(sent.text()).contains("\"role\":\"system\"", "data:image/png;base64,AQID", "\"format\":\"mp3\"",
				"\"data\":\"BA==\"", "bill.pdf", "data:application/pdf;base64,BQ==", "https://example.org/film.mp4",
				"\"tool_call_id\":\"call_1\"", "\"tool_call_id\":\"call_2\"");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void toolCallsComeWholeAndInOneChunk(boolean streamed) {
		this.fixture.openRouter()
			.model(Fixture.FIRST)
			.answersWithToolCall("call_1", "weather", "{\"city\":\"Paris\"}")
			.answersWithToolCall("call_2", "weather", "{\"city\":\"Oslo\"}");
		Prompt prompt = new Prompt("Weather?", CascadeChatOptions.builder().toolCallbacks(weather()).build());
		List<ChatResponse> all = streamed ? stream(prompt) : List.of(this.fixture.model().call(prompt));
		List<ChatResponse> calling = all.stream().filter(ChatResponse::hasToolCalls).toList();
		assertThat(calling).singleElement()
			.satisfies((answer) -> assertThat(answer.getResult().getOutput().getToolCalls())
				.extracting(AssistantMessage.ToolCall::arguments)
				.containsExactly("{\"city\":\"Paris\"}", "{\"city\":\"Oslo\"}"));
		assertThat(this.fixture.openRouter().lastRequest().text()).contains("\"name\":\"weather\"",
				"Tells the weather");
	}

	private static ToolCallback weather() {
		return FunctionToolCallback.builder("weather", (City city) -> "warm")
			.description("Tells the weather")
			.inputType(City.class)
			.build();
	}

	@Test
	void aWrongToolCallIsAskedOfTheNextModel() {
		this.fixture.openRouter().model(Fixture.FIRST).answersWithToolCall("call_1", "weather", "{\"city\":7}");
		this.fixture.openRouter().model(Fixture.SECOND).answersWithToolCall("call_2", "weather", "{\"city\":\"Oslo\"}");
		ChatResponse answer = this.fixture.model()
			.call(new Prompt("Weather?", CascadeChatOptions.builder().toolCallbacks(weather()).build()));
		assertThat(answer.getMetadata().getModel()).isEqualTo(Fixture.SECOND);
	}

	@Test
	void aWrongToolCallThatNobodyMadeBetterIsHandedOn() {
		for (String slug : List.of(Fixture.FIRST, Fixture.SECOND)) {
			this.fixture.openRouter().model(slug).answersWithToolCall("call_1", "weather", "{\"city\":7}");
		}
		Prompt prompt = new Prompt("Weather?", CascadeChatOptions.builder().toolCallbacks(weather()).build());
		assertThat(this.fixture.model().call(prompt).hasToolCalls()).isTrue();
		for (String slug : List.of(Fixture.FIRST, Fixture.SECOND)) {
			this.fixture.openRouter().model(slug).answersWithToolCall("call_2", "no-such-tool", "{}");
		}
		assertThatExceptionOfType(CascadeExhaustedException.class).isThrownBy(() -> this.fixture.model().call(prompt));
	}

	@Test
	void anAnswerThatIsNotByTheSchemaIsAskedOfTheNextModel() {
		this.fixture.openRouter().model(Fixture.FIRST).answers("{\"town\":\"Paris\"}");
		this.fixture.openRouter().model(Fixture.SECOND).answers("{\"city\":\"Paris\"}");
		ChatResponse answer = this.fixture.model()
			.call(new Prompt("Which city?", CascadeChatOptions.builder().outputSchema(SCHEMA).build()));
		assertThat(answer.getResult().getOutput().getText()).isEqualTo("{\"city\":\"Paris\"}");
		assertThat(this.fixture.openRouter().lastRequest().text()).contains("json_schema", "\"strict\":true");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void thoughtsComeBackToTheModelInRoundTwo(boolean streamed) {
		String events = """
				{"id":"gen-1","model":"a/first","choices":[{"index":0,"delta":{"role":"assistant","reasoning":"Hm.",\
				"reasoning_details":[{"type":"reasoning.text","text":"Hm.","signature":"s1g","index":0}]}}]}""";
		String call = """
				{"id":"gen-1","model":"a/first","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1",\
				"type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Paris\\"}"}}]}}]}""";
		String end = """
				{"id":"gen-1","model":"a/first","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],\
				"usage":{"prompt_tokens":20,"completion_tokens":5,"total_tokens":25,\
				"prompt_tokens_details":{"cached_tokens":16}}}""";
		this.fixture.openRouter()
			.model(Fixture.FIRST)
			.answersWithRawEvents(events, call, end, "[DONE]")
			.then()
			.answers("Warm.");
		Prompt prompt = new Prompt("Weather?", CascadeChatOptions.builder().toolCallbacks(weather()).build());
		List<ChatResponse> all = streamed ? stream(prompt) : List.of(this.fixture.model().call(prompt));
		ChatResponse calling = all.get(all.size() - 1);
		assertThat(calling.getMetadata().getUsage().getCacheReadInputTokens()).isEqualTo(16);
		AssistantMessage asked = calling.getResult().getOutput();
		assertThat(asked.getMetadata()).containsEntry(CascadeMetadata.REASONING, "Hm.");
		List<org.springframework.ai.chat.messages.Message> messages = new ArrayList<>(prompt.getInstructions());
		messages.add(asked.copy());
		messages.add(ToolResponseMessage.builder()
			.responses(List.of(new ToolResponseMessage.ToolResponse("call_1", "weather", "warm")))
			.build());
		this.fixture.model().call(new Prompt(messages, prompt.getOptions()));
		assertThat(this.fixture.openRouter().lastRequest().text()).contains("\"signature\":\"s1g\"");
	}

	@Test
	void optionsSurviveAChangeAndAUnion() {
		CascadeChatOptions options = CascadeChatOptions.builder()
			.chain("assistant")
			.startWith("x/y")
			.maxCost(new BigDecimal("0.1"))
			.deadline(Duration.ofSeconds(3))
			.tag("tenant", "acme")
			.outputSchema(SCHEMA)
			.temperature(0.1)
			.toolCallbacks(weather())
			.toolContext("user", "1")
			.build();
		assertThat(options.mutate().build()).isEqualTo(options).hasSameHashCodeAs(options);
		CascadeChatOptions union = this.fixture.model()
			.getOptions()
			.mutate()
			.combineWith(options.mutate())
			.combineWith(CascadeChatOptions.builder().chain("other").tag("feature", "chat"))
			.build();
		assertThat(union.getChain()).isEqualTo("other");
		assertThat(union.getStartWith()).isEqualTo("x/y");
		assertThat(union.getMaxCost()).isEqualByComparingTo("0.1");
		assertThat(union.getDeadline()).isEqualTo(Duration.ofSeconds(3));
		assertThat(union.getTags()).containsExactly(Map.entry("tenant", "acme"), Map.entry("feature", "chat"));
		assertThat(union.getOutputSchema()).isEqualTo(SCHEMA);
		assertThat(union.getTemperature()).isEqualTo(0.1);
		assertThat(union.getToolCallbacks()).hasSize(1);
		assertThat(union.getToolContext()).containsEntry("user", "1");
		assertThat(union.mutate().combineWith(ChatOptions.builder().temperature(0.7)).build())
			.satisfies((again) -> assertThat(again.getTemperature()).isEqualTo(0.7))
			.satisfies((again) -> assertThat(again.getChain()).isEqualTo("other"));
	}

	record City(String city) {

	}

}
