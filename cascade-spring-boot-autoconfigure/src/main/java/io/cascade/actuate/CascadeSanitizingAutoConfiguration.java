package io.cascade.actuate;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} that keeps keys, passwords and header
 * values out of the actuator's answers, whatever {@code show-values} is set to.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class CascadeSanitizingAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "cascadeSanitizingFunction")
	SanitizingFunction cascadeSanitizingFunction() {
		return (data) -> SecretKeys.includes(data.getKey()) ? data.withSanitizedValue() : data;
	}

}
