package io.cascade.test;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.cascade.test.CatalogEntry.Prices;
import io.cascade.test.ProviderWalk.RouterAttempt;
import io.cascade.test.ProviderWalk.Served;
import io.cascade.test.Serving.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One answer of one model, before it is put into words of the protocol.
 *
 * @param id the generation id
 * @param chat the request
 * @param served who answers
 * @param answer what is said
 * @param prices what it costs
 */
record Generation(String id, ChatRequest chat, Served served, Answer answer, Prices prices) {

	private static final Map<String, String> NATIVE_STOP = Map.of("Google", "STOP", "Anthropic", "end_turn",
			"Amazon Bedrock", "end_turn", "OpenAI", "completed");

	String model() {
		String name = this.served.script().serving().model();
		return (name != null) ? name : this.served.script().slug();
	}

	Serving serving() {
		return this.served.script().serving();
	}

	boolean openRouter() {
		return this.chat.dialect() == ChatRequest.Dialect.OPENROUTER;
	}

	@Nullable String nativeFinishReason() {
		String reason = this.answer.finishReason();
		return "stop".equals(reason) ? NATIVE_STOP.getOrDefault(this.served.provider(), reason) : reason;
	}

	ObjectNode head(String object) {
		ObjectNode head = Json.object().put("id", this.id);
		if (openRouter()) {
			head.put("provider", this.served.provider());
		}
		return head.put("model", model()).put("object", object).put("created", Instant.now().getEpochSecond());
	}

	@Nullable ObjectNode metadata() {
		return this.chat.wantsMetadata() ? RouterMetadata.of(this.chat, this.served.attempts()) : null;
	}

	@Nullable ObjectNode usage() {
		if (!this.chat.wantsUsage() || !serving().usage().withUsage()) {
			return null;
		}
		ObjectNode usage = Json.object()
			.put("prompt_tokens", promptTokens())
			.put("completion_tokens", completionTokens())
			.put("total_tokens", promptTokens() + completionTokens());
		if (openRouter() && serving().usage().withCost()) {
			cost(usage);
		}
		usage.putObject("prompt_tokens_details").put("cached_tokens", 0);
		usage.putObject("completion_tokens_details").put("reasoning_tokens", this.answer.reasoningWords());
		return usage;
	}

	private void cost(ObjectNode usage) {
		usage.put("cost", cost()).put("is_byok", false);
		usage.putObject("cost_details")
			.putNull("upstream_inference_cost")
			.put("upstream_inference_prompt_cost", promptCost())
			.put("upstream_inference_completions_cost", completionCost());
	}

	BigDecimal cost() {
		return promptCost().add(completionCost()).add(this.prices.amount("request"));
	}

	int promptTokens() {
		Usage usage = serving().usage();
		return (usage.prompt() != null) ? usage.prompt() : this.chat.promptTokens();
	}

	int completionTokens() {
		Usage usage = serving().usage();
		return (usage.completion() != null) ? usage.completion() : this.answer.words() + this.answer.reasoningWords();
	}

	ObjectNode toJson() {
		ObjectNode data = Json.object()
			.put("id", this.id)
			.put("model", model())
			.put("provider_name", this.served.provider())
			.put("streamed", this.chat.stream())
			.put("total_cost", cost())
			.put("usage", cost())
			.put("tokens_prompt", promptTokens())
			.put("tokens_completion", completionTokens())
			.put("native_tokens_prompt", promptTokens())
			.put("native_tokens_completion", completionTokens())
			.put("finish_reason", this.answer.finishReason())
			.put("native_finish_reason", nativeFinishReason());
		data.set("provider_responses", responses(this.served.attempts()));
		return data;
	}

	private static ArrayNode responses(List<RouterAttempt> attempts) {
		ArrayNode responses = Json.array();
		attempts.forEach((attempt) -> responses.add(Json.object()
			.put("provider_name", attempt.provider())
			.put("model_permaslug", attempt.model())
			.put("status", attempt.status())
			.put("is_byok", false)));
		return responses;
	}

	private BigDecimal promptCost() {
		return this.prices.amount("prompt").multiply(BigDecimal.valueOf(promptTokens()));
	}

	private BigDecimal completionCost() {
		return this.prices.amount("completion").multiply(BigDecimal.valueOf(completionTokens()));
	}

}
