package io.cascade;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of an answer: what a browser can show. Neither prompts, thoughts, an
 * upstream's words nor what only an upstream can read is in it, and nothing that is not
 * known.
 *
 * @param text the text
 * @param refusal why the model declined
 * @param toolCalls tools that the model calls
 * @param media images and sound
 * @param model the model that answered, as the chain lists it
 * @param provider the provider that served the model
 * @param finishReason why the answer ended
 * @param usage tokens
 * @param cost USD that the answer cost
 * @param spend USD that the call cost, attempts in vain included, as far as known
 * @param generationId by which feedback can be given
 * @param attempts what was tried
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record AnswerView(@JsonInclude(JsonInclude.Include.ALWAYS) String text, @Nullable String refusal,
		List<Called> toolCalls, List<Shown> media, String model, @Nullable String provider,
		@Nullable String finishReason, @Nullable Tokens usage, @Nullable BigDecimal cost, BigDecimal spend,
		@Nullable String generationId, List<Tried> attempts) {

	/**
	 * A tool that the model calls.
	 *
	 * @param id what its result belongs to
	 * @param name its name
	 * @param arguments JSON as text, the model's own
	 */
	record Called(String id, String name, String arguments) {

		static Called of(ToolCall call) {
			return new Called(call.id(), call.name(), call.arguments());
		}

	}

	/**
	 * An image or sound.
	 *
	 * @param type {@code image} or {@code audio}
	 * @param data a URL for images, base64 for sound
	 * @param transcript the words of the sound
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Shown(String type, String data, @Nullable String transcript) {

		static Shown of(CascadeChunk.Media media) {
			return new Shown(media.type(), media.data(), media.transcript());
		}

	}

	/**
	 * Tokens as the upstream counted them.
	 *
	 * @param promptTokens of the prompt
	 * @param completionTokens of the answer
	 * @param totalTokens the upstream's own total
	 * @param cachedTokens read from a cache
	 * @param cacheWriteTokens written to a cache
	 * @param reasoningTokens of hidden reasoning
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Tokens(@Nullable Long promptTokens, @Nullable Long completionTokens, @Nullable Long totalTokens,
			@Nullable Long cachedTokens, @Nullable Long cacheWriteTokens, @Nullable Long reasoningTokens) {

		static @Nullable Tokens of(@Nullable Usage usage) {
			return (usage != null) ? new Tokens(usage.promptTokens(), usage.completionTokens(), usage.totalTokens(),
					usage.cachedTokens(), usage.cacheWriteTokens(), usage.reasoningTokens()) : null;
		}

	}

	/**
	 * An attempt in few words.
	 *
	 * @param model the model that was tried
	 * @param provider the provider that served the model
	 * @param outcome how it ended, or what went wrong
	 * @param status the HTTP status
	 * @param millis how long it took
	 * @param cost USD
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Tried(String model, @Nullable String provider, String outcome, @Nullable Integer status,
			@Nullable Long millis, @Nullable BigDecimal cost) {

		static Tried of(Attempt attempt) {
			return new Tried(attempt.model(), attempt.provider(),
					(attempt.kind() != null) ? attempt.kind().id() : attempt.outcome().id(), attempt.status(),
					(attempt.elapsed() != null) ? attempt.elapsed().toMillis() : null, attempt.cost().amount());
		}

	}

}
