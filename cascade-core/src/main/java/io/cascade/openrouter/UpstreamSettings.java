package io.cascade.openrouter;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.cascade.Upstream;
import io.cascade.pricing.PriceList;
import org.jspecify.annotations.Nullable;

/**
 * How an upstream is reached. {@code toString} leaves the key out.
 *
 * @param upstream the upstream as routing sees it
 * @param baseUrl where {@code /chat/completions} is appended
 * @param apiKey sent as bearer token, {@code null} sends no {@code Authorization}
 * @param headers sent with each request, such as those for attribution
 * @param maxAnswerSize the most bytes that an answer may have
 * @param maxEventSize the most bytes that one event of a stream may have
 * @param prices prices answers whose cost the upstream does not report
 * @param fitting what the upstream does not take
 * @param customized whether default headers, cookies and filters that the application
 * gave the builder are kept
 */
public record UpstreamSettings(Upstream upstream, URI baseUrl, @Nullable String apiKey, Map<String, String> headers,
		int maxAnswerSize, int maxEventSize, PriceList prices, Fitting fitting, boolean customized) {

	/** Keeps copies. */
	public UpstreamSettings {
		headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
	}

	/**
	 * Settings without a price list, for an upstream that accepts all of its dialect.
	 * @param upstream the upstream as routing sees it
	 * @param baseUrl where {@code /chat/completions} is appended
	 * @param apiKey sent as bearer token
	 * @param headers sent with each request
	 * @param maxAnswerSize the most bytes that an answer may have
	 * @param maxEventSize the most bytes that one event of a stream may have
	 */
	public UpstreamSettings(Upstream upstream, URI baseUrl, @Nullable String apiKey, Map<String, String> headers,
			int maxAnswerSize, int maxEventSize) {
		this(upstream, baseUrl, apiKey, headers, maxAnswerSize, maxEventSize, PriceList.empty(), Fitting.NONE, false);
	}

	/**
	 * A copy with a price list.
	 * @param list prices answers whose cost the upstream does not report
	 * @return the copy
	 */
	public UpstreamSettings withPrices(PriceList list) {
		return new UpstreamSettings(this.upstream, this.baseUrl, this.apiKey, this.headers, this.maxAnswerSize,
				this.maxEventSize, list, this.fitting, this.customized);
	}

	/**
	 * A copy that is fitted to what the upstream takes.
	 * @param rules what it does not take
	 * @return the copy
	 */
	public UpstreamSettings withFitting(Fitting rules) {
		return new UpstreamSettings(this.upstream, this.baseUrl, this.apiKey, this.headers, this.maxAnswerSize,
				this.maxEventSize, this.prices, rules, this.customized);
	}

	/**
	 * A copy that keeps or drops what the application gave the builder.
	 * @param keep whether its headers, cookies and filters are kept
	 * @return the copy
	 */
	public UpstreamSettings withCustomized(boolean keep) {
		return new UpstreamSettings(this.upstream, this.baseUrl, this.apiKey, this.headers, this.maxAnswerSize,
				this.maxEventSize, this.prices, this.fitting, keep);
	}

	@Override
	public String toString() {
		return "%s at %s (%s)".formatted(this.upstream.name(), this.baseUrl,
				(this.apiKey != null) ? "with key" : "without key");
	}

}
