package io.cascade.springai;

import java.util.function.Consumer;

import io.cascade.AnswerFold;
import io.cascade.CascadeChunk;
import io.cascade.CascadeResponse;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.SynchronousSink;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * One answer in pieces. Text, thoughts and media go on as they come; tool calls wait for
 * the end, since Spring AI takes each that it gets for a whole one. Not thread-safe.
 */
final class AnswerStream {

	private final AnswerFold fold = new AnswerFold();

	private final Consumer<ChatResponse> whole;

	private CascadeChunk.@Nullable Served served;

	/** Hands the whole answer to who watches, before its last piece goes on. */
	AnswerStream(Consumer<ChatResponse> whole) {
		this.whole = whole;
	}

	void next(CascadeChunk chunk, SynchronousSink<ChatResponse> sink) {
		this.fold.add(chunk);
		if (chunk instanceof CascadeChunk.Text text) {
			sink.next(Answers.piece(text.text(), null, this.served));
		}
		else if (chunk instanceof CascadeChunk.Reasoning thoughts && !thoughts.text().isEmpty()) {
			sink.next(Answers.thought(thoughts.text(), this.served));
		}
		else if (chunk instanceof CascadeChunk.Media media) {
			sink.next(Answers.piece("", MediaParts.media(media), this.served));
		}
		else if (chunk instanceof CascadeChunk.Begin begin) {
			this.served = begin.served();
		}
		else if (chunk instanceof CascadeChunk.End) {
			CascadeResponse answer = this.fold.complete();
			this.whole.accept(Answers.whole(answer));
			sink.next(Answers.last(answer));
		}
		else if (chunk instanceof CascadeChunk.Restart) {
			sink.error(new IllegalStateException("A stream of Spring AI can't restart, and this one did:"
					+ " what stands around the operations must keep the request's rules for streams"));
		}
	}

}
