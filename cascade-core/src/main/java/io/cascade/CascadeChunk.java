package io.cascade;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A piece of an answer. An answer is complete with its {@link End}, and only with it.
 */
public sealed interface CascadeChunk extends Serializable {

	/**
	 * Whether this is content of the answer, and not a note about it.
	 * @return {@code false} for {@link Restart} and {@link End}
	 */
	default boolean carriesContent() {
		return true;
	}

	/**
	 * Text to append.
	 *
	 * @param text never empty
	 */
	record Text(String text) implements CascadeChunk {

		@Override
		public String toString() {
			return "Text[%s]".formatted(Counted.of(this.text.length(), "character"));
		}

	}

	/**
	 * Thoughts to append.
	 *
	 * @param text the thoughts in words, may be empty
	 * @param details {@code reasoning_details} of this piece as they came, may be empty
	 */
	record Reasoning(String text, List<Map<String, Object>> details) implements CascadeChunk {

		/**
		 * Thoughts with an immutable copy of the list.
		 */
		public Reasoning {
			details = Frozen.maps(details);
		}

		@Override
		public String toString() {
			return "Reasoning[%s, %s]".formatted(Counted.of(this.text.length(), "character"),
					Counted.of(this.details.size(), "detail"));
		}

	}

	/**
	 * A piece of a tool call. Pieces with the same index belong together; the arguments
	 * are JSON only when the answer is complete.
	 *
	 * @param index the position of the call in the answer
	 * @param id the call's id, on its first piece
	 * @param name the tool's name, on its first piece
	 * @param arguments the next piece of the arguments, may be empty
	 * @param extras fields of this upstream only, see {@link ToolCall#extras()}
	 */
	record ToolCallDelta(int index, @Nullable String id, @Nullable String name, String arguments,
			Map<String, Object> extras) implements CascadeChunk {

		/** Keeps a copy of the further fields. */
		public ToolCallDelta {
			extras = extras.isEmpty() ? Map.of() : Frozen.map(extras);
		}

		/**
		 * A piece without further fields.
		 * @param index the position of the call in the answer
		 * @param id the call's id, on its first piece
		 * @param name the tool's name, on its first piece
		 * @param arguments the next piece of the arguments, may be empty
		 */
		public ToolCallDelta(int index, @Nullable String id, @Nullable String name, String arguments) {
			this(index, id, name, arguments, Map.of());
		}

		@Override
		public String toString() {
			return "ToolCallDelta[%d, %s, length=%d]".formatted(this.index, this.name, this.arguments.length());
		}

	}

	/**
	 * An image or sound.
	 *
	 * @param type {@code image} or {@code audio}
	 * @param data a URL for images, base64 for sound
	 * @param transcript the words of the sound
	 */
	record Media(String type, String data, @Nullable String transcript) implements CascadeChunk {

		@Override
		public String toString() {
			return "Media[%s, %s]".formatted(this.type, Counted.of(this.data.length(), "character"));
		}

	}

	/**
	 * The model declines, in its own words.
	 *
	 * @param text the words to append
	 */
	record Refusal(String text) implements CascadeChunk {

		@Override
		public String toString() {
			return "Refusal[%s]".formatted(Counted.of(this.text.length(), "character"));
		}

	}

	/**
	 * What came before is void: discard it. Another attempt answers from the beginning.
	 *
	 * @param reason what happened to the attempt that is discarded
	 * @param attempt how many attempts were made so far
	 */
	record Restart(FailureKind reason, int attempt) implements CascadeChunk {

		@Override
		public boolean carriesContent() {
			return false;
		}

	}

