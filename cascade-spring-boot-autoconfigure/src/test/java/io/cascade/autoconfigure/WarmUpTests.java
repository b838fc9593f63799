package io.cascade.autoconfigure;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can't be made when the context has started.
 */
@ExtendWith(OutputCaptureExtension.class)
class WarmUpTests {

	@Test
	@DisplayName("the log tells of a web client that can't be made, by the name of the failure alone")
	void tellsOfAWebClientThatCannotBeMade(CapturedOutput output) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(CascadeAutoConfiguration.class))
			.withUserConfiguration(Broken.class)
			.withPropertyValues("cascade.api-key=sk-or-v1-key", "cascade.chains.one.models=a/x")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Awaitility.await()
					.atMost(Duration.ofSeconds(10))
					.until(() -> output.getAll().contains("The web client of an upstream can't be made ("));
				assertThat(output).doesNotContain("a secret of the builder");
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Broken {

		@Bean
		@Lazy
		WebClient.Builder builder() {
			throw new IllegalStateException("a secret of the builder");
		}

	}

}
