package io.cascade.langchain4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.cascade.AnswerFold;
import io.cascade.CascadeChunk;
import io.cascade.exchange.Callbacks;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Signal;

/**
 * Tells a handler of one stream. A handler that throws is told of it as of an error, and
 * of the rest of the stream, as with LangChain4j's own models. Pieces come one after the
 * other; the handle may be used by any thread.
 */
final class Delivery implements StreamingHandle {

	private final Disposable.Swap stream = Disposables.swap();

	private final AnswerFold answer = new AnswerFold();

	private final Map<Integer, CascadeChunk.ToolCallDelta> begun = new LinkedHashMap<>();

	private final StreamingChatResponseHandler handler;

	private final Callbacks callbacks;

	Delivery(StreamingChatResponseHandler handler, Callbacks callbacks) {
		this.handler = handler;
		this.callbacks = callbacks;
	}

	/**
	 * What was bound to the thread of the caller is there for the handler: of all
	 * operators only {@code handle} sees to it, so ends pass it as values.
	 */
	void begin(Flux<CascadeChunk> pieces) {
		this.stream.update(pieces.materialize()
			.<CascadeChunk>handle((signal, sink) -> accept(signal))
			.contextCapture()
			.subscribe());
	}

	@Override
	public void cancel() {
		this.stream.dispose();
	}

	@Override
	public boolean isCancelled() {
		return this.stream.isDisposed();
	}

	private void accept(Signal<CascadeChunk> signal) {
		if (isCancelled()) {
			return;
		}
		if (signal.isOnNext()) {
			piece(Objects.requireNonNull(signal.get()));
		}
		else if (signal.isOnError()) {
			fail(Failures.of(Objects.requireNonNull(signal.getThrowable())));
		}
		else {
			complete();
		}
	}

	private void piece(CascadeChunk chunk) {
		this.answer.add(chunk);
		if (chunk instanceof CascadeChunk.Text piece && !piece.text().isEmpty()) {
			tell((told) -> told.onPartialResponse(new PartialResponse(piece.text()), new PartialResponseContext(this)));
		}
		else if (chunk instanceof CascadeChunk.Reasoning piece && !piece.text().isEmpty()) {
			tell((told) -> told.onPartialThinking(new PartialThinking(piece.text()), new PartialThinkingContext(this)));
		}
		else if (chunk instanceof CascadeChunk.ToolCallDelta piece) {
			toolCall(piece);
		}
	}

	/** LangChain4j wants the name with each piece, and none without arguments. */
	private void toolCall(CascadeChunk.ToolCallDelta piece) {
		CascadeChunk.ToolCallDelta first = this.begun.computeIfAbsent(piece.index(), (index) -> piece);
		String name = first.name();
		if (name != null && !name.isBlank() && !piece.arguments().isEmpty()) {
			PartialToolCall call = PartialToolCall.builder()
				.index(piece.index())
				.id(first.id())
				.name(name)
				.partialArguments(piece.arguments())
				.build();
			tell((told) -> told.onPartialToolCall(call, new PartialToolCallContext(this)));
		}
	}

	private void complete() {
		ChatResponse response;
		try {
			response = AnswerWriter.write(this.answer.complete());
		}
		catch (RuntimeException ex) {
			fail(Failures.of(ex));
			return;
		}
		List<ToolExecutionRequest> calls = response.aiMessage().toolExecutionRequests();
		for (int i = 0; i < calls.size() && !isCancelled(); i++) {
			CompleteToolCall call = new CompleteToolCall(i, calls.get(i));
			tell((told) -> told.onCompleteToolCall(call));
		}
		if (!isCancelled()) {
			tell((told) -> told.onCompleteResponse(response));
		}
	}

	private void tell(Consumer<StreamingChatResponseHandler> call) {
		Throwable failure = this.callbacks.<@Nullable Throwable>get(this.handler, () -> {
			call.accept(this.handler);
			return null;
		}, Function.identity());
		if (failure != null) {
			fail(failure);
		}
	}

	private void fail(Throwable failure) {
		this.callbacks.run(this.handler, (told) -> told.onError(failure));
	}

}
