package io.cascade.web;

import jakarta.servlet.Filter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link AutoConfiguration Auto-configuration} that answers 204 to a browser that asks
 * again, by itself, for {@linkplain CascadeServerSentEvents an answer} that it has
 * received a part of: it must not be paid for twice. Streams of the application's own,
 * whose ids are others, are left alone. Switched off by
 * {@code cascade.answer-once=false}.
 *
 * @see <a href=
 * "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model">
 * HTML, Server-sent events, Processing model</a>
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "cascade.answer-once", matchIfMissing = true)
public final class CascadeServerSentEventsAutoConfiguration {

	/**
	 * For WebFlux.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static final class Reactive {

		@Bean
		RepeatedStreamWebFilter cascadeRepeatedStreamWebFilter() {
			return new RepeatedStreamWebFilter();
		}

	}

	/**
	 * For servlets.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(Filter.class)
	static final class Servlet {

		@Bean
		RepeatedStreamFilter cascadeRepeatedStreamFilter() {
			return new RepeatedStreamFilter();
		}

	}

}
