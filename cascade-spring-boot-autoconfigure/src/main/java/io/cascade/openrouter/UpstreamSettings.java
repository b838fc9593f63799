package io.cascade.openrouter;

import java.net.URI;
import java.util.Map;

import io.cascade.Upstream;
import io.cascade.pricing.PriceList;
import org.jspecify.annotations.Nullable;

/**
 * How an upstream is reached. {@code toString} does not tell the key.
 *
 * @param upstream the upstream as routing sees it
 * @param baseUrl where {@code /chat/completions} is appended
 * @param apiKey sent as bearer token, {@code null} sends no {@code Authorization}
 * @param headers sent with each request, such as those for attribution
 * @param maxAnswerSize the most bytes that an answer may have
 * @param maxEventSize the most bytes that one event of a stream may have
 * @param prices prices answers whose cost the upstream does not tell
 */
public record UpstreamSettings(Upstream upstream, URI baseUrl, @Nullable String apiKey, Map<String, String> headers,
		int maxAnswerSize, int maxEventSize, PriceList prices) {

	/**
	 * Settings without a price list.
	 * @param upstream the upstream as routing sees it
	 * @param baseUrl where {@code /chat/completions} is appended
	 * @param apiKey sent as bearer token
	 * @param headers sent with each request
	 * @param maxAnswerSize the most bytes that an answer may have
	 * @param maxEventSize the most bytes that one event of a stream may have
	 */
	public UpstreamSettings(Upstream upstream, URI baseUrl, @Nullable String apiKey, Map<String, String> headers,
			int maxAnswerSize, int maxEventSize) {
		this(upstream, baseUrl, apiKey, headers, maxAnswerSize, maxEventSize, PriceList.empty());
	}

	/**
	 * A copy with a price list.
	 * @param list prices answers whose cost the upstream does not tell
	 * @return the copy
	 */
	public UpstreamSettings withPrices(PriceList list) {
		return new UpstreamSettings(this.upstream, this.baseUrl, this.apiKey, this.headers, this.maxAnswerSize,
				this.maxEventSize, list);
	}

	@Override
	public String toString() {
		return "%s at %s (%s)".formatted(this.upstream.name(), this.baseUrl,
				(this.apiKey != null) ? "with key" : "without key");
	}

}
