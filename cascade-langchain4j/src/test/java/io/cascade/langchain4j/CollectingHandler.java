package io.cascade.langchain4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/**
 * Collects a stream, or leaves it at its first piece.
 */
final class CollectingHandler implements StreamingChatResponseHandler {

	final CompletableFuture<ChatResponse> end = new CompletableFuture<>();

	/** What came, in order, in words. */
	final List<String> heard = Collections.synchronizedList(new ArrayList<>());

	final StringBuilder text = new StringBuilder();

	final StringBuilder thoughts = new StringBuilder();

	final List<PartialToolCall> pieces = Collections.synchronizedList(new ArrayList<>());

	final List<CompleteToolCall> calls = Collections.synchronizedList(new ArrayList<>());

	private final boolean leaves;

	CollectingHandler() {
		this(false);
	}

	private CollectingHandler(boolean leaves) {
		this.leaves = leaves;
	}

	static CollectingHandler leaving() {
		return new CollectingHandler(true);
	}

	ChatResponse whole() {
		return this.end.orTimeout(20, TimeUnit.SECONDS).join();
	}

	@Override
	public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
		this.heard.add("text");
		this.text.append(piece.text());
		if (this.leaves) {
			context.streamingHandle().cancel();
		}
	}

	@Override
	public void onPartialThinking(PartialThinking piece) {
		this.heard.add("thinking");
		this.thoughts.append(piece.text());
	}

	@Override
	public void onPartialToolCall(PartialToolCall piece) {
		this.heard.add("tool piece");
		this.pieces.add(piece);
	}

	@Override
	public void onCompleteToolCall(CompleteToolCall call) {
		this.heard.add("tool");
		this.calls.add(call);
	}

	@Override
	public void onCompleteResponse(ChatResponse response) {
		this.heard.add("end");
		this.end.complete(response);
	}

	@Override
	public void onError(Throwable ex) {
		this.heard.add("error");
		this.end.completeExceptionally(ex);
	}

}
