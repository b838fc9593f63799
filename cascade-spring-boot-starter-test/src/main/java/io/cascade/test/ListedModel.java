package io.cascade.test;

import java.util.List;
import java.util.function.UnaryOperator;

import io.cascade.test.CatalogEntry.Traits;

/**
 * How one model is listed in the catalog. Each method changes the entry at once and
 * returns it. Thread-safe.
 */
public final class ListedModel {

	private final String slug;

	private final Catalog catalog;

	ListedModel(String slug, Catalog catalog) {
		this.slug = slug;
		this.catalog = catalog;
		catalog.change(slug, (entry) -> entry);
	}

	/** Costs this, in USD per million tokens; answers report their cost by it. */
	public ListedModel price(String prompt, String completion) {
		this.catalog.change(this.slug, (entry) -> entry.withPrices(entry.prices().perMillion(prompt, completion)));
		return this;
	}

	/**
	 * Has this field under {@code pricing}, as OpenRouter words it: a price in USD per
	 * token, {@code discount} or {@code overrides}. Of these only {@code prompt},
	 * {@code completion} and {@code request} decide what answers report.
	 */
	public ListedModel pricing(String field, Object value) {
		this.catalog.change(this.slug, (entry) -> entry.withPrices(entry.prices().with(field, value)));
		return this;
	}

	/** Has a context window of this many tokens. */
	public ListedModel contextLength(int tokens) {
		return traits((traits) -> traits.withContextLength(tokens));
	}

	/** Writes at most this many tokens. */
	public ListedModel maxCompletionTokens(int tokens) {
		return traits((traits) -> traits.withMaxCompletion(tokens));
	}

	/** Knows these request parameters, and no others. */
	public ListedModel supports(String... parameters) {
		return traits((traits) -> traits.withParameters(List.of(parameters)));
	}

	/** Takes prompts of these kinds, and no others. */
	public ListedModel inputs(String... modalities) {
		return traits((traits) -> traits.withInputs(List.of(modalities)));
	}

	/** Is withdrawn on this date, such as {@code 2027-01-01}. */
	public ListedModel expires(String date) {
		return traits((traits) -> traits.withExpires(date));
	}

	/** Has this dated slug; the default is the slug itself. */
	public ListedModel canonicalSlug(String canonicalSlug) {
		this.catalog.change(this.slug, (entry) -> entry.withCanonicalSlug(canonicalSlug));
		return this;
	}

	private ListedModel traits(UnaryOperator<Traits> change) {
		this.catalog.change(this.slug, (entry) -> entry.withTraits(change.apply(entry.traits())));
		return this;
	}

}
