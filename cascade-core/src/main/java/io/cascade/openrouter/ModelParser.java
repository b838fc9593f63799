package io.cascade.openrouter;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Set;

import io.cascade.Price;
import io.cascade.pricing.ModelInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads an entry of the catalog. Absurd values count as unknown.
 */
final class ModelParser {

	/** No slug, parameter or modality is longer. */
	private static final int LONGEST = 200;

	/** The length of a date. */
	private static final int DATE = 10;

	/** No model has more parameters or modalities. */
	private static final int MOST = 200;

	private @Nullable String id;

	private @Nullable String canonicalSlug;

	private @Nullable Price price;

	private @Nullable Integer contextLength;

	private @Nullable Integer maxCompletionTokens;

	private @Nullable Set<String> parameters;

	private @Nullable Set<String> modalities;

	private @Nullable LocalDate expirationDate;

	private ModelParser() {
	}

	/** The model, {@code null} for what is no object or has no id. */
	static @Nullable ModelInfo parse(JsonParser parser) {
		ModelParser model = new ModelParser();
		model.object(parser, model::field);
		return (model.id != null) ? new ModelInfo(model.id, model.canonicalSlug, model.price, model.contextLength,
				model.maxCompletionTokens, model.parameters, model.modalities, model.expirationDate) : null;
	}

	private void object(JsonParser parser, Field field) {
		if (!Tokens.startsObject(parser)) {
			return;
		}
		while (Tokens.next(parser) != JsonToken.END_OBJECT) {
			String name = parser.currentName();
			Tokens.next(parser);
			field.read(name, parser);
		}
	}

	private void field(String name, JsonParser parser) {
		switch (name) {
			case "id" -> this.id = slug(parser);
			case "canonical_slug" -> this.canonicalSlug = slug(parser);
			case "pricing" -> this.price = PriceParser.parse(parser);
			case "context_length" -> context(parser);
			case "top_provider" -> object(parser, this::topProvider);
			case "supported_parameters" -> this.parameters = texts(parser);
			case "architecture" -> object(parser, this::architecture);
			case "expiration_date" -> this.expirationDate = date(Tokens.text(parser));
			default -> parser.skipChildren();
		}
	}

	private void topProvider(String name, JsonParser parser) {
		switch (name) {
			case "context_length" -> context(parser);
			case "max_completion_tokens" -> this.maxCompletionTokens = Amounts.positive(Tokens.number(parser));
			default -> parser.skipChildren();
		}
	}

	private void architecture(String name, JsonParser parser) {
		if (name.equals("input_modalities")) {
			this.modalities = texts(parser);
		}
		else {
			parser.skipChildren();
		}
	}

	/** The catalog names up to two; the smaller one holds. */
	private void context(JsonParser parser) {
		Integer length = Amounts.positive(Tokens.number(parser));
		if (length != null && (this.contextLength == null || length < this.contextLength)) {
			this.contextLength = length;
		}
	}

	private static @Nullable String slug(JsonParser parser) {
		String text = Tokens.text(parser);
		return (text != null && !text.isBlank() && text.length() <= LONGEST) ? text : null;
	}

	/** A list that is empty means nothing. */
	private static @Nullable Set<String> texts(JsonParser parser) {
		Set<String> texts = new HashSet<>();
		if (Tokens.startsArray(parser)) {
			while (Tokens.next(parser) != JsonToken.END_ARRAY) {
				String text = slug(parser);
				if (text != null && texts.size() < MOST) {
					texts.add(text);
				}
			}
		}
		return texts.isEmpty() ? null : Set.copyOf(texts);
	}

	private static @Nullable LocalDate date(@Nullable String text) {
		try {
			return (text != null) ? LocalDate.parse(day(text)) : null;
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

	/** A date may have a time behind it. */
	private static String day(String text) {
		return (text.length() > DATE && text.charAt(DATE) == 'T') ? text.substring(0, DATE) : text;
	}

	/**
	 * Reads the value of a field.
	 */
	@FunctionalInterface
	private interface Field {

		void read(String name, JsonParser parser);

	}

}
