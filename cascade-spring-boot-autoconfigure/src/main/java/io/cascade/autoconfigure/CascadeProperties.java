package io.cascade.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Everything under {@code cascade}. {@code toString} does not tell the key.
 *
 * @param apiKey Key for OpenRouter. Without one, chains can ask other upstreams only.
 * @param baseUrl Base URL of OpenRouter.
 * @param appName Name of the application, for attribution at OpenRouter. Not sent if not
 * set.
 * @param appUrl URL of the application, for attribution at OpenRouter. Not sent if not
 * set.
 * @param defaultChain Name of the chain for requests that name none. A single chain needs
 * no mention.
 * @param chains Chains of models by name. Every request needs one.
 * @param upstreams Further OpenAI-compatible upstreams by name. A model "name/model" is
 * asked at the upstream of that name. Only OpenRouter is asked if nothing is set.
 * @param maxModelsPerRequest How many models one request to OpenRouter may carry.
 * @param maxPromptSize Most characters that the messages of a request may have.
 * @param maxAnswerSize Most bytes of a whole answer, most characters of a streamed one.
 * @param maxEventSize Most bytes that one event of a stream may have.
 * @param warnings Whether to warn at start about chains that are legal but unwise.
 * @param connection Connections to OpenRouter.
 */
@ConfigurationProperties("cascade")
record CascadeProperties(@Nullable String apiKey, @DefaultValue(CascadeProperties.OPENROUTER) String baseUrl,
		@Nullable String appName, @Nullable String appUrl, @Nullable String defaultChain,
		@DefaultValue Map<String, ChainProperties> chains, @DefaultValue Map<String, UpstreamProperties> upstreams,
		@DefaultValue("3") int maxModelsPerRequest, @DefaultValue("32MB") DataSize maxPromptSize,
		@DefaultValue("8MB") DataSize maxAnswerSize, @DefaultValue("1MB") DataSize maxEventSize,
		@DefaultValue("true") boolean warnings,
		@NestedConfigurationProperty @DefaultValue ConnectionProperties connection) {

	static final String OPENROUTER = "https://openrouter.ai/api/v1";

	@Override
	public String toString() {
		return "CascadeProperties[baseUrl=%s, chains=%s, upstreams=%s]".formatted(this.baseUrl, this.chains.keySet(),
				this.upstreams.keySet());
	}

}
