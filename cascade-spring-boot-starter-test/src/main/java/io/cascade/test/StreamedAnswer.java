package io.cascade.test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cascade.test.Answer.ToolCall;
import io.cascade.test.AnswerError.Place;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer as server-sent events.
 *
 * @param generation what is answered
 * @param head what every chunk begins with
 * @param before what a chunk holds before its delta
 * @param after what it holds after it
 */
record StreamedAnswer(Generation generation, ObjectNode head, String before, String after) {

	static final String DONE = "data: [DONE]\n\n";

	private static final String COMMENT = ": OPENROUTER PROCESSING\n\n";

	private static final int COMMENT_EVERY = 8;

	static StreamedAnswer of(Generation generation) {
		ObjectNode head = generation.head("chat.completion.chunk");
		String start = Json.write(head);
		return new StreamedAnswer(generation, head,
				"data: " + start.substring(0, start.length() - 1) + ",\"choices\":[{\"index\":0,\"delta\":",
				generation.openRouter()
						? ",\"finish_reason\":null,\"native_finish_reason\":null,\"logprobs\":null}]}\n\n"
						: ",\"finish_reason\":null,\"logprobs\":null}]}\n\n");
	}

	Transmission transmission(Scheduler timer) {
		boolean commented = this.generation.openRouter();
		List<ObjectNode> deltas = deltas().toList();
		Flux<String> pieces = Flux.range(0, deltas.size())
			.map((index) -> (commented && index % COMMENT_EVERY == 1) ? COMMENT + chunk(deltas.get(index))
					: chunk(deltas.get(index)));
		return new Transmission(opening(commented), raw() ? rawEvents() : pieces, closing(), commented ? COMMENT : "",
				timer, Transmission.Manner.USUAL);
	}

	private Flux<String> opening(boolean commented) {
		Flux<String> comments = commented ? Flux.just(COMMENT, COMMENT) : Flux.empty();
		boolean talks = answer().choices() && !failsAtOnce() && !raw();
		return talks ? comments.concatWith(Flux.just(chunk(delta().put("content", "")))) : comments;
	}

	private Stream<ObjectNode> deltas() {
		return Stream.of(reasoning(), content(), refusal(), images(), toolCalls()).flatMap((part) -> part);
	}

	private Stream<ObjectNode> reasoning() {
		String reasoning = answer().reasoning();
		return (reasoning != null) ? Answer.inWords(reasoning).chunks().stream().map(this::reasoning) : Stream.empty();
	}

	private ObjectNode reasoning(String text) {
		ObjectNode delta = delta().put("content", "").put("reasoning", text);
		AnswerParts.reasoningDetails(delta, text);
		return delta;
	}

	private Stream<ObjectNode> content() {
		return answer().chunks().stream().map((text) -> delta().put("content", text));
	}

	private Stream<ObjectNode> refusal() {
		String refusal = answer().refusal();
		return (refusal != null) ? Stream.of(delta().putNull("content").put("refusal", refusal)) : Stream.empty();
	}

	private Stream<ObjectNode> images() {
		return answer().images().stream().map((url) -> {
			ObjectNode delta = delta().put("content", "");
			delta.putArray("images").add(AnswerParts.image(url));
			return delta;
		});
	}

	private Stream<ObjectNode> toolCalls() {
		List<ToolCall> calls = answer().toolCalls();
		return IntStream.range(0, calls.size()).boxed().flatMap((index) -> fragments(index, calls.get(index)));
	}

	private Stream<ObjectNode> fragments(int index, ToolCall call) {
		String arguments = call.arguments();
		int middle = arguments.length() / 2;
		return Stream
			.of(AnswerParts.toolCall(index, call, ""), AnswerParts.argumentsOf(index, arguments.substring(0, middle)),
					AnswerParts.argumentsOf(index, arguments.substring(middle)))
			.map((fragment) -> {
				ObjectNode delta = delta().putNull("content");
				delta.putArray("tool_calls").add(fragment);
				return delta;
			});
	}

	private Flux<String> closing() {
		List<ObjectNode> last = new ArrayList<>();
		if (answer().error() != null) {
			last.add(error(answer().error()));
		}
		else if (!raw()) {
			if (answer().choices()) {
				last.add(finish());
			}
			usageInto(last);
		}
		ObjectNode metadata = this.generation.metadata();
		if (metadata != null && !last.isEmpty()) {
			last.get(last.size() - 1).set("openrouter_metadata", metadata);
		}
		return Flux.fromIterable(last).map(StreamedAnswer::event).concatWith(Flux.just(DONE));
	}

	private ObjectNode finish() {
		return withChoice(delta().put("content", ""), answer().finishReason());
	}

	private void usageInto(List<ObjectNode> last) {
		ObjectNode usage = this.generation.usage();
		if (usage != null) {
			last.add(usageChunk().set("usage", usage));
		}
	}

	private ObjectNode usageChunk() {
		boolean choiceless = !this.generation.openRouter() || !answer().choices();
		return switch (choiceless ? UsageShape.NO_CHOICES : this.generation.serving().usageShape()) {
			case NO_CHOICES -> {
				ObjectNode chunk = this.head.deepCopy();
				chunk.putArray("choices");
				yield chunk;
			}
			case EMPTY_CHOICE -> withChoice(delta().put("content", ""), null);
			case FINISH_REASON_REPEATED -> finish();
		};
	}

	private ObjectNode error(AnswerError error) {
		if (error.insteadOfChoices()) {
			return this.head.deepCopy().set("error", error.toJson());
		}
		ObjectNode chunk = withChoice(delta().put("content", ""), "error");
		if (error.place() == Place.CHOICE) {
			((ObjectNode) chunk.get("choices").get(0)).set("error", error.toJson());
			return chunk;
		}
		return chunk.set("error", error.toJson());
	}

	private String chunk(ObjectNode delta) {
		return this.before + Json.write(delta) + this.after;
	}

	private ObjectNode withChoice(ObjectNode delta, @Nullable String finishReason) {
		ObjectNode choice = Json.object().put("index", 0).set("delta", delta);
		choice.put("finish_reason", finishReason);
		if (this.generation.openRouter()) {
			choice.put("native_finish_reason", (finishReason != null) ? this.generation.nativeFinishReason() : null);
		}
		ObjectNode chunk = this.head.deepCopy();
		chunk.putArray("choices").add(choice.putNull("logprobs"));
		return chunk;
	}

	private static ObjectNode delta() {
		return Json.object().put("role", "assistant");
	}

	private static String event(ObjectNode chunk) {
		return "data: " + Json.write(chunk) + "\n\n";
	}

	private Flux<String> rawEvents() {
		return Flux.fromIterable(answer().rawEvents()).map((event) -> "data: " + event + "\n\n");
	}

	private boolean raw() {
		return !answer().rawEvents().isEmpty();
	}

	private boolean failsAtOnce() {
		AnswerError error = answer().error();
		return error != null && error.insteadOfChoices();
	}

	private Answer answer() {
		return this.generation.answer();
	}

}
