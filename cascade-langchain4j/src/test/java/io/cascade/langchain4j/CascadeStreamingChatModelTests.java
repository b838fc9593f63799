package io.cascade.langchain4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.IncompleteAnswerException;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import io.cascade.test.ScriptedOpenRouter;
import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Answers in pieces through LangChain4j's interface, at a real socket.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CascadeStreamingChatModelTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String PIECE = "A piece that is longer than what anybody would hold back. ";

	private ModelsFixture models;

	@BeforeAll
	void start() {
		this.models = ModelsFixture.start(Map.of("cascade.chains.going-on.models[0].id", "g/first",
				"cascade.chains.going-on.models[1].id", "g/second", "cascade.chains.going-on.models[1].accepts-prefill",
				true, "cascade.chains.going-on.on-break", "continue-or-fail", "cascade.chains.again.models[0]",
				ModelsFixture.PRIMARY, "cascade.chains.again.models[1]", ModelsFixture.FALLBACK,
				"cascade.chains.again.on-break", "restart"));
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
	void streamsFromTheNextModelWhenTheFirstFailsBeforeContent() {
		openRouter().model(ModelsFixture.PRIMARY).fails(Fault.status(503).always());
		openRouter().model(ModelsFixture.FALLBACK).answersInChunks("The ", "answer ", "is ", "42.").reasons("Hm.");
		CollectingHandler handler = stream("Why?");
		ChatResponse answer = handler.whole();
		assertThat(handler.text).hasToString("The answer is 42.");
		assertThat(handler.thoughts).hasToString("Hm.");
		assertThat(answer.aiMessage().text()).isEqualTo("The answer is 42.");
		assertThat(answer.aiMessage().thinking()).isEqualTo("Hm.");
		assertThat(answer.modelName()).isEqualTo(ModelsFixture.FALLBACK);
		assertThat(((CascadeChatResponseMetadata) answer.metadata()).attempts()).hasSize(2);
		assertThat(handler.heard).startsWith("thinking", "text").endsWith("text", "end");
	}

	@Test
	void toldCallsOfToolsAreWholeAndComeWithTheEnd() {
		openRouter().model(ModelsFixture.PRIMARY)
			.answersWithToolCall("call_a", "weather", "{\"city\":\"Paris\"}")
			.answersWithToolCall("call_b", "time", "{\"city\":\"Rome\"}");
		CollectingHandler handler = new CollectingHandler();
		this.models.streaming().chat(withTools(), handler);
		ChatResponse answer = handler.whole();
		assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
		assertThat(handler.calls).extracting((call) -> call.toolExecutionRequest())
			.isEqualTo(answer.aiMessage().toolExecutionRequests());
		assertThat(answer.aiMessage().toolExecutionRequests()).extracting(ToolExecutionRequest::arguments)
			.containsExactly("{\"city\":\"Paris\"}", "{\"city\":\"Rome\"}");
		StringBuilder first = new StringBuilder();
		handler.pieces.stream()
			.filter((piece) -> piece.index() == 0)
			.forEach((piece) -> first.append(piece.partialArguments()));
		assertThat(first).hasToString("{\"city\":\"Paris\"}");
		assertThat(handler.pieces).extracting(PartialToolCall::name).containsOnly("weather", "time");
		assertThat(handler.heard).endsWith("tool piece", "tool", "tool", "end");
	}

	@Test
	void noToolIsToldOfAnAnswerThatBreaks() {
		openRouter().model(ModelsFixture.PRIMARY)
			.answersWithToolCall("call_a", "weather", "{\"city\":\"Paris\"}")
			.fails(Fault.withoutFinishReason().and(Fault.withoutDone()).always());
		CollectingHandler handler = new CollectingHandler();
		this.models.streaming().chat(withTools(), handler);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(handler::whole);
		assertThat(handler.calls).isEmpty();
		assertThat(handler.heard).containsOnlyOnce("error").doesNotContain("end", "tool");
	}

	@Test
	void aStreamThatBreaksFailsAndNeverRestarts() {
		openRouter().model(ModelsFixture.PRIMARY).answersInChunks(PIECE, PIECE).fails(Fault.cutAfter(1).always());
		for (String chain : List.of("assistant", "again")) {
			CollectingHandler handler = new CollectingHandler();
			this.models.streaming().chat(question(chain), handler);
			assertThatExceptionOfType(CompletionException.class).isThrownBy(handler::whole)
				.havingCause()
				.isInstanceOf(InternalServerException.class)
				.havingCause()
				.isInstanceOf(IncompleteAnswerException.class);
			assertThat(handler.text).hasToString(PIECE);
			this.models.reset();
			openRouter().model(ModelsFixture.PRIMARY).answersInChunks(PIECE, PIECE).fails(Fault.cutAfter(1).always());
		}
		assertThat(openRouter().callsTo(ModelsFixture.FALLBACK)).isZero();
	}

	@Test
	void aStreamThatBreaksIsContinuedWhereTheChainSaysSo() {
		openRouter().model("g/first").answersInChunks(PIECE, PIECE).fails(Fault.cutAfter(1).always());
		openRouter().model("g/second").answersInChunks("And the rest.");
		CollectingHandler handler = new CollectingHandler();
		this.models.streaming().chat(question("going-on"), handler);
		assertThat(handler.whole().aiMessage().text()).isEqualTo(PIECE + "And the rest.");
		assertThat(handler.text).hasToString(PIECE + "And the rest.");
	}

	@Test
	void leavingCancelsTheUpstreamAndNothingMoreIsTold() {
		openRouter().model(ModelsFixture.PRIMARY)
			.answersInChunks(Collections.nCopies(500, PIECE).toArray(String[]::new))
			.fails(Fault.chunkDelay(Duration.ofMillis(100)).always());
		CollectingHandler handler = CollectingHandler.leaving();
		this.models.streaming().chat(question("assistant"), handler);
		RecordedRequest request = await().atMost(LIMIT)
			.until(() -> openRouter().requests(), (requests) -> !requests.isEmpty())
			.get(0);
		assertThat(openRouter().awaitClosed(request, LIMIT)).isTrue();
		assertThat(handler.heard).containsExactly("text");
	}

	@Test
	void aRequestThatCantBeMadeIsToldToTheHandler() {
		CollectingHandler handler = new CollectingHandler();
		this.models.streaming().chat(question("none"), handler);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(handler::whole)
			.withCauseInstanceOf(ModelNotFoundException.class);
	}

	@Test
	void aHandlerThatThrowsIsToldOfItAndOfTheRest() {
		openRouter().model(ModelsFixture.PRIMARY).answersInChunks("The ", "answer.");
		List<String> heard = new ArrayList<>();
		CompletableFuture<ChatResponse> end = new CompletableFuture<>();
		this.models.streaming().chat(question("assistant"), new StreamingChatResponseHandler() {

			@Override
			public void onPartialResponse(String piece) {
				throw new IllegalStateException(piece);
			}

			@Override
			public void onCompleteResponse(ChatResponse response) {
				end.complete(response);
			}

			@Override
			public void onError(Throwable ex) {
				heard.add(ex.getMessage());
			}

		});
		assertThat(end.orTimeout(10, TimeUnit.SECONDS).join().aiMessage().text()).isEqualTo("The answer.");
		assertThat(heard).containsExactly("The ", "answer.");
	}

	@Test
	void listenersHearOfRequestAnswerAndFailure() {
		List<String> heard = Collections.synchronizedList(new ArrayList<>());
		ChatModelListener listener = new ChatModelListener() {

			@Override
			public void onRequest(ChatModelRequestContext context) {
				heard.add("request");
			}

			@Override
			public void onResponse(ChatModelResponseContext context) {
				heard.add("response");
			}

			@Override
			public void onError(ChatModelErrorContext context) {
				heard.add("error");
			}

		};
		CascadeStreamingChatModel model = this.models.bean(CascadeStreamingChatModel.class)
			.withListeners(List.of(listener));
		CollectingHandler first = new CollectingHandler();
		model.chat("Why?", first);
		first.whole();
		openRouter().failsEveryRequest(Fault.status(503).always());
		CollectingHandler second = new CollectingHandler();
		model.chat("Why?", second);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(second::whole);
		assertThat(heard).containsExactly("request", "response", "request", "error");
	}

	@Test
	void aSlowHandlerHoldsTheUpstreamBack() {
		AtomicLong produced = new AtomicLong();
		CompletableFuture<Void> goOn = new CompletableFuture<>();
		CascadeOperations many = new CascadeOperations() {

			@Override
			public Mono<CascadeResponse> exchange(CascadeRequest request) {
				return Mono.error(new UnsupportedOperationException());
			}

			@Override
			public Flux<CascadeChunk> stream(CascadeRequest request) {
				CascadeChunk end = CascadeResponse.of("x").end();
				return Flux.range(0, 10_000)
					.doOnNext((number) -> produced.incrementAndGet())
					.<CascadeChunk>map((number) -> new CascadeChunk.Text("x"))
					.concatWithValues(end);
			}

		};
		CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
		CascadeStreamingChatModel.over(many).chat("Why?", new StreamingChatResponseHandler() {

			@Override
			public void onPartialResponse(String piece) {
				goOn.join();
			}

			@Override
			public void onCompleteResponse(ChatResponse response) {
				whole.complete(response);
			}

			@Override
			public void onError(Throwable ex) {
				whole.completeExceptionally(ex);
			}

		});
		await().atMost(LIMIT).until(() -> produced.get() > 0);
		assertThat(produced).hasValueLessThan(50);
		goOn.complete(null);
		assertThat(whole.orTimeout(10, TimeUnit.SECONDS).join().aiMessage().text()).hasSize(10_000);
	}

	@Test
	void handlersHaveWhatWasBoundToTheThreadThatAsked() {
		ThreadLocal<String> tenant = new ThreadLocal<>();
		ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", tenant);
		try {
			tenant.set("acme");
			List<String> seen = Collections.synchronizedList(new ArrayList<>());
			CompletableFuture<ChatResponse> end = new CompletableFuture<>();
			this.models.streaming().chat(question("assistant"), new StreamingChatResponseHandler() {

				@Override
				public void onPartialResponse(String piece) {
					seen.add(tenant.get());
				}

				@Override
				public void onCompleteResponse(ChatResponse response) {
					seen.add(tenant.get());
					end.complete(response);
				}

				@Override
				public void onError(Throwable ex) {
					end.completeExceptionally(ex);
				}

			});
			end.orTimeout(10, TimeUnit.SECONDS).join();
			assertThat(seen).hasSizeGreaterThan(1).containsOnly("acme");
		}
		finally {
			tenant.remove();
			ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
		}
	}

	private CollectingHandler stream(String question) {
		CollectingHandler handler = new CollectingHandler();
		this.models.streaming().chat(question, handler);
		return handler;
	}

	private static ChatRequest question(String chain) {
		return ChatRequest.builder()
			.messages(UserMessage.from("Why?"))
			.parameters(CascadeChatRequestParameters.builder().chain(chain).build())
			.build();
	}

	private static ChatRequest withTools() {
		return ChatRequest.builder()
			.messages(UserMessage.from("Weather and time?"))
			.toolSpecifications(IntStream.range(0, 2)
				.mapToObj((i) -> ToolSpecification.builder().name((i == 0) ? "weather" : "time").build())
				.toList())
			.build();
	}

}
