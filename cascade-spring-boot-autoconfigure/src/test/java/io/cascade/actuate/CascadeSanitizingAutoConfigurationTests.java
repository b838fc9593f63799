package io.cascade.actuate;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class CascadeSanitizingAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CascadeSanitizingAutoConfiguration.class));

	@ParameterizedTest
	@DisplayName("K07 however a key is spelled, the actuator does not tell it")
	@ValueSource(strings = { "cascade.api-key", "cascade.apiKey", "CASCADE_APIKEY", "CASCADE_API_KEY",
			"cascade.upstreams.local.api-key", "cascade.upstreams[local].apiKey", "CASCADE_UPSTREAMS_LOCAL_APIKEY",
			"OPENROUTER_API_KEY", "openrouter.api-key", "cascade.connection.proxy.password",
			"cascade.upstreams.local.connection.proxy.password", "cascade.upstreams.local.headers.X-Key",
			"cascade.upstreams.local.headers" })
	void masksSecrets(String key) {
		this.runner.run((context) -> assertThat(sanitized(context.getBean(SanitizingFunction.class), key))
			.isEqualTo(SanitizableData.SANITIZED_VALUE));
	}

	@ParameterizedTest
	@ValueSource(strings = { "cascade.base-url", "cascade.default-chain", "cascade.chains.a.options.max-tokens",
			"cascade.chains.key.deadline", "spring.application.name", "my.cascade-free.value" })
	void showsEverythingElse(String key) {
		this.runner
			.run((context) -> assertThat(sanitized(context.getBean(SanitizingFunction.class), key)).isEqualTo("value"));
	}

	@Test
	void backsOffFromABeanOfItsName() {
		SanitizingFunction other = (data) -> data;
		this.runner.withBean("cascadeSanitizingFunction", SanitizingFunction.class, () -> other)
			.run((context) -> assertThat(context.getBean(SanitizingFunction.class)).isSameAs(other));
	}

	@Test
	void joinsOtherSanitizingFunctions() {
		this.runner.withBean("others", SanitizingFunction.class, () -> (data) -> data)
			.run((context) -> assertThat(context.getBeansOfType(SanitizingFunction.class)).containsOnlyKeys("others",
					"cascadeSanitizingFunction"));
	}

	@Test
	void needsTheActuator() {
		this.runner.withClassLoader(new FilteredClassLoader(SanitizingFunction.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(CascadeSanitizingAutoConfiguration.class));
	}

	private static Object sanitized(SanitizingFunction function, String key) {
		return String.valueOf(function.apply(new SanitizableData(null, key, "value")).getValue());
	}

}
