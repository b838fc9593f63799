package io.cascade.web;

import java.time.Clock;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.codec.ServerCodecConfigurer;

/**
 * {@link AutoConfiguration Auto-configuration} that answers a web request with a problem
 * detail when no model answered, in WebFlux and servlet applications. Switched off by
 * {@code cascade.problem-details=false}.
 */
@AutoConfiguration(afterName = "org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration")
@ConditionalOnWebApplication
@ConditionalOnBooleanProperty(name = "cascade.problem-details", matchIfMissing = true)
public final class CascadeProblemAutoConfiguration {

	@Bean
	CascadeProblems cascadeProblems() {
		return new CascadeProblems(Clock.systemUTC());
	}

	@Bean
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnBean(ServerCodecConfigurer.class)
	ProblemExceptionHandler cascadeProblemExceptionHandler(CascadeProblems problems, ServerCodecConfigurer codecs) {
		return new ProblemExceptionHandler(problems, codecs);
	}

}
