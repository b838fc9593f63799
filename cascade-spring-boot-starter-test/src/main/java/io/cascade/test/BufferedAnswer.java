package io.cascade.test;

import java.util.ArrayList;
import java.util.List;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer as one JSON body.
 *
 * @param generation what is answered
 */
record BufferedAnswer(Generation generation) {

	private static final int MIN_PIECES = 2;

	Transmission transmission(Scheduler timer) {
		String body = Json.write(body());
		List<String> pieces = split(body, Math.max(MIN_PIECES, answer().chunks().size()));
		int last = pieces.size() - 1;
		return new Transmission(Flux.just(padding()), Flux.fromIterable(pieces.subList(0, last)),
				Flux.just(pieces.get(last)), "\n         ", timer, Transmission.Manner.USUAL);
	}

	private String padding() {
		return " ".repeat(this.generation.serving().padding());
	}

	private static List<String> split(String body, int count) {
		int length = Math.max(1, body.length() / (count + 1));
		List<String> pieces = new ArrayList<>();
		for (int piece = 0; piece < count; piece++) {
			pieces.add(body.substring(piece * length, (piece + 1) * length));
		}
		pieces.add(body.substring(count * length));
		return pieces;
	}

	private Answer answer() {
		return this.generation.answer();
	}

	ObjectNode body() {
		AnswerError error = answer().error();
		ObjectNode body;
		if (error != null && error.insteadOfChoices()) {
			body = Json.object().put("user_id", "user_scripted").set("error", error.toJson());
		}
		else {
			body = completion();
		}
		ObjectNode metadata = this.generation.metadata();
		return (metadata != null) ? body.set("openrouter_metadata", metadata) : body;
	}

	private ObjectNode completion() {
		ObjectNode body = this.generation.head("chat.completion").putNull("system_fingerprint");
		ArrayNode choices = body.putArray("choices");
		if (answer().choices()) {
			choices.add(choice());
		}
		ObjectNode usage = this.generation.usage();
		return (usage != null) ? body.set("usage", usage) : body;
	}

	private ObjectNode choice() {
		ObjectNode choice = Json.object().put("index", 0).put("finish_reason", answer().finishReason());
		if (this.generation.openRouter()) {
			choice.put("native_finish_reason", this.generation.nativeFinishReason());
		}
		AnswerError error = answer().error();
		if (error != null) {
			choice.set("error", error.toJson());
		}
		return choice.putNull("logprobs").set("message", message());
	}

	private ObjectNode message() {
		boolean textless = answer().chunks().isEmpty();
		ObjectNode message = Json.object()
			.put("role", "assistant")
			.put("content", (textless && !answer().toolCalls().isEmpty()) ? null : answer().text())
			.put("refusal", answer().refusal())
			.put("reasoning", answer().reasoning());
		AnswerParts.reasoningDetails(message, answer().reasoning());
		AnswerParts.toolCalls(message, answer());
		AnswerParts.images(message, answer());
		return message;
	}

}
