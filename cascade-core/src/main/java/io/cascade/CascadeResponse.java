package io.cascade;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A whole answer, and how it came about. Immutable; {@code toString} leaves out the
 * content.
 * <p>
 * As JSON it is what a browser can show: text, model, usage, cost and attempts, without
 * an upstream's words and thoughts. To go on with a conversation, keep its
 * {@link #message()}, which is read back as it was written.
 *
 * @param message the answer as a message, ready to be sent back in the next request
 * @param media images and sound
 * @param end model and provider, usage, cost and attempts
 */
public record CascadeResponse(Message message, List<CascadeChunk.Media> media,
		CascadeChunk.End end) implements Serializable {

	/** Keeps copies. */
	public CascadeResponse {
		media = List.copyOf(media);
	}

	/**
	 * Folds the pieces of an answer. A {@link CascadeChunk.Restart} discards what came
	 * before it; pieces without an {@link CascadeChunk.End} end in an error.
	 * @param chunks the pieces
	 * @return the whole answer
	 */
	public static Mono<CascadeResponse> collect(Flux<CascadeChunk> chunks) {
		return chunks.collect(AnswerFold::new, AnswerFold::add).map(AnswerFold::complete);
	}

	/**
	 * A made-up answer, for fakes in tests: from the model {@code test/model}, in one
	 * attempt, with tokens and a cost that follow from its length.
	 * @param text the text of the answer
	 * @return the answer
	 */
	public static CascadeResponse of(String text) {
		return of(Message.assistant(text), MadeUpEnd.MODEL);
	}

	/**
	 * A made-up answer, for fakes in tests: a text, or calls of tools.
	 * @param message the answer
	 * @param model the slug of the model that it names
	 * @return the answer
	 */
	public static CascadeResponse of(Message message, String model) {
		return new CascadeResponse(message, List.of(), MadeUpEnd.of(message, model));
	}

	/**
	 * The answer in pieces, as it might have been streamed.
	 * @return the pieces, the last one its end
	 */
	public List<CascadeChunk> chunks() {
		List<CascadeChunk> chunks = new ArrayList<>();
		if (this.message.reasoning() != null) {
			chunks.add(new CascadeChunk.Reasoning(this.message.reasoning().text(), this.message.reasoning().details()));
		}
		if (!text().isEmpty()) {
			chunks.add(new CascadeChunk.Text(text()));
		}
		if (this.message.refusal() != null) {
			chunks.add(new CascadeChunk.Refusal(this.message.refusal()));
		}
		int index = 0;
		for (ToolCall call : toolCalls()) {
			chunks
				.add(new CascadeChunk.ToolCallDelta(index++, call.id(), call.name(), call.arguments(), call.extras()));
		}
		chunks.addAll(this.media);
		chunks.add(this.end);
		return chunks;
	}

	/**
	 * The text of the answer.
	 * @return the text, empty if the answer is a tool call, a refusal or an image
	 */
	public String text() {
		return this.message.text();
	}

	/**
	 * The tools that the model calls.
	 * @return the calls, in order
	 */
	public List<ToolCall> toolCalls() {
		return this.message.toolCalls();
	}

	/**
	 * The model that answered, as the chain lists it.
	 * @return the slug
	 */
	public String model() {
		return this.end.served().model();
	}

	/**
	 * Who served the model behind the upstream, such as {@code Amazon Bedrock}.
	 * @return the display name, or {@code null} if the upstream reports none
	 */
	public @Nullable String provider() {
		return this.end.served().provider();
	}

	/**
	 * Why the answer ended: {@code stop}, {@code length}, {@code tool_calls} or another.
	 * @return the reason, or {@code null} where the upstream reported only that the
	 * answer ended
	 */
	public @Nullable String finishReason() {
		return this.end.finishReason();
	}

	/**
	 * Tokens as the upstream counted them.
	 * @return the usage, or {@code null} if it reports none
	 */
	public @Nullable Usage usage() {
		return this.end.usage();
	}

	/**
	 * What the answer cost.
	 * @return the cost with its source, never 0 by default
	 */
	public Cost cost() {
		return this.end.cost();
	}

	/**
	 * What the whole call cost, attempts in vain included.
	 * @return the sum, and how many costs are unknown
	 */
	public Spend spend() {
		return Spend.of(attempts());
	}

	/**
	 * Whether a gate rejected this answer, and it is given all the same since no better
	 * one was found.
	 * @return {@code false} for an answer that was accepted, or not judged
	 */
	public boolean isRejected() {
		return attempts().stream().anyMatch((attempt) -> attempt.outcome() == Attempt.Outcome.REJECTED)
				&& attempts().stream().noneMatch((attempt) -> attempt.outcome() == Attempt.Outcome.ANSWERED);
	}

	/**
	 * Everything that was tried for this answer.
	 * @return an immutable list, oldest first
	 */
	public List<Attempt> attempts() {
		return this.end.attempts();
	}

	/**
	 * The targets that were left out, and why: no money, no window, a cooldown.
	 * @return an immutable list, empty if none was left out
	 */
	public List<LeftOut> leftOut() {
		return this.end.leftOut();
	}

	/**
	 * How many targets were tried in vain before the one that answered.
	 * @return 0 if the first one answered
	 */
	public long fallbacks() {
		String answered = this.end.attempts()
			.stream()
			.filter((attempt) -> attempt.outcome() == Attempt.Outcome.ANSWERED)
			.map(Attempt::target)
			.reduce("", (first, second) -> second);
		return this.end.attempts()
			.stream()
			.map(Attempt::target)
			.filter((target) -> !target.equals(answered))
			.distinct()
			.count();
	}

	/**
	 * OpenRouter's id of the generation.
	 * @return the id, or {@code null}
	 */
	public @Nullable String generationId() {
		return this.end.served().generationId();
	}

	@JsonValue
	AnswerView view() {
		return new AnswerView(text(), this.message.refusal(), toolCalls().stream().map(AnswerView.Called::of).toList(),
				media().stream().map(AnswerView.Shown::of).toList(), model(), provider(), finishReason(),
				AnswerView.Tokens.of(usage()), cost().amount(), spend().known(), generationId(),
				attempts().stream().map(AnswerView.Tried::of).toList());
	}

	@Override
	public String toString() {
		return "CascadeResponse[%s from %s, finishReason=%s, %s]".formatted(Counted.of(text().length(), "character"),
				model(), finishReason(), Attempt.summary(attempts()));
	}

}
