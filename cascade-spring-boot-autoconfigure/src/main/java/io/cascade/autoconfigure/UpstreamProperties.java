package io.cascade.autoconfigure;

import java.util.Map;

import io.cascade.Dialect;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * An upstream under {@code cascade.upstreams.<name>}. {@code toString} leaves out the
 * key.
 *
 * @param baseUrl Base URL of an OpenAI-compatible server, such as
 * "http://localhost:11434/v1". Needed.
 * @param apiKey Key for this upstream. Without one no Authorization header is sent.
 * @param dialect Which parameters the upstream supports.
 * @param maxModelsPerRequest How many models one request may carry. 3 for the dialect
 * "openrouter", 1 for "openai", if not set.
 * @param headers Further request headers. None if not set.
 * @param useCustomizers Whether default headers, cookies and filters that the application
 * gives its web clients are used for this upstream too. Credentials among them never are.
 * @param fitting What the upstream does not accept. The preset decides if not set.
 * @param limits Limits on requests to this upstream. Those of "cascade.limits" are not
 * taken over if not set.
 * @param connection Connections to this upstream. Those of "cascade.connection" are not
 * taken over if not set.
 */
@ConfigurationPropertiesSource
record UpstreamProperties(@Nullable String baseUrl, @Nullable String apiKey, @DefaultValue("openai") Dialect dialect,
		@Nullable Integer maxModelsPerRequest, @DefaultValue Map<String, String> headers,
		@DefaultValue("false") boolean useCustomizers, @DefaultValue FittingProperties fitting,
		@DefaultValue LimitProperties limits, @DefaultValue ConnectionProperties connection) {

	@Override
	public String toString() {
		return "UpstreamProperties[baseUrl=%s, dialect=%s]".formatted(this.baseUrl, this.dialect);
	}

}
