package io.cascade.openrouter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.cascade.pricing.ModelInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

import org.springframework.http.HttpHeaders;

/**
 * Reads a page of the catalog of models. An entry that can't be read is skipped; a page
 * that ends too early is malformed as a whole.
 *
 * @see <a href="https://openrouter.ai/docs/overview/models">Models</a>
 */
final class CatalogReader {

	private static final Pattern MAX_AGE = Pattern.compile("(?:^|[\\s,])max-age\\s*=\\s*\"?(\\d{1,9})",
			Pattern.CASE_INSENSITIVE);

	private static final Duration DEFAULT_AGE = Duration.ofMinutes(5);

	private static final Duration LEAST_AGE = Duration.ofMinutes(1);

	private static final Duration MOST_AGE = Duration.ofDays(1);

	/** No catalog has a page with more. */
	private static final int MOST_MODELS = 5_000;

	private final List<ModelInfo> models = new ArrayList<>();

	private int entries;

	private @Nullable Integer total;

	private boolean listed;

	private CatalogReader() {
	}

	static CatalogPage read(HttpHeaders headers, byte[] body) {
		CatalogReader reader = new CatalogReader();
		try (JsonParser parser = JsonValues.FACTORY.createParser(ObjectReadContext.empty(), body)) {
			reader.document(parser);
		}
		return new CatalogPage(List.copyOf(reader.models), reader.entries, reader.total,
				maxAge(headers.getFirst(HttpHeaders.CACHE_CONTROL)));
	}

	private static Duration maxAge(@Nullable String cacheControl) {
		Matcher matcher = MAX_AGE.matcher((cacheControl != null) ? cacheControl : "");
		Duration age = matcher.find() ? Duration.ofSeconds(Long.parseLong(matcher.group(1))) : DEFAULT_AGE;
		Duration atLeast = (age.compareTo(LEAST_AGE) < 0) ? LEAST_AGE : age;
		return (atLeast.compareTo(MOST_AGE) > 0) ? MOST_AGE : atLeast;
	}

	private void document(JsonParser parser) {
		if (Tokens.next(parser) != JsonToken.START_OBJECT) {
			throw new MalformedJsonException();
		}
		while (Tokens.next(parser) != JsonToken.END_OBJECT) {
			String name = parser.currentName();
			Tokens.next(parser);
			field(name, parser);
		}
		if (!this.listed || parser.nextToken() != null) {
			throw new MalformedJsonException();
		}
	}

	private void field(String name, JsonParser parser) {
		switch (name) {
			case "data" -> data(parser);
			case "total_count" -> this.total = Amounts.positive(Tokens.number(parser));
			default -> parser.skipChildren();
		}
	}

	private void data(JsonParser parser) {
		if (!Tokens.startsArray(parser)) {
			return;
		}
		this.listed = true;
		while (Tokens.next(parser) != JsonToken.END_ARRAY) {
			this.entries++;
			ModelInfo model = ModelParser.parse(parser);
			if (model != null && this.models.size() < MOST_MODELS) {
				this.models.add(model);
			}
		}
	}

}
