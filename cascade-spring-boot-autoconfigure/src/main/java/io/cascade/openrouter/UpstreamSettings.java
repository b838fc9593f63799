package io.cascade.openrouter;

import java.net.URI;
import java.util.Map;

import io.cascade.Upstream;
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
 */
public record UpstreamSettings(Upstream upstream, URI baseUrl, @Nullable String apiKey, Map<String, String> headers,
		int maxAnswerSize, int maxEventSize) {

	@Override
	public String toString() {
		return "%s at %s (%s)".formatted(this.upstream.name(), this.baseUrl,
				(this.apiKey != null) ? "with key" : "without key");
	}

}
