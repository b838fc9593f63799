package io.cascade.autoconfigure;

import java.util.function.Consumer;

import io.cascade.observation.ObservedMeters;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.Observation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who makes the meters of observations in an application with the actuator.
 */
class ObservedMetersWiringTests {

	@Test
	@DisplayName("Boot's own handler has one of the library in front of it")
	void standsInFrontOfBootsHandler() {
		with(Application.class, (context) -> {
			assertThat(context.getBeansOfType(DefaultMeterObservationHandler.class)).hasSize(1);
			assertThat(context.getBeanProvider(MeterObservationHandler.class).orderedStream()).hasSize(2)
				.first()
				.isInstanceOf(ObservedMeters.class);
		});
	}

	@Test
	@DisplayName("a handler of the application is in charge")
	void leavesAHandlerOfTheApplicationInCharge() {
		with(Own.class, (context) -> assertThat(context.getBeansOfType(ObservedMeters.class)).isEmpty());
	}

	private static void with(Class<?> application, Consumer<ConfigurableApplicationContext> test) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(application)
			.web(WebApplicationType.NONE)
			.properties("cascade.api-key=sk-or-1", "cascade.chains.only.models=a/x", "cascade.catalog.enabled=false")
			.run()) {
			test.accept(context);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Own {

		@Bean
		MeterObservationHandler<Observation.Context> meters() {
			return new MeterObservationHandler<>() {

				@Override
				public boolean supportsContext(Observation.Context context) {
					return true;
				}

			};
		}

	}

}
