package io.cascade.sample;

import java.net.URI;

import io.cascade.autoconfigure.CascadeConnectionDetails;
import io.cascade.test.ScriptedOpenRouter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Without a key, a scripted OpenRouter in this process answers.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression("'${cascade.api-key:}'.isBlank()")
class OfflineConfiguration {

	private static final Log logger = LogFactory.getLog(OfflineConfiguration.class);

	@Bean(destroyMethod = "close")
	ScriptedOpenRouter scriptedOpenRouter(@Value("${sample.scripted-port:8089}") int port) {
		ScriptedOpenRouter openRouter = ScriptedOpenRouter.start(port);
		logger.info("OPENROUTER_API_KEY is not set, so a scripted OpenRouter answers on port %d. Make a model fail: "
			.formatted(openRouter.port())
				+ "curl localhost:%d/script -d '{\"model\":\"google/gemini-2.5-flash\",\"status\":429}'"
					.formatted(openRouter.port()));
		return openRouter;
	}

	@Bean
	CascadeConnectionDetails cascadeConnectionDetails(ScriptedOpenRouter openRouter) {
		return new CascadeConnectionDetails() {

			@Override
			public URI baseUrl() {
				return openRouter.baseUrl();
			}

			@Override
			public @Nullable String apiKey() {
				return openRouter.apiKey();
			}

		};
	}

}
