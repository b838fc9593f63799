package io.cascade.test;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model in the catalog.
 *
 * @param slug the id
 * @param canonicalSlug the dated slug
 * @param provider the display name of who serves it
 * @param prices what it costs
 * @param traits what it can do
 */
record CatalogEntry(String slug, String canonicalSlug, String provider, Prices prices, Traits traits) {

	static CatalogEntry unknown(String slug) {
		return new CatalogEntry(slug, slug, "Scripted", Prices.of("1", "2"), Traits.of(131_072, 16_384));
	}

	CatalogEntry withCanonicalSlug(String canonicalSlug) {
		return new CatalogEntry(this.slug, canonicalSlug, this.provider, this.prices, this.traits);
	}

	CatalogEntry withPrices(Prices prices) {
		return new CatalogEntry(this.slug, this.canonicalSlug, this.provider, prices, this.traits);
	}

	CatalogEntry withTraits(Traits traits) {
		return new CatalogEntry(this.slug, this.canonicalSlug, this.provider, this.prices, traits);
	}

	ObjectNode toJson() {
		ObjectNode model = Json.object()
			.put("id", this.slug)
			.put("canonical_slug", this.canonicalSlug)
			.put("name", this.provider + ": " + this.slug)
			.put("created", 1_750_000_000)
			.put("context_length", this.traits.contextLength());
		model.set("architecture", Json.object(Map.of("modality", String.join("+", this.traits.inputs()) + "->text",
				"input_modalities", this.traits.inputs(), "output_modalities", List.of("text"), "tokenizer", "Other")));
		model.set("pricing", Json.object(this.prices.fields()));
		model.putObject("top_provider")
			.put("context_length", this.traits.contextLength())
			.put("max_completion_tokens", this.traits.maxCompletion())
			.put("is_moderated", false);
		model.putNull("per_request_limits").set("supported_parameters", Json.array(this.traits.parameters()));
		return model.put("expiration_date", this.traits.expires());
	}

	/**
	 * The price as the catalog words it.
	 *
	 * @param fields the names and values under {@code pricing}
	 */
	record Prices(Map<String, Object> fields) {

		static Prices of(String promptPerMillion, String completionPerMillion) {
			return new Prices(Map.of("request", "0", "image", "0")).perMillion(promptPerMillion, completionPerMillion);
		}

		Prices perMillion(String prompt, String completion) {
			return with("prompt", perToken(prompt)).with("completion", perToken(completion));
		}

		private static String perToken(String perMillion) {
			return new BigDecimal(perMillion).movePointLeft(6).stripTrailingZeros().toPlainString();
		}

		Prices with(String field, Object value) {
			return new Prices(Maps.plus(this.fields, field, value));
		}

		/** US dollars for a unit; 0 for what is no price. */
		BigDecimal amount(String field) {
			try {
				return new BigDecimal(String.valueOf(this.fields.get(field))).max(BigDecimal.ZERO);
			}
			catch (NumberFormatException ex) {
				return BigDecimal.ZERO;
			}
		}

	}

	/**
	 * What a model can do.
	 *
	 * @param contextLength the context window
	 * @param maxCompletion the longest completion
	 * @param parameters the request parameters it knows
	 * @param inputs what a prompt may consist of
	 * @param expires the date on which it is withdrawn
	 */
	record Traits(int contextLength, int maxCompletion, List<String> parameters, List<String> inputs,
			@Nullable String expires) {

		private static final List<String> PARAMETERS = List.of("max_tokens", "temperature", "top_p", "stop", "seed",
				"response_format", "structured_outputs", "tools", "tool_choice");

		static Traits of(int contextLength, int maxCompletion) {
			return new Traits(contextLength, maxCompletion, PARAMETERS, List.of("text"), null);
		}

		Traits withContextLength(int contextLength) {
			return new Traits(contextLength, this.maxCompletion, this.parameters, this.inputs, this.expires);
		}

		Traits withMaxCompletion(int maxCompletion) {
			return new Traits(this.contextLength, maxCompletion, this.parameters, this.inputs, this.expires);
		}

		Traits withParameters(List<String> parameters) {
			return new Traits(this.contextLength, this.maxCompletion, parameters, this.inputs, this.expires);
		}

		Traits withInputs(List<String> inputs) {
			return new Traits(this.contextLength, this.maxCompletion, this.parameters, inputs, this.expires);
		}

		Traits withExpires(String expires) {
			return new Traits(this.contextLength, this.maxCompletion, this.parameters, this.inputs, expires);
		}

	}

}