	/**
	 * The end of a complete answer.
	 *
	 * @param served the model and provider that answered
	 * @param finishReason {@code stop}, {@code length}, {@code tool_calls} or another
	 * one; {@code null} where the upstream reported only that the answer ended
	 * @param usage tokens, where reported
	 * @param cost what the answer cost
	 * @param attempts everything that was tried for it, oldest first
	 * @param extras what few answers have
	 * @param leftOut the targets that were left out, and why
	 */
	record End(Served served, @Nullable String finishReason, @Nullable Usage usage, Cost cost, List<Attempt> attempts,
			Extras extras, List<LeftOut> leftOut) implements CascadeChunk {

		/**
		 * An end with immutable copies of the lists.
		 */
		public End {
			attempts = List.copyOf(attempts);
			leftOut = List.copyOf(leftOut);
		}

		/**
		 * An end where no target was left out.
		 * @param served the model and provider that answered
		 * @param finishReason why the answer ended
		 * @param usage tokens
		 * @param cost what the answer cost
		 * @param attempts everything that was tried for it
		 * @param extras what few answers have
		 */
		public End(Served served, @Nullable String finishReason, @Nullable Usage usage, Cost cost,
				List<Attempt> attempts, Extras extras) {
			this(served, finishReason, usage, cost, attempts, extras, List.of());
		}

		@Override
		public boolean carriesContent() {
			return false;
		}

		/**
		 * A copy with other attempts.
		 * @param attempts the attempts, oldest first
		 * @return the copy
		 */
		public End withAttempts(List<Attempt> attempts) {
			return new End(this.served, this.finishReason, this.usage, this.cost, attempts, this.extras, this.leftOut);
		}

		/**
		 * A copy with the targets that were left out.
		 * @param leftOut the targets, and why
		 * @return the copy
		 */
		public End withLeftOut(List<LeftOut> leftOut) {
			return leftOut.equals(this.leftOut) ? this : new End(this.served, this.finishReason, this.usage, this.cost,
					this.attempts, this.extras, leftOut);
		}

	}

	/**
	 * Who answered.
	 *
	 * @param upstream the name of the upstream
	 * @param model the slug as the chain lists it
	 * @param reportedModel the slug as the upstream reported it, often a dated one
	 * @param provider the provider that served the model behind the upstream
	 * @param generationId OpenRouter's id of the generation
	 * @param serviceTier the service tier that served
	 */
	record Served(String upstream, String model, @Nullable String reportedModel, @Nullable String provider,
			@Nullable String generationId, @Nullable String serviceTier) implements Serializable {

	}

	/**
	 * What few answers have, as it came.
	 *
	 * @param annotations citations and file annotations
	 * @param logprobs log probabilities of the tokens
	 * @param fields further fields of the answer, such as {@code created},
	 * {@code system_fingerprint}, {@code native_finish_reason}, {@code usage} with all
	 * that it tells, such as tokens of sound and {@code cost_details}, and
	 * {@code openrouter_metadata}
	 * @param message fields of the message of this upstream only
	 * @param thoughtsIn the field that held the thoughts, {@code null} if none were
	 */
	record Extras(List<Map<String, Object>> annotations, List<Map<String, Object>> logprobs, Map<String, Object> fields,
			Map<String, Object> message, @Nullable String thoughtsIn) implements Serializable {

		/** Nothing of it. */
		public static final Extras NONE = new Extras(List.of(), List.of());

		/** Keeps copies. */
		public Extras {
			annotations = Frozen.maps(annotations);
			logprobs = Frozen.maps(logprobs);
			fields = Frozen.map(fields);
			message = Frozen.map(message);
		}

		/**
		 * Citations and log probabilities alone.
		 * @param annotations citations and file annotations
		 * @param logprobs log probabilities of the tokens
		 */
		public Extras(List<Map<String, Object>> annotations, List<Map<String, Object>> logprobs) {
			this(annotations, logprobs, Map.of(), Map.of(), null);
		}

		@Override
		public String toString() {
			return "Extras[annotations=%d, logprobs=%d, %s, %s]".formatted(this.annotations.size(),
					this.logprobs.size(), this.fields.keySet(), this.message.keySet());
		}

	}

}
