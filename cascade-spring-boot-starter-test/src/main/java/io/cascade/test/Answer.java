package io.cascade.test;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a model says.
 *
 * @param chunks the text in pieces
 * @param reasoning the reasoning before it
 * @param toolCalls the tools it calls
 * @param images the images it shows, as URLs
 * @param refusal the refusal
 * @param rawEvents what is sent in place of all other events of a stream
 * @param finishReason why it ended
 * @param error the error it carries
 * @param choices whether there are choices at all
 */
record Answer(List<String> chunks, @Nullable String reasoning, List<ToolCall> toolCalls, List<String> images,
		@Nullable String refusal, List<String> rawEvents, @Nullable String finishReason, @Nullable AnswerError error,
		boolean choices) {

	static Answer of(List<String> chunks) {
		return new Answer(List.copyOf(chunks), null, List.of(), List.of(), null, List.of(), "stop", null, true);
	}

	static Answer inWords(String text) {
		return of(List.of(text.split("(?<= )")));
	}

	Answer withChunks(List<String> chunks) {
		return new Answer(List.copyOf(chunks), this.reasoning, this.toolCalls, this.images, this.refusal,
				this.rawEvents, this.finishReason, this.error, this.choices);
	}

	Answer withReasoning(String reasoning) {
		return new Answer(this.chunks, reasoning, this.toolCalls, this.images, this.refusal, this.rawEvents,
				this.finishReason, this.error, this.choices);
	}

	Answer withToolCall(ToolCall toolCall) {
		return new Answer(List.of(), this.reasoning, plus(this.toolCalls, toolCall), this.images, this.refusal,
				this.rawEvents, "tool_calls", this.error, this.choices);
	}

	Answer withImage(String url) {
		return new Answer(this.chunks, this.reasoning, this.toolCalls, plus(this.images, url), this.refusal,
				this.rawEvents, this.finishReason, this.error, this.choices);
	}

	Answer withRefusal(String refusal) {
		return new Answer(List.of(), this.reasoning, this.toolCalls, this.images, refusal, this.rawEvents,
				this.finishReason, this.error, this.choices);
	}

	Answer withRawEvents(List<String> rawEvents) {
		return new Answer(this.chunks, this.reasoning, this.toolCalls, this.images, this.refusal,
				List.copyOf(rawEvents), this.finishReason, this.error, this.choices);
	}

	Answer withFinishReason(@Nullable String finishReason) {
		return new Answer(this.chunks, this.reasoning, this.toolCalls, this.images, this.refusal, this.rawEvents,
				finishReason, this.error, this.choices);
	}

	Answer withError(AnswerError error) {
		return new Answer(this.chunks, this.reasoning, this.toolCalls, this.images, this.refusal, this.rawEvents,
				"error", error, this.choices);
	}

	Answer withoutChoices() {
		return new Answer(List.of(), null, List.of(), List.of(), null, List.of(), null, null, false);
	}

	String text() {
		return String.join("", this.chunks);
	}

	int words() {
		return this.chunks.size() + this.toolCalls.size() * 8 + this.images.size() * 258;
	}

	int reasoningWords() {
		return (this.reasoning != null) ? this.reasoning.split(" ", -1).length : 0;
	}

	private static <T> List<T> plus(List<T> list, T element) {
		List<T> all = new ArrayList<>(list);
		all.add(element);
		return List.copyOf(all);
	}

	/**
	 * A call of a tool.
	 *
	 * @param id the id of the call
	 * @param name the name of the function
	 * @param arguments its arguments as JSON
	 */
	record ToolCall(String id, String name, String arguments) {

	}

}
