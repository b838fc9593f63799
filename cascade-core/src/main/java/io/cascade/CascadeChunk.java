package io.cascade;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A piece of an answer. An answer is complete with its {@link End}, and only with it.
 */
public sealed interface CascadeChunk extends Serializable {

	/**
	 * Whether this is content of the answer, and not a note about it.
	 * @return {@code false} for {@link Begin}, {@link Restart} and {@link End}
	 */
	default boolean carriesContent() {
		return true;
	}

	/**
	 * How many characters of content there are in it: text, thoughts, arguments, a
	 * refusal, an image or sound as it came.
	 * @return the number, 0 for what is no content
	 */
	default int characters() {
		return 0;
	}

	/**
	 * Who answers, as far as is known when the first content comes; it stands right
	 * before that. Only streams that are asked for it have it: see
	 * {@link StreamRules#announceServed()}. Behind a {@link Restart}, or where another
	 * target continues the text, the next attempt has one of its own. The {@link End} is
	 * more exact.
	 *
	 * @param served the upstream, the model, and what was reported of them so far
	 * @param fields {@code created} and {@code system_fingerprint}, if they are known
	 */
	record Begin(Served served, Map<String, Object> fields) implements CascadeChunk {

		private static final List<String> FIELDS = List.of("created", "system_fingerprint");

		/** Keeps a copy of the fields. */
		public Begin {
			fields = fields.isEmpty() ? Map.of() : Frozen.map(fields);
		}

		/**
		 * The beginning of the answer that an attempt gives.
		 * @param answering the attempt
		 * @param fields fields of the answer, of which those that belong here are taken
		 * @return the beginning
		 */
		public static Begin of(Attempt answering, Map<String, Object> fields) {
			return new Begin(AnswerEnd.Served.of(answering), known(fields));
		}

		/**
		 * The beginning of an answer of which the end is known.
		 * @param end the end
		 * @return the beginning
		 */
		public static Begin of(End end) {
			return new Begin(end.served(), known(end.extras().fields()));
		}

		private static Map<String, Object> known(Map<String, Object> fields) {
			Map<String, Object> known = new LinkedHashMap<>(4);
			for (String name : FIELDS) {
				Object value = fields.get(name);
				if (value != null) {
					known.put(name, value);
				}
			}
			return known;
		}

		@Override
		public boolean carriesContent() {
			return false;
		}

		@Override
		public String toString() {
			return "Begin[%s, %s]".formatted(this.served.model(), this.fields.keySet());
		}

	}

	/**
	 * Text to append.
	 *
	 * @param text never empty
	 */
	record Text(String text) implements CascadeChunk {

		@Override
		public int characters() {
			return this.text.length();
		}

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
		public int characters() {
			return this.text.length();
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
		public int characters() {
			return this.arguments.length();
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
		public int characters() {
			return this.data.length() + ((this.transcript != null) ? this.transcript.length() : 0);
		}

		@Override
		public String toString() {
			return "Media[%s, %s]".formatted(this.type, Counted.of(this.data.length(), "character"));
		}

	}

	/**
	 * The vectors of a call for embeddings, all at once.
	 *
	 * @param vectors one for each input
	 */
	record Embeddings(Vectors vectors) implements CascadeChunk {

	}

	/**
	 * The model declines, in its own words.
	 *
	 * @param text the words to append
	 */
	record Refusal(String text) implements CascadeChunk {

		@Override
		public int characters() {
			return this.text.length();
		}

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
	 */
	sealed interface End extends CascadeChunk permits AnswerEnd.End {

		/**
		 * The end of the answer that an attempt gave, with its tokens and its cost.
		 * @param answered the attempt
		 * @param finishReason {@code stop}, {@code length}, {@code tool_calls} or another
		 * one; {@code null} where the upstream reported only that the answer ended
		 * @return the end, without a list of attempts
		 */
		static End of(Attempt answered, @Nullable String finishReason) {
			return AnswerEnd.End.of(answered, finishReason);
		}

		@Override
		default boolean carriesContent() {
			return false;
		}

		/**
		 * The model and provider that answered.
		 * @return the upstream, the model and what was reported of them
		 */
		Served served();

		/**
		 * Why the answer ended.
		 * @return {@code stop}, {@code length}, {@code tool_calls} or another one;
		 * {@code null} where the upstream reported only that the answer ended
		 */
		@Nullable String finishReason();

		/**
		 * Tokens as the upstream counted them.
		 * @return the usage, {@code null} if it was not reported
		 */
		@Nullable Usage usage();

		/**
		 * What the answer cost.
		 * @return the cost with its source
		 */
		Cost cost();

		/**
		 * Everything that was tried for the answer.
		 * @return an immutable list, oldest first
		 */
		List<Attempt> attempts();

		/**
		 * What few answers have.
		 * @return the extras
		 */
		Extras extras();

		/**
		 * The targets that were left out, and why.
		 * @return an immutable list
		 */
		List<LeftOut> leftOut();

		/**
		 * A copy with the tokens and the cost of all targets that gave a part of the
		 * answer.
		 * @param usage the tokens
		 * @param cost the cost
		 * @return the copy
		 */
		End withTotal(@Nullable Usage usage, Cost cost);

		/**
		 * A copy with other attempts.
		 * @param attempts the attempts, oldest first
		 * @return the copy
		 */
		End withAttempts(List<Attempt> attempts);

		/**
		 * A copy with what few answers have.
		 * @param extras the extras
		 * @return the copy
		 */
		End withExtras(Extras extras);

		/**
		 * A copy with the targets that were left out.
		 * @param leftOut the targets, and why
		 * @return the copy
		 */
		End withLeftOut(List<LeftOut> leftOut);

	}

	/**
	 * Who answered.
	 */
	sealed interface Served extends Serializable permits AnswerEnd.Served {

		/**
		 * The upstream.
		 * @return its name
		 */
		String upstream();

		/**
		 * The model.
		 * @return the slug as the chain lists it
		 */
		String model();

		/**
		 * The model as the upstream reported it, often a dated one.
		 * @return the slug, {@code null} if it was not reported
		 */
		@Nullable String reportedModel();

		/**
		 * The provider that served the model behind the upstream.
		 * @return the display name, {@code null} if it was not reported
		 */
		@Nullable String provider();

		/**
		 * OpenRouter's id of the generation.
		 * @return the id, {@code null} if there is none
		 */
		@Nullable String generationId();

		/**
		 * The service tier that served.
		 * @return the tier, {@code null} if it was not reported
		 */
		@Nullable String serviceTier();

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
		public static final Extras NONE = new Extras(List.of(), List.of(), Map.of(), Map.of(), null);

		/** Keeps copies. */
		public Extras {
			annotations = Frozen.maps(annotations);
			logprobs = Frozen.maps(logprobs);
			fields = Frozen.map(fields);
			message = Frozen.map(message);
		}

		@Override
		public String toString() {
			return "Extras[annotations=%d, logprobs=%d, %s, %s]".formatted(this.annotations.size(),
					this.logprobs.size(), this.fields.keySet(), this.message.keySet());
		}

	}

}
