package io.cascade.autoconfigure;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import io.cascade.ProviderPreferences;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Which providers OpenRouter may use behind a model.
 *
 * @param order Slugs of providers to try first, in this order.
 * @param only Slugs of the only providers to use.
 * @param ignore Slugs of providers not to use.
 * @param allowFallbacks Whether other providers may serve when the preferred ones cannot.
 * @param requireParameters Whether only providers that support every parameter sent may
 * serve.
 * @param dataCollection Whether providers that keep prompts may serve.
 * @param zdr Whether only endpoints with zero data retention may serve.
 * @param enforceDistillableText Whether only models whose text may be distilled may
 * serve.
 * @param quantizations Allowed quantizations.
 * @param sort What providers are sorted by, as a word or an object with "by" and
 * "partition".
 * @param preferredMinThroughput Preferred throughput in tokens a second, as a number or
 * by percentile.
 * @param preferredMaxLatency Preferred latency in seconds to the first token, as a number
 * or by percentile.
 * @param maxPrice Most that an endpoint may cost.
 */
@ConfigurationPropertiesSource
record ProviderProperties(@Nullable List<String> order, @Nullable List<String> only, @Nullable List<String> ignore,
		@Nullable Boolean allowFallbacks, @Nullable Boolean requireParameters, @Nullable String dataCollection,
		@Nullable Boolean zdr, @Nullable Boolean enforceDistillableText, @Nullable List<String> quantizations,
		@Nullable SortProperties sort, @Nullable PercentileProperties preferredMinThroughput,
		@Nullable PercentileProperties preferredMaxLatency, @Nullable MaxPriceProperties maxPrice) {

	ProviderPreferences toPreferences() {
		ProviderPreferences result = ProviderPreferences.none();
		result = set(result, this.order, ProviderPreferences::order);
		result = set(result, this.only, ProviderPreferences::only);
		result = set(result, this.ignore, ProviderPreferences::ignore);
		result = set(result, this.allowFallbacks, ProviderPreferences::allowFallbacks);
		result = set(result, this.requireParameters, ProviderPreferences::requireParameters);
		result = set(result, this.dataCollection, ProviderPreferences::dataCollection);
		result = set(result, this.zdr, ProviderPreferences::zdr);
		result = set(result, this.enforceDistillableText, ProviderPreferences::enforceDistillableText);
		result = set(result, this.quantizations, ProviderPreferences::quantizations);
		result = set(result, this.sort, (preferences, value) -> value.addTo(preferences));
		result = set(result, this.preferredMinThroughput,
				(preferences, value) -> preferences.preferredMinThroughput(value.toMap()));
		result = set(result, this.preferredMaxLatency,
				(preferences, value) -> preferences.preferredMaxLatency(value.toMap()));
		return set(result, this.maxPrice, (preferences, value) -> preferences.maxPrice(value.toMap()));
	}

	private static <T> ProviderPreferences set(ProviderPreferences preferences, @Nullable T value,
			BiFunction<ProviderPreferences, T, ProviderPreferences> setter) {
		return (value != null) ? setter.apply(preferences, value) : preferences;
	}

	private static <T> void put(Map<String, T> map, String name, @Nullable T value) {
		if (value != null) {
			map.put(name, value);
		}
	}

	/**
	 * What providers are sorted by.
	 *
	 * @param by Criterion: "price", "throughput", "latency" or "exacto".
	 * @param partition Whether models are sorted apart ("model") or together ("none").
	 */
	record SortProperties(String by, @Nullable String partition) {

		/** Lets the binder read a plain word. */
		public static SortProperties of(String by) {
			return new SortProperties(by, null);
		}

		ProviderPreferences addTo(ProviderPreferences preferences) {
			return (this.partition != null) ? preferences.sort(this.by, this.partition) : preferences.sort(this.by);
		}

	}

	/**
	 * A value by percentile.
	 *
	 * @param p50 Value for the median.
	 * @param p75 Value for the 75th percentile.
	 * @param p90 Value for the 90th percentile.
	 * @param p99 Value for the 99th percentile.
	 */
	record PercentileProperties(@Nullable Double p50, @Nullable Double p75, @Nullable Double p90,
			@Nullable Double p99) {

		/** Lets the binder read a plain number, which means the median. */
		public static PercentileProperties of(String median) {
			return new PercentileProperties(Double.valueOf(median), null, null, null);
		}

		/** Lets the binder read a plain number, which means the median. */
		public static PercentileProperties of(Integer median) {
			return new PercentileProperties(median.doubleValue(), null, null, null);
		}

		/** Lets the binder read a plain number, which means the median. */
		public static PercentileProperties of(Double median) {
			return new PercentileProperties(median, null, null, null);
		}

		Map<String, Double> toMap() {
			Map<String, Double> percentiles = new LinkedHashMap<>();
			put(percentiles, "p50", this.p50);
			put(percentiles, "p75", this.p75);
			put(percentiles, "p90", this.p90);
			put(percentiles, "p99", this.p99);
			return percentiles;
		}

	}

	/**
	 * Most that an endpoint may cost.
	 *
	 * @param prompt USD per million prompt tokens.
	 * @param completion USD per million completion tokens.
	 * @param request USD per request.
	 * @param image USD per image.
	 * @param audio USD per unit of sound.
	 */
	record MaxPriceProperties(@Nullable BigDecimal prompt, @Nullable BigDecimal completion,
			@Nullable BigDecimal request, @Nullable BigDecimal image, @Nullable BigDecimal audio) {

		Map<String, BigDecimal> toMap() {
			Map<String, BigDecimal> prices = new LinkedHashMap<>();
			put(prices, "prompt", this.prompt);
			put(prices, "completion", this.completion);
			put(prices, "request", this.request);
			put(prices, "image", this.image);
			put(prices, "audio", this.audio);
			return prices;
		}

	}

}
