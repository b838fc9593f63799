package io.cascade.benchmarks;

import java.util.Map;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application as a user has it: everything comes from the auto-configuration, and
 * whether it has the actuator is a matter of its class path.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class CascadeApplication {

	static ConfigurableApplicationContext start(String baseUrl, String... properties) {
		return new SpringApplicationBuilder(CascadeApplication.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.properties(Map.of("cascade.api-key", "sk-or-benchmark", "cascade.base-url", baseUrl,
					"cascade.catalog.enabled", "false", "cascade.chains.assistant.models",
					"google/gemini-2.5-flash,openai/gpt-4.1-mini,anthropic/claude-sonnet-4.5", "logging.level.root",
					"warn", "logging.level.io.cascade.benchmarks", "info"))
			.properties(properties)
			.run();
	}

}
