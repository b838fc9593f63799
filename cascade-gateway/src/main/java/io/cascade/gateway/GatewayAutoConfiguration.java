package io.cascade.gateway;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * {@link AutoConfiguration Auto-configuration} for the endpoint, which is off until
 * {@code cascade.gateway.enabled} is set.
 */
@AutoConfiguration(afterName = { "io.cascade.autoconfigure.CascadeAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@EnableConfigurationProperties(GatewayProperties.class)
@ImportRuntimeHints(GatewayRuntimeHints.class)
public final class GatewayAutoConfiguration {

	/**
	 * In a reactive application.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty("cascade.gateway.enabled")
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@Import({ GatewayConfiguration.class, GatewayObservationConfiguration.class })
	static class Reactive {

	}

	/**
	 * In a servlet application, where streams would hold a thread each.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty("cascade.gateway.enabled")
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class Servlet {

		Servlet() {
			throw new InvalidConfigurationPropertyValueException("cascade.gateway.enabled", true,
					"The endpoint needs a reactive web application, and this is a servlet application."
							+ " Remove spring-boot-starter-webmvc, or set spring.main.web-application-type=reactive");
		}

	}

}
