package io.cascade.test;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.node.ObjectNode;

/**
 * A model in the catalogue.
 *
 * @param slug the id
 * @param canonicalSlug the dated slug
 * @param provider the display name of who serves it
 * @param prices US dollars for a million tokens of prompt and of completion
 * @param contextLength the context window
 * @param maxCompletion the longest completion
 */
record CatalogueEntry(String slug, String canonicalSlug, String provider, Prices prices, int contextLength,
		int maxCompletion) {

	private static final List<String> PARAMETERS = List.of("max_tokens", "temperature", "top_p", "stop", "seed",
			"response_format", "structured_outputs", "tools", "tool_choice");

	static CatalogueEntry unknown(String slug) {
		return new CatalogueEntry(slug, slug, "Scripted", Prices.of("1", "2"), 131_072, 16_384);
	}

	ObjectNode toJson() {
		ObjectNode model = Json.object()
			.put("id", this.slug)
			.put("canonical_slug", this.canonicalSlug)
			.put("name", this.provider + ": " + this.slug)
			.put("created", 1_750_000_000)
			.put("context_length", this.contextLength);
		model.set("architecture", Json.object(Map.of("modality", "text->text", "input_modalities", List.of("text"),
				"output_modalities", List.of("text"), "tokenizer", "Other")));
		model.set("pricing", this.prices.toJson());
		model.putObject("top_provider")
			.put("context_length", this.contextLength)
			.put("max_completion_tokens", this.maxCompletion)
			.put("is_moderated", false);
		model.putNull("per_request_limits").set("supported_parameters", Json.array(PARAMETERS));
		return model.putNull("expiration_date");
	}

	/**
	 * US dollars for one token.
	 *
	 * @param prompt of the prompt
	 * @param completion of the completion
	 */
	record Prices(BigDecimal prompt, BigDecimal completion) {

		static Prices of(String promptPerMillion, String completionPerMillion) {
			return new Prices(perToken(promptPerMillion), perToken(completionPerMillion));
		}

		private static BigDecimal perToken(String perMillion) {
			return new BigDecimal(perMillion).movePointLeft(6).stripTrailingZeros();
		}

		ObjectNode toJson() {
			return Json.object()
				.put("prompt", this.prompt.toPlainString())
				.put("completion", this.completion.toPlainString())
				.put("request", "0")
				.put("image", "0");
		}

	}

}
